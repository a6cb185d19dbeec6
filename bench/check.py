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
"""Byte code is kept from the first run on, as where the package is installed; without it a start takes twice as long."""
STARTS = 15
STORIES = 400

Row = tuple[str, str, str, str]


def one(path: Path, *words: str) -> tuple[float, float]:
    """Run the command once; return seconds and megabytes (of the largest of its processes)."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [*COPYDESK, "check", str(path), *words], stdout=subprocess.DEVNULL, cwd=ROOT, env=ENVIRONMENT
    )
    _, _, usage = os.wait4(process.pid, 0)
    return time.perf_counter() - start, usage.ru_maxrss / 1024


def starts(name: str, path: Path, *words: str) -> Row:
    """Give the row of one command: median and worst time, memory."""
    one(path, *words)
    runs = [one(path, *words) for _ in range(STARTS)]
    times = [seconds for seconds, _ in runs]
    took = f"{statistics.median(times):.2f} s (worst {max(times):.2f} s)"
    return name, took, f"{max(memory for _, memory in runs):.0f} MB", f"n = {STARTS}"


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
    seconds = time.perf_counter() - start
    return (
        name,
        f"{STORIES / seconds:.0f} stories/s",
        f"{usage.ru_maxrss / 1024:.0f} MB",
        f"n = {STORIES}, 630 words each",
    )


def measure() -> list[Row]:
    """Measure all; a row is what, how fast, how much memory, on how much."""
    return [
        starts("`copydesk check` on one story, process start included", EXAMPLES / "night-bus.txt"),
        starts("the same with a picture to examine", EXAMPLES / "bees.md"),
        starts("the same as an HTML report with the picture", EXAMPLES / "bees.md", "--format", "html"),
        by_lines("`--jsonl`, all detectors", {}),
        by_lines("`--jsonl`, the writing found by a reviewer", {"writing": "human"}),
    ]


def main() -> None:
    """Print the rows as Markdown."""
    print("| what | time | memory | on |\n|---|---|---|---|")
    for row in measure():
        print(f"| {' | '.join(row)} |")


if __name__ == "__main__":
    main()
