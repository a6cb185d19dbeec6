"""What a picture's file tells, and what it does not."""

import hashlib
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.detectors.pictures import examine
from copydesk.evidence import PictureAI
from detectors.pictures import samples

INDICATED = {"software", "credit-line", "generator-workflow"}


@pytest.mark.parametrize("name", samples.SIGNALS)
def test_each_signal_is_found_and_named(name: str) -> None:
    told = examine(samples.SIGNALS[name]())
    assert told.signal == name.split(maxsplit=1)[0]
    assert told.ai is (PictureAI.INDICATED if told.signal in INDICATED else PictureAI.DECLARED)
    assert told.reason.endswith(".")


@pytest.mark.parametrize("make", samples.SILENT.values(), ids=samples.SILENT)
def test_no_signal_is_unknown_and_never_not_ai(make: Callable[[], bytes]) -> None:
    assert examine(make()).ai is PictureAI.UNKNOWN


def test_the_generator_is_named() -> None:
    assert examine(samples.SIGNALS["generator-parameters of ComfyUI"]()).generator == "ComfyUI"
    assert examine(samples.SIGNALS["software"]()).generator == "Stable Diffusion"


def test_label_two_and_three_of_china_are_for_a_person() -> None:
    for label in "23":
        assert examine(samples.png_xmp(f'TC260:AIGC=\'{{"Label":"{label}"}}\'')).ai is PictureAI.INDICATED


def test_a_clean_up_is_no_ai_made_picture() -> None:
    enhanced = samples.MADE.replace("trainedAlgorithmicMedia", "algorithmicallyEnhanced")
    assert examine(samples.png_xmp(f'Iptc4xmpExt:DigitalSourceType="{enhanced}"')).ai is PictureAI.UNKNOWN


def test_generative_fill_counts_as_made() -> None:
    composite = samples.MADE.replace("trained", "compositeWithTrained")
    told = examine(samples.png_xmp(f'Iptc4xmpExt:DigitalSourceType="{composite}"'))
    assert (told.ai, told.edited) == (PictureAI.DECLARED, False)


@pytest.mark.parametrize(
    "data", [b"", b"text", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF0000WEBP", b"\0\0\0\x18ftypavif"]
)
def test_what_is_no_picture_is_unresolved_with_a_reason(data: bytes) -> None:
    told = examine(data)
    assert told.ai in (PictureAI.UNRESOLVED, PictureAI.UNKNOWN)
    assert told.reason


def test_entities_in_xmp_are_never_expanded() -> None:
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    picture = samples.saved(samples.plain(), "JPEG", xmp=(laughs + samples.XMP.format("")).encode())
    assert examine(picture).ai is PictureAI.UNKNOWN


def test_a_tag_said_to_be_longer_than_its_file_is_examined_without_a_warning() -> None:
    picture = samples.with_exif("JPEG", 305, "a program of many words")
    entry = picture.index(b"\x01\x31\x00\x02") if b"\x01\x31\x00\x02" in picture else picture.index(b"\x31\x01\x02\x00")
    assert examine(picture[: entry + 4] + b"\x7f" * 4 + picture[entry + 8 :]).ai is PictureAI.UNKNOWN


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(samples.SIGNALS)), st.data())
def test_a_damaged_file_never_raises(name: str, data: st.DataObject) -> None:
    picture = bytearray(samples.SIGNALS[name]())
    for _ in range(data.draw(st.integers(1, 8))):
        picture[data.draw(st.integers(0, len(picture) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(picture)))
    try:
        examine(bytes(picture[:cut]))
    except (ValueError, IndexError, OSError) as error:  # the worker turns these into "unresolved"
        pytest.fail(f"{hashlib.sha256(picture[:cut]).hexdigest()[:8]}: {error!r}")
