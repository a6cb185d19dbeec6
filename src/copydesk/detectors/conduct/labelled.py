"""Labelled stories from a file, and what a detector makes of them: recall and the share of others flagged."""

import gzip
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from typing import Any

from copydesk.detectors.conduct.corpus import Example, compose
from copydesk.detectors.conduct.logistic import OPERATING
from copydesk.story import Story
from copydesk.story.readers import read

__all__ = ["Figures", "Share", "load", "measure"]

_Z = 1.96
_LABELS = {"yes": (True, False), "no": (False, False), "ordinary": (False, True), "human": (False, True)}


@dataclass(frozen=True, slots=True)
class Share:
    """``hits`` of ``total``, with the 95 % interval (Wilson).

    >>> str(Share(9, 10))
    '9 of 10, 0.900 (0.596-0.982)'
    """

    hits: int
    total: int

    def interval(self) -> tuple[float, float]:
        """Return the ends of the interval; (0, 1) where there is nothing."""
        if not self.total:
            return 0.0, 1.0
        share = self.hits / self.total
        centre = share + _Z**2 / (2 * self.total)
        spread = _Z * sqrt(share * (1 - share) / self.total + _Z**2 / (4 * self.total**2))
        scale = 1 + _Z**2 / self.total
        return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)

    def __str__(self) -> str:
        if not self.total:
            return "none"
        low, high = self.interval()
        return f"{self.hits} of {self.total}, {self.hits / self.total:.3f} ({low:.3f}-{high:.3f})"


@dataclass(frozen=True, slots=True)
class Figures:
    """Recall, hard negatives flagged, ordinary stories flagged; and the names of the missed and the flagged."""

    recall: Share
    hard: Share
    ordinary: Share
    missed: tuple[str, ...] = ()
    flagged: tuple[str, ...] = ()

    def rows(self) -> list[list[str]]:
        """Return the table's rows."""
        return [
            ["found of those a reviewer should see", str(self.recall)],
            ["flagged of look-alikes that are none", str(self.hard)],
            ["flagged of ordinary stories", str(self.ordinary)],
        ]


def measure(examples: Iterable[Example], score: Callable[[Story], float], threshold: float = OPERATING) -> Figures:
    """Score each example and count those at or above the threshold."""
    counts = dict.fromkeys(("yes", "no", "ordinary"), (0, 0))
    wrong: dict[bool, list[str]] = {True: [], False: []}
    for example in examples:
        kind = "yes" if example.positive else "ordinary" if example.ordinary else "no"
        hit = score(example.story) >= threshold
        counts[kind] = (counts[kind][0] + hit, counts[kind][1] + 1)
        if hit != example.positive:
            wrong[example.positive].append(example.template)
    recall, hard, ordinary = (Share(*counts[kind]) for kind in ("yes", "no", "ordinary"))
    return Figures(recall, hard, ordinary, missed=tuple(wrong[True]), flagged=tuple(wrong[False]))


def load(path: Path) -> Iterator[Example]:
    """Yield the examples of a file: JSON lines (also .gz), or templates as in ``corpus/`` (.txt).

    A line has ``label`` ("yes", "no": a look-alike, "ordinary" or "human") and either ``text`` or a ``story`` as in the
    contract of ``check --jsonl``; lines with other labels are left out.

    Raises:
        ValueError: a line is no such object; the message has its number.
    """
    if path.suffix == ".txt":
        yield from compose(path.read_text(encoding="utf-8"))
        return
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip() and (example := _example(number, line)):
                yield example


def _example(number: int, line: str) -> Example | None:
    try:
        row: dict[str, Any] = json.loads(line)
        if row["label"] not in _LABELS:
            return None
        positive, ordinary = _LABELS[row["label"]]
        given = row.get("story") or {"content": row["text"], "format": "text"}
        name = str(row.get("id", number))
        body = read(given["content"].encode(), format=given.get("format", "text"))
        title = given.get("title") or body.title
        return Example(Story(title=title, text=body.text, blocks=body.blocks, name=name), positive, name, ordinary)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"Line {number} is no labelled story: {error}.") from error
