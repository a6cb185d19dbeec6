"""What changes beside outcomes: who may establish a fact, what effects need, exemptions, notices, dates, ladders."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from copydesk.policy.clauses import EFFECTS
from copydesk.policy.model import Clause, Exemption, FactSpec, Ladder, Policy
from copydesk.policy.ruling import Effects
from copydesk.policy.strictness import Direction, towards

__all__ = ["RuleChange", "gentler", "rule_changes"]

BASES = {
    "finding": "a reviewer's finding",
    "declaration": "the form",
    "disclosure": "the author's words in the story",
    "credential": "signed data in a file",
    "estimate": "an estimate",
    "report": "a reader's report",
}
NEVER = 1_000_000


@dataclass(frozen=True, slots=True)
class RuleChange:
    """A rule that changed without any outcome: what it is about, what it was, what it becomes, all in words."""

    about: str
    old: str
    new: str
    direction: Direction


def rule_changes(old: Policy, new: Policy) -> Iterator[RuleChange]:
    """Yield what differs beside conditions, effects and the reading, between facts, clauses and ladders of both."""
    for spec in new.facts:
        if old.reads(spec.name):
            yield from _fact(old.fact(spec.name), spec)
    before = {clause.id: clause for clause in old.clauses}
    for clause in new.clauses:
        if clause.id in before:
            yield from _clause(before[clause.id], clause, old, new)
    for name, ladder in new.ladders.items():
        if name in old.ladders:
            yield from _ladder(f"The ladder “{name}”", old.ladders[name], ladder)
    yield from _plain("In force until", _day(old.until, "further notice"), _day(new.until, "further notice"))
    yield from _plain("Media", ", ".join(old.media), ", ".join(new.media))
    yield from _plain("Languages", ", ".join(old.languages), ", ".join(new.languages))


def gentler(new: Ladder, old: Ladder) -> bool:
    """Tell whether strikes lead less far, later or for a shorter time than before: a step that comes later or never."""
    reached = {(rung.strikes, rung.step) for rung in new.rungs}
    slower = any(not any(s <= rung.strikes and step == rung.step for s, step in reached) for rung in old.rungs)
    return slower or new.expires_days < old.expires_days


def _fact(old: FactSpec, new: FactSpec) -> Iterator[RuleChange]:
    name = new.name
    yield from _bases(f"Who may establish {name}", old.established_by, new.established_by)
    yield from _bases(f"What makes a person look at {name}", old.suspected_by, new.suspected_by)
    yield from _plain(f"Taken for {name} where nobody knows", old.default, new.default)


def _clause(old: Clause, new: Clause, before: Policy, after: Policy) -> Iterator[RuleChange]:
    for kind in EFFECTS:
        if all(getattr(clause.then, kind) != getattr(Effects(), kind) for clause in (old, new)):
            yield from _bases(f"What suffices for {kind} under {new.id}", old.needs[kind], new.needs[kind])
    yield from _exemptions(old, new)
    yield from _notice(old, new)
    was, becomes = old.applies_from or before.effective, new.applies_from or after.effective
    if old.applies_from != new.applies_from:
        direction = towards(becomes < was, becomes > was)
        yield RuleChange(f"The day from which {new.id} applies", was.isoformat(), becomes.isoformat(), direction)
    if old.ladder and new.ladder and old.ladder != new.ladder:
        yield from _ladder(f"Where strikes under {new.id} lead", before.ladders[old.ladder], after.ladders[new.ladder])


def _exemptions(old: Clause, new: Clause) -> Iterator[RuleChange]:
    before, after = ({e.when: e for e in clause.exemptions} for clause in (old, new))
    for when in dict.fromkeys((*before, *after)):
        was, becomes = before.get(when), after.get(when)
        facts = " and ".join(f"{name} is {' or '.join(values)}" for name, values in when)
        about = f"Exemption from {new.id} where {facts}, proven by"
        gained, lost = _provers(becomes) - _provers(was), _provers(was) - _provers(becomes)
        if gained or lost:
            yield RuleChange(about, _listed(was), _listed(becomes), towards(bool(lost), bool(gained)))


def _provers(exemption: Exemption | None) -> set[str]:
    return set(exemption.by) if exemption else set()


def _listed(exemption: Exemption | None) -> str:
    return _in_words(exemption.by) if exemption else "none"


def _notice(old: Clause, new: Clause) -> Iterator[RuleChange]:
    was, becomes = ((c.notice.remind_after_days if c.notice else 0) or NEVER for c in (old, new))
    if was != becomes:
        direction = towards(becomes < was, becomes > was)
        yield RuleChange(f"A reminder under {new.id}", _days(was), _days(becomes), direction)


def _days(days: int) -> str:
    return "none" if days == NEVER else f"after {days} days"


def _ladder(about: str, old: Ladder, new: Ladder) -> Iterator[RuleChange]:
    if (old.rungs, old.expires_days) != (new.rungs, new.expires_days):
        yield RuleChange(about, _rungs(old), _rungs(new), towards(gentler(old, new), gentler(new, old)))


def _rungs(ladder: Ladder) -> str:
    rungs = ", ".join(f"{rung.strikes}: {rung.step}" for rung in ladder.rungs)
    return f"{rungs} (a strike counts for {ladder.expires_days} days)"


def _bases(about: str, old: tuple[str, ...], new: tuple[str, ...]) -> Iterator[RuleChange]:
    gained, lost = set(new) - set(old), set(old) - set(new)
    if gained or lost:
        yield RuleChange(about, _in_words(old), _in_words(new), towards(bool(gained), bool(lost)))


def _in_words(bases: tuple[str, ...]) -> str:
    return ", ".join(BASES[basis] for basis in bases) or "nothing"


def _plain(about: str, old: str, new: str) -> Iterator[RuleChange]:
    if old != new:
        yield RuleChange(about, old, new, Direction.SAME)


def _day(day: date | None, never: str) -> str:
    return day.isoformat() if day else never
