"""The whole policy as a table: every combination of facts and what follows, folded to what a person can read."""

from collections.abc import Iterator
from dataclasses import dataclass

from copydesk.policy.combining import combinations, facts_of, groups
from copydesk.policy.engine import compiled, rule
from copydesk.policy.folding import When, folded
from copydesk.policy.model import Policy
from copydesk.policy.ruling import Effects

__all__ = ["Line", "Part", "every", "fold", "table"]


@dataclass(frozen=True, slots=True)
class Line:
    """Facts by name with the values that lead here (a fact left out may have any), and what follows."""

    when: When
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
    lines = ((dict(line.when), line) for line in _lines(policy, names))
    outcomes = {tuple(when[n][0] for n in names): (line.effects, line.clauses) for when, line in lines}
    values = {name: policy.fact(name).values for name in names}
    return tuple(Line(when, effects, clauses) for when, (effects, clauses) in folded(outcomes, values))


def _lines(policy: Policy, names: tuple[str, ...] | None) -> Iterator[Line]:
    for values in combinations(policy, names):
        ruling = rule(facts_of(policy, values), policy)
        when = tuple((name, (value,)) for name, value in values.items())
        yield Line(when, ruling.if_confirmed, tuple(c.id for c in ruling.clauses))


def _reads(policy: Policy, clause_id: str, name: str) -> bool:
    clause = policy.clause(clause_id)
    return any(fact == name for when in (clause.when, *(e.when for e in clause.exemptions)) for fact, _ in when)
