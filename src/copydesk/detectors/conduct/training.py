"""Fits a detector's weights on its own corpus, and puts its operating point where the two kinds part best."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import exp, log

from copydesk.detectors.conduct.corpus import PARTS, Example, examples
from copydesk.detectors.conduct.logistic import Model, fit
from copydesk.story import Story

__all__ = ["fitted", "train"]

Rows = Callable[[Story], Sequence[Mapping[str, float]]]
_PENALTY = 0.3
_LEAST_RECALL = 0.97


def train(package: str, rows: Rows, names: Sequence[str], plain: Sequence[Mapping[str, float]]) -> Model:
    """Fit on all parts but that which is held, and return the model; deterministic.

    Args:
        package: the detector's package, with its ``corpus/``.
        rows: gives the features of each window of a story; a story scores as its highest window.
        names: the features that get a weight.
        plain: features of writing that is neither, which the corpus does not hold: they count as negatives.
    """
    return fitted(
        [example for part in PARTS if part != "held" for example in examples(package, part)], rows, names, plain
    )


def fitted(stories: Iterable[Example], rows: Rows, names: Sequence[str], plain: Sequence[Mapping[str, float]]) -> Model:
    """Fit on ``stories``; for the rest see ``train``."""
    found = [(rows(example.story), example.positive) for example in stories]
    flat = [(row, positive) for windows, positive in found for row in windows if row]
    flat += [(row, False) for row in plain]
    model = fit([row for row, _ in flat], [positive for _, positive in flat], names, penalty=_PENALTY)
    return model.shifted(_threshold(model, found))


def _threshold(model: Model, found: Sequence[tuple[Sequence[Mapping[str, float]], bool]]) -> float:
    """Return a point between the score that keeps the least recall and the highest of the others, nearer to the latter.

    A story that is missed is seen by nobody; one that is flagged for nothing costs a reviewer a minute.
    """
    yes = sorted((_top(model, windows) for windows, positive in found if positive), reverse=True)
    no = sorted(_top(model, windows) for windows, positive in found if not positive)
    least = yes[min(len(yes) - 1, int(_LEAST_RECALL * len(yes)))]
    below = max((score for score in no if score < least), default=0.0)
    return _logistic((_logit(least) + 2 * _logit(below)) / 3)


def _top(model: Model, windows: Sequence[Mapping[str, float]]) -> float:
    return max((model.score(row) for row in windows if row), default=0.0)


def _logit(score: float) -> float:
    held = min(0.99, max(0.01, score))
    return log(held / (1 - held))


def _logistic(value: float) -> float:
    return 1 / (1 + exp(-value))
