"""What bad input gets: the file, the place and the remedy, exit status 2, the others still checked, no traceback."""

import json
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cli.samples import BEES

Run = Callable[..., Any]

FEED = (
    '<?xml version="1.0"?><!DOCTYPE rss [{dtd}]><rss version="2.0"><channel><title>T</title>'
    "<item><title>A</title><description>{body}</description></item></channel></rss>"
)
BOMB = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10 if i else "x" * 100}">' for i in range(10))


def bad_file(name: str, folder: Path) -> Path:
    """Make one bad file of the given kind."""
    makers: dict[str, Callable[[Path], object]] = {
        "empty.md": lambda p: p.write_bytes(b""),
        "blank.md": lambda p: p.write_bytes(b" \n\t\n"),
        "large.md": lambda p: os.truncate(os.open(p, os.O_CREAT | os.O_WRONLY), 200_000_000),
        "binary.txt": lambda p: p.write_bytes(bytes(range(256)) * 20),
        "deep.html": lambda p: p.write_text("<div>" * 100_000 + BEES, encoding="utf-8"),
        "matter.md": lambda p: p.write_text(f"---\ntitle: [unclosed\n: : :\n---\n{BEES}", encoding="utf-8"),
        "bomb.xml": lambda p: p.write_text(FEED.format(dtd=BOMB, body="&e9;"), encoding="utf-8"),
        "outside.xml": lambda p: p.write_text(
            FEED.format(dtd='<!ENTITY x SYSTEM "file:///etc/passwd">', body="&x;"), encoding="utf-8"
        ),
        "broken.zip": lambda p: p.write_bytes(b"PK\x03\x04 no archive at all"),
        "climbing.zip": lambda p: zipped(p, {"../../climbed.md": BEES.encode()}),
        "swelling.zip": lambda p: zipped(p, {"a.md": b"a " * 30_000_000}),
        "nothing.zip": lambda p: zipped(p, {"readme.bin": b"\0"}),
        "story.tar": lambda p: p.write_bytes(b"\0" * 1024),
    }
    makers[name](folder / name)
    return folder / name


def zipped(path: Path, entries: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in entries.items():
            file.writestr(name, data)


UNREADABLE = (
    "empty.md", "blank.md", "large.md", "deep.html", "bomb.xml", "outside.xml", "broken.zip", "climbing.zip",
    "swelling.zip", "nothing.zip", "story.tar",
)  # fmt: skip


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_file_that_cannot_be_read_is_named_and_the_others_are_checked(
    copydesk: Run, tmp_path: Path, plain: Path, name: str
) -> None:
    bad = bad_file(name, tmp_path)
    done = copydesk("check", bad, plain, "--declare", "human", "--format", "json")
    told = json.loads(done.out)
    assert done.status == 2
    assert str(bad) in done.err
    assert "Traceback" not in done.err
    assert "fault of Copydesk" not in done.err
    assert "error" in told[0]
    assert told[1]["facts"]["writing"]["value"] == "human"
    assert not (tmp_path.parent / "climbed.md").exists()


@pytest.mark.parametrize("name", ["matter.md", "binary.txt"])
def test_a_damaged_file_is_read_with_a_note_or_refused(copydesk: Run, tmp_path: Path, name: str) -> None:
    done = copydesk("check", bad_file(name, tmp_path), "--format", "json")
    told = json.loads(done.out)
    assert told.get("error") or told["story"]["notes"]
    assert "fault of Copydesk" not in done.err


def test_an_external_entity_is_never_read(copydesk: Run, tmp_path: Path) -> None:
    assert "root:" not in copydesk("check", bad_file("outside.xml", tmp_path)).out


def test_a_file_that_is_not_there_is_said_to_be_missing(copydesk: Run, plain: Path) -> None:
    done = copydesk("check", "nowhere.md", plain, "--declare", "human")
    assert done.status == 2
    assert "nowhere.md: No such file or directory." in done.err


def test_a_folder_without_stories_is_said_to_be_without(copydesk: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = copydesk("check", tmp_path / "empty")
    assert done.status == 2
    assert f"{tmp_path / 'empty'}: There is no story in it." in done.err


def test_a_device_or_socket_is_no_story(copydesk: Run, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    done = copydesk("check", tmp_path / "pipe.md")
    assert done.status == 2
    assert "neither a file nor a folder" in done.err


def test_a_report_that_cannot_be_written_is_told(copydesk: Run, plain: Path, tmp_path: Path) -> None:
    done = copydesk("check", plain, "--out", tmp_path / "no" / "such" / "folder.txt")
    assert done.status == 2
    assert "cannot be written: No such file or directory" in done.err


def test_a_full_disk_is_told() -> None:
    command = f"{sys.executable} -m copydesk check --format json docs/examples/night-bus.txt > /dev/full"
    root = Path(__file__).parents[2]
    done = subprocess.run(["bash", "-c", command], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "No space left on device" in done.stderr
    assert "Traceback" not in done.stderr


AS_NOBODY = """
import os, sys
from copydesk.cli.main import run
run(["check", sys.argv[1]])  # what is read on the way is read while all may be read
if os.geteuid() == 0:
    os.setuid(65534)  # root may read everything
print("--", file=sys.stderr)
status = run(["check", sys.argv[2]])
sys.stderr.flush()
os._exit(status)
"""


def test_a_file_without_permission_is_told(plain: Path, tmp_path: Path) -> None:
    closed = tmp_path / "closed.md"
    closed.write_bytes(plain.read_bytes())
    closed.chmod(0)
    for folder in (tmp_path, *tmp_path.parents):
        if folder == Path(tempfile.gettempdir()):
            break
        folder.chmod(0o755)
    done = subprocess.run(
        [sys.executable, "-c", AS_NOBODY, str(plain), str(closed)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr.split("--\n")[-1] == f"copydesk: {closed}: Permission denied.\n"


def test_a_policy_that_is_broken_is_told_with_its_place(copydesk: Run, plain: Path, tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text("[policy]\nid = ", encoding="utf-8")
    done = copydesk("check", plain, "--policy", tmp_path / "own.toml")
    assert done.status == 2
    assert "own.toml:2" in done.err


# A small process between: Linux counts a forked parent's memory as its child's, and a worker of pytest is large.
MOST_MEMORY = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], capture_output=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def test_two_hundred_megabytes_of_one_story_cost_less_than_five_hundred(tmp_path: Path) -> None:
    bad = [bad_file(name, tmp_path) for name in ("large.md", "swelling.zip", "deep.html", "bomb.xml")]
    asked = [sys.executable, "-c", MOST_MEMORY, sys.executable, "-m", "copydesk", "check", *map(str, bad)]
    used = int(subprocess.run(asked, capture_output=True, text=True, check=True).stdout)
    assert used < 500 * 1024


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=300), suffix=st.sampled_from([".md", ".html", ".txt", ".json", ".xml", ".zip", ""]))
def test_any_bytes_get_an_answer(copydesk: Run, tmp_path: Path, data: bytes, suffix: str) -> None:
    path = tmp_path / f"any{suffix}"
    path.write_bytes(data)
    done = copydesk("check", path)
    assert done.status in (0, 1, 2)
    assert "fault of Copydesk" not in done.err
