"""Figures on labelled picture files: recall and false positives by signal and generator, and speed."""

import csv
import statistics
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from copydesk.detectors.pictures.examiner import Examiner
from copydesk.detectors.pictures.model import PictureSignal
from copydesk.evidence import PictureAI

__all__ = ["Example", "Report", "evaluate", "read_labels"]

_FOUND = (PictureAI.DECLARED, PictureAI.INDICATED)
_LABELS = ("ai", "ai_edited", "not_ai")


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled file with what was said of it; ``milliseconds`` is the time of the examination."""

    path: Path
    label: str
    generator: str
    signal: str
    told: PictureSignal
    milliseconds: float

    @property
    def found(self) -> bool:
        """Tell whether the file was called declared or indicated."""
        return self.told.ai in _FOUND

    @property
    def bears_signal(self) -> bool:
        """Tell whether its label says that there is something to find."""
        return self.label != "not_ai" and not self.signal.startswith("none")


@dataclass(frozen=True, slots=True)
class Report:
    """All examples, and their figures as rows for a table."""

    examples: tuple[Example, ...]

    def by(self, attribute: str) -> list[tuple[str, int, int]]:
        """Return (value, found, all) of the signal-bearing AI files, by "signal" or "generator"."""
        bearing = [e for e in self.examples if e.bears_signal]
        total = Counter(str(getattr(e, attribute)) for e in bearing)
        found = Counter(str(getattr(e, attribute)) for e in bearing if e.found)
        return [(value, found[value], count) for value, count in total.most_common()]

    def false_positives(self) -> list[Example]:
        """Return the not-AI files that were called declared or indicated."""
        return [e for e in self.examples if e.label == "not_ai" and e.found]

    def missed(self) -> list[Example]:
        """Return the signal-bearing AI files in which nothing was found."""
        return [e for e in self.examples if e.bears_signal and not e.found]

    def milliseconds(self) -> tuple[float, float]:
        """Return the median and the 95th percentile of the time a picture took."""
        times = sorted(e.milliseconds for e in self.examples)
        return statistics.median(times), times[int(0.95 * (len(times) - 1))]


def read_labels(path: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a tab-separated label file with the columns file, label, generator, signal.

    Raises:
        ValueError: a column is missing or a label is unknown; the message names the line.
    """
    with path.open(encoding="utf-8", newline="") as lines:
        for number, row in enumerate(csv.DictReader(lines, delimiter="\t"), 2):
            if missing := {"file", "label", "generator", "signal"} - row.keys():
                raise ValueError(f"{path.name}, line {number}: no column {', '.join(sorted(missing))}.")
            if row["label"] not in _LABELS:
                raise ValueError(f"{path.name}, line {number}: label {row['label']!r} is none of {', '.join(_LABELS)}.")
            yield row


def evaluate(path: Path) -> Report:
    """Examine every file that a label file names; files are found beside it."""
    with Examiner() as examiner:
        examiner.examine(b"")  # the process has started before the clock does
        return Report(tuple(_examples(examiner, path.parent, read_labels(path))))


def _examples(examiner: Examiner, folder: Path, rows: Iterable[dict[str, str]]) -> Iterator[Example]:
    for row in rows:
        data = (folder / row["file"]).read_bytes()
        start = time.perf_counter()
        told = examiner.examine(data)
        took = (time.perf_counter() - start) * 1000
        yield Example(folder / row["file"], row["label"], row["generator"], row["signal"], told, took)
