"""Measures the readers on a labelled file: precision and recall, with the interval of each."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt
from pathlib import Path

from copydesk.detectors.disclosure.captions import read_caption
from copydesk.detectors.disclosure.statements import read_statement

__all__ = ["Example", "Report", "Score", "evaluate", "read_examples"]

_SAYS = {
    "discloses_assisted": "assisted",
    "discloses_generated": "generated",
    "not_required_tool": "tool",
    "denies_ai": "denial",
    "talks_about_ai": "none",
    "none": "none",
}
_CAPTION = "image_caption_ai"
_CAPTION_PLACES = frozenset({"caption", "alt"})
_DISCLOSES = frozenset({"assisted", "generated"})
_Z = 1.96


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled sentence: ``label`` as in the file, ``position`` where it stood ("top", "caption", "code" …)."""

    text: str
    label: str
    position: str = ""

    @property
    def is_caption(self) -> bool:
        """Tell whether this is read as a caption rather than as a sentence of the text."""
        return self.label == _CAPTION or self.position in _CAPTION_PLACES

    @property
    def says(self) -> str:
        """What the label stands for: a class of statement, or "caption" for a caption that says that AI made it."""
        return "caption" if self.label == _CAPTION else _SAYS[self.label]


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of one class: right ones, false alarms and misses."""

    name: str
    right: int = 0
    false: int = 0
    missed: int = 0

    @property
    def precision(self) -> float | None:
        """The share of what was reported that is right; None where nothing was."""
        return self.right / (self.right + self.false) if self.right + self.false else None

    @property
    def recall(self) -> float | None:
        """The share of what there is that was found; None where there is nothing."""
        return self.right / (self.right + self.missed) if self.right + self.missed else None

    def intervals(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """Return the 95 % intervals (Wilson) of precision and recall."""
        return wilson(self.right, self.right + self.false), wilson(self.right, self.right + self.missed)


@dataclass(frozen=True, slots=True)
class Report:
    """The scores of one file, and the examples that were misread with what was read instead."""

    examples: int
    scores: tuple[Score, ...]
    generated_from_denial_or_tool: int
    misread: tuple[tuple[Example, str], ...]

    def score(self, name: str) -> Score:
        """Return the score of one class: "discloses", "caption", "generated", "assisted", "tool", "denial"."""
        return next(score for score in self.scores if score.name == name)


def wilson(hits: int, total: int) -> tuple[float, float]:
    """Return the 95 % interval of a share of ``hits`` in ``total``; (0, 1) where there is nothing.

    >>> [round(end, 3) for end in wilson(9, 10)]
    [0.596, 0.982]
    """
    if not total:
        return 0.0, 1.0
    share = hits / total
    centre = share + _Z**2 / (2 * total)
    spread = _Z * sqrt(share * (1 - share) / total + _Z**2 / (4 * total**2))
    scale = 1 + _Z**2 / total
    return (centre - spread) / scale, (centre + spread) / scale


def read_examples(path: Path) -> list[Example]:
    """Read a file of tab-separated text, label and position (the last may be missing); a header line is left out."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE) if len(row) > 1]
    known = {*_SAYS, _CAPTION}
    return [Example(row[0], row[1], row[2] if len(row) > 2 else "") for row in rows if row[1] in known]  # noqa: PLR2004


def evaluate(path: Path) -> Report:
    """Read every example of a labelled file and compare.

    "discloses" is the class of all sentences that disclose AI in the text; "caption" of all captions that say so.
    A sentence of position "code" stands in a code block, where nothing is read.

    Raises:
        ValueError: the file has no line with a known label.
    """
    examples = read_examples(path)
    if not examples:
        raise ValueError(f"{path}: no line with a known label ({', '.join([*_SAYS, _CAPTION])})")
    pairs = [(example, _read(example)) for example in examples]
    texts = [(example.says, says) for example, says in pairs if not example.is_caption]
    captions = [(example.says == "caption", says == "caption") for example, says in pairs if example.is_caption]
    scores = [_score("discloses", [(truth in _DISCLOSES, says in _DISCLOSES) for truth, says in texts])]
    scores.append(_score("caption", captions))
    scores += [
        _score(name, [(t == name, s == name) for t, s in texts]) for name in ("generated", "assisted", "tool", "denial")
    ]
    mistaken = sum(truth in ("tool", "denial") and says == "generated" for truth, says in texts)
    return Report(len(examples), tuple(scores), mistaken, tuple(pair for pair in pairs if _wrong(*pair)))


def _read(example: Example) -> str:
    if example.is_caption:
        return "caption" if read_caption(example.text).identifies else "none"
    return "none" if example.position == "code" else read_statement(example.text).says


def _wrong(example: Example, says: str) -> bool:
    if example.is_caption:
        return (example.says == "caption") != (says == "caption")
    return (example.says in _DISCLOSES) != (says in _DISCLOSES)


def _score(name: str, pairs: Iterable[tuple[bool, bool]]) -> Score:
    listed = list(pairs)
    right = sum(truth and says for truth, says in listed)
    return Score(name, right, sum(says for _, says in listed) - right, sum(truth for truth, _ in listed) - right)
