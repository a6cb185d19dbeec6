"""Cuts a text where the evidence changes level, and weighs each segment as a whole."""

from collections.abc import Iterator

import numpy as np

from copydesk.detectors.prose.scoring import Floats, Sums
from copydesk.detectors.prose.tokens import Ints

__all__ = ["LEAST_WORDS", "best_cut", "cut_levels", "score_of", "segment_features"]

LEAST_WORDS = 35
"""A segment has at least so many words."""
_MOST = 24


def cut_levels(evidence: Floats, words: Ints, threshold: float) -> Ints:
    """Return the first unit of each segment: cuts are made where they part levels of evidence most, while they matter.

    ``evidence`` has one number a unit, ``words`` its weight; a cut matters whose contrast passes ``threshold``.
    """
    starts = sorted({0, *_cuts(evidence, words, threshold, 0, evidence.size, _MOST)})
    return np.array(starts, dtype=np.int64)


def _cuts(evidence: Floats, words: Ints, threshold: float, first: int, last: int, left: int) -> Iterator[int]:
    place, contrast = best_cut(evidence[first:last], words[first:last])
    if left == 0 or contrast < threshold:
        return
    yield first + place
    yield from _cuts(evidence, words, threshold, first, first + place, left // 2)
    yield from _cuts(evidence, words, threshold, first + place, last, left // 2)


def best_cut(evidence: Floats, words: Ints) -> tuple[int, float]:
    """Return where two levels part best, and the contrast: their distance times the root of the words it rests on."""
    weights = np.cumsum(words)
    if evidence.size <= 1 or weights[-1] < 2 * LEAST_WORDS:
        return 0, 0.0
    sums = np.cumsum(evidence * words)
    left, right = weights[:-1], weights[-1] - weights[:-1]
    distance = np.abs(sums[:-1] / np.maximum(left, 1) - (sums[-1] - sums[:-1]) / np.maximum(right, 1))
    contrast = distance * np.sqrt(left * right / weights[-1])
    contrast[(left < LEAST_WORDS) | (right < LEAST_WORDS)] = 0
    place = int(np.argmax(contrast))
    return place + 1, float(contrast[place])


def score_of(sums: Sums, starts: Ints) -> Floats:
    """Return the linear scores (without bias) of the segments that begin at the units ``starts``."""
    tops = np.add.reduceat(sums.tops, starts, axis=0)
    norms = np.add.reduceat(sums.norms, starts, axis=0)
    return np.asarray((tops / np.sqrt(np.maximum(norms, 1e-9))[:, :, None]).sum(axis=1))


def segment_features(sums: Sums, words: Ints, starts: Ints, whole: float, deep: Floats | None = None) -> Floats:
    """Return a line for each segment: its score, its distance from the rest, the document's odds, its share of words.

    ``whole`` are the document's odds of generated against human; with ``deep``, the deep stage's odds of each unit, the
    segment's odds and their distance from the rest come last.
    """
    own = score_of(sums, starts)[:, 0]
    size = np.add.reduceat(words, starts).astype(np.float64)
    part = size / max(size.sum(), 1)
    columns = [own, _apart(own, part)]
    odds = np.full(starts.size, np.clip(whole, -8, 8))
    single = np.full(starts.size, float(starts.size == 1))
    columns += [odds, odds * single, single, np.log(np.maximum(size, 1) / 150)]
    if deep is not None:
        read = np.add.reduceat(deep[:, 0] * words, starts) / np.maximum(size, 1)
        columns += [read, _apart(read, part)]
    return np.stack(columns, axis=1)


def _apart(values: Floats, part: Floats) -> Floats:
    """Return how far each segment lies from the rest of its text; ``part`` is its share of the words."""
    return np.asarray((values - values @ part) / np.maximum(1 - part, 0.2)) if part.size > 1 else np.zeros(1)
