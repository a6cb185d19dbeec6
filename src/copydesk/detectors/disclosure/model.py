"""The trained reader: a linear model over features, as plain arrays."""

import io
from functools import cache
from importlib.resources import files
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

__all__ = ["CLASSES", "SLOTS", "Model", "bundled", "slot"]

CLASSES = ("none", "tool", "denial", "assisted", "generated", "pictures")
SLOTS = 1 << 15


def slot(feature: str) -> int:
    """Return the row of ``feature``: a checksum, so that the model reads the same in every process."""
    return crc32(feature.encode("utf-8", "surrogatepass")) % SLOTS


class Model:
    """Weights by (slot, class), and a bias by class."""

    def __init__(self, weights: NDArray[np.float32], bias: NDArray[np.float32]) -> None:
        self._weights = weights
        self._bias = bias

    def probabilities(self, found: set[str]) -> dict[str, float]:
        """Return how likely each class is for a sentence with these features; they add up to 1."""
        rows = list({slot(feature) for feature in found})
        scores = self._weights[rows].sum(axis=0) / max(1.0, float(np.sqrt(len(rows)))) + self._bias
        odds = np.exp(scores - scores.max())
        odds /= odds.sum()
        return dict(zip(CLASSES, map(float, odds), strict=True))


@cache
def bundled() -> Model:
    """Return the model that ships with the package."""
    data = files("copydesk.detectors.disclosure").joinpath("model.npz").read_bytes()
    with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
        scale = arrays["scale"].astype(np.float32)
        return Model(arrays["weights"].astype(np.float32) * scale, arrays["bias"].astype(np.float32))
