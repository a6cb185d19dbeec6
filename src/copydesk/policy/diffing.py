"""What changes from one policy to another: clause by clause, and on the table of all facts, for whom."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from itertools import product
from typing import Any

from copydesk.policy.combining import facts_of, groups
from copydesk.policy.comparing import RuleChange, rule_changes
from copydesk.policy.engine import rule
from copydesk.policy.folding import When, folded
from copydesk.policy.model import Clause, Policy, Reading
from copydesk.policy.ruling import Effects
from copydesk.policy.strictness import Direction, direction_of, towards

__all__ = ["ClauseChange", "Diff", "Direction", "OutcomeChange", "ReadingChange", "diff", "direction_of", "words_of"]


@dataclass(frozen=True, slots=True)
class OutcomeChange:
    """Facts for which something else follows: what did, what does, under which clauses."""

    when: When
    old: Effects
    new: Effects
    old_clauses: tuple[str, ...]
    new_clauses: tuple[str, ...]

    @property
    def direction(self) -> Direction:
        """Whether the outcome is stricter or looser."""
        return direction_of(self.old, self.new)


@dataclass(frozen=True, slots=True)
class ClauseChange:
    """A clause that is new, gone or changed; ``parts`` names what changed in it."""

    id: str
    what: str
    parts: tuple[str, ...]
    old: Clause | None
    new: Clause | None


@dataclass(frozen=True, slots=True)
class ReadingChange:
    """A parameter of the reading that changed, by its name in the file."""

    name: str
    old: str
    new: str
    direction: Direction


@dataclass(frozen=True, slots=True)
class Diff:
    """All that differs between two policies."""

    old: Policy
    new: Policy
    outcomes: tuple[OutcomeChange, ...]
    clauses: tuple[ClauseChange, ...]
    reading: tuple[ReadingChange, ...]
    rules: tuple[RuleChange, ...] = ()

    @property
    def direction(self) -> Direction:
        """Whether the new policy as a whole is stricter or looser."""
        changes: tuple[OutcomeChange | ReadingChange | RuleChange, ...] = (*self.outcomes, *self.reading, *self.rules)
        found = {c.direction for c in changes} - {Direction.SAME}
        return found.pop() if len(found) == 1 else Direction.MIXED if found else Direction.SAME


def diff(old: Policy, new: Policy) -> Diff:
    """Compare two policies.

    Args:
        old: the version in force.
        new: the version that is to follow.
    """
    outcomes = tuple(change for names in groups(old, new) for change in _outcomes(old, new, names))
    reading = tuple(_reading(old.reading, new.reading))
    return Diff(old, new, outcomes, tuple(_clauses(old, new)), reading, tuple(rule_changes(old, new)))


def _outcomes(old: Policy, new: Policy, names: tuple[str, ...]) -> Iterator[OutcomeChange]:
    values = {name: _values(old, new, name) for name in names}
    table: dict[tuple[str, ...], Any] = {}
    for chosen in product(*values.values()):
        facts = dict(zip(names, chosen, strict=True))
        before, after = _follows(old, facts), _follows(new, facts)
        table[chosen] = (*before, *after) if before[0] != after[0] else None
    if any(table.values()):
        for when, outcome in folded(table, values):
            if outcome is not None:
                was, was_by, becomes, becomes_by = outcome
                yield OutcomeChange(when, was, becomes, was_by, becomes_by)


def _values(old: Policy, new: Policy, name: str) -> tuple[str, ...]:
    both = [p.fact(name).values for p in (old, new) if p.reads(name)]
    return tuple(dict.fromkeys(v for values in both for v in values))


def _follows(policy: Policy, values: dict[str, str]) -> tuple[Effects, tuple[str, ...]]:
    ruling = rule(facts_of(policy, values), policy)
    return ruling.if_confirmed, tuple(c.id for c in ruling.clauses)


def _clauses(old: Policy, new: Policy) -> Iterator[ClauseChange]:
    before, after = {c.id: c for c in old.clauses}, {c.id: c for c in new.clauses}
    for name in dict.fromkeys((*before, *after)):
        one, two = before.get(name), after.get(name)
        if one is None or two is None:
            yield ClauseChange(name, "new" if one is None else "gone", (), one, two)
        else:
            parts = tuple(f.name for f in fields(Clause) if getattr(one, f.name) != getattr(two, f.name))
            if parts:
                yield ClauseChange(name, "changed", parts, one, two)


def _reading(old: Reading, new: Reading) -> Iterator[ReadingChange]:
    before, after = _flat(old), _flat(new)
    for name, was in before.items():
        becomes = after[name]
        if was != becomes:
            yield ReadingChange(name, _shown(was), _shown(becomes), _tendency(name, was, becomes))


def _flat(reading: Reading) -> dict[str, Any]:
    own = {f.name: getattr(reading, f.name) for f in fields(reading) if f.name != "thresholds"}
    return own | {f.name: getattr(reading.thresholds, f.name) for f in fields(reading.thresholds)}


def _tendency(name: str, old: Any, new: Any) -> Direction:
    if name in ("place", "tags"):
        gained, lost = set(new) - set(old), set(old) - set(new)
        return towards(bool(lost), bool(gained))
    more_is_stricter = name == "p_human"
    return Direction.STRICTER if (new > old) is more_is_stricter else Direction.LOOSER


def _shown(value: Any) -> str:
    return ", ".join(value) or "none" if isinstance(value, tuple) else f"{value:g}"


def words_of(diffed: Diff, name: str, value: str, language: str) -> str:
    """Return the words for a value of a fact, from the newer policy where both know the value."""
    for policy in (diffed.new, diffed.old):
        words = policy.fact(name).words if policy.reads(name) else {}
        if value in words:
            return words[value].get(language) or words[value][policy.language]
    return value
