"""Fits the stack with the deep stage, on documents that neither the encoder nor the fold's fast model has seen."""

from collections.abc import Callable, Sequence
from dataclasses import astuple
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from copydesk.detectors.prose.deep import Encoder, windows
from copydesk.detectors.prose.model import Model
from copydesk.detectors.prose.scoring import Floats
from copydesk.detectors.prose.second import MOST_WINDOWS, odds_of
from copydesk.detectors.prose.train import calibration
from copydesk.detectors.prose.train.deep_windows import role
from copydesk.detectors.prose.train.held import Held
from copydesk.detectors.prose.train.stacking import fit_stack
from copydesk.detectors.prose.verdict import class_odds, document_features, kind_of, length_of, p_human

__all__ = ["MOST", "chosen", "deep_odds", "fit_second"]

MOST = 2600
"""Documents that the encoder reads for the fit: all of DetectRL that it has not seen, then others in their order."""

_UNSEEN = frozenset({"stack", "unseen"})


def chosen(held: Sequence[Held]) -> list[Held]:
    """Return the held-out documents for the fit."""
    own = [h for h in held if not h.document.segments and h.document.raw and role(h.document.raw) in _UNSEEN]
    first = [h for h in own if h.document.source == "NLP2CT/DetectRL"]
    rest = [h for h in own if h.document.source != "NLP2CT/DetectRL"]
    return [*first, *rest[:: max(1, len(rest) // max(MOST - len(first), 1))]]


def deep_odds(held: Sequence[Held], path: Path, tick: Callable[..., object] = lambda *_: None) -> list[Floats]:
    """Return the odds of each document's windows (see ``second.odds_of``), or what an earlier run left at ``path``."""
    if not path.exists():
        encoder, parts = Encoder.load(), []
        for h in held:
            cut = windows(h.document.text)
            taken = np.unique(np.linspace(0, len(cut) - 1, min(len(cut), MOST_WINDOWS)).astype(np.int64))
            parts.append(encoder.logits([cut[index] for index in taken]))
            tick()
        ids = np.array([h.document.id for h in held])
        offsets = np.cumsum([0, *map(len, parts)])
        np.savez(path, ids=ids, offsets=offsets, logits=np.concatenate(parts))
    with np.load(path, allow_pickle=False) as file:
        ids, offsets, logits = file["ids"].tolist(), file["offsets"], file["logits"]
    places = {name: index for index, name in enumerate(ids)}
    rows = [places[h.document.id] for h in held]
    return [odds_of(logits[offsets[row] : offsets[row + 1]]) for row in rows]


def fit_second(model: Model, held: Sequence[Held], deep: Sequence[Floats]) -> dict[str, npt.NDArray[Any]]:
    """Return ``stack_deep``, ``calibration_deep`` and ``rule_deep``."""
    features = np.stack([document_features(h.reading, h.units, odds) for h, odds in zip(held, deep, strict=True)])
    arrays: dict[str, npt.NDArray[Any]] = {"stack_deep": fit_stack(features, held, deep=True)}
    full = Model(
        **{name: getattr(model, name) for name in model.__dataclass_fields__} | {"arrays": model.arrays | arrays}
    )
    odds = class_odds(full, features, "stack_deep")
    labels = np.array([h.document.label for h in held])
    kinds = np.array([kind_of(model, h.reading) for h in held])
    lengths = np.array([length_of(int(h.units.words.sum())) for h in held])
    human = labels == "human"
    table, _ = calibration.calibrate(odds[human, 0], kinds[human], lengths[human])
    full.arrays["calibration_deep"] = arrays["calibration_deep"] = table
    cells = zip(odds[:, 0].tolist(), kinds.tolist(), lengths.tolist(), strict=True)
    chances = np.array([p_human(full, *cell, "_deep") for cell in cells])
    light = (labels == "assisted") & np.array([h.document.attack == "polished" for h in held])
    families = np.array([h.document.group for h in held])
    point = calibration.rule(odds, chances, labels, light, families)
    arrays["rule_deep"] = np.array(astuple(point), dtype=np.float32)
    return arrays
