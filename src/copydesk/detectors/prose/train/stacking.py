"""Fits what stands on top of the scores: class odds, unit odds, and the chain that smooths them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import optimize

from copydesk.detectors.prose.model import Model
from copydesk.detectors.prose.scoring import Floats
from copydesk.detectors.prose.segments import best_cut, cut_levels, segment_features
from copydesk.detectors.prose.train.calibration import kinds_of_domains
from copydesk.detectors.prose.train.held import Held
from copydesk.detectors.prose.train.linear import log_softmax
from copydesk.detectors.prose.verdict import KINDS, evidence_of, suffix_of

Bools = npt.NDArray[np.bool_]

Deep = Sequence[Floats | None]
"""The deep stage's odds of the units of each document, or None throughout where it was not asked."""

_HOPELESS = 0.12
"""AI texts that score like people to this share are left out of fits, which would bend to them in vain."""

__all__ = ["Deep", "fit_contrast", "fit_logistic", "fit_segments", "fit_stack", "fit_styles", "with_arrays"]


def with_arrays(model: Model, **arrays: npt.NDArray[Any]) -> Model:
    """Return ``model`` with more arrays."""
    return replace(model, arrays={**model.arrays, **arrays})


def fit_stack(features: Floats, held: Sequence[Held], deep: bool = False) -> npt.NDArray[np.float32]:
    """Return the table of ``class_odds``: columns generated against human, and generated against polished.

    The two readers' odds against human are summed as they are: weights fitted to all hard cases at once made the rates
    near zero worse on writers held out. Only the scale is fitted, and the part of the deep stage.
    """
    labels = np.array([(h.document.label, h.document.attack) for h in held])
    human, ai, light = labels[:, 0] == "human", labels[:, 0] == "ai", (labels == ("assisted", "polished")).all(axis=1)
    local = np.array([h.document.source == "NLP2CT/DetectRL" for h in held])
    total = features[:, [0]] + features[:, [2]]
    kept = human | (ai & (total[:, 0] > np.quantile(total[ai, 0], _HOPELESS)))
    columns = np.hstack([total, features[:, [10]]]) if deep else total
    first = _even(columns, ai, human, kept)
    chosen = [0, 1, 2, 3, 4, 8, *((10, 11) if deep else ())]
    second = _even(features[:, chosen], ai, light, light | (ai & local & kept if (ai & local & kept).any() else ai))
    table = np.zeros((features.shape[1] + 1, 2), dtype=np.float32)
    table[[0, 2], 0], table[-1, 0] = first[0], first[-1]
    table[10, 0] = first[1] if deep else 0
    table[chosen, 1], table[-1, 1] = second[:-1], second[-1]
    return table


def _even(rows: Floats, yes: Bools, no: Bools, kept: Bools) -> npt.NDArray[np.float32]:
    weights = np.where(yes, 1 / max((yes & kept).sum(), 1), 1 / max((no & kept).sum(), 1))
    return fit_logistic(rows[kept], yes[kept].astype(np.float64), weights[kept], 1e-2)


def _softmax(rows: Floats, targets: npt.NDArray[np.int64], weights: Floats, penalty: float, classes: int = 3) -> Floats:
    full = np.hstack([rows, np.ones((len(rows), 1))])
    hit = np.eye(classes)[targets]
    scale = (weights / weights.sum())[:, None]

    def loss(flat: Floats) -> tuple[float, Floats]:
        table = flat.reshape(-1, classes)
        logs = log_softmax(full @ table)
        ridge = table[:-1]
        gradient = full.T @ ((np.exp(logs) - hit) * scale)
        gradient[:-1] += penalty * ridge
        return float(-(logs * hit * scale).sum() + penalty * (ridge**2).sum() / 2), gradient.ravel()

    found = optimize.minimize(
        loss, np.zeros(full.shape[1] * classes), jac=True, method="L-BFGS-B", options={"maxiter": 500}
    )
    return np.asarray(found.x.reshape(-1, classes))


def fit_logistic(rows: Floats, shares: Floats, weights: Floats, penalty: float = 1e-4) -> npt.NDArray[np.float32]:
    """Fit coefficients and a bias (last) for the log-odds of a share in [0, 1]."""
    full = np.hstack([rows, np.ones((len(rows), 1))])
    scale = weights / weights.sum()

    def loss(table: Floats) -> tuple[float, Floats]:
        logits = full @ table
        value = float(
            (scale * (np.logaddexp(0, logits) - shares * logits)).sum() + penalty * (table[:-1] ** 2).sum() / 2
        )
        gradient = full.T @ (scale * (1 / (1 + np.exp(-logits)) - shares))
        gradient[:-1] += penalty * table[:-1]
        return value, gradient

    found = optimize.minimize(loss, np.zeros(full.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 500})
    return np.asarray(found.x, dtype=np.float32)


def fit_contrast(held: Sequence[Held], deep: Deep, false_cuts: float = 0.25) -> npt.NDArray[np.float32]:
    """Return the contrast above which a cut counts: one in four texts by one writer has such a cut."""
    least = []
    for label in ("human", "ai"):
        own = [index for index, h in enumerate(held) if h.document.label == label]
        found = [
            best_cut(evidence_of(held[index].reading, deep[index]), held[index].units.words)[1]
            for index in own[:: max(1, len(own) // 4000)]
        ]
        least.append(float(np.quantile(found, 1 - false_cuts)))
    return np.array(max(least), dtype=np.float32)


def fit_segments(model: Model, held: Sequence[Held], odds: Floats, deep: Deep) -> npt.NDArray[np.float32]:
    """Fit the odds of a segment on mixed texts and as many pure ones."""
    pure = np.array([h.document.label == "ai" for h in held])
    hopeless = pure & (odds[:, 0] < np.quantile(odds[pure, 0], _HOPELESS))
    contrast = float(model.arrays[f"contrast{suffix_of(deep[0])}"])
    lines, truths, weights = [], [], []
    for index, (h, own, read) in enumerate(zip(held, odds, deep, strict=True)):
        mixed = bool(h.document.segments)
        if np.isnan(h.truth).any() or hopeless[index] or not (mixed or index % 8 == 0):
            continue
        starts = cut_levels(evidence_of(h.reading, read), h.units.words, contrast)
        size = np.add.reduceat(h.units.words, starts)
        lines.append(segment_features(h.reading.sums, h.units.words, starts, float(own[0]), read))
        truths.append(np.add.reduceat(h.truth * h.units.words, starts) / np.maximum(size, 1))
        weights.append(size / size.sum() * (2.0 if mixed else 1.0))
    return fit_logistic(np.concatenate(lines), np.concatenate(truths), np.concatenate(weights))


def fit_styles(held: Sequence[Held]) -> dict[str, npt.NDArray[np.float32]]:
    """Fit which kind of text a style is, and where styles usually lie."""
    styles = np.stack([h.reading.style for h in held]).astype(np.float64)
    center = np.median(styles, axis=0)
    scale = np.maximum(np.quantile(np.abs(styles - center), 0.8, axis=0), 1e-4)
    kinds = kinds_of_domains([h.document.domain for h in held])
    told = kinds >= 0
    scaled = np.clip((styles - center) / scale, -4, 4)
    weights = 1 / np.bincount(kinds[told])[kinds[told]]
    table = _softmax(scaled[told], kinds[told], weights, 1e-3, classes=len(KINDS))
    sides = np.array([h.document.label == "ai" for h in held])
    pure = sides | np.array([h.document.label == "human" for h in held])
    even = np.where(sides, 1 / sides.sum(), 1 / (pure & ~sides).sum())
    pull = fit_logistic(scaled[pure], sides[pure].astype(np.float64), even[pure], 1e-2)[:-1]
    return {
        "style_center": center.astype(np.float32), "style_scale": scale.astype(np.float32),
        "kinds": table.astype(np.float32), "pull": pull,
        "usual": np.quantile(styles[pure & ~sides], (0.1, 0.9), axis=0).astype(np.float32),
    }  # fmt: skip
