"""Fits a detector's weights on its own corpus, and puts its operating point by parts that were left out in turn."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from copydesk.detectors.conduct.corpus import HELD, PARTS, examples
from copydesk.detectors.conduct.logistic import Model, fit
from copydesk.story import Story

__all__ = ["Recipe", "train"]

Row = Mapping[str, float]
_PENALTY = 0.3
_BEARABLE = 0.08


@dataclass(frozen=True)
class Recipe:
    """What a detector trains on.

    ``rows`` gives the features of each window of a story, which scores as its highest window; ``names`` are the
    features with the sign that their weight may have; ``plain`` are features of
    writing that the corpus lacks and that is none; ``above_plain`` keeps it below the operating point.
    """

    package: str
    rows: Callable[[Story], Sequence[Row]]
    names: Mapping[str, int]
    plain: Sequence[Row]
    above_plain: bool = False


Labelled = tuple[Sequence[Row], bool]


def train(recipe: Recipe) -> Model:
    """Fit on all parts but that which is held, and return the model; deterministic.

    The operating point is where one in twelve look-alikes is flagged by a model that has not seen their part: a story
    that is missed is seen by nobody, one flagged for nothing costs a reviewer a minute. Where the recipe says so, it is
    also above all that is plain.
    """
    parts = [_labelled(recipe, part) for part in PARTS if part not in HELD]
    parts = [part for part in parts if part]
    others: list[float] = []
    for left_out in parts:
        model = _fitted(recipe, [story for part in parts if part is not left_out for story in part])
        others += [top(model, rows) for rows, positive in left_out if not positive]
    threshold = sorted(others, reverse=True)[int(_BEARABLE * len(others))]
    model = _fitted(recipe, [story for part in parts for story in part])
    floor = 1.05 * top(model, recipe.plain) if recipe.above_plain else 0.05
    return model.shifted(min(0.95, max(threshold, floor)))


def top(model: Model, rows: Sequence[Row]) -> float:
    """Return the score of a story's highest window."""
    return max((model.score(row) for row in rows if row), default=0.0)


def _labelled(recipe: Recipe, part: str) -> list[Labelled]:
    return [(recipe.rows(example.story), example.positive) for example in examples(recipe.package, part)]


def _fitted(recipe: Recipe, stories: Sequence[Labelled]) -> Model:
    """Fit; a feature whose weight gets the wrong sign is left out and the rest is fitted again."""
    flat = [(row, positive) for rows, positive in stories for row in rows if row]
    flat += [(row, False) for row in recipe.plain]
    names = list(recipe.names)
    while True:
        model = fit([row for row, _ in flat], [positive for _, positive in flat], names, penalty=_PENALTY)
        kept = [name for name in names if model.weights[name] * recipe.names[name] >= 0]
        if kept == names:
            return model
        names = kept
