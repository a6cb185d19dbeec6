"""The last stage: stacks, calibrates and sets the operating point on what the folds' models say of unseen writers."""

# ruff: noqa: PLR2004  # the numbers are the protocol

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import astuple
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
from copydesk.detectors.prose.train.stacking import (
    Deep,
    fit_contrast,
    fit_segments,
    fit_stack,
    fit_styles,
    with_arrays,
)
from copydesk.detectors.prose.verdict import (
    Rule,
    class_odds,
    document_features,
    judge,
    kind_of,
    length_of,
    p_human,
    state_of,
    suffix_of,
    unit_odds,
)
from copydesk.evidence import Origin

__all__ = ["LEAST_WORDS", "finish", "fitted", "held_out", "rates"]

LEAST_WORDS = 50
_MIXED_SHARE = 0.2


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
    return [held for held in out if held.units.words.sum() >= LEAST_WORDS]


def finish(
    documents: Sequence[corpus.Document],
    models: Sequence[Model],
    final: Model,
    place: Path,
    progress: Progress,
    mixed: int,
) -> tuple[dict[str, npt.NDArray[Any]], dict[str, Any], list[Held]]:
    """Return all arrays of the shipped model, facts for its manifest, and the held-out readings."""
    held = held_out(documents, models, place, progress, mixed)
    model = with_arrays(final, **fit_styles(held))
    alone: Deep = [None] * len(held)
    model = fitted(with_arrays(model, unlike=_unlike(model, held)), held, alone)
    facts = {"documents": len(documents), "held_out": {"documents": len(held), **rates(model, held, alone)}}
    return model.arrays, facts, held


def fitted(model: Model, held: Sequence[Held], deep: Deep) -> Model:
    """Return ``model`` with the arrays of a stage: its stack, p-values, operating point, segments and intervals.

    The operating point is the boldest of ``calibration.RATES`` at which no more than ``HUMAN_TARGET`` of the held-out
    people are called generated.
    """
    suffix = suffix_of(deep[0])
    features = np.stack([document_features(h.reading, h.units, own) for h, own in zip(held, deep, strict=True)])
    model = with_arrays(model, **{f"stack{suffix}": fit_stack(features, held, deep=bool(suffix))})
    odds = class_odds(model, features, f"stack{suffix}")
    model, chances = _with_chances(model, held, odds, suffix)
    model = with_arrays(model, **{f"contrast{suffix}": fit_contrast(held, deep)})
    model = with_arrays(model, **{f"segment{suffix}": fit_segments(model, held, odds, deep)})
    for rate in calibration.RATES:
        point = _point(held, odds, chances, rate)
        model = with_arrays(model, **{f"rule{suffix}": np.array(astuple(point), dtype=np.float32)})
        model = _with_intervals(model, held, odds, chances, deep, rate)
        if rates(model, held, deep)["all human"] <= calibration.HUMAN_TARGET:
            break
    return model


def rates(model: Model, held: Sequence[Held], deep: Deep) -> dict[str, float]:
    """Return how often held-out texts of each label and attack are called generated."""
    flags: dict[str, list[bool]] = defaultdict(list)
    for h, own in zip(held, deep, strict=True):
        if h.document.label != "mixed" and h.units.words.sum() >= 80:
            said = judge(model, h.reading, h.units, own).estimate is Origin.GENERATED
            flags[f"{h.document.label} {h.document.attack}"].append(said)
            flags[f"all {h.document.label}"].append(said)
    return {name: round(sum(found) / len(found), 4) for name, found in sorted(flags.items())}


def shares(model: Model, held: Sequence[Held], odds: Floats, deep: Deep) -> tuple[Floats, list[int]]:
    """Return the estimated AI share of each document, and how many segments it has."""
    out, counts = [], []
    for h, own, read in zip(held, odds, deep, strict=True):
        logits, starts = unit_odds(model, h.reading, h.units, float(own[0]), read)
        out.append(float(h.units.words @ (1 / (1 + np.exp(-np.clip(logits, -30, 30)))) / h.units.words.sum()))
        counts.append(starts.size)
    return np.array(out), counts


def _with_intervals(
    model: Model, held: Sequence[Held], odds: Floats, chances: Floats, deep: Deep, rate: float
) -> Model:
    known = np.array([not np.isnan(h.truth).any() for h in held])
    estimates, counts = shares(model, held, odds, deep)
    truths = np.array([h.units.words @ np.nan_to_num(h.truth) / h.units.words.sum() for h in held])
    mixed = np.array([bool(h.document.segments) for h in held])
    ways = np.where(mixed, _MIXED_SHARE / mixed.sum(), (1 - _MIXED_SHARE) / (~mixed & known).sum())
    states = np.array([state_of(count, chance, rate) for count, chance in zip(counts, chances.tolist(), strict=True)])
    for state, cover in (calibration.COVER if deep[0] is None else calibration.COVER_DEEP).items():
        own = known & (states == state)
        table = calibration.share_interval(estimates[own], truths[own], ways[own], cover)
        model = with_arrays(model, **{f"share_{state}{suffix_of(deep[0])}": table})
    return model


def _with_chances(model: Model, held: Sequence[Held], odds: Floats, suffix: str) -> tuple[Model, Floats]:
    """Calibrate p-values on the people among the held-out; return also the p-value of each document."""
    human = np.array([h.document.label == "human" for h in held])
    kinds = np.array([kind_of(model, h.reading) for h in held])
    lengths = np.array([length_of(int(h.units.words.sum())) for h in held])
    table, steps = calibration.calibrate(odds[human, 0], kinds[human], lengths[human])
    model = with_arrays(model, **{f"calibration{suffix}": table}, calibration_shares=steps)
    cells = zip(odds[:, 0].tolist(), kinds.tolist(), lengths.tolist(), strict=True)
    return model, np.array([p_human(model, *cell, suffix) for cell in cells])


def _point(held: Sequence[Held], odds: Floats, chances: Floats, rate: float) -> Rule:
    labels = np.array([h.document.label for h in held])
    light = (labels == "assisted") & np.array([h.document.attack == "polished" for h in held])
    return calibration.rule(odds, chances, labels, light, np.array([h.document.group for h in held]), rate)


def _unlike(model: Model, held: Sequence[Held]) -> npt.NDArray[np.float32]:
    center, scale = model.arrays["style_center"], model.arrays["style_scale"]
    far = [float(np.minimum(np.abs(h.reading.style - center) / scale, 6).mean()) for h in held]
    known = [h.reading.known for h in held]
    return np.array([np.quantile(known, 0.003), np.quantile(far, 0.997)], dtype=np.float32)
