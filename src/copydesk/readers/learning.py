"""The shared weights learn online from what was read; each stays on its side of zero and within bounds."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from copydesk.readers.ranking import DEFAULTS, FEATURES, Levers

__all__ = ["Lesson", "learn"]

RATE = 0.02
HEAVIEST = 10.0
"""The weight of a drawn story is the inverse of its propensity, up to this."""
WIDEST = 4.0
"""A lever stays between 0 and this times its default."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """One impression that is over: what the model saw, how likely it was shown, whether it was read."""

    features: tuple[float, ...]
    propensity: float
    read: bool


def learn(levers: Levers, lessons: Iterable[Lesson]) -> dict[str, float]:
    """Return the levers after some lessons: logistic regression, one step a lesson, weighted by inverse propensity."""
    names = ("bias", *FEATURES)
    weights = np.array([levers[name] for name in names])
    low = np.array([-6.0, *(0.0 for _ in FEATURES)])
    high = np.array([1.0, *(WIDEST * DEFAULTS[name] for name in FEATURES)])
    for lesson in lessons:
        seen = np.array([1.0, *lesson.features])
        chance = 1 / (1 + np.exp(-weights @ seen))
        step = RATE * min(1 / max(lesson.propensity, 1e-9), HEAVIEST) / HEAVIEST
        weights = np.clip(weights + step * (lesson.read - chance) * seen, low, high)
    return {**levers, **{name: float(value) for name, value in zip(names, weights, strict=True)}}
