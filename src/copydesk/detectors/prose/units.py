"""Units of a text: sentences, the short ones joined to their neighbours, for which a probability is estimated."""

# ruff: noqa: PLR2004  # the numbers are code points

import re
from dataclasses import dataclass

import numpy as np

from copydesk.detectors.prose.tokens import Ints

__all__ = ["Units", "cut"]

LEAST_WORDS = 12
_MOST = 4000
_ABBREVIATION = re.compile(r"(?:\b(?:mr|mrs|ms|dr|prof|st|jr|sr|vs|no|e\.g|i\.e|etc|fig|al)|\b[A-Z])\.$", re.IGNORECASE)
_END = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s+[\"'“‘(\[]?[A-Z0-9\"“‘])|\n[ \t]*\n|\n")


@dataclass(frozen=True, slots=True)
class Units:
    """Where each unit begins and ends in the text, and how many words it has."""

    starts: Ints
    ends: Ints
    words: Ints


def _sentence_ends(text: str) -> list[int]:
    ends = []
    for match in _END.finditer(text):
        if match[0][0] == "." and _ABBREVIATION.search(text[max(0, match.start() - 5) : match.start() + 1]):
            continue
        ends.append(match.end())
    return [*ends, len(text)]


def word_starts(text: str) -> Ints:
    """Return where each word, parted by white space, begins."""
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    blank = (points <= 32) | (points == 0xA0) | (points == 0x3000) | ((points >= 0x2000) & (points <= 0x200A))
    return np.flatnonzero(~blank & np.concatenate([[True], blank[:-1]]))


def cut(text: str, least: int = LEAST_WORDS) -> Units:
    """Cut ``text`` into units of at least ``least`` words that end with a sentence (the last may be shorter)."""
    words = word_starts(text)
    ends = np.array(_sentence_ends(text), dtype=np.int64)
    before = np.searchsorted(words, ends)
    kept, seen = [], 0
    for end, count in zip(ends.tolist(), before.tolist(), strict=True):
        if count - seen >= least:
            kept.append((end, count))
            seen = count
    if seen < words.size:
        kept[-1:] = (
            [(len(text), words.size)]
            if kept and words.size - seen < least // 2
            else [*kept[-1:], (len(text), words.size)]
        )
    stops = np.array([end for end, _ in kept], dtype=np.int64)
    totals = np.array([count for _, count in kept], dtype=np.int64)
    return Units(np.concatenate([[0], stops])[:-1], stops, np.diff(totals, prepend=0))
