"""Fits the stack with the deep stage, on documents that neither the encoder nor the fold's fast model has seen."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from copydesk.detectors.encoder import Encoder
from copydesk.detectors.prose.model import Model
from copydesk.detectors.prose.scoring import Floats
from copydesk.detectors.prose.second import by_unit, windows
from copydesk.detectors.prose.tokens import LONGEST
from copydesk.detectors.prose.train.corpus import Document, fold_of
from copydesk.detectors.prose.train.deep_windows import role
from copydesk.detectors.prose.train.finish import LEAST_WORDS, fitted, rates
from copydesk.detectors.prose.train.held import Held, read_all
from copydesk.detectors.prose.train.mixtures import mixtures

__all__ = ["deep_odds", "fit_second", "held_from_both"]

MIXTURES, SEED = 120, 100
"""Mixed texts of our own that are made of each fold's documents, and the seed of the first fold's."""

_UNSEEN = frozenset({"stack", "unseen"})


def held_from_both(held: Sequence[Held], documents: Sequence[Document], models: Sequence[Model]) -> list[Held]:
    """Return what the encoder has not seen, and mixtures of it, as the models of their folds read it."""
    folds = fold_of(documents)
    own = [h for h in held if h.document.raw and role(h.document.raw) in _UNSEEN and _is_told(h.document)]
    for fold, model in enumerate(models):
        parts = [d for d in documents if folds[d.group, d.label == "human"] == fold and role(d.raw) in _UNSEEN]
        own += read_all(list(mixtures(parts, MIXTURES, SEED + fold)), model, None)
    return [h for h in own if h.units.words.sum() >= LEAST_WORDS]


def _is_told(document: Document) -> bool:
    return document.label != "mixed" or bool(document.segments)


def deep_odds(
    held: Sequence[Held], encoder: Encoder, path: Path, tick: Callable[..., object] = lambda *_: None
) -> list[Floats]:
    """Return the odds of each document's units (see ``second.by_unit``), or what an earlier run left at ``path``."""
    if not path.exists():
        parts = []
        for h in held:
            cut = windows(h.document.text[:LONGEST], h.units)
            parts.append(by_unit(cut, encoder.logits([window.text for window in cut]), h.units.words.size))
            tick()
        offsets = np.cumsum([0, *map(len, parts)])
        np.savez(path, ids=np.array([h.document.id for h in held]), offsets=offsets, odds=np.concatenate(parts))
    with np.load(path, allow_pickle=False) as file:
        ids, offsets, odds = file["ids"].tolist(), file["offsets"], file["odds"]
    places = {name: index for index, name in enumerate(ids)}
    rows = [places[h.document.id] for h in held]
    return [odds[offsets[row] : offsets[row + 1]] for row in rows]


def fit_second(
    model: Model, held: Sequence[Held], deep: Sequence[Floats]
) -> tuple[dict[str, npt.NDArray[Any]], dict[str, Any]]:
    """Return the arrays whose names end in ``_deep``, and facts for the manifest."""
    full = fitted(model, held, deep)
    facts = {"documents": len(held), "held_out": rates(full, held, deep)}
    return {name: array for name, array in full.arrays.items() if name.endswith("_deep")}, facts
