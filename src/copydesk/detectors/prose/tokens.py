"""Words and marks of a text as arrays: hashed at once, names and numbers masked, each with its place in the text."""

# ruff: noqa: PLR2004  # the numbers are code points

from dataclasses import dataclass, replace
from functools import cache
from typing import Self

import numpy as np
import numpy.typing as npt

from copydesk.detectors.prose import alphabet as ab

__all__ = ["LONGEST", "Tokens", "hash_word", "mix", "tokenise"]

Ints = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint64]
Bools = npt.NDArray[np.bool_]

LONGEST = 1 << 17
"""The most characters that one call reads; longer texts are cut into such pieces."""

_BASE, _WRAP = 0x9E3779B97F4A7C15, 1 << 64
_NAME, _NUMBER = np.uint64(0x1F3D5B79), np.uint64(0x2E4C6A88)
_LETTER = np.zeros(256, dtype=np.bool_)
_LETTER[ab.A : ab.Z + 1] = True
_LETTER[[ab.DIGIT, ab.FOREIGN]] = True
_COLLAPSE = np.zeros(256, dtype=np.bool_)
_COLLAPSE[[ab.SPACE, ab.DASH, ab.SYMBOL, ab.STOP, ab.BANG, ab.QUERY]] = True
_MASKED = np.zeros(256, dtype=np.bool_)
_MASKED[[ab.DIGIT, ab.NAME]] = True
_OPENS = np.zeros(256, dtype=np.bool_)
_OPENS[[ab.STOP, ab.BANG, ab.QUERY, ab.COLON, ab.QUOTE, ab.APOSTROPHE, ab.OPEN, ab.DASH, ab.SYMBOL]] = True


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of one text.

    ``hashes`` has one number a token, equal for equal words; ``places`` where each begins in the text; ``heads`` and
    ``tails`` its first and last symbol, ``before`` the symbols before the last (0 where there is none), ``lengths`` its
    symbols; ``words`` tells words from marks; ``capital`` has a capital first letter, ``fresh`` opens a sentence.
    ``stream`` are the symbols with names and numbers masked, ``stream_places`` where they stand.
    """

    hashes: Hashes
    places: Ints
    heads: ab.Codes
    tails: ab.Codes
    before: ab.Codes
    lengths: Ints
    words: Bools
    capital: Bools
    fresh: Bools
    stream: ab.Codes
    stream_places: Ints

    def part(self, first: int, last: int) -> Self:
        """Return the tokens ``first`` to ``last`` (not included) alone, without their stream."""
        cut = {name: getattr(self, name)[first:last] for name in _BY_TOKEN}
        return replace(self, stream=self.stream[:0], stream_places=self.stream_places[:0], **cut)


_BY_TOKEN = ("hashes", "places", "heads", "tails", "before", "lengths", "words", "capital", "fresh")


@cache
def _powers(size: int) -> tuple[Hashes, Hashes]:
    inverse = pow(_BASE, -1, _WRAP)
    table = np.ones((2, size), dtype=np.uint64)
    table[0, 1:] = np.uint64(_BASE)
    table[1, 1:] = np.uint64(inverse)
    up, down = np.cumprod(table, axis=1, dtype=np.uint64)
    return up, down


def mix(values: Hashes) -> Hashes:
    """Scatter numbers over 64 bits, so that the high bits can serve as a bucket."""
    values = (values ^ (values >> np.uint64(31))) * np.uint64(0xBF58476D1CE4E5B9)
    return (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)


def hash_word(word: str) -> int:
    """Return the hash that ``tokenise`` gives to a lower-case word or a mark."""
    value = sum(ab.fold(char) * pow(_BASE, place, _WRAP) for place, char in enumerate(word)) % _WRAP
    value = (value ^ (value >> 31)) * 0xBF58476D1CE4E5B9 % _WRAP
    return (value ^ (value >> 27)) * 0x94D049BB133111EB % _WRAP


def tokenise(text: str, folded: ab.Codes) -> Tokens:
    """Read at most ``LONGEST`` characters of ``text``; ``folded`` is the table of symbols."""
    points = np.frombuffer(text[:LONGEST].encode("utf-32-le", "surrogatepass"), dtype="<u4")
    raw = ab.symbols(points, folded)
    places = np.flatnonzero(raw != ab.DROP)
    kept = raw[places]
    lines = np.cumsum(kept == ab.NEWLINE)
    kept = _with_dashes(np.where(kept == ab.NEWLINE, np.uint8(ab.SPACE), kept))
    single = np.ones(kept.size, dtype=np.bool_)
    single[1:] = ~((kept[1:] == kept[:-1]) & _COLLAPSE[kept[1:]])
    kept, places, lines = kept[single], places[single], lines[single]
    return _cut(kept, places, lines, (points >= 65) & (points <= 90))


def _with_dashes(kept: ab.Codes) -> ab.Codes:
    hyphens = np.flatnonzero(kept == ab.HYPHEN)
    if hyphens.size == 0:
        return kept
    around = np.pad(kept, 1, constant_values=ab.SPACE)
    loose = ((around[hyphens] == ab.SPACE) & (around[hyphens + 2] == ab.SPACE)) | (
        (around[hyphens] == ab.HYPHEN) | (around[hyphens + 2] == ab.HYPHEN)
    )
    kept[hyphens[loose]] = ab.DASH
    return kept


def _word_mask(kept: ab.Codes) -> Bools:
    inside = _LETTER[kept]
    apostrophes = np.flatnonzero(kept == ab.APOSTROPHE)
    if apostrophes.size:
        around = np.pad(_LETTER[kept], 1)
        inside[apostrophes] = around[apostrophes] & around[apostrophes + 2]
    return inside


def _cut(kept: ab.Codes, places: Ints, lines: Ints, upper: Bools) -> Tokens:
    inside = _word_mask(kept)
    edge = np.pad(inside, 1)
    marks = ~inside & (kept != ab.SPACE)
    starts = np.flatnonzero((inside & ~edge[:-2]) | marks)
    ends = np.flatnonzero((inside & ~edge[2:]) | marks) + 1
    heads, words = kept[starts], inside[starts]
    capital = upper[places[starts]] & words
    fresh = np.ones(starts.size, dtype=np.bool_)
    fresh[1:] = _OPENS[heads[:-1]] | (lines[starts[1:]] != lines[starts[:-1]])
    lengths = ends - starts
    names = _names(kept, starts, lengths, capital, fresh)
    hashes = _hash(kept, starts, ends)
    hashes[heads == ab.DIGIT] = _NUMBER
    hashes[names] = _NAME
    stream, stream_places = _masked(kept, places, starts[names], ends[names])
    before = np.where(lengths > 1, kept[np.maximum(ends - 2, 0)], np.uint8(0)).astype(np.uint8)
    return Tokens(
        hashes, places[starts], heads, kept[ends - 1], before, lengths, words, capital, fresh, stream, stream_places
    )


def _names(kept: ab.Codes, starts: Ints, lengths: Ints, capital: Bools, fresh: Bools) -> Bools:
    """Tell words that are capitalised inside a sentence, unless most words are (titles, shouting)."""
    words = _LETTER[kept[starts]]
    if capital.sum() > 0.5 * max(int(words.sum()), 1):
        return np.zeros(starts.size, dtype=np.bool_)
    second = _LETTER[kept[np.minimum(starts + 1, kept.size - 1)]] if kept.size else words
    return capital & ~fresh & (lengths > 1) & second


def _hash(kept: ab.Codes, starts: Ints, ends: Ints) -> Hashes:
    size = 1 << max(kept.size, 1023).bit_length()
    up, down = _powers(size)
    sums = np.zeros(kept.size + 1, dtype=np.uint64)
    np.cumsum(kept * up[: kept.size], out=sums[1:])
    return mix((sums[ends] - sums[starts]) * down[starts])


def _masked(kept: ab.Codes, places: Ints, starts: Ints, ends: Ints) -> tuple[ab.Codes, Ints]:
    marks = np.zeros(kept.size + 1, dtype=np.int8)
    marks[starts] += 1
    marks[ends] -= 1
    stream = np.where(np.cumsum(marks[:-1], dtype=np.int8) > 0, np.uint8(ab.NAME), kept)
    single = np.ones(stream.size, dtype=np.bool_)
    single[1:] = ~((stream[1:] == stream[:-1]) & _MASKED[stream[1:]])
    return stream[single], places[single]
