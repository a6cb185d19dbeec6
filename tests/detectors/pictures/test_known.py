"""Known pictures are found again after scaling, re-encoding and mirroring, and others are not."""

from pathlib import Path

import pytest
from PIL import Image, ImageOps

from copydesk.detectors.pictures import Examiner, KnownPictures
from copydesk.detectors.pictures.known import Known
from copydesk.detectors.pictures.phash import distance, perceptual_hash
from copydesk.evidence import PictureAI
from detectors.pictures import samples
from detectors.pictures.samples import scene


@pytest.fixture
def known() -> KnownPictures:
    return KnownPictures([Known(f"{perceptual_hash(scene(1)):016x}", "disinformation", "a made-up flood")])


@pytest.mark.parametrize(
    "changed",
    [scene(1).resize((200, 150)), ImageOps.mirror(scene(1)), scene(1).convert("L").convert("RGB")],
    ids=["scaled", "mirrored", "grey"],
)
def test_a_known_picture_is_found_again(known: KnownPictures, changed: Image.Image) -> None:
    hit = known.match(changed)
    assert hit is not None
    assert hit.kind == "disinformation"


def test_other_pictures_are_not_taken_for_it(known: KnownPictures) -> None:
    assert not any(known.match(scene(seed)) for seed in range(2, 200))


def test_a_hit_goes_to_a_person_and_establishes_nothing(known: KnownPictures) -> None:
    with Examiner(known=known) as examiner:
        told = examiner.examine(samples.saved(scene(1), "JPEG", quality=60))
    assert (told.ai, told.signal, told.known) == (PictureAI.INDICATED, "known-picture", "disinformation")


def test_a_store_comes_back_as_it_was_saved(known: KnownPictures, tmp_path: Path) -> None:
    known.save(tmp_path / "known.jsonl")
    assert list(KnownPictures.load(tmp_path / "known.jsonl")) == list(known)


@pytest.mark.parametrize(
    "line", ["{}", "no json", '{"phash": "xyz", "kind": "ai-made"}', '{"phash": "0", "kind": "bad"}']
)
def test_a_bad_line_of_a_store_is_named(line: str, tmp_path: Path) -> None:
    path = tmp_path / "known.jsonl"
    path.write_text(f'{{"phash": "{1:016x}", "kind": "ai-made"}}\n{line}\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"known\.jsonl, line 2"):
        KnownPictures.load(path)


def test_a_distance_counts_bits() -> None:
    assert distance(0b1011, 0b0010) == 2
