"""What a lawyer would find in a policy: clauses that never hold, contradict or shadow, gaps, overlays that loosen."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from math import prod
from pathlib import Path

from copydesk.policy.clauses import EFFECTS, PLACEHOLDER, is_established
from copydesk.policy.combining import combinations, facts_of, facts_read, groups, implies
from copydesk.policy.engine import rule
from copydesk.policy.loading import Read, read, reads
from copydesk.policy.model import Clause, Condition, FactSpec, Policy
from copydesk.policy.overlaying import loosened
from copydesk.policy.ruling import Effects
from copydesk.policy.source import PolicyError, Problem, Source
from copydesk.policy.strictness import at_most

__all__ = ["check", "check_text"]

MOST = 20_000
"""Combinations of facts that clauses may read together; more, and nobody can check the policy in seconds."""
STEPS = ("strike", "review-enrolment", "revoke-enrolment", "restrict", "suspend")
"""The steps of a ladder that the desk takes by itself to a reviewer; others are left to people."""


def check(name_or_path: str | Path) -> tuple[Problem, ...]:
    """Check a policy and return all that is wrong with it, in the order of the source; nothing where it is sound.

    Args:
        name_or_path: the name of a bundled policy or the path of a TOML file.
    """
    try:
        return _checked(read(name_or_path))
    except PolicyError as error:
        return error.problems


def check_text(text: str, name: str = "policy.toml", *, over: Policy | None = None) -> tuple[Problem, ...]:
    """Check a policy by its source, such as one that is being written on a page.

    Args:
        text: the TOML source.
        name: how messages call it.
        over: lay it over this policy, such as a version that a site keeps.
    """
    try:
        return _checked(reads(text, name, over=over))
    except PolicyError as error:
        return error.problems


def _checked(found: Read) -> tuple[Problem, ...]:
    problems = found.problems
    if not any(p.severity == "error" for p in problems):
        wide = list(_too_wide(found.policy, found.source))
        problems = [*problems, *(wide or _Checker(found.policy, found.source, found.base).run())]
    return tuple(sorted(dict.fromkeys(problems), key=lambda p: (p.line, p.column, p.code)))


def _too_wide(policy: Policy, source: Source) -> Iterator[Problem]:
    for names in groups(policy):
        count = prod(len(policy.fact(name).values) for name in names)
        if count > MOST:
            message = f"clauses read {len(names)} facts together: {count:,} combinations, and {MOST:,} can be checked"
            hint = "part them into clauses that have fewer facts in common"
            yield source.problem("too-many-facts", message, "facts", names[0], hint=hint)


class _Checker:
    def __init__(self, policy: Policy, source: Source, base: Policy | None) -> None:
        self.policy, self.source, self.base = policy, source, base
        rows = source.data.get("clause", [])
        self.place = {row["id"]: i for i, row in enumerate(rows) if isinstance(row, dict) and "id" in row}
        self.own = [c for c in policy.clauses if c.id in self.place]

    def run(self) -> Iterator[Problem]:
        yield from self._never()
        yield from self._dates()
        yield from self._effectless()
        yield from self._shadowed()
        yield from self._contradictions()
        yield from self._gaps()
        yield from self._worse_for_disclosing()
        yield from self._wordless()
        yield from self._unused()
        if self.base is not None:
            yield from loosened(self.policy, self.base, self.source, self.place)

    def _at(self, clause: Clause, code: str, message: str, *key: str | int, hint: str = "") -> Problem:
        return self.source.problem(code, message, "clause", self.place[clause.id], *key, hint=hint)

    def _never(self) -> Iterator[Problem]:
        for clause in self.own:
            for fact, wanted in clause.when:
                if not wanted:
                    yield self._at(clause, "never-holds", f'no value of "{fact}" meets this', "when", fact)
            if clause.exemptions and self._always_exempt(clause):
                several = len(clause.exemptions) > 1
                message = f"the {'exemptions cover' if several else 'exemption covers'} all that the clause holds for"
                yield self._at(clause, "never-holds", message, "exempt", 0)

    def _always_exempt(self, clause: Clause) -> bool:
        given, lifted = dict(clause.when), [e.when for e in clause.exemptions]
        return not any(
            all(values[f] in given.get(f, values[f]) for f in values)
            and not any(all(values[f] in wanted for f, wanted in when) for when in lifted)
            for values in combinations(self.policy, facts_read(clause))
        )

    def _dates(self) -> Iterator[Problem]:
        policy = self.policy
        if policy.until is None:
            return
        if policy.until <= policy.effective:
            message = f"it would end on {policy.until}, and begin only on {policy.effective}"
            yield self.source.problem("never-holds", message, "policy", "until", hint="until = the first day after it")
        for clause in self.own:
            if clause.applies_from and clause.applies_from >= policy.until:
                message = f"the policy ends on {policy.until}, before this applies"
                yield self._at(clause, "never-holds", message, "applies_from")

    def _effectless(self) -> Iterator[Problem]:
        for clause in self.own:
            for kind in EFFECTS:
                if getattr(clause.then, kind) == getattr(Effects(), kind):
                    continue
                for fact, wanted in clause.when:
                    spec = self.policy.fact(fact)
                    if is_established(spec, wanted) and not set(spec.established_by) & set(clause.needs[kind]):
                        makers = ", ".join(spec.established_by)
                        message = f'"{kind}" can never follow: "{fact}" is established by {makers} only'
                        yield self._at(clause, "never-follows", message, "then", kind, hint=f'see "needs" for {kind}')

    def _shadowed(self) -> Iterator[Problem]:
        for clause in self.own:
            for other in self.policy.clauses:
                if other.id != clause.id and self._covers(other, clause):
                    message = f'"{clause.id}" adds nothing: wherever it holds, "{other.id}" asks for as much'
                    hint = "remove it, narrow the other, or let it ask for more"
                    yield self._at(clause, "shadowed", message, "id", hint=hint)
                    break

    def _covers(self, other: Clause, clause: Clause) -> bool:
        twins = other.when == clause.when and other.then == clause.then
        if other.exemptions or (twins and self.place.get(other.id, -1) > self.place[clause.id]):
            return False
        return implies(clause.when, other.when) and at_most(other.then, clause.then)

    def _contradictions(self) -> Iterator[Problem]:
        rows = self.source.data.get("permitted", [])
        offset = len(self.policy.permitted) - len(rows)
        for i, permit in enumerate(self.policy.permitted[offset:]):
            for clause in self.policy.clauses:
                if _touch(permit.when, clause.when) and not self._lifted(permit.when, clause):
                    message = f'this is permitted, yet "{clause.id}" holds for some of it'
                    hint = "narrow one of the two"
                    yield self.source.problem("contradiction", message, "permitted", i, "when", hint=hint)

    def _lifted(self, when: Condition, clause: Clause) -> bool:
        return any(implies(when, e.when) for e in clause.exemptions)

    def _gaps(self) -> Iterator[Problem]:
        for names in groups(self.policy):
            read_here = [n for n in names if any(n == f for c in self.policy.clauses for f, _ in c.when)]
            for values in combinations(self.policy, read_here):
                if read_here and self._open(values):
                    shown = ", ".join(f"{n} = {v}" for n, v in values.items())
                    message = f"the policy says nothing on: {shown}"
                    hint = "add a clause, or a [[permitted]] that says why it has no consequence"
                    yield self.source.problem("gap", message, *self._where_of(values), hint=hint)
                    break

    def _where_of(self, values: dict[str, str]) -> tuple[str, ...]:
        """Return the key of the first of the facts that says anything and stands in this very source."""
        here = self.source.data.get("facts", {})
        told = [name for name, value in values.items() if value != self.policy.fact(name).default and name in here]
        return ("facts", told[0]) if told else ("policy",)

    def _open(self, values: dict[str, str]) -> bool:
        own = [s for s in self.policy.facts if s.name in values and not s.observed]
        if all(values[s.name] == s.default for s in own):
            return False
        spoken = [c.when for c in self.policy.clauses] + [p.when for p in self.policy.permitted]
        return not any(all(values.get(f) in wanted for f, wanted in when) for when in spoken)

    def _worse_for_disclosing(self) -> Iterator[Problem]:
        if not self.policy.reads("disclosure"):
            return
        spec = self.policy.fact("disclosure")
        names = next(g for g in groups(self.policy) if "disclosure" in g)
        for values in combinations(self.policy, names):
            found = self._worse(values, spec)
            if found:
                yield self._at(found, "disclosing-worsens", "to disclose would make the outcome worse here", "when")
                return

    def _worse(self, values: dict[str, str], spec: FactSpec) -> Clause | None:
        """Return a clause that makes it worse to have disclosed in time than to have said nothing."""
        if values["disclosure"] == spec.values[0]:
            return None
        frank, silent = self._ruled({**values, "disclosure": spec.values[0]}), self._ruled(values)
        if at_most(silent[0], frank[0]):
            return None
        return next((self.policy.clause(i) for i in frank[1] if i in self.place and i not in silent[1]), None)

    def _ruled(self, values: dict[str, str]) -> tuple[Effects, tuple[str, ...]]:
        ruling = rule(facts_of(self.policy, values), self.policy)
        return ruling.if_confirmed, tuple(c.id for c in ruling.clauses)

    def _wordless(self) -> Iterator[Problem]:
        for clause in self.own:
            for language, text in clause.because.items():
                names = [n.partition(".")[0] for n in PLACEHOLDER.findall(text) if n.endswith(".basis")]
                for basis in self._bases(names):
                    if not self.policy.basis_words.get(basis, {}).get(language):
                        hint = f'add words.basis.{basis}.{language} = "…"'
                        message = f'no words for the basis "{basis}" in "{language}"'
                        yield self._at(clause, "missing-message", message, "because", language, hint=hint)

    def _bases(self, names: Iterable[str]) -> list[str]:
        specs = [self.policy.fact(n) for n in names]
        return list(dict.fromkeys(b for s in specs for b in (*s.established_by, *s.suspected_by)))

    def _unused(self) -> Iterator[Problem]:
        whens = [c.when for c in self.policy.clauses] + [p.when for p in self.policy.permitted]
        whens += [e.when for c in self.policy.clauses for e in c.exemptions]
        used = {fact for when in whens for fact, _ in when}
        for name in self.source.data.get("facts", {}):
            if name not in used:
                message = f'no clause reads "{name}"'
                yield self.source.problem("unused-fact", message, "facts", name, severity="warning")
        yield from self._idle()

    def _idle(self) -> Iterator[Problem]:
        """Yield what of the ladders in this source leads nowhere."""
        ladders = {c.ladder for c in self.policy.clauses}
        for name in self.source.data.get("ladders", {}):
            if name not in ladders:
                yield self.source.problem(
                    "unused-ladder", f'no clause climbs "{name}"', "ladders", name, severity="warning"
                )
            for i, rung in enumerate(self.policy.ladders[name].rungs):
                if rung.step not in STEPS and (near := get_close_matches(rung.step, STEPS, 1, 0.8)):
                    message, hint = f'the desk knows no step "{rung.step}"', f'did you mean "{near[0]}"?'
                    key = ("ladders", name, "rungs", i, "step")
                    yield self.source.problem("unknown-step", message, *key, hint=hint, severity="warning")


def _touch(one: Condition, two: Condition) -> bool:
    """Tell whether the two read a fact in common and can hold at once."""
    given, other = dict(one), dict(two)
    shared = given.keys() & other.keys()
    return bool(shared) and all(set(given[f]) & set(other[f]) for f in shared)
