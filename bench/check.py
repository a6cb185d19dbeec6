"""Measures ``copydesk check``: the time and memory of one story from process start, and stories a second by --jsonl."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "docs" / "examples"
COPYDESK = [sys.executable, "-m", "copydesk"]
CACHE = tempfile.TemporaryDirectory()
ENVIRONMENT = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"} | {
    "PYTHONPYCACHEPREFIX": CACHE.name
}
"""Byte code is kept from the first run on, as after any installation; without it a start takes twice the time."""
STARTS = 15
STORIES = 400

Row = tuple[str, str, str, str, str]


def one(path: Path, *words: str) -> tuple[float, float, float]:
    """Run the command once; return seconds, seconds of the processor, and megabytes (of the largest process)."""
    start = time.perf_counter()
    command = [*COPYDESK, "check", str(path), *words]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=ROOT, env=ENVIRONMENT)
    _, _, usage = os.wait4(process.pid, 0)
    return time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def starts(name: str, path: Path, *words: str) -> Row:
    """Give the row of one command: median and worst time, processor time, memory."""
    one(path, *words)
    walls, loads, sizes = zip(*(one(path, *words) for _ in range(STARTS)), strict=True)
    wall = f"{statistics.median(walls):.2f} s (worst {max(walls):.2f} s)"
    return name, wall, f"{statistics.median(loads):.2f} s", f"{max(sizes):.0f} MB", f"n = {STARTS}"


def by_lines(name: str, findings: dict[str, str]) -> Row:
    """Give the row of a run over many stories in one process."""
    text = (EXAMPLES / "bees.md").read_text(encoding="utf-8").partition("---\n\n")[2]
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "in.jsonl"
        with source.open("w", encoding="utf-8") as file:
            for number in range(STORIES):
                content = text.replace("eleven", f"{number}")
                story = {"format": "markdown", "title": "Notes", "content": content * 2}
                file.write(json.dumps({"id": number, "story": story, "findings": findings}) + "\n")
        start = time.perf_counter()
        command = [*COPYDESK, "check", "--jsonl", str(source), "--out", str(Path(folder) / "out.jsonl")]
        process = subprocess.Popen(command, cwd=ROOT, env=ENVIRONMENT)
        _, _, usage = os.wait4(process.pid, 0)
    seconds, used = time.perf_counter() - start, usage.ru_utime + usage.ru_stime
    memory = f"{usage.ru_maxrss / 1024:.0f} MB"
    on_core = f"{STORIES / used:.0f} stories/s and core"
    return name, f"{STORIES / seconds:.0f} stories/s", on_core, memory, f"n = {STORIES}, 630 words each"


def measure() -> list[Row]:
    """Measure all; a row is what, how fast, on how much processor and memory, on how many."""
    return [
        starts("`copydesk check` on one story, process start included", EXAMPLES / "night-bus.txt"),
        starts("the same with a picture to examine", EXAMPLES / "bees.md"),
        starts("the same as an HTML report with the picture", EXAMPLES / "bees.md", "--format", "html"),
        by_lines("`--jsonl`, all detectors", {}),
        by_lines("`--jsonl`, the writing found by a reviewer", {"writing": "human"}),
    ]


def main() -> None:
    """Print the rows as Markdown."""
    print("| what | time | processor | memory | on |\n|---|---|---|---|---|")
    for row in measure():
        print(f"| {' | '.join(row)} |")


if __name__ == "__main__":
    main()
