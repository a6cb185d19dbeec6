"""The whole policy as a table: every combination of facts and what follows, folded to what a person can read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from copydesk.policy.combining import combinations, facts_of, groups
from copydesk.policy.engine import compiled, rule
from copydesk.policy.model import Policy
from copydesk.policy.ruling import Effects

__all__ = ["Line", "Part", "every", "fold", "table"]

WIDE = 6


@dataclass(frozen=True, slots=True)
class Line:
    """Facts by name with the values that lead here (a fact left out may have any), and what follows."""

    when: tuple[tuple[str, tuple[str, ...]], ...]
    effects: Effects
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """Facts that clauses read together, and the lines that say what follows from them."""

    facts: tuple[str, ...]
    lines: tuple[Line, ...]


def every(policy: Policy) -> Iterator[Line]:
    """Yield one line for each combination of all facts, as established by a reviewer."""
    yield from _lines(policy, None)


def table(policy: Policy) -> tuple[Part, ...]:
    """Return the policy in parts that can be read one by one: the effects of all parts meet.

    Each combination of all facts is on exactly one line of each part.
    """
    read = {name for row in compiled(policy).rows for name in compiled(policy).index if _reads(policy, row.id, name)}
    parts = (tuple(n for n in names if n in read and policy.reads(n)) for names in groups(policy))
    return tuple(Part(names, fold(policy, names)) for names in parts if names)


def fold(policy: Policy, names: tuple[str, ...]) -> tuple[Line, ...]:
    """Return the fewest lines found that cover every combination of the named facts."""
    outcomes = {
        tuple(dict(line.when)[n][0] for n in names): (line.effects, line.clauses) for line in _lines(policy, names)
    }
    values = {name: policy.fact(name).values for name in names}
    return _Folding(outcomes, values).lines(names, ())


def _lines(policy: Policy, names: tuple[str, ...] | None) -> Iterator[Line]:
    for values in combinations(policy, names):
        ruling = rule(facts_of(policy, values), policy)
        when = tuple((name, (value,)) for name, value in values.items())
        yield Line(when, ruling.if_confirmed, tuple(c.id for c in ruling.clauses))


def _reads(policy: Policy, clause_id: str, name: str) -> bool:
    clause = policy.clause(clause_id)
    return any(fact == name for when in (clause.when, *(e.when for e in clause.exemptions)) for fact, _ in when)


Outcome = tuple[Effects, tuple[str, ...]]
Known = tuple[tuple[str, str], ...]


class _Folding:
    """Builds the smallest decision tree over a few facts, and reads its leaves as lines."""

    def __init__(self, outcomes: Mapping[tuple[str, ...], Outcome], values: Mapping[str, tuple[str, ...]]) -> None:
        self.outcomes, self.values, self.order = outcomes, values, tuple(values)
        self.lines = lru_cache(maxsize=None)(self._uncached)

    def _uncached(self, names: tuple[str, ...], known: Known) -> tuple[Line, ...]:
        reached = self._reached(known)
        if len(reached) == 1 or not names:
            effects, clauses = next(iter(reached))
            return (Line((), effects, clauses),)
        splits = (self._split(name, names, known) for name in (names if len(names) <= WIDE else names[:1]))
        return min(splits, key=len)

    def _reached(self, known: Known) -> dict[Outcome, None]:
        fixed = [(self.order.index(name), value) for name, value in known]
        return {out: None for key, out in self.outcomes.items() if all(key[i] == v for i, v in fixed)}

    def _split(self, name: str, names: tuple[str, ...], known: Known) -> tuple[Line, ...]:
        rest = tuple(n for n in names if n != name)
        below: dict[tuple[Line, ...], list[str]] = {}
        for value in self.values[name]:
            path = tuple(sorted((*known, (name, value))))
            below.setdefault(self.lines(rest, path), []).append(value)
        if len(below) == 1:
            return next(iter(below))
        return tuple(
            Line(((name, tuple(values)), *line.when), line.effects, line.clauses)
            for lines, values in below.items()
            for line in lines
        )
