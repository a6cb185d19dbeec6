"""The deep stage's part in an estimate: asked where the fast stage is unsure, or always on request."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from copydesk.detectors.encoder import Encoder
from copydesk.detectors.prose import deep
from copydesk.detectors.prose.deep import WORDS
from copydesk.detectors.prose.model import Model
from copydesk.detectors.prose.scoring import Floats
from copydesk.detectors.prose.tokens import Ints
from copydesk.detectors.prose.units import Units
from copydesk.detectors.prose.verdict import Verdict

__all__ = ["MOST_WINDOWS", "Window", "by_unit", "encoder", "unsure", "weigh", "windows"]

Logits = npt.NDArray[np.floating]

MOST_WINDOWS = 24
_SURE, _LOST, _CLEAR = 0.002, 0.5, 1.0


def unsure(model: Model, verdict: Verdict) -> bool:
    """Tell whether the fast stage leaves room for doubt, and there is a deep stage to ask."""
    if "stack_deep" not in model.arrays or verdict.p_human > _LOST or not _encoder_is_here():
        return False
    clear = verdict.odds[1] > float(model.arrays["rule"][1]) + _CLEAR
    return not (verdict.p_human <= _SURE and clear)


@cache
def _encoder_is_here() -> bool:
    return deep.MODEL.exists()


@cache
def encoder() -> Encoder:
    """Return the encoder that comes with the package.

    Raises:
        DamagedModelError: its files are missing or damaged.
    """
    return deep.load()


@dataclass(frozen=True, slots=True)
class Window:
    """A piece of a text to read: its words, the first unit in it, and the unit after its last."""

    text: str
    first: int
    last: int


def windows(text: str, units: Units) -> list[Window]:
    """Cut ``text`` into windows of whole units, about ``WORDS`` words each; each begins in the middle of the last one.

    A unit longer than a window is read in pieces. Where there are more than ``MOST_WINDOWS``, as many evenly drawn ones
    stand for all.
    """
    cut = [window for first, last in _spans(units.words) for window in _pieces(text, units, first, last)]
    chosen = np.unique(np.linspace(0, len(cut) - 1, min(len(cut), MOST_WINDOWS)).astype(np.int64))
    return [cut[index] for index in chosen]


def _spans(words: Ints) -> list[tuple[int, int]]:
    totals = np.concatenate([[0], np.cumsum(words)])
    spans, first = [], 0
    while first < words.size:
        last = max(first + 1, int(np.searchsorted(totals, totals[first] + WORDS, side="right")) - 1)
        spans.append((first, last))
        middle = int(np.searchsorted(totals, (totals[first] + totals[last]) / 2))
        first = words.size if last == words.size else max(first + 1, middle)
    return spans


def _pieces(text: str, units: Units, first: int, last: int) -> list[Window]:
    own = text[units.starts[first] : units.ends[last - 1]]
    if last - first > 1 or units.words[first] <= WORDS:
        return [Window(own, first, last)]
    found = own.split()
    return [Window(" ".join(found[at : at + WORDS]), first, last) for at in range(0, len(found), WORDS)]


def weigh(text: str, units: Units) -> Floats:
    """Read ``text`` and return the odds of each unit (``by_unit``).

    Raises:
        DamagedModelError: the deep stage's files are missing or damaged.
    """
    cut = windows(text, units)
    return by_unit(cut, encoder().logits([window.text for window in cut]), units.words.size)


def by_unit(cut: Sequence[Window], logits: Logits, count: int) -> Floats:
    """Turn logits of human, assisted and AI for each window into odds for each of ``count`` units.

    Returns:
        (count, 2): the odds of AI against human, and against assisted, the mean over the windows that hold the unit; a
        unit in none gets what lies between its neighbours.
    """
    odds = np.stack([logits[:, 2] - logits[:, 0], logits[:, 2] - logits[:, 1]], axis=1).astype(np.float64)
    sums, seen = np.zeros((count, 2)), np.zeros(count)
    for window, own in zip(cut, odds, strict=True):
        sums[window.first : window.last] += own
        seen[window.first : window.last] += 1
    known = np.flatnonzero(seen)
    means = sums[known] / seen[known, None]
    return np.stack([np.interp(np.arange(count), known, column) for column in means.T], axis=1)
