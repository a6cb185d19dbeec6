"""Why each clause of a policy holds or does not, for given facts: what the playground shows."""

from dataclasses import dataclass
from enum import StrEnum

from copydesk.evidence import Basis, Facts
from copydesk.policy.engine import Compiled, Row, Seen, compiled
from copydesk.policy.model import Policy
from copydesk.policy.ruling import Effects

__all__ = ["ClauseRead", "ConditionRead", "Holds", "explain"]


class Holds(StrEnum):
    """Whether a clause holds: for certain, on a suspicion, not because of a proven exemption, or not at all."""

    YES = "yes"
    SUSPECTED = "suspected"
    EXEMPT = "exempt"
    NO = "no"


@dataclass(frozen=True, slots=True)
class ConditionRead:
    """One condition of a clause against the facts; the ``_words`` are in the language asked for."""

    fact: str
    ask: str
    wanted: tuple[str, ...]
    wanted_words: str
    value: str
    value_words: str
    basis: Basis
    met: bool
    suspected: bool


@dataclass(frozen=True, slots=True)
class ClauseRead:
    """One clause against the facts: whether it holds, why in one sentence, condition by condition, what follows.

    ``withheld`` names the effects that wait for stronger evidence although the clause holds.
    """

    id: str
    title: str
    explain: str
    holds: Holds
    why: str
    conditions: tuple[ConditionRead, ...]
    effects: Effects
    withheld: tuple[str, ...] = ()


def explain(facts: Facts, policy: Policy, *, language: str | None = None) -> tuple[ClauseRead, ...]:
    """Read every clause of a policy against facts, in the order of the policy.

    Args:
        facts: what is known of one revision.
        policy: the policy version.
        language: of the words, the policy's own where it does not speak that one.
    """
    tables = compiled(policy)
    seen = tables.see(facts)
    spoken = language if language in policy.languages else policy.language
    rows = {row.id: row for row in tables.rows}
    return tuple(_clause(tables, rows[clause.id], seen, spoken) for clause in policy.clauses)


def _clause(tables: Compiled, row: Row, seen: Seen, language: str) -> ClauseRead:
    conditions = tuple(_condition(tables, i, tables.policy.facts[i].name, row, seen, language) for i, _ in row.checks)
    holds = _holds(row, seen)
    kept = row.established(seen)
    kinds = ("distribution", "paywall", "strike", "obligations", "labels")
    return ClauseRead(
        row.id,
        row.clause.title.get(language, row.id),
        row.clause.explain.get(language, ""),
        holds,
        _why(tables, row, seen, language, holds, conditions),
        conditions,
        row.then,
        tuple(k for k in kinds if getattr(kept, k) != getattr(row.then, k)) if holds is Holds.YES else (),
    )


def _holds(row: Row, seen: Seen) -> Holds:
    now, later = row.holds(seen.now), row.holds(seen.values)
    if not now and not later:
        return Holds.NO
    if row.exempt(seen):
        return Holds.EXEMPT
    return Holds.YES if now else Holds.SUSPECTED


def _condition(tables: Compiled, index: int, name: str, row: Row, seen: Seen, language: str) -> ConditionRead:
    spec = tables.policy.facts[index]
    words = tables.words[language][0][index]
    allowed = dict(row.checks)[index]
    wanted = tuple(v for v in spec.values if v in allowed)
    value, basis = seen.values[index], seen.bases[index]
    return ConditionRead(
        fact=name,
        ask=spec.ask.get(language, name),
        wanted=wanted,
        wanted_words=" or ".join(words[v] for v in wanted),
        value=value,
        value_words=words.get(value, value),
        basis=basis,
        met=value in wanted,
        suspected=not basis.establishes,
    )


def _why(
    tables: Compiled, row: Row, seen: Seen, language: str, holds: Holds, conditions: tuple[ConditionRead, ...]
) -> str:
    if holds in (Holds.YES, Holds.SUSPECTED):
        return tables.say(row, seen, language)
    if holds is Holds.EXEMPT:
        return "An exemption that has been proven lifts it."
    missed = next(c for c in conditions if not c.met)
    return f"It asks for “{missed.wanted_words}”; here it is “{missed.value_words}”."
