"""Time of reading disclosures and captions, and what each set of fresh sentences gave at first sight."""

import csv
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from copydesk.detectors.disclosure import find, read_caption
from copydesk.detectors.disclosure.evaluate import Score
from copydesk.story import Block, BlockKind, Span, Story

RUNS = 200
PARAGRAPH = (
    "The first winter I lost four of the six hives, and I blamed mites, then the neighbour's hedge, and only in March "
    "did I admit that I had fed them too late. "
)
ON_AI = "ChatGPT can draft an article, and many writers use AI to edit posts before an editor reads what they wrote. "
OWN = "This post was written with the help of Claude."


def story(paragraph: str) -> Story:
    """Return a story of about 700 words with a disclosure in its first paragraph."""
    parts = [OWN, *([paragraph * 2] * 12)]
    blocks, text = [], ""
    for part in parts:
        text += "\n\n" if text else ""
        blocks.append(Block(BlockKind.PARAGRAPH, Span(len(text), len(text) + len(part))))
        text += part
    return Story(title="Notes", text=text, blocks=tuple(blocks))


def median_ms(action: Callable[[], object]) -> float:
    """Return the median time of ``action`` in milliseconds over RUNS calls."""
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000


def load_ms() -> float:
    """Return what the first reading costs in a fresh process beyond the imports, median of 7."""
    script = (
        "import time, numpy; from copydesk.detectors.disclosure import read_statement, read_caption;"
        "t = time.perf_counter();"
        "read_statement('Written with AI.'); read_caption('Image by AI'); print((time.perf_counter() - t) * 1000)"
    )
    command = [sys.executable, "-c", script]
    return statistics.median(float(subprocess.run(command, capture_output=True, check=True).stdout) for _ in range(7))


def measure() -> list[tuple[str, float, str]]:
    """Return (what, value, unit) rows."""
    plain, on_ai = story(PARAGRAPH), story(ON_AI)
    return [
        (f"find, a story of {plain.words} words", median_ms(lambda: find(plain)), "ms"),
        (f"find, {on_ai.words} words that speak of AI in every sentence", median_ms(lambda: find(on_ai)), "ms"),
        ("read_caption", median_ms(lambda: read_caption("Image by author using Midjourney")), "ms"),
        ("first call: lexicon and model", load_ms(), "ms"),
    ]


def first_runs() -> list[tuple[str, Score]]:
    """Return the counts of each fresh set's first run, as they were written down then: they can't be had again."""
    with Path(__file__).with_name("disclosure_first_runs.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    return [
        (f"{row['set']}, {row['kind']}", Score("", *(int(row[name]) for name in ("right", "false", "missed"))))
        for row in rows
    ]


def with_interval(share: float | None, interval: tuple[float, float]) -> str:
    """Write a share with its 95 % interval."""
    return f"{share or 0:.3f} ({interval[0]:.2f}-{interval[1]:.2f})"


HEAD = """## Reading disclosures and captions

`python -m bench.disclosure`, 2 cores (shared), medians of 200 calls; the first call of 7 processes.

| what | median |
|---|---|"""
FIRST = """
What sets of sentences gave at first sight, before anybody looked at their errors; the reader was then improved on
them, so each line speaks of the reader as it was then. Rounds are by one author, who made them hard on purpose;
strangers were told what counts as a disclosure and whose blogs to think of, and nothing of the project. The sets of
version 3 were kept out of development: **they are the figure** for sentences never seen. Precision and recall with 95 %
intervals (Wilson); n = what discloses. More in `models/disclosure.md`.

| set | n | precision | recall |
|---|---|---|---|"""


def main() -> None:
    """Print the section as Markdown."""
    print(HEAD)
    for what, value, unit in measure():
        print(f"| {what} | {value:.2f} {unit} |")
    print(FIRST)
    for name, score in first_runs():
        precise, found = score.intervals()
        n = score.right + score.missed
        print(f"| {name} | {n} | {with_interval(score.precision, precise)} | {with_interval(score.recall, found)} |")


if __name__ == "__main__":
    main()
