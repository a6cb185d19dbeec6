"""The deep stage's part in an estimate: asked where the fast stage is unsure, or always on request."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from copydesk.detectors.prose.deep import DamagedModelError, Encoder, windows
from copydesk.detectors.prose.model import Model, ModelError
from copydesk.detectors.prose.scoring import Floats
from copydesk.detectors.prose.tokens import Ints
from copydesk.detectors.prose.units import Units

__all__ = ["Second", "unsure", "weigh"]

Logits = npt.NDArray[np.floating]

_MOST_WINDOWS = 48
_DOUBT = (0.0004, 0.08)


@dataclass(frozen=True, slots=True)
class Second:
    """Log-odds by the deep stage, ``windows`` by ``units``: generated and polished, each against human."""

    windows: Floats
    units: Floats


def unsure(model: Model, p_human: float) -> bool:
    """Tell whether the fast stage's p-value leaves room for doubt, and there is a deep stage to ask."""
    return "stack_deep" in model.arrays and _DOUBT[0] < p_human < _DOUBT[1]


@cache
def _encoder() -> Encoder:
    try:
        return Encoder.load()
    except DamagedModelError as error:
        raise ModelError(str(error)) from error


def weigh(text: str, units: Units) -> Second:
    """Score the windows of ``text``, evenly drawn where there are many, and give each unit the score of its window.

    Raises:
        ModelError: the deep stage's files are missing or damaged.
    """
    cut = windows(text)
    chosen = np.unique(np.linspace(0, len(cut) - 1, min(len(cut), _MOST_WINDOWS)).astype(np.int64))
    logits = _encoder().logits([cut[index] for index in chosen])
    return spread(logits, [len(window.split()) for window in cut], chosen, units)


def spread(logits: Logits, words: list[int], chosen: Ints, units: Units) -> Second:
    """Turn logits of the ``chosen`` windows into odds, and give them to the units by where their middle word stands."""
    odds = np.stack([logits[:, 2] - logits[:, 0], logits[:, 1] - logits[:, 0]], axis=1).astype(np.float64)
    ends = np.cumsum(words)
    middles = np.cumsum(units.words) - units.words / 2
    window = np.minimum(np.searchsorted(ends, middles, side="right"), len(words) - 1)
    nearest = np.abs(chosen[None, :] - window[:, None]).argmin(axis=1)
    return Second(odds, odds[nearest, 0] - np.logaddexp(0, odds[nearest, 1]))
