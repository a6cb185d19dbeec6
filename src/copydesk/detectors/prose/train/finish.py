"""The last stage: stacks, calibrates and sets the operating point on what the folds' models say of unseen writers."""

# ruff: noqa: PLR2004  # the numbers are the protocol

from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from rich.progress import Progress

from copydesk.detectors.prose.model import Model
from copydesk.detectors.prose.scoring import Floats
from copydesk.detectors.prose.train import calibration, corpus
from copydesk.detectors.prose.train.held import Held, read_all
from copydesk.detectors.prose.train.mixtures import mixtures
from copydesk.detectors.prose.train.stacking import fit_chain, fit_logistic, fit_stack, fit_styles, with_arrays
from copydesk.detectors.prose.verdict import (
    class_odds,
    document_features,
    kind_of,
    length_of,
    margin,
    unit_features,
    unit_odds,
)

__all__ = ["class_weights", "finish", "held_out"]

_CLASS = {"human": 0, "assisted": 1, "ai": 2, "mixed": -1}
_CLASS_SHARE = np.array([0.45, 0.15, 0.40])
_LESS = {("assisted", "paraphrase"): 0.2, ("assisted", "translated"): 0.2}
_MORE = {("ai", "humanized"): 2.0, ("ai", "paraphrase"): 2.0, ("ai", "translated"): 2.0}


def held_out(
    documents: Sequence[corpus.Document], models: Sequence[Model], place: Path, progress: Progress, mixed: int
) -> list[Held]:
    """Return every document, and mixtures of them, as the model of its own fold reads it."""
    folds = corpus.fold_of(documents)
    out = []
    for fold, model in enumerate(models):
        own = [d for d in documents if folds[d.group, d.label == "human"] == fold]
        own += mixtures(own, mixed, fold)
        task = progress.add_task(f"reading fold {fold}", total=len(own))
        out += read_all(own, model, place / f"held-{fold}.npz", partial(progress.advance, task))
    return [held for held in out if held.units.words.sum() >= 50]


def class_weights(held: Sequence[Held]) -> Floats:
    """Weigh documents so that classes have their shares and writers count by the root of their number."""
    keys = [(h.document.group, h.document.source, h.document.label) for h in held]
    sizes = Counter(keys)
    raw = np.array([
        sizes[key] ** -0.5 * (_LESS | _MORE).get((h.document.label, h.document.attack), 1.0)
        for key, h in zip(keys, held, strict=True)
    ])  # fmt: skip
    targets = np.array([_CLASS[h.document.label] for h in held])
    for target, share in enumerate(_CLASS_SHARE):
        raw[targets == target] *= share / raw[targets == target].sum()
    return raw


def finish(
    documents: Sequence[corpus.Document],
    models: Sequence[Model],
    final: Model,
    place: Path,
    progress: Progress,
    mixed: int,
) -> tuple[dict[str, npt.NDArray[Any]], dict[str, Any]]:
    """Return all arrays of the shipped model, and facts for its manifest."""
    held = held_out(documents, models, place, progress, mixed)
    model = with_arrays(final, **fit_styles(held))
    model, features = _with_stack(model, held)
    model = _with_units(model, held, features)
    model = _with_promises(model, held, features)
    return model.arrays, {"documents": len(documents), "held_out": len(held)}


def _with_stack(model: Model, held: Sequence[Held]) -> tuple[Model, Floats]:
    features = np.stack([document_features(h.reading, h.units) for h in held])
    targets = np.array([_CLASS[h.document.label] for h in held])
    pure = targets >= 0
    stack = fit_stack(features[pure], targets[pure], class_weights(held)[pure])
    return with_arrays(model, **stack), features


def _with_units(model: Model, held: Sequence[Held], features: Floats) -> Model:
    odds = class_odds(model, features)
    chosen = [i for i, h in enumerate(held) if h.document.segments or (i % 8 == 0 and not np.isnan(h.truth).any())]
    rows = {i: unit_features(held[i].reading, odds[i]) for i in chosen}
    weights = np.concatenate([
        held[i].units.words / held[i].units.words.sum() ** 0.5 * (3 if held[i].document.segments else 1) for i in chosen
    ])  # fmt: skip
    truth = np.concatenate([held[i].truth for i in chosen])
    model = with_arrays(model, unit=fit_logistic(np.concatenate([rows[i] for i in chosen]), truth, weights))
    cases = [(rows[i], held[i]) for i in chosen if held[i].document.segments or i % 24 == 0]
    return with_arrays(model, chain=fit_chain(model, cases))


def shares(model: Model, held: Sequence[Held], odds: Floats) -> Floats:
    """Return the estimated AI share of each document."""
    out = []
    for h, own in zip(held, odds, strict=True):
        logits = unit_odds(model, unit_features(h.reading, own))
        out.append(float(h.units.words @ (1 / (1 + np.exp(-np.clip(logits, -30, 30)))) / h.units.words.sum()))
    return np.array(out)


def _with_promises(model: Model, held: Sequence[Held], features: Floats) -> Model:
    odds = class_odds(model, features)
    known = np.array([not np.isnan(h.truth).any() for h in held])
    estimates = shares(model, held, odds)
    truths = np.array([h.units.words @ np.nan_to_num(h.truth) / h.units.words.sum() for h in held])
    mixed = np.array([bool(h.document.segments) for h in held])
    ways = np.where(mixed, 0.5 / mixed.sum(), 0.5 / (~mixed & known).sum())
    intervals = calibration.share_interval(estimates[known], truths[known], ways[known])
    human = np.array([h.document.label == "human" for h in held])
    light = np.array([(h.document.label, h.document.attack) == ("assisted", "polished") for h in held])
    names = sorted({h.document.group for h in held})
    groups = np.array([names.index(h.document.group) for h in held])
    kinds = np.array([kind_of(model, h.reading) for h in held])
    lengths = np.array([length_of(int(h.units.words.sum())) for h in held])
    table, steps = calibration.calibrate(margin(odds[human]), kinds[human], lengths[human], groups[human])
    return with_arrays(
        model, share_interval=intervals, calibration=table, calibration_shares=steps,
        thresholds=calibration.thresholds(odds, human, light, groups), unlike=_unlike(model, held),
    )  # fmt: skip


def _unlike(model: Model, held: Sequence[Held]) -> npt.NDArray[np.float32]:
    center, scale = model.arrays["style_center"], model.arrays["style_scale"]
    far = [float(np.minimum(np.abs(h.reading.style - center) / scale, 6).mean()) for h in held]
    known = [h.reading.known for h in held]
    return np.array([np.quantile(known, 0.003), np.quantile(far, 0.997)], dtype=np.float32)
