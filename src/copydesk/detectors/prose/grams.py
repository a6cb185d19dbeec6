"""Word and character n-grams of a text, hashed into one table of buckets."""

# ruff: noqa: PLR2004  # the numbers are the lengths of n-grams

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from copydesk.detectors.prose.tokens import Ints, Tokens, mix

__all__ = ["BITS", "BUCKETS", "Bag", "Grams", "bag", "grams"]

BITS = 19
"""Words have 2 ** BITS buckets, and characters as many after them."""

BUCKETS = 2 << BITS
_SHIFT = np.uint64(64 - BITS)
_SECOND, _THIRD = np.uint64(0xD6E8FEB86659FD93), np.uint64(0xA3B195354A39B70D)

Floats = npt.NDArray[np.float32]
Buckets = npt.NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Grams:
    """Bucket and place in the text of each n-gram."""

    buckets: Buckets
    places: Ints


@dataclass(frozen=True, slots=True)
class Bag:
    """Distinct buckets of each piece of a text, with how often they occur: ``rows`` says which piece."""

    rows: Ints
    buckets: Buckets
    counts: Floats


def grams(tokens: Tokens) -> Grams:
    """Return the word 1- to 3-grams and the character 4- and 5-grams."""
    one = tokens.hashes
    two = mix(one[:-1] + one[1:] * _SECOND)
    three = mix(one[:-2] + one[1:-1] * _SECOND + one[2:] * _THIRD)
    words = np.concatenate([one, two, three]) >> _SHIFT
    four, five = _characters(tokens)
    characters = (np.concatenate([four, five]) >> _SHIFT) + np.uint64(1 << BITS)
    places = [tokens.places, tokens.places[:-1], tokens.places[:-2]]
    places += [tokens.stream_places[: four.size], tokens.stream_places[: five.size]]
    return Grams(np.concatenate([words, characters]).astype(np.uint32), np.concatenate(places))


def _characters(tokens: Tokens) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
    codes = tokens.stream.astype(np.uint64)
    if codes.size < 5:
        return codes[:0], codes[:0]
    bits = np.uint64(6)
    pairs = (codes[:-1] << bits) | codes[1:]
    four = (pairs[:-2] << np.uint64(12)) | pairs[2:]
    five = (four[:-1] << bits) | codes[4:]
    return mix(four + np.uint64(1 << 40)), mix(five + np.uint64(1 << 41))


def bag(found: Grams, starts: Ints | None = None) -> Bag:
    """Count the buckets of each piece; pieces begin at ``starts`` (one piece where None)."""
    keys = found.buckets.astype(np.uint64)
    if starts is not None:
        rows = np.searchsorted(starts, found.places, side="right") - 1
        keys = keys | (np.maximum(rows, 0).astype(np.uint64) << np.uint64(BITS + 1))
    keys.sort()
    edges = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]])) if keys.size else np.zeros(0, np.int64)
    counts = np.diff(np.append(edges, keys.size)).astype(np.float32)
    keys = keys[edges]
    rows = (keys >> np.uint64(BITS + 1)).astype(np.int64)
    return Bag(rows, (keys & np.uint64(BUCKETS - 1)).astype(np.uint32), counts)
