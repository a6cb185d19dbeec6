"""Forty-eight symbols for all of Unicode: look-alikes, accents, quotes and dashes fold into one small alphabet."""

import unicodedata
from functools import cache

import numpy as np
import numpy.typing as npt

from copydesk.detectors.lookalikes import LOOKALIKES

__all__ = ["Codes", "fold", "table"]

Codes = npt.NDArray[np.uint8]

DROP, SPACE, NEWLINE = 0, 1, 2
A, Z = 3, 28
DIGIT, STOP, COMMA, SEMICOLON, COLON, BANG, QUERY = 29, 30, 31, 32, 33, 34, 35
APOSTROPHE, QUOTE, OPEN, CLOSE, HYPHEN, DASH, SLASH = 36, 37, 38, 39, 40, 41, 42
SYMBOL, FOREIGN, NAME = 43, 44, 45

_PUNCTUATION = {
    ".": STOP, "…": STOP, ",": COMMA, ";": SEMICOLON, ":": COLON, "!": BANG, "?": QUERY, "'": APOSTROPHE,
    "`": APOSTROPHE,
    "’": APOSTROPHE, "‘": APOSTROPHE, "ʼ": APOSTROPHE, "´": APOSTROPHE, '"': QUOTE, "“": QUOTE, "”": QUOTE, "„": QUOTE,
    "«": QUOTE, "»": QUOTE, "(": OPEN, "[": OPEN, "{": OPEN, ")": CLOSE, "]": CLOSE, "}": CLOSE, "-": HYPHEN,
    "‐": HYPHEN, "‑": HYPHEN, "–": DASH, "—": DASH, "―": DASH, "−": DASH, "/": SLASH, "\\": SLASH,
}  # fmt: skip

_BMP = 0x10000
_MATH, _MATH_END = 0x1D400, 0x1D800


def fold(char: str) -> int:
    """Return the symbol of one character.

    >>> fold("É") == fold("e"), fold("“") == fold('"'), fold(chr(0x200B))
    (True, True, 0)
    """
    if char in _PUNCTUATION:
        return _PUNCTUATION[char]
    if char in "\n\r\v\f\x85\u2028\u2029":
        return NEWLINE
    base = unicodedata.normalize("NFKD", LOOKALIKES.get(char, char))[:1].lower()
    if "a" <= base <= "z":
        return A + ord(base) - ord("a")
    if base in _PUNCTUATION:
        return _PUNCTUATION[base]
    return _by_category(unicodedata.category(base or char), base)


def _by_category(category: str, base: str) -> int:
    if category[0] == "Z" or base == "\t":
        return SPACE
    if category[0] in "MC":
        return DROP
    if category[0] == "N":
        return DIGIT
    return FOREIGN if category[0] == "L" else SYMBOL


@cache
def table() -> Codes:
    """Return the symbols of all code points up to U+FFFF, and after them those of the mathematical letters."""
    points = (*range(_BMP), *range(_MATH, _MATH_END))
    return np.array([fold(chr(point)) for point in points], dtype=np.uint8)


def symbols(points: npt.NDArray[np.uint32], folded: Codes) -> Codes:
    """Return the symbol of each code point, by the ``folded`` table."""
    if points.size == 0 or int(points.max()) < _BMP:
        return folded[points]
    maths = (points >= _MATH) & (points < _MATH_END)
    places = np.where(maths, points - _MATH + _BMP, np.minimum(points, _BMP - 1))
    return np.where((points < _BMP) | maths, folded[places], np.uint8(SYMBOL)).astype(np.uint8)
