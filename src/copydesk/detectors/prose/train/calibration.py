"""Sets what the estimate promises: p-values by kind and length, the interval of the share, and the operating point."""

# the numbers are the protocol

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from copydesk.detectors.prose.scoring import Floats
from copydesk.detectors.prose.verdict import KINDS, LENGTHS, Rule

__all__ = ["COVER", "COVER_DEEP", "calibrate", "kinds_of_domains", "rule", "share_interval"]

Bools = npt.NDArray[np.bool_]
Names = npt.NDArray[np.str_]

_POINTS = 96
_LEAST = 250
_NEVER = 100.0
_FEW = 60
_DOMAIN_KIND = {
    "student-essay": 0, "essay": 0, "fiction": 1, "news": 2, "wiki": 2, "academic": 2, "blog-gov": 2, "speech": 2,
    "blog": 3, "medium": 3, "reviews": 3,
}  # fmt: skip
_STEPS = (0.0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.58, 0.64, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.0)
COVER = {"single": 0.92, "single-sure": 0.75, "several": 0.92, "several-sure": 0.9}
"""Shares of true AI shares that each bin of the estimate must hold; together more than four of five."""
COVER_DEEP = {"single": 0.95, "single-sure": 0.85, "several": 0.95, "several-sure": 0.97}
"""The same for the deep stage, wider: it has seen other texts of the sources that it is measured on."""
RATES = (0.06, 0.05, 0.042, 0.035, 0.03, 0.024, 0.02, 0.016, 0.012, 0.008)
"""Candidates, boldest first: the most human texts of a kind and length that may score so high and be flagged."""
HUMAN_TARGET, LIGHT_RATE, ASSISTED_RATE, PART = 0.0095, 0.1, 0.04, 0.25
"""Operating point: the most human texts flagged, with light edits flagged, and called assisted; the lower end of the
AI share from which a text is assisted."""


def kinds_of_domains(domains: Sequence[str]) -> npt.NDArray[np.int64]:
    """Return the index in ``KINDS`` of each domain, -1 where it tells no kind."""
    return np.array([_DOMAIN_KIND.get(domain, -1) for domain in domains])


def calibrate(
    scores: Floats, kinds: npt.NDArray[np.int64], lengths: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Return for each kind and length the scores that human texts reach with each of the shares, and those shares.

    Cells with few texts borrow those of the same length, then all.
    """
    shares = np.geomspace(1, 1e-4, _POINTS)
    table = np.zeros((len(KINDS), len(LENGTHS) + 1, _POINTS))
    for kind in range(len(KINDS)):
        for length in range(len(LENGTHS) + 1):
            for chosen in ((kinds == kind) & (lengths == length), lengths == length, lengths >= 0):
                if chosen.sum() >= _LEAST:
                    break
            table[kind, length] = _survival(scores[chosen], shares)
    return table.astype(np.float32), shares.astype(np.float32)


def _survival(scores: Floats, shares: Floats) -> Floats:
    ordered = np.sort(scores)[::-1]
    totals = np.arange(2, scores.size + 2) / (scores.size + 1)
    points = np.interp(shares, totals, ordered)
    points[shares < totals[0]] = scores.max() + 1000
    step = np.maximum.accumulate(points) + np.arange(points.size) * 1e-3
    return np.asarray(step)


def share_interval(estimates: Floats, truths: Floats, weights: Floats, cover: float) -> npt.NDArray[np.float32]:
    """Return knots of the estimated share, each with the shortest range that holds ``cover`` of the true shares."""
    knots, lows, highs = [], [], []
    for low, high in zip((-0.01, *_STEPS[1:-1]), _STEPS[1:], strict=True):
        inside = (estimates > low) & (estimates <= high)
        if inside.sum() < _FEW:
            continue
        knots.append(float(np.average(estimates[inside], weights=weights[inside])))
        low_end, high_end = _shortest(truths[inside], weights[inside], cover)
        lows.append(low_end)
        highs.append(high_end)
    if not knots:
        return np.array([[0, 1], [0, 0], [1, 1]], dtype=np.float32)
    return np.array([knots, np.maximum.accumulate(lows), np.maximum.accumulate(highs)], dtype=np.float32)


def _shortest(values: Floats, weights: Floats, cover: float) -> tuple[float, float]:
    """Return the shortest range that holds ``cover`` of the values."""
    tails = np.linspace(0, 1 - cover, 10)
    ranges = [(_quantile(values, weights, tail), _quantile(values, weights, tail + cover)) for tail in tails]
    return min(ranges, key=lambda ends: (round(ends[1] - ends[0], 3), ends[0]))


def _quantile(values: Floats, weights: Floats, share: float) -> float:
    order = np.argsort(values, kind="stable")
    totals = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(totals, share * totals[-1]).clip(0, values.size - 1)])


def rule(odds: Floats, chances: Floats, labels: Names, light: Bools, families: Names, rate: float) -> Rule:
    """Set the operating point on held-out readings: ``rate`` for people, then the best macro F1 for assisted.

    Light edits are kept to their rate for the median family of polishers, each unseen in its turn.
    """
    names = [name for name in np.unique(families[light]) if (light & (families == name)).sum() >= _FEW]
    parts = [light & (families == name) for name in names] or [light]
    unpolished = float(np.median([_least(odds[:, 1], part, chances, rate) for part in parts]))
    said = (chances <= rate) & (odds[:, 1] > unpolished)
    polish = odds[:, 0] - odds[:, 1]
    human = labels == "human"
    best, chosen = -1.0, (0.0, 0.0)
    for least in np.quantile(polish[light], np.linspace(0.02, 0.9, 23)):
        for most in np.quantile(odds[light, 1], np.linspace(0.1, 1, 19)):
            assisted = ~said & (polish > least) & (odds[:, 1] < most)
            value = _macro(labels, light, said, assisted)
            if value > best and assisted[human].mean() <= ASSISTED_RATE:
                best, chosen = value, (float(least), float(most))
    return Rule(rate, unpolished, *chosen, part=PART)


def _least(odds: Floats, light: Bools, chances: Floats, rate: float) -> float:
    """Return the least odds against polish that keep the rate of light edits among those who score high."""
    ordered = np.sort(odds[light & (chances <= rate)])[::-1]
    spare = int(LIGHT_RATE * light.sum())
    return float(ordered[spare]) if ordered.size > spare else -_NEVER


def _macro(labels: Names, light: Bools, said: Bools, assisted: Bools) -> float:
    """Return macro F1 where polished texts count as often as one in ten."""
    human, ai = labels == "human", labels == "ai"
    boost = 0.1 * (human.sum() + ai.sum()) / max(light.sum(), 1)
    weights = np.where(light, boost, 1.0)
    total = 0.0
    for true, called in ((human, ~said & ~assisted), (light, assisted), (ai, said)):
        pure = human | ai | light
        hit = weights[true & called].sum()
        total += 2 * hit / max(weights[true].sum() + weights[called & pure].sum(), 1)
    return float(total / 3)
