"""A picture is drawn anew in a process of its own: small, upright, and within its memory whatever came."""

import io
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from copydesk.newsroom.redrawing import LONGEST_EDGE, UndrawableError, redraw

LARGE = {"JPEG": (8944, 6708), "PNG": (8944, 6708), "WEBP": (6324, 4743)}
MEASURE = """
import resource, sys
from copydesk.newsroom.redrawing import redraw
data = sys.stdin.buffer.read()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
redraw(data)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
LIMITED = """
import resource, sys
from copydesk.newsroom import redrawing
redrawing.main()
try:
    bytearray(redrawing.MEGABYTES << 20)
except MemoryError:
    print("no more memory", file=sys.stderr)
print(*resource.getrlimit(resource.RLIMIT_CPU), file=sys.stderr)
"""


def file(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def drawn(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(redraw(data).webp))


@pytest.mark.parametrize("kind", LARGE)
def test_the_largest_picture_costs_the_site_next_to_nothing_and_its_process_less_than_600_mb(kind: str) -> None:
    fast: dict[str, Any] = {"WEBP": {"method": 0, "quality": 1}, "PNG": {"compress_level": 1}}
    data = file(Image.new("RGB", LARGE[kind], "teal"), kind, **fast.get(kind, {}))
    told = subprocess.run([sys.executable, "-c", MEASURE], input=data, capture_output=True, check=True).stdout
    site, own = (int(line) / 1024 for line in told.split())
    assert site < 50
    assert own < 600


@pytest.mark.skipif(sys.platform != "linux", reason="there are no such limits")
def test_its_process_gets_no_more_memory_and_no_more_time_whatever_it_reads() -> None:
    ran = subprocess.run([sys.executable, "-c", LIMITED], input=b"hello", capture_output=True, check=True)
    assert ran.stderr.decode().splitlines() == ["no more memory", "10 10"]


@pytest.mark.parametrize(("kind", "size"), [("PNG", (8000, 7501)), ("WEBP", (6000, 5001))])
def test_a_picture_with_more_pixels_is_too_big(kind: str, size: tuple[int, int]) -> None:
    with pytest.raises(UndrawableError, match="too-big"):
        redraw(file(Image.new("L", size), kind, **({"method": 0} if kind == "WEBP" else {})))


@given(st.sampled_from([(1, 1), (5, 4099), (4100, 3), (3001, 2999), (6007, 611)]), st.sampled_from(["PNG", "JPEG"]))
@settings(max_examples=5, deadline=None)
def test_every_size_is_drawn_whole_and_in_proportion(size: tuple[int, int], kind: str) -> None:
    picture = Image.new("RGB", size, (10, 200, 0))
    small = drawn(file(picture, kind))
    by = max(1, max(size) / LONGEST_EDGE)
    assert all(abs(new - max(1, old / by)) <= 1 for new, old in zip(small.size, size, strict=True))
    last = small.getpixel((small.width - 1, small.height - 1))
    assert isinstance(last, tuple)
    assert abs(last[1] - 200) < 12


@pytest.mark.parametrize(
    ("picture", "seen"),
    [
        (Image.new("I;16", (8, 8), 40_000), (156, 156, 156)),
        (Image.new("LA", (8, 8), (40, 100)), (40, 40, 40, 100)),
        (Image.new("RGBA", (8, 8), (10, 20, 30, 0)), (0, 0, 0, 0)),
        (Image.new("1", (8, 8), 1), (255, 255, 255)),
    ],
)
def test_grey_and_clear_pictures_look_as_they_did(picture: Image.Image, seen: tuple[int, ...]) -> None:
    got = drawn(file(picture)).getpixel((2, 2))
    assert isinstance(got, tuple)
    assert all(abs(a - b) <= 1 for a, b in zip(got, seen, strict=True)) or got[-1] == seen[-1] == 0


def test_a_large_picture_that_was_taken_sideways_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    assert drawn(file(Image.new("RGB", (4000, 1000)), "JPEG", exif=exif)).size == (500, 2000)


def test_of_a_phones_jpeg_with_a_second_picture_in_it_the_first_is_drawn() -> None:
    data = file(Image.new("RGB", (80, 60), "teal"), "MPO", save_all=True, append_images=[Image.new("RGB", (40, 30))])
    drawing = redraw(data)
    assert (drawing.kind, drawing.size) == ("JPEG", (80, 60))
    assert Image.open(io.BytesIO(drawing.webp)).size == (80, 60)


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n" + b"0" * 64, b"RIFF\0\0\0\0WEBPVP8 "])
def test_what_is_no_picture_is_told(data: bytes) -> None:
    with pytest.raises(UndrawableError, match="no-picture"):
        redraw(data)


def test_a_picture_that_breaks_off_is_no_picture() -> None:
    whole = file(Image.effect_noise((400, 400), 80))
    with pytest.raises(UndrawableError, match="no-picture"):
        redraw(whole[: len(whole) // 2])
