"""A 64-bit perceptual hash: which pictures look alike after scaling and re-encoding (and mirrored)."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

__all__ = ["distance", "perceptual_hash"]

_SIDE = 32
_KEPT = 8
_FREQUENCIES = np.arange(_SIDE)
_DCT = np.cos(np.pi * np.outer(_FREQUENCIES[:_KEPT], 2 * _FREQUENCIES + 1) / (2 * _SIDE))


def perceptual_hash(image: Image.Image, *, mirrored: bool = False) -> int:
    """Return the hash of a picture: the signs of its lowest cosine frequencies about their median.

    Args:
        image: a decoded picture.
        mirrored: hash the picture flipped left to right.
    """
    small = np.asarray(image.convert("L").resize((_SIDE, _SIDE), Image.Resampling.BOX), np.float64)
    if mirrored:
        small = small[:, ::-1]
    low: NDArray[np.float64] = (_DCT @ small @ _DCT.T).reshape(-1)
    bits = low > np.median(low[1:])
    return int.from_bytes(np.packbits(bits).tobytes(), "big")


def distance(one: int, other: int) -> int:
    """Return in how many of 64 bits two hashes differ."""
    return (one ^ other).bit_count()
