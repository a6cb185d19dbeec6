"""The figures of agreement: Cohen's kappa, Krippendorff's alpha, bootstrap and Wilson intervals; pure."""

import math
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

__all__ = ["Interval", "Rate", "bootstrap", "cohen_kappa", "krippendorff_alpha", "median", "rate"]

T = TypeVar("T")
ROUNDS = 1000
Z = 1.959964
Label = Hashable
Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Rate:
    """``k`` of ``n``, with its Wilson interval at 95 %; all None where there is nothing to count."""

    k: int
    n: int
    value: float | None
    interval: Interval | None


def rate(k: int, n: int) -> Rate:
    """Return a share with its Wilson interval.

    >>> rate(0, 0).value is None, round(rate(1, 2).value or 0, 2)
    (True, 0.5)
    """
    if not n:
        return Rate(k, n, None, None)
    share, spread = k / n, Z * Z / n
    centre = (share + spread / 2) / (1 + spread)
    half = Z * math.sqrt(share * (1 - share) / n + spread / (4 * n)) / (1 + spread)
    return Rate(k, n, share, (max(0.0, centre - half), min(1.0, centre + half)))


def cohen_kappa(pairs: Sequence[tuple[Label, Label]]) -> float | None:
    """Return the agreement of two readers beyond chance: 1 for perfect, 0 for chance; None where it is not defined.

    >>> cohen_kappa([("a", "a"), ("b", "b")])
    1.0
    """
    if not pairs:
        return None
    n = len(pairs)
    observed = sum(one == other for one, other in pairs) / n
    first, second = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    expected = sum(first[label] * second[label] for label in first) / n**2
    return None if expected == 1 else (observed - expected) / (1 - expected)


def krippendorff_alpha(units: Sequence[Sequence[Label]]) -> float | None:
    """Return the agreement of any number of readers on nominal labels; units with one reading count for nothing.

    1 is perfect, 0 is chance; None where all labels are the same or nothing was read twice.
    """
    units = [unit for unit in units if len(unit) > 1]
    totals = Counter(label for unit in units for label in unit)
    n = totals.total()
    apart = sum(_disagreements(unit) / (len(unit) - 1) for unit in units)
    expected = n**2 - sum(count**2 for count in totals.values())
    return None if not expected else 1 - (n - 1) * apart / expected


def _disagreements(unit: Sequence[Label]) -> int:
    """Return the ordered pairs of readings in a unit that differ."""
    counts = Counter(unit)
    return len(unit) ** 2 - sum(count**2 for count in counts.values())


def bootstrap(
    units: Sequence[T], figure: Callable[[Sequence[T]], float | None], *, seed: int = 0, rounds: int = ROUNDS
) -> Interval | None:
    """Return the 95 % interval of a figure by drawing its units anew; the same ``seed`` gives the same interval."""
    if len(units) < 2:  # noqa: PLR2004  # one unit varies in nothing
        return None
    chance = np.random.default_rng(seed)
    draws = (figure([units[i] for i in chance.integers(0, len(units), len(units))]) for _ in range(rounds))
    values = [value for value in draws if value is not None]
    if not values:
        return None
    low, high = np.quantile(values, [0.025, 0.975])
    return float(low), float(high)


def median(values: Sequence[float]) -> float | None:
    """Return the median, None of nothing."""
    return float(np.median(values)) if values else None
