"""Folding a table of all combinations to few lines, without changing what it says."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Generic, TypeVar

__all__ = ["When", "folded"]

Outcome = TypeVar("Outcome")
When = tuple[tuple[str, tuple[str, ...]], ...]
Known = tuple[tuple[str, str], ...]

WIDE = 6


def folded(
    outcomes: Mapping[tuple[str, ...], Outcome], values: Mapping[str, tuple[str, ...]]
) -> tuple[tuple[When, Outcome], ...]:
    """Return lines that cover every combination exactly once.

    Args:
        outcomes: what follows from each combination of values, in the order of ``values``; hashable.
        values: the values of each fact by name.

    Returns:
        Lines of (facts with the values that lead there, outcome); a fact left out may have any value.

    >>> folded({("a", "x"): 1, ("a", "y"): 1, ("b", "x"): 2, ("b", "y"): 2}, {"one": ("a", "b"), "two": ("x", "y")})
    (((('one', ('a',)),), 1), ((('one', ('b',)),), 2))
    """
    return _Tree(outcomes, values).lines(tuple(values), ())


class _Tree(Generic[Outcome]):
    """Builds the smallest decision tree over a few facts, and reads its leaves as lines."""

    def __init__(self, outcomes: Mapping[tuple[str, ...], Outcome], values: Mapping[str, tuple[str, ...]]) -> None:
        self.outcomes, self.values, self.order = outcomes, values, tuple(values)
        self.lines = lru_cache(maxsize=None)(self._uncached)

    def _uncached(self, names: tuple[str, ...], known: Known) -> tuple[tuple[When, Outcome], ...]:
        reached = self._reached(known)
        if len(reached) == 1 or not names:
            return (((), next(iter(reached))),)
        splits = (self._split(name, names, known) for name in (names if len(names) <= WIDE else names[:1]))
        return min(splits, key=len)

    def _reached(self, known: Known) -> dict[Outcome, None]:
        fixed = [(self.order.index(name), value) for name, value in known]
        return {out: None for key, out in self.outcomes.items() if all(key[i] == v for i, v in fixed)}

    def _split(self, name: str, names: tuple[str, ...], known: Known) -> tuple[tuple[When, Outcome], ...]:
        rest = tuple(n for n in names if n != name)
        below: dict[tuple[tuple[When, Outcome], ...], list[str]] = {}
        for value in self.values[name]:
            path = tuple(sorted((*known, (name, value))))
            below.setdefault(self.lines(rest, path), []).append(value)
        if len(below) == 1:
            return next(iter(below))
        return tuple(
            (((name, tuple(values)), *when), outcome) for lines, values in below.items() for when, outcome in lines
        )
