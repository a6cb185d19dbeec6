"""How rare a word is: what two texts share counts the more, the fewer other texts have it."""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt
from rensa import RMinHash

from copydesk.detectors.conduct.stemming import stem

__all__ = ["Floats", "Hashes", "hashes", "rarity", "stem"]

Hashes = npt.NDArray[np.uint64]
Floats = npt.NDArray[np.float32]

_STEP = 20.0
"""The table keeps rarities as bytes, in twentieths."""


def hashes(words: Sequence[str]) -> Hashes:
    """Return one 64-bit hash a word, the same on every machine."""
    return np.array(RMinHash.hash_token_sets([words])[0], dtype=np.uint64)


def rarity(keys: Hashes) -> Floats:
    """Return how rare the stems with these hashes are: the logarithm of one in how many texts has it."""
    known, values, unseen = _table()
    short = (keys >> np.uint64(32)).astype(np.uint32)
    at = np.minimum(np.searchsorted(known, short), len(known) - 1)
    return np.where(known[at] == short, values[at], unseen).astype(np.float32)


@cache
def _table() -> tuple[npt.NDArray[np.uint32], Floats, float]:
    with files(__package__).joinpath("rarity.npz").open("rb") as file, np.load(file, allow_pickle=False) as held:
        return held["stems"], held["rarity"].astype(np.float32) / _STEP, float(held["unseen"])
