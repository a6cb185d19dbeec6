"""Fits ``weights.json`` from ``corpus/``: ``python -m copydesk.detectors.harm.train``."""

from importlib.resources import files
from math import log1p
from pathlib import Path

from copydesk.detectors.conduct import training
from copydesk.detectors.conduct.logistic import Model, save
from copydesk.detectors.harm.features import NAMES
from copydesk.detectors.harm.weigh import VERSION, rows

__all__ = ["PLAIN", "train"]

PACKAGE = "copydesk.detectors.harm"
PLAIN = tuple({"ends": log1p(count), **stance} for count in (1, 2, 3, 5, 8) for stance in (
    {}, {"reader": log1p(1), "stances": 0.2}, {"teaches": log1p(1), "stances": 0.2}, {"rate_own": 1.0},
))  # fmt: skip
"""Windows that name an end a few times and say hardly more."""


def train(target: Path | None = None) -> Model:
    """Fit on all parts but "held" and write the weights; the same corpus gives the same file."""
    model = training.train(PACKAGE, rows, NAMES, PLAIN)
    save(model, target or Path(str(files(PACKAGE).joinpath("weights.json"))), version=VERSION)
    return model


if __name__ == "__main__":
    train()
