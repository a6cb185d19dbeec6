"""The process in which pictures are parsed: its limits, its restarts, its silence on the network."""

import socket
import threading
from collections.abc import Iterator

import pytest

from copydesk.detectors.pictures import Examiner
from copydesk.evidence import PictureAI
from detectors.pictures import samples


@pytest.fixture(scope="module")
def examiner() -> Iterator[Examiner]:
    with Examiner(cpu_seconds=2.0) as started:
        yield started


def test_many_pictures_share_one_process(examiner: Examiner) -> None:
    told = [examiner.examine(make()).ai for make in samples.SIGNALS.values()]
    assert PictureAI.UNKNOWN not in told


def test_a_text_that_unpacks_to_300_megabytes_ends_unresolved(examiner: Examiner) -> None:
    told = examiner.examine(samples.bomb())
    assert told.ai is PictureAI.UNRESOLVED
    assert "longer than" in told.reason


def test_a_pixel_bomb_is_not_decoded(examiner: Examiner) -> None:
    assert examiner.examine(samples.huge()).ai is PictureAI.UNKNOWN


def test_a_file_that_is_too_large_is_refused_before_it_is_sent(examiner: Examiner) -> None:
    assert "larger than" in examiner.examine(bytes(61 * 1024 * 1024)).reason


def test_a_picture_that_takes_too_long_ends_unresolved_and_the_next_is_served() -> None:
    with Examiner(cpu_seconds=0.000_001) as hurried:
        assert hurried.examine(samples.stealth(samples.A1111)).ai is PictureAI.UNRESOLVED
        hurried._setup = Examiner()._setup
        assert hurried.examine(samples.png(parameters=samples.A1111)).ai is PictureAI.DECLARED


def test_a_killed_process_is_started_anew(examiner: Examiner) -> None:
    examiner.start()
    assert examiner._process is not None
    examiner._process.kill()
    examiner._process.wait()
    assert examiner.examine(samples.png(parameters=samples.A1111)).ai is PictureAI.DECLARED


def test_threads_take_turns(examiner: Examiner) -> None:
    told: list[PictureAI] = []
    picture = samples.png(parameters=samples.A1111)
    threads = [threading.Thread(target=lambda: told.append(examiner.examine(picture).ai)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told == [PictureAI.DECLARED] * 8


def test_a_remote_manifest_is_not_fetched(examiner: Examiner) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        url = f"http://127.0.0.1:{server.getsockname()[1]}/manifest.c2pa"
        attributes = f'xmlns:dcterms="http://purl.org/dc/terms/" dcterms:provenance="{url}"'
        told = examiner.examine(samples.with_xmp("JPEG", attributes))
        with pytest.raises(BlockingIOError):
            server.accept()
    assert told.ai is PictureAI.UNRESOLVED
    assert "never asks" in told.reason
