"""Figures of merit: area under the curve, rates at a rate, F1, and bootstrap intervals, all with fixed seeds."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

__all__ = ["Floats", "auroc", "bootstrap", "macro_f1", "rate_at", "roc"]

Floats = npt.NDArray[np.float64]
_DRAWS = 300


def auroc(positive: Floats, negative: Floats) -> float:
    """Return the probability that a positive scores above a negative (ties count half).

    >>> auroc(np.array([2.0, 3.0]), np.array([1.0, 2.0]))
    0.875
    """
    ordered = np.sort(negative)
    below = np.searchsorted(ordered, positive, side="left")
    upto = np.searchsorted(ordered, positive, side="right")
    return float((below + upto).mean() / 2 / ordered.size)


def roc(positive: Floats, negative: Floats) -> tuple[Floats, Floats]:
    """Return false and true positive rates at each threshold, from the strictest on."""
    steps = np.unique(np.concatenate([positive, negative]))[::-1]
    rates = [1 - np.searchsorted(np.sort(group), steps, side="left") / group.size for group in (negative, positive)]
    return np.concatenate([[0.0], rates[0]]), np.concatenate([[0.0], rates[1]])


def rate_at(positive: Floats, negative: Floats, rate: float) -> tuple[float, float, float]:
    """Return the share of positives above the threshold that ``rate`` of the negatives pass, with its 95 % interval."""
    random = np.random.default_rng(0)

    def once(up: Floats, down: Floats) -> float:
        return float((up > np.quantile(down, 1 - rate)).mean())

    draws = [
        once(random.choice(positive, positive.size), random.choice(negative, negative.size)) for _ in range(_DRAWS)
    ]
    return once(positive, negative), float(np.quantile(draws, 0.025)), float(np.quantile(draws, 0.975))


def bootstrap(values: Floats, statistic: Callable[[Floats], float]) -> tuple[float, float]:
    """Return the 95 % bootstrap interval of a statistic."""
    random = np.random.default_rng(0)
    draws = [float(statistic(random.choice(values, values.size))) for _ in range(_DRAWS)]
    return float(np.quantile(draws, 0.025)), float(np.quantile(draws, 0.975))


def macro_f1(pairs: npt.NDArray[np.int64]) -> float:
    """Return the mean F1 of three classes from lines of (true, estimated)."""
    found = []
    for label in range(3):
        true, said = pairs[:, 0] == label, pairs[:, 1] == label
        found.append(2 * (true & said).sum() / max(true.sum() + said.sum(), 1))
    return float(np.mean(found))
