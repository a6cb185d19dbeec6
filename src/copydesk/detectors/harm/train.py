"""Fits ``weights.json`` from ``corpus/``: ``python -m copydesk.detectors.harm.train``."""

from importlib.resources import files
from math import log1p
from pathlib import Path

from copydesk.detectors.conduct.logistic import Model, save
from copydesk.detectors.conduct.training import Recipe
from copydesk.detectors.conduct.training import train as fitted
from copydesk.detectors.harm.features import NAMES
from copydesk.detectors.harm.weigh import VERSION, rows

__all__ = ["PLAIN", "RECIPE", "train"]

PACKAGE = "copydesk.detectors.harm"
PLAIN = tuple(
    {"ends": log1p(count // 2), "signs": log1p(count), "groups": count / 8, **stance}
    for count in (1, 2, 4, 6)
    for stance in (
        {},
        {"reader": 1.0, "pointed": log1p(1), "teaches": log1p(2), "urges": log1p(2), "stances": 0.3},
        {"reader": 0.5, "pointed": log1p(1), "sells": log1p(3), "price": log1p(1), "urges": log1p(1), "stances": 0.5},
        {"rate_own": 1.0, "rate_narrates": 1.0},
    )
)
"""Windows of ordinary tutorials, offers and memories in which such words come by chance."""

RECIPE = Recipe(PACKAGE, rows, NAMES, PLAIN)


def train(target: Path | None = None) -> Model:
    """Fit on all parts but "held" and write the weights; the same corpus gives the same file."""
    model = fitted(RECIPE)
    save(model, target or Path(str(files(PACKAGE).joinpath("weights.json"))), version=VERSION)
    return model


if __name__ == "__main__":
    train()
