"""Content vectors: a story's words, hashed into 64 numbers; pure and the same on every machine."""

import math
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

__all__ = ["DIMENSIONS", "Vector", "describe", "pack", "unpack"]

DIMENSIONS = 64
_WORD = re.compile(r"[^\W\d_]{3,}")
_TAG_WEIGHT = 12.0
_TITLE_WEIGHT = 3.0
_LONGEST = 4000
_SPREAD = 4
"""Each word touches this many of the numbers, so that unlike words seldom coincide."""
_COMMON = frozenset(
    """the and that this with for was were are has have had not but you your they their she his her him its our from
    what when which who will would could should there then than them into about over after before because been being
    can did does done just like more most much one only other some such very all any each how out own same too why
    """.split()  # noqa: SIM905  # a list of 80 strings reads worse
)

Vector = NDArray[np.float32]


def describe(title: str, text: str, tags: Iterable[str]) -> Vector:
    """Return a story's content vector, of length 1 (or 0 where there are no words).

    Args:
        title: the title; its words count three times.
        text: the body; the first 4,000 words count, each by the logarithm of how often it stands there.
        tags: the topics; each counts as much as twelve words.
    """
    counts = Counter(word for word in _WORD.findall(text.casefold())[:_LONGEST] if word not in _COMMON)
    weights = defaultdict(float, {word: 1 + math.log(count) for word, count in counts.items()})
    for word in _WORD.findall(title.casefold()):
        weights[word] += _TITLE_WEIGHT
    for tag in tags:
        weights[f"#{tag.casefold()}"] += _TAG_WEIGHT
    return _unit(_spread(weights))


def _spread(weights: Mapping[str, float]) -> Vector:
    vector = np.zeros(DIMENSIONS, np.float32)
    for word, weight in sorted(weights.items()):
        digest = zlib.crc32(word.encode("utf-8", "surrogatepass"))
        for turn in range(_SPREAD):
            digest = zlib.crc32(bytes([turn]), digest)
            vector[digest % DIMENSIONS] += weight if digest & 0x8000 else -weight
    return vector


def _unit(vector: Vector) -> Vector:
    length = float(np.linalg.norm(vector))
    return vector / np.float32(length) if length else vector


def pack(vector: Vector) -> bytes:
    """Return a vector as bytes, little-endian float32."""
    return vector.astype("<f4").tobytes()


def unpack(data: bytes | memoryview, size: int = DIMENSIONS) -> Vector:
    """Return the vector that ``pack`` gave; zeros where there is none of this size."""
    found = np.frombuffer(bytes(data), "<f4")
    return found.astype(np.float32) if len(found) == size else np.zeros(size, np.float32)
