"""Scores of a text and of its units by the shipped arrays: a linear model on n-grams, a forest on style."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from copydesk.detectors.prose import style
from copydesk.detectors.prose.grams import BITS, Bag, Grams, bag, grams
from copydesk.detectors.prose.model import Model, Trees
from copydesk.detectors.prose.tokens import Ints, Tokens, tokenise

__all__ = ["CLASSES", "Reading", "Sums", "forest", "read", "smoothed"]

CLASSES = ("human", "polished", "generated")
Floats = npt.NDArray[np.float64]

_MOST = 4095
_DAMPED = np.concatenate([[0], 1 + np.log(np.arange(1, _MOST + 1))]).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Sums:
    """For each unit the parts of its linear score: ``tops`` (units, 2 halves, 2 classes) over the root of ``norms``.

    The halves are words and characters; the classes generated and polished, each against human.
    """

    tops: Floats
    norms: Floats


@dataclass(frozen=True, slots=True)
class Reading:
    """What the fast stage saw: ``linear`` and ``forest`` (generated, polished, each against human), style, unit sums.

    ``known`` is the share of n-grams seen in training; ``trace`` what was read, for explanations.
    """

    linear: Floats
    forest: Floats
    style: npt.NDArray[np.float32]
    sums: Sums
    known: float
    trace: tuple[Tokens, Grams] | None = None


def read(model: Model, text: str, starts: Ints) -> Reading:
    """Read ``text`` (at most ``LONGEST`` characters) whose units begin at ``starts``."""
    tokens = tokenise(text, model.folded)
    found = grams(tokens)
    whole = _sums(model, bag(found), 1)
    sums = _sums(model, bag(found, starts), starts.size)
    values = style.features(tokens, model.frequency)
    votes = forest(model.trees, values)
    return Reading(
        linear=smoothed(whole, 0)[0] + model.bias,
        forest=np.array([votes[2] - votes[0], votes[1] - votes[0]]),
        style=values,
        sums=sums,
        known=float((model.packed[found.buckets] & 255 > 0).mean()) if found.buckets.size else 0.0,
        trace=(tokens, found),
    )


def _sums(model: Model, found: Bag, rows: int) -> Sums:
    packed = model.packed[found.buckets]
    value = _DAMPED[np.minimum(found.counts, _MOST).astype(np.int64)] * model.inverse_steps[packed & 255]
    cells = found.rows * 2 + (found.buckets >= (1 << BITS))
    columns = [
        value * model.generated_steps[(packed >> 8) & 255],
        value * model.polished_steps[(packed >> 16) & 255],
        value * value,
    ]
    tops, second, norms = (np.bincount(cells, weights=column, minlength=2 * rows) for column in columns)
    both = np.stack([tops, second], axis=-1).reshape(rows, 2, 2)
    return Sums(both.astype(np.float64), norms.reshape(rows, 2).astype(np.float64))


def smoothed(sums: Sums, radius: int) -> Floats:
    """Return the linear scores (without bias) of windows that reach ``radius`` units to either side of each unit."""
    tops, norms = sums.tops, sums.norms
    if radius:
        tops, norms = _around(tops, radius), _around(norms, radius)
    scores: Floats = (tops / np.sqrt(np.maximum(norms, 1e-9))[:, :, None]).sum(axis=1)
    return scores


def _around(values: Floats, radius: int) -> Floats:
    totals = np.concatenate([np.zeros_like(values[:1]), np.cumsum(values, axis=0)])
    places = np.arange(len(values))
    return np.asarray(totals[np.minimum(places + radius + 1, len(values))] - totals[np.maximum(places - radius, 0)])


def forest(trees: Trees, values: npt.NDArray[np.float32]) -> Floats:
    """Return the sum of votes for each class."""
    nodes = trees.roots
    for _ in range(trees.depth):
        right = values[trees.feature[nodes]] > trees.threshold[nodes]
        nodes = np.where(right, trees.right[nodes], trees.left[nodes])
    return np.asarray(trees.value[nodes].astype(np.float64).reshape(-1, len(CLASSES)).sum(axis=0))
