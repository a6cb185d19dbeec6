"""The numbers by which a text is found again: MinHash bands, a sample of its shingles, and its rarest words."""

from collections import Counter
from dataclasses import dataclass
from math import log

import numpy as np
from rensa import RMinHash

from copydesk.detectors.derivation.rarity import Hashes, hashes, rarity, stem
from copydesk.detectors.derivation.reading import Reading

__all__ = ["SHINGLE", "Keys", "keys", "shingles"]

SHINGLE = 3
_BANDS, _ROWS = 64, 2
_SEED = 20_240_501
_SAMPLED, _ONE_IN = 4, 12
_MOST_SAMPLES = 2048
_FEWEST_TERMS, _MOST_TERMS, _WORDS_A_TERM = 24, 96, 25
_RARE = 3.0
_SHIFT = np.uint64(18)


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys of 48 bits, so that a database holds them as whole numbers; each kind has its own range."""

    bands: tuple[int, ...]
    samples: tuple[int, ...]
    terms: tuple[int, ...]

    def all(self) -> tuple[int, ...]:
        """Return every key once."""
        return tuple({*self.bands, *self.samples, *self.terms})


def keys(reading: Reading) -> Keys:
    """Return the keys of a text; none for a text without words."""
    if not reading.words:
        return Keys((), (), ())
    words = hashes(reading.words)
    sampled = np.unique(shingles(words, _SAMPLED))
    chosen = sampled[sampled % np.uint64(_ONE_IN) == 0][:_MOST_SAMPLES]
    return Keys(_bands(shingles(words, SHINGLE)), _packed(chosen, 1), _packed(_terms(reading.words), 2))


def shingles(words: Hashes, size: int) -> Hashes:
    """Return the hash of each run of ``size`` words; of a shorter text, of all of it."""
    size = min(size, len(words))
    count = len(words) - size + 1
    total: Hashes = np.zeros(count, dtype=np.uint64)
    for place in range(size):
        total = _mixed(total + words[place : place + count])
    return total


def _mixed(values: Hashes) -> Hashes:
    """Scatter 64-bit numbers (the finish of SplitMix64)."""
    values = values + np.uint64(0x9E3779B97F4A7C15)
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def _bands(shingled: Hashes) -> tuple[int, ...]:
    one = np.unique(shingled)
    # the call for many texts wakes a pool of threads, which takes longer than all the rest
    signed = RMinHash.digest_matrix_from_flat_token_hashes(one, [0, len(one)], _BANDS * _ROWS, _SEED).to_rows()[0]
    rows = np.array(signed, dtype=np.uint64).reshape(_BANDS, _ROWS)
    joined: Hashes = (rows[:, 0] << np.uint64(32)) | rows[:, 1]
    numbered: Hashes = np.asarray(joined + np.arange(_BANDS, dtype=np.uint64), dtype=np.uint64)
    return _packed(_mixed(numbered), 0)


def _terms(words: list[str]) -> Hashes:
    """Choose the stems that tell the text apart: rare ones, and the more so where they return."""
    counts = Counter(map(stem, words))
    stems = [s for s in counts if len(s) > 1]
    if not stems:
        return np.empty(0, dtype=np.uint64)
    hashed = hashes(stems)
    rare = rarity(hashed)
    weights = rare * np.array([1 + log(counts[s]) for s in stems], dtype=np.float32)
    weights[rare < _RARE] = 0
    most = min(_MOST_TERMS, _FEWEST_TERMS + len(words) // _WORDS_A_TERM)
    order = np.argsort(-weights, kind="stable")[:most]
    chosen: Hashes = hashed[order[weights[order] > 0]]
    return chosen


def _packed(values: Hashes, kind: int) -> tuple[int, ...]:
    """Keep 46 bits and put the kind below them."""
    return tuple((((values >> _SHIFT) << np.uint64(2)) | np.uint64(kind)).astype(np.int64).tolist())
