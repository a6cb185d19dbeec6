"""Whether a text changed so much that what was found on it no longer speaks of it."""

import re
import unicodedata
from itertools import pairwise

__all__ = ["LARGEST_IMMATERIAL_CHANGE", "change", "is_material"]

LARGEST_IMMATERIAL_CHANGE = 0.05
WORD = re.compile(r"\w+")


def change(before: str, after: str) -> float:
    """Return how far two texts are apart, in [0, 1]: one less the share of neighbouring words they have in common.

    Case, punctuation and white space count for nothing.

    >>> change("I keep bees on the roof.", "i keep bees, on the roof")
    0.0
    """
    old, new = _pairs(before), _pairs(after)
    if not old and not new:
        return 0.0
    return 1.0 - len(old & new) / len(old | new)


def is_material(before: str, after: str) -> bool:
    """Tell whether the change asks for a new look: more than one in twenty pairs of words differ."""
    return before != after and change(before, after) > LARGEST_IMMATERIAL_CHANGE


def _pairs(text: str) -> set[tuple[str, str]]:
    words = WORD.findall(unicodedata.normalize("NFKC", text).casefold())
    return set(pairwise(words)) or {(word, "") for word in words}
