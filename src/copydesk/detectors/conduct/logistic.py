"""A logistic model of a dozen named features, kept as plain JSON."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from math import exp, log
from pathlib import Path

import numpy as np

__all__ = ["OPERATING", "Model", "fit", "load", "save"]

OPERATING = 0.7
"""The score from which a person is asked to look; the bundled policies' threshold."""

_ROUNDS = 60
_STEEPEST = 30.0


@dataclass(frozen=True, slots=True)
class Model:
    """Weights by feature, and the bias that puts the operating point at ``OPERATING``."""

    weights: Mapping[str, float]
    bias: float

    def score(self, features: Mapping[str, float]) -> float:
        """Return the score in [0, 1]; a feature that the model does not know counts nothing."""
        total = self.bias + sum(self.weights.get(name, 0.0) * value for name, value in features.items())
        return 1 / (1 + exp(-max(-_STEEPEST, min(_STEEPEST, total))))

    def shifted(self, threshold: float) -> "Model":
        """Return the model that scores ``OPERATING`` where this one scores ``threshold``."""
        move = log(OPERATING / (1 - OPERATING)) - log(threshold / (1 - threshold))
        return Model(self.weights, self.bias + move)


def fit(rows: Sequence[Mapping[str, float]], labels: Sequence[bool], names: Sequence[str], *, penalty: float) -> Model:
    """Fit by Newton's method with an L2 ``penalty`` on the weights; the same rows give the same model."""
    x = np.array([[row.get(name, 0.0) for name in names] + [1.0] for row in rows])
    y = np.array(labels, dtype=float)
    balance = np.where(y > 0, 0.5 / y.mean(), 0.5 / (1 - y.mean()))
    ridge = np.diag([penalty] * len(names) + [1e-6])
    weights = np.zeros(len(names) + 1)
    for _ in range(_ROUNDS):
        p = 1 / (1 + np.exp(-np.clip(x @ weights, -_STEEPEST, _STEEPEST)))
        slope = x.T @ (balance * (y - p)) - ridge @ weights
        curve = (x * (balance * p * (1 - p))[:, None]).T @ x + ridge
        weights = weights + np.linalg.solve(curve, slope)
    return Model(
        {name: round(float(w), 4) for name, w in zip(names, weights, strict=False)}, round(float(weights[-1]), 4)
    )


def save(model: Model, path: Path, *, version: str) -> None:
    """Write the model as JSON."""
    data = {"version": version, "bias": round(model.bias, 4), "weights": dict(model.weights)}
    path.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")


def load(package: str) -> Model:
    """Load ``weights.json`` of a package."""
    data = json.loads(files(package).joinpath("weights.json").read_text(encoding="utf-8"))
    return Model(data["weights"], data["bias"])
