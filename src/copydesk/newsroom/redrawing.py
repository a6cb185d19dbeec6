"""Draws an uploaded picture anew, in a process of its own with a limit on memory: upright, small enough, no metadata.

Run as a program it is that process: the file on standard input, on standard output a line of JSON and the new file.
"""

import io
import json
import resource
import subprocess
import sys
import threading
import warnings
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageOps

__all__ = ["LONGEST_EDGE", "MEGABYTES", "MOST_PIXELS", "TYPES", "Drawing", "UndrawableError", "redraw"]

TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "GIF": "image/gif", "AVIF": "image/avif"}
MOST_PIXELS = {"JPEG": 60_000_000, "PNG": 60_000_000, "GIF": 60_000_000, "WEBP": 30_000_000, "AVIF": 40_000_000}
"""A decoder of WebP or AVIF holds the whole picture two or three times."""
LONGEST_EDGE = 2000
MEGABYTES = 500
"""What the process may take on top of its own; where there is no such limit (macOS), the most pixels bound it."""
CPU_SECONDS = 10
WALL_SECONDS = 30
"""A stop for a process that sleeps for ever; on a busy machine the processor time above is what counts."""
STRIP = 512
_one_at_a_time = threading.Lock()


class UndrawableError(Exception):
    """A picture can't be drawn.

    Args:
        code: "no-picture", "too-big" (more pixels than a picture of its kind may have) or "too-heavy" (more memory or
            time).
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture drawn anew: ``kind`` and ``size`` (pixels) are those of the file that came, ``webp`` is the new one."""

    kind: str
    size: tuple[int, int]
    webp: bytes


def redraw(data: bytes) -> Drawing:
    """Draw a picture anew, one at a time in each process of the site.

    Raises:
        UndrawableError: it is no picture, or too much of one.
    """
    with _one_at_a_time:
        try:
            done = subprocess.run(
                # -P: a hostile folder must not lend its modules.
                [sys.executable, "-P", "-m", "copydesk.newsroom.redrawing"],
                input=data,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=WALL_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise UndrawableError("too-heavy") from None
    head, _, webp = done.stdout.partition(b"\n")
    told: dict[str, Any] = json.loads(head) if done.returncode == 0 else {"code": "too-heavy"}
    if "code" in told:
        raise UndrawableError(told["code"])
    return Drawing(told["kind"], tuple(told["size"]), webp)


def _limit() -> None:
    if sys.platform != "linux":
        return
    with open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123  # the process must stay small
        mapped = int(statm.read().split()[0]) * resource.getpagesize()
    cap = mapped + MEGABYTES * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (cap, cap))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _draw(data: bytes) -> Drawing:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of more pixels than most pictures have: they are counted here
        image = Image.open(io.BytesIO(data), formats=list(TYPES))
        # Phones put a second picture (depth, brightness) into a JPEG file; Pillow has a word of its own for such a one.
        kind, size = "JPEG" if image.format == "MPO" else str(image.format), image.size
        if image.width * image.height > MOST_PIXELS[kind]:
            raise UndrawableError("too-big")
        image.draft("RGB", (LONGEST_EDGE, LONGEST_EDGE))
        small = ImageOps.exif_transpose(_reduced(image))
    small.thumbnail((LONGEST_EDGE, LONGEST_EDGE))
    small.info = {}
    out = io.BytesIO()
    small.save(out, "WEBP", quality=85, method=4)
    return Drawing(kind, size, out.getvalue())


def _reduced(image: Image.Image) -> Image.Image:
    """Return the picture in RGB or RGBA and near the size it will have, without a second copy of it in full size."""
    image.load()
    mode = "RGBA" if "A" in image.getbands() or "transparency" in image.info else "RGB"
    by = max(1, 2 * max(image.size) // (3 * LONGEST_EDGE))
    rows = STRIP * by
    small = Image.new(mode, (-(-image.width // by), -(-image.height // by)))
    for top in range(0, image.height, rows):
        strip = _in_eight_bits(image.crop((0, top, image.width, min(top + rows, image.height)))).convert(mode)
        small.paste(strip.reduce(by) if by > 1 else strip, (0, top // by))
    small.info = {name: value for name, value in image.info.items() if name != "transparency"}
    return small


def _in_eight_bits(image: Image.Image) -> Image.Image:
    """Return a grey picture of 16 bits in 8, which converting it would cut off at white."""
    return image.convert("I").point(lambda value: value * (1 / 256)).convert("L") if image.mode[0] == "I" else image


def _answer(data: bytes) -> tuple[dict[str, Any], bytes]:
    try:
        drawing = _draw(data)
    except UndrawableError as error:
        return {"code": error.code}, b""
    except Image.DecompressionBombError:
        return {"code": "too-big"}, b""
    except MemoryError:
        return {"code": "too-heavy"}, b""
    except Exception:  # noqa: BLE001  # whatever a hostile file does, it is no picture
        return {"code": "no-picture"}, b""
    return {"kind": drawing.kind, "size": drawing.size}, drawing.webp


def main() -> None:
    """Draw one picture."""
    data = sys.stdin.buffer.read()
    _limit()
    told, webp = _answer(data)
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + webp)


if __name__ == "__main__":
    main()
