"""How telling the wording of a passage is: a learned weight for each stem and pair of stems, kept without the words."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from math import log, sqrt
from typing import NamedTuple
from zlib import crc32

import numpy as np
import numpy.typing as npt

from copydesk.detectors.conduct.stemming import stem

__all__ = ["CHUNK", "Term", "Wording", "chunks", "load", "tally", "terms"]

CHUNK = 150
"""Words that are weighed together; a longer text is weighed in such parts."""

_ENOUGH = 40
_LEAST_KNOWN, _WELL_KNOWN = 0.1, 0.3
"""The share of terms that are known: below the first it is no English prose, from the second on it tells enough."""

_STEPS = 100.0
"""Inverse document frequencies and weights are kept as whole hundredths."""


class Term(NamedTuple):
    """A stem or a pair of neighbouring stems by its hash, and the tokens ``[first, last)`` where it stands."""

    key: int
    first: int
    last: int


def terms(tokens: Sequence[str]) -> Iterator[Term]:
    """Yield the stems and pairs of stems; every number counts as one word, and a pair may bridge a stop."""
    stems = [(_stemmed(token), place) for place, token in enumerate(tokens) if token[0].isalnum()]
    yield from (Term(crc32(word), place, place + 1) for word, place in stems)
    yield from (Term(_pair(one, two), at, to + 1) for (one, at), (two, to) in pairwise(stems))


@lru_cache(maxsize=1 << 14)
def _stemmed(token: str) -> bytes:
    return stem(token).encode("utf-8", "surrogatepass") if token[0].isalpha() else b"#"


def _pair(one: bytes, two: bytes) -> int:
    return crc32(one + b" " + two)


def tally(tokens: Sequence[str]) -> dict[int, float]:
    """Return how much each term counts: once, and the logarithm of how often it is said again."""
    stems = [_stemmed(token) for token in tokens if token[0].isalnum()]
    counts = Counter([*map(crc32, stems), *map(_pair, stems, stems[1:])])
    return {key: 1 + log(count) if count > 1 else 1.0 for key, count in counts.items()}


def chunks(parts: Iterable[Sequence[str]]) -> list[list[str]]:
    """Join lists of tokens and part them again into lists of about ``CHUNK``; a short rest goes with the last."""
    tokens = [token for part in parts for token in part]
    count = max(1, len(tokens) // CHUNK)
    edges = [len(tokens) * at // count for at in range(count + 1)]
    return [tokens[first:last] for first, last in pairwise(edges)]


@dataclass(frozen=True)
class Wording:
    """Weights by the hash of a term.

    ``keys`` are sorted, ``rarity`` is the inverse document frequency, ``usual`` the score of ordinary writing.
    """

    keys: npt.NDArray[np.uint32]
    rarity: npt.NDArray[np.float32]
    weights: npt.NDArray[np.float32]
    bias: float
    usual: float

    def score(self, tokens: Sequence[str]) -> float:
        """Return how far the wording is that of what is looked for: 0 is even, more is likelier; any number.

        Where few of the terms are known, as in another language or a few words, it is near that of ordinary writing.
        """
        counts = tally(tokens)
        at, known = self._places(list(counts))
        values = np.fromiter(counts.values(), np.float32, len(counts))[known] * self.rarity[at[known]]
        length = sqrt(float(values @ values)) or 1.0
        score = float(values @ self.weights[at[known]]) / length + self.bias
        return self.usual + _trust(int(known.sum()), len(counts)) * (score - self.usual)

    def telling(self, tokens: Sequence[str], most: int) -> list[tuple[int, int]]:
        """Return the ranges of tokens that speak most for it, in reading order, each term once, none within another."""
        found = list({term.key: term for term in terms(tokens)}.values())
        at, known = self._places([term.key for term in found])
        worth = np.where(known, self.rarity[at] * self.weights[at], 0)
        taken: list[tuple[int, int]] = []
        for place in np.argsort(-worth, kind="stable")[: 4 * most].tolist():
            first, last = found[place].first, found[place].last
            if worth[place] > 0 and len(taken) < most and all(last <= a or b <= first for a, b in taken):
                taken.append((first, last))
        return sorted(taken)

    def _places(self, keys: list[int]) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.bool_]]:
        wanted = np.array(keys, dtype=np.uint32)
        at = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        return at, self.keys[at] == wanted

    def save(self, path: str) -> None:
        """Write the arrays; the same wording gives the same numbers."""
        np.savez_compressed(
            path,
            keys=self.keys,
            rarity=np.round(self.rarity * _STEPS).astype(np.uint16),
            weights=np.round(self.weights * _STEPS).astype(np.int16),
            bias=np.float32(self.bias),
            usual=np.float32(self.usual),
        )


def _trust(known: int, all_terms: int) -> float:
    share = (known / max(1, all_terms) - _LEAST_KNOWN) / (_WELL_KNOWN - _LEAST_KNOWN)
    return min(1.0, known / _ENOUGH) * min(1.0, max(0.0, share))


@cache
def load(package: str) -> Wording:
    """Load ``wording.npz`` of a package."""
    with files(package).joinpath("wording.npz").open("rb") as file, np.load(file, allow_pickle=False) as held:
        rarity = held["rarity"].astype(np.float32) / _STEPS
        return Wording(
            held["keys"], rarity, held["weights"].astype(np.float32) / _STEPS, float(held["bias"]), float(held["usual"])
        )
