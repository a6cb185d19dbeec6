"""What drawing an uploaded picture anew takes: memory of the site's process and of the process that draws, and time."""

import io
import subprocess
import sys

import numpy as np
from PIL import Image

__all__ = ["measure"]

KINDS = {"JPEG": {"quality": 60}, "PNG": {"compress_level": 1}, "WEBP": {"quality": 40, "method": 0}}
MEGAPIXELS = (20, 30, 40, 60)
MEASURE = """
import resource, sys, time
from copydesk.newsroom.redrawing import UndrawableError, redraw
data = sys.stdin.buffer.read()
rss = lambda who: resource.getrusage(who).ru_maxrss / 1024
before, start = rss(resource.RUSAGE_SELF), time.perf_counter()
try:
    redraw(data)
    told = ""
except UndrawableError as error:
    told = error.code
print(rss(resource.RUSAGE_SELF) - before, rss(resource.RUSAGE_CHILDREN), time.perf_counter() - start, told)
"""


def _file(kind: str, megapixels: int) -> bytes:
    width = int((megapixels * 1e6 * 4 / 3) ** 0.5)
    height = int(megapixels * 1e6 / width)
    y, x = np.ogrid[:height, :width]
    bands = [(x * (band + 1) // 7 + y * (3 - band) // 5) % 256 for band in range(3)]
    out = io.BytesIO()
    Image.fromarray(np.stack(bands, axis=-1).astype(np.uint8)).save(out, kind, **KINDS[kind])
    return out.getvalue()


def measure() -> list[tuple[str, int, float, float, float, str]]:
    """Return rows: kind, megapixels, MB that the site's process grew by, MB at most of the other, seconds, refusal."""
    rows = []
    for kind in KINDS:
        for megapixels in MEGAPIXELS:
            command = [sys.executable, "-c", MEASURE]
            done = subprocess.run(command, input=_file(kind, megapixels), capture_output=True, check=True)
            site, own, seconds, *told = done.stdout.decode().split()
            rows.append((kind, megapixels, float(site), float(own), float(seconds), " ".join(told)))
    return rows


def main() -> None:
    """Print the section."""
    print("## Pictures drawn anew\n")
    print("`python -m bench.redrawing`, 2 cores, one picture of each kind and size; what the process of the site grows")
    print("by, and the most of the process that draws.\n")
    print("| kind | megapixels | site, MB | drawing, MB | seconds |\n|---|---|---|---|---|")
    for kind, megapixels, site, own, seconds, told in measure():
        print(f"| {kind} | {megapixels} | {site:.0f} | {told or f'{own:.0f}'} | {seconds:.1f} |")


if __name__ == "__main__":
    main()
