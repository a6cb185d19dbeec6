"""Whether an overlay only makes stricter what it extends."""

from collections.abc import Iterator, Mapping
from math import inf

from copydesk.policy.combining import combinations, facts_of, groups, implies
from copydesk.policy.comparing import gentler
from copydesk.policy.engine import rule
from copydesk.policy.model import Clause, Policy, Reading
from copydesk.policy.source import Problem, Source
from copydesk.policy.strictness import looser_kinds

__all__ = ["loosened"]


def loosened(policy: Policy, base: Policy, source: Source, place: Mapping[str, int]) -> Iterator[Problem]:
    """Yield a problem for each thing in which an overlay is looser than its base.

    Args:
        policy: the overlay, with its base laid below.
        base: what it extends.
        source: the overlay's source.
        place: the index of each of its clauses in the source.
    """
    yield from _reading(policy.reading, base.reading, base.id, source)
    yield from _needs(policy, base, source, place)
    yield from _ladders(policy, base, source)
    for clause in base.clauses:
        if clause.id in place:
            yield from _clause(policy, clause, base, source, place[clause.id])
    yield from _outcomes(policy, base, source, place)


def _reading(new: Reading, old: Reading, base: str, source: Source) -> Iterator[Problem]:
    hint = f"an overlay may only be stricter than {base}"
    looser = {
        ("place",): not set(new.place) <= _covered(old.place),
        ("tags",): not set(new.tags) <= set(old.tags),
        ("paragraphs",): new.paragraphs > old.paragraphs,
        ("short_line",): new.short_line > old.short_line,
        ("caption_words",): new.caption_words > old.caption_words,
        ("prose", "p_human"): new.p_human < old.p_human,
        ("prose", "ai_share"): new.ai_share > old.ai_share,
        ("thresholds", "search_spam"): new.thresholds.search_spam > old.thresholds.search_spam,
        ("thresholds", "harmful_ai"): new.thresholds.harmful_ai > old.thresholds.harmful_ai,
        ("thresholds", "derivative"): new.thresholds.derivative > old.thresholds.derivative,
    }
    for key, is_looser in looser.items():
        if is_looser:
            yield source.problem("overlay-loosens", f'"{key[-1]}" is looser here', "reading", *key, hint=hint)


def _covered(places: tuple[str, ...]) -> set[str]:
    return {*places, "opening"} if "anywhere" in places else set(places)


def _needs(policy: Policy, base: Policy, source: Source, place: Mapping[str, int]) -> Iterator[Problem]:
    for clause in base.clauses:
        new = policy.clause(clause.id)
        for kind, bases in clause.needs.items():
            if not set(bases) <= set(new.needs[kind]) and clause.id in place:
                key = ("clause", place[clause.id], "needs", kind)
                message = f'"{kind}" would need stronger evidence than in {base.id}'
                yield source.problem("overlay-loosens", message, *key, hint="leave it out")


def _ladders(policy: Policy, base: Policy, source: Source) -> Iterator[Problem]:
    for name, old in base.ladders.items():
        if gentler(policy.ladders[name], old):
            message = f'the ladder "{name}" is gentler than in {base.id}'
            yield source.problem("overlay-loosens", message, "ladders", name)


def _clause(policy: Policy, old: Clause, base: Policy, source: Source, index: int) -> Iterator[Problem]:
    """Yield what a clause of the base that the overlay names again gives, and no table of facts shows."""
    new = policy.clause(old.id)
    hint = "leave it out"
    if new.applies_from and new.applies_from > max(old.applies_from or base.effective, policy.effective):
        message = f'"{old.id}" would apply later than in {base.id}'
        yield source.problem("overlay-loosens", message, "clause", index, "applies_from", hint=hint)
    if _days(new) > _days(old):
        message = f'"{old.id}" would give longer notice than in {base.id}'
        yield source.problem("overlay-loosens", message, "clause", index, "notice", hint=hint)
    if old.ladder and new.ladder and gentler(policy.ladders[new.ladder], base.ladders[old.ladder]):
        message = f'the ladder "{new.ladder}" is gentler than "{old.ladder}" of {base.id}'
        yield source.problem("overlay-loosens", message, "clause", index, "ladder", hint=hint)
    for i, exemption in enumerate(new.exemptions):
        if not any(implies(exemption.when, e.when) and set(exemption.by) <= set(e.by) for e in old.exemptions):
            message = f'"{old.id}" would no longer hold where this is proven'
            yield source.problem("overlay-loosens", message, "clause", index, "exempt", i, hint=hint)


def _days(clause: Clause) -> float:
    """Return after how many days an author is reminded and then somebody looks, infinity where nobody does."""
    return (clause.notice.remind_after_days if clause.notice else 0) or inf


def _outcomes(policy: Policy, base: Policy, source: Source, place: Mapping[str, int]) -> Iterator[Problem]:
    for names in groups(policy, base):
        for values in combinations(policy, names):
            old = rule(facts_of(base, values), base)
            new = rule(facts_of(policy, values), policy)
            kinds = looser_kinds(old.if_confirmed, new.if_confirmed)
            if kinds:
                shown = ", ".join(f"{n} = {v}" for n, v in values.items())
                lost = [c.id for c in old.clauses if c.id in place]
                key = ("clause", place[lost[0]], "when") if lost else ("policy", "extends")
                message = f"the overlay loosens {', '.join(kinds)} of {base.id} for: {shown}"
                yield source.problem("overlay-loosens", message, *key, hint="an overlay may only be stricter")
                break
