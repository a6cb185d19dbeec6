"""Cuts English endings off words, so that a word counts as one in all its forms."""

from functools import lru_cache

__all__ = ["stem"]

_SUFFIXES = tuple(
    "ational ations ation ments ment ings ing ness ies ied ers er ed es ly s y e".split()  # noqa: SIM905  # read as words
)
_SHORTEST_STEM = 3


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """Cut an English ending off, so that "brewing" and "brewed" are one word.

    >>> stem("brewing"), stem("brewed"), stem("is")
    ('brew', 'brew', 'is')
    """
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= _SHORTEST_STEM:
            return word[: -len(suffix)]
    return word
