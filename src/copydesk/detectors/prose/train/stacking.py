"""Fits what stands on top of the scores: class odds, unit odds, and the chain that smooths them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import optimize

from copydesk.detectors.prose.model import Model
from copydesk.detectors.prose.scoring import Floats
from copydesk.detectors.prose.train.calibration import kinds_of_domains
from copydesk.detectors.prose.train.held import Held
from copydesk.detectors.prose.train.linear import log_softmax
from copydesk.detectors.prose.verdict import KINDS, unit_odds

__all__ = ["fit_chain", "fit_logistic", "fit_stack", "fit_styles", "with_arrays"]


def with_arrays(model: Model, **arrays: npt.NDArray[Any]) -> Model:
    """Return ``model`` with more arrays."""
    return replace(model, arrays={**model.arrays, **arrays})


def fit_stack(
    features: Floats, targets: npt.NDArray[np.int64], weights: Floats, penalty: float = 1e-3
) -> dict[str, npt.NDArray[np.float32]]:
    """Fit the odds of generated and polished against human on document features; columns that never vary get 0."""
    center, scale = features.mean(axis=0), np.maximum(features.std(axis=0), 1e-6)
    scaled = np.clip((features - center) / scale, -4, 4)
    table = _softmax(scaled, targets, weights, penalty)
    odds = np.stack([table[:, 2] - table[:, 0], table[:, 1] - table[:, 0]], axis=1)
    return {
        "stack": odds.astype(np.float32), "stack_center": center.astype(np.float32),
        "stack_scale": scale.astype(np.float32),
    }  # fmt: skip


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


def fit_chain(model: Model, cases: Sequence[tuple[Floats, Held]], name: str = "unit") -> npt.NDArray[np.float32]:
    """Choose how often the chain changes state, and how sharp scores are, by the error of the AI share of documents."""
    best, chosen = np.inf, (0.05, 1.0)
    for switch in (0.005, 0.015, 0.04, 0.1):
        for sharpness in (0.3, 0.45, 0.65, 0.9):
            trial = with_arrays(model, chain=np.array([switch, sharpness], dtype=np.float32))
            error = float(np.mean([_error(trial, features, case, name) for features, case in cases]))
            if error < best:
                best, chosen = error, (switch, sharpness)
    return np.array(chosen, dtype=np.float32)


def _error(model: Model, features: Floats, case: Held, name: str) -> float:
    odds = unit_odds(model, features, name)
    weights = case.units.words / case.units.words.sum()
    guess = 1 / (1 + np.exp(-np.clip(odds, -30, 30)))
    return float(abs(weights @ guess - weights @ case.truth) + weights @ np.abs(guess - case.truth)) / 2


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
