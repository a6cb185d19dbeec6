"""Sets what the estimate promises: p-values by kind and length, the interval of the share, and the operating point."""

# ruff: noqa: PLR2004  # the numbers are the protocol

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from copydesk.detectors.prose.scoring import Floats
from copydesk.detectors.prose.verdict import KINDS, LENGTHS, margin

__all__ = ["calibrate", "kinds_of_domains", "share_interval", "thresholds"]

_POINTS = 96
_LEAST = 250
_DOMAIN_KIND = {
    "student-essay": 0, "essay": 0, "fiction": 1, "news": 2, "wiki": 2, "academic": 2, "blog-gov": 2, "speech": 2,
    "blog": 3, "medium": 3, "reviews": 3,
}  # fmt: skip
_STEPS = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0)
HUMAN_RATE, LIGHT_RATE, WORST_RATE, ASSISTED_RATE = 0.006, 0.04, 0.03, 0.03
"""Operating point: the most human texts flagged over all, with light edits, in the worst group, and called assisted."""


def kinds_of_domains(domains: Sequence[str]) -> npt.NDArray[np.int64]:
    """Return the index in ``KINDS`` of each domain, -1 where it tells no kind."""
    return np.array([_DOMAIN_KIND.get(domain, -1) for domain in domains])


def calibrate(
    scores: Floats, kinds: npt.NDArray[np.int64], lengths: npt.NDArray[np.int64], groups: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Return for each kind and length the scores that human texts reach with each of the shares, and those shares.

    Cells with few texts borrow those of the same length, then all; sources count by the root of their size.
    """
    shares = np.geomspace(1, 1e-4, _POINTS)
    table = np.zeros((len(KINDS), len(LENGTHS) + 1, _POINTS))
    for kind in range(len(KINDS)):
        for length in range(len(LENGTHS) + 1):
            for chosen in ((kinds == kind) & (lengths == length), lengths == length, lengths >= 0):
                if chosen.sum() >= _LEAST:
                    break
            table[kind, length] = _survival(scores[chosen], groups[chosen], shares)
    return table.astype(np.float32), shares.astype(np.float32)


def _survival(scores: Floats, groups: npt.NDArray[np.int64], shares: Floats) -> Floats:
    sizes = np.bincount(groups)
    weights = sizes[groups] ** -0.5
    order = np.argsort(-scores, kind="stable")
    totals = np.cumsum(weights[order]) + weights.max()
    totals /= totals[-1]
    points = np.interp(shares, totals, scores[order])
    step = np.maximum.accumulate(points + np.arange(points.size) * 1e-6)
    return np.asarray(step)


def share_interval(estimates: Floats, truths: Floats, weights: Floats, cover: float = 0.84) -> npt.NDArray[np.float32]:
    """Return knots of the estimated share with the low and high end between which ``cover`` of the true shares lie."""
    knots, lows, highs = [], [], []
    for low, high in zip((-0.01, *_STEPS[1:-1]), _STEPS[1:], strict=True):
        inside = (estimates > low) & (estimates <= high)
        if inside.sum() < 20:
            continue
        knots.append(float(np.average(estimates[inside], weights=weights[inside])))
        lows.append(_quantile(truths[inside], weights[inside], (1 - cover) / 2))
        highs.append(_quantile(truths[inside], weights[inside], (1 + cover) / 2))
    return np.array([knots, np.maximum.accumulate(lows), np.maximum.accumulate(highs)], dtype=np.float32)


def _quantile(values: Floats, weights: Floats, share: float) -> float:
    order = np.argsort(values, kind="stable")
    totals = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(totals, share * totals[-1]).clip(0, values.size - 1)])


def thresholds(
    odds: Floats, human: npt.NDArray[np.bool_], light: npt.NDArray[np.bool_], groups: npt.NDArray[np.int64]
) -> npt.NDArray[np.float32]:
    """Return the margins for generated and polished, the share for assisted, and the caution where a text is unlike.

    The first is the least that keeps all of the rates above on held-out sources.
    """
    scores = margin(odds)
    limits = [np.quantile(scores[human], 1 - HUMAN_RATE), np.quantile(scores[light], 1 - LIGHT_RATE)]
    for group in np.unique(groups[human]):
        of_group = scores[human & (groups == group)]
        if of_group.size >= 100:
            limits.append(np.quantile(of_group, 1 - WORST_RATE))
    generated = float(max(limits))
    polish = odds[:, 1] - np.logaddexp(0, odds[:, 0] - generated)
    polished = float(np.quantile(polish[human], 1 - ASSISTED_RATE))
    return np.array([generated, polished, 0.25, 1.0], dtype=np.float32)
