"""Fits a detector's wording and weights on its own corpus, and puts its operating point by parts left out in turn."""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path

from copydesk.detectors.conduct.logistic import Model, fit, save
from copydesk.detectors.conduct.wording import Wording
from copydesk.detectors.conduct.wording_training import Passages, Split, ordinary, parts_of, wording
from copydesk.story import Story

__all__ = ["Recipe", "Trained", "learned", "main", "train"]

Row = Mapping[str, float]
_PENALTY = 0.3
_ORDINARY_FLAGGED = 0.01


@dataclass(frozen=True)
class Recipe:
    """What a detector trains on.

    ``split`` gives the token lists of a story whose wording is learned; ``rows`` the features of each window of it,
    "wording" among them, of which it scores as the highest; ``names`` are the features with the sign that their weight
    may have; ``plain`` are features of writing that the corpus lacks and that must stay below the operating point;
    ``bearable`` is the share of look-alikes that may be flagged; ``besides`` names another detector's package, all of
    whose stories, those that it looks for included, are none for this one; ``worded`` are parts that only the wording
    is learned from.
    """

    package: str
    split: Split
    rows: Callable[[Story, Wording], Sequence[Row]]
    names: Mapping[str, int]
    bearable: float
    plain: Sequence[Row] = ()
    besides: str = ""
    worded: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Trained:
    """A detector's wording and weights."""

    wording: Wording
    model: Model

    def save(self, folder: Path, version: str) -> None:
        """Write ``wording.npz`` and ``weights.json``."""
        self.wording.save(str(folder / "wording.npz"))
        save(self.model, folder / "weights.json", version=version)


Labelled = tuple[Sequence[Row], bool]


def train(recipe: Recipe, source: Path) -> Trained:
    """Fit on all parts but those that are held, and on ordinary stories of the shared text; deterministic.

    Weights and operating point come from parts whose wording was learned from the others. The operating point is the
    lowest at which no more look-alikes than the recipe bears are flagged, nor one in a hundred ordinary stories that
    were not learned from: a story that is missed is seen by nobody, one flagged for nothing costs a reviewer a minute.

    Args:
        recipe: the detector's.
        source: the shared text, JSON lines, gzipped.
    """
    lot = _gathered(recipe, source)
    rows: list[Labelled] = []
    for name in sorted(lot.parts.keys() - recipe.worded):
        stories, words = lot.parts[name], lot.wording(without=name)
        rows += [(recipe.rows(one.story, words), one.positive) for one in stories]
    words = _kept(lot.wording())
    unseen = [recipe.rows(one.story, words) for one in lot.others]
    model = _fitted(recipe, [*rows, *((row, False) for row in unseen)])
    return Trained(words, model.shifted(_operating(recipe, model, rows, unseen)))


def learned(recipe: Recipe, source: Path) -> Wording:
    """Return the wording alone, as ``train`` learns it."""
    return _kept(_gathered(recipe, source).wording())


@dataclass(frozen=True)
class _Lot:
    """All that is trained on; ``others`` are ordinary stories that no wording is learned from."""

    parts: Mapping[str, Sequence[Passages]]
    besides: Sequence[Passages]
    ordinary: Sequence[Passages]
    others: Sequence[Passages]

    def wording(self, without: str = "") -> Wording:
        """Return the wording of all parts but one."""
        own = (one for part, stories in self.parts.items() if part != without for one in stories)
        return wording([*self.besides, *own], self.ordinary)


def _gathered(recipe: Recipe, source: Path) -> _Lot:
    besides = _none_of(parts_of(recipe.besides, recipe.split)) if recipe.besides else []
    human = ordinary(source, recipe.split)
    return _Lot(parts_of(recipe.package, recipe.split), besides, human[::2], human[1::2])


def _none_of(parts: Mapping[str, Sequence[Passages]]) -> list[Passages]:
    return [replace(one, positive=False) for stories in parts.values() for one in stories]


def _operating(recipe: Recipe, model: Model, rows: Sequence[Labelled], unseen: Sequence[Sequence[Row]]) -> float:
    """Return the score that look-alikes and ordinary stories seldom reach, and plain writing never."""
    alike = _exceeded([top(model, row) for row, positive in rows if not positive], recipe.bearable)
    usual = _exceeded([top(model, row) for row in unseen], _ORDINARY_FLAGGED)
    return min(0.95, max(alike, usual, 1.05 * top(model, recipe.plain)))


def _exceeded(scores: Sequence[float], share: float) -> float:
    """Return the score that about this share exceeds."""
    return sorted(scores, reverse=True)[int(share * len(scores))]


def _kept(words: Wording) -> Wording:
    """Return the wording as it is kept: rounded."""
    return Wording(words.keys, words.rarity.round(2), words.weights.round(2), words.bias, words.usual)


def top(model: Model, rows: Sequence[Row]) -> float:
    """Return the score of a story's highest window."""
    return max((model.score(row) for row in rows), default=0.0)


def _fitted(recipe: Recipe, stories: Sequence[Labelled]) -> Model:
    """Fit; a feature whose weight gets the wrong sign is left out and the rest is fitted again."""
    flat = [(row, positive) for rows, positive in stories for row in rows]
    flat += [(row, False) for row in recipe.plain]
    names = list(recipe.names)
    while True:
        model = fit([row for row, _ in flat], [positive for _, positive in flat], names, penalty=_PENALTY)
        kept = [name for name in names if model.weights[name] * recipe.names[name] >= 0]
        if kept == names:
            return model
        names = kept


def main(recipe: Recipe, version: str) -> None:
    """Train from the file named on the command line, and write into the package."""
    train(recipe, Path(sys.argv[1])).save(Path(str(files(recipe.package))), version)
