"""Fits ``weights.json`` from ``corpus/``: ``python -m copydesk.detectors.promotion.train``."""

from importlib.resources import files
from math import log1p
from pathlib import Path

from copydesk.detectors.conduct.logistic import Model, save
from copydesk.detectors.conduct.training import Recipe
from copydesk.detectors.conduct.training import train as fitted
from copydesk.detectors.promotion.features import NAMES
from copydesk.detectors.promotion.weigh import VERSION, rows

__all__ = ["PLAIN", "RECIPE", "train"]

PACKAGE = "copydesk.detectors.promotion"
PLAIN = tuple(
    {"template": log1p(kinds) - log1p(words / 250), "puff": puff, "hand": hand, "stuffing": 0.2}
    for words, kinds in ((150, 0), (700, 2), (2_000, 6))
    for puff in (0.0, 1.0)
    for hand in (0.0, 2.0)
) + tuple(
    {"paid": log1p(links), "paid_rate": 100 * links / (words + 60), "early": 1.0, "hand": hand, "template": template}
    for words, template in ((250, -0.7), (700, -0.6), (700, 0.0), (2_000, -0.8))
    for links in (1, 2)
    for hand in (0.0, 2.0)
)
"""Impersonal writing: notices, documentation, news without paid links, and posts with one or two of them."""

RECIPE = Recipe(PACKAGE, rows, NAMES, PLAIN, above_plain=True)


def train(target: Path | None = None) -> Model:
    """Fit on all parts but "held" and write the weights; the same corpus gives the same file."""
    model = fitted(RECIPE)
    save(model, target or Path(str(files(PACKAGE).joinpath("weights.json"))), version=VERSION)
    return model


if __name__ == "__main__":
    train()
