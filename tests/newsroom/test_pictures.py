"""Pictures: the original is kept, what is shown is clean."""

import io
from typing import Any

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from copydesk.newsroom import pictures, publishing
from copydesk.newsroom.errors import RefusedError
from copydesk.newsroom.models import Assessment, Story
from copydesk.newsroom.writing import Words
from copydesk.queue.worker import drain

pytestmark = pytest.mark.django_db
PARAMETERS = "a harbour\nSteps: 28, Sampler: Euler a, CFG scale: 7, Seed: 1289, Size: 512x512, Model: v1-5"


def generated() -> bytes:
    info = PngInfo()
    info.add_text("parameters", PARAMETERS)
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(out, "PNG", pnginfo=info)
    return out.getvalue()


def test_the_original_is_kept_and_examined_before_anything_is_thrown_away(people: dict[str, Any]) -> None:
    kept = pictures.store(people["writer"], generated())
    assert pictures.Originals().get(pictures.address_of(kept)) == generated()
    assert kept.signal["ai"] in ("declared", "indicated")


def test_what_is_shown_carries_none_of_the_originals_data(people: dict[str, Any], client: Any) -> None:
    kept = pictures.store(people["writer"], generated())
    answer = client.get(pictures.address_of(kept))
    shown = b"".join(answer.streaming_content)
    answer.close()
    assert answer["Content-Type"] == "image/webp"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert b"Steps" not in shown
    assert Image.open(io.BytesIO(shown)).size == (64, 48)


def test_a_picture_made_by_ai_without_a_caption_is_held_from_boost(draft: Story) -> None:
    address = pictures.address_of(pictures.store(draft.author, generated()))
    words = "We keep bees on the roof of the house and count the hives again in spring."
    publishing.publish_words(draft, Words(content=f"{words}\n\n![]({address})\n"), by=draft.author)
    drain()
    evidence = Assessment.objects.get().result["evidence"]
    assert [picture["src"] for picture in evidence["pictures"]] == [address]
    assert evidence["pictures"][0]["ai"] != "unknown"


@pytest.mark.parametrize(
    "data", [b"", b"GIF89a", b"<svg onload='alert(1)'/>", b"%PDF-1.7", b"\x89PNG\r\n\x1a\n" + b"0" * 64]
)
def test_what_is_no_picture_is_refused(data: bytes, people: dict[str, Any]) -> None:
    with pytest.raises(RefusedError):
        pictures.store(people["writer"], data)


def test_a_picture_that_would_unpack_to_too_much_is_refused(people: dict[str, Any]) -> None:
    out = io.BytesIO()
    Image.new("1", (9000, 9000)).save(out, "PNG")
    with pytest.raises(RefusedError, match="megapixels"):
        pictures.store(people["writer"], out.getvalue())


def test_the_same_file_is_stored_once(people: dict[str, Any]) -> None:
    assert pictures.store(people["writer"], generated()) == pictures.store(people["writer"], generated())


def test_transparency_and_orientation_survive(people: dict[str, Any]) -> None:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (64, 32), "teal").save(out, "JPEG", exif=exif)
    kept = pictures.store(people["writer"], out.getvalue())
    with kept.shown.open("rb") as file:
        assert Image.open(file).size == (32, 64)
