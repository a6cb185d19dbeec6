"""From a policy's source to its clauses: conditions, effects, what they need, and the sentences on them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from copydesk.policy.fields import Fields, suggestion
from copydesk.policy.model import AdviceRule, Clause, Condition, Exemption, FactSpec, Ladder, Notice, Permitted, Policy
from copydesk.policy.ruling import Distribution, Effects, Paywall

__all__ = ["EFFECTS", "PLACEHOLDER", "Known", "advice_rule", "clauses", "effect_needs", "is_established", "permitted"]

EFFECTS = ("distribution", "paywall", "strike", "obligations", "labels")
ESTABLISHING: tuple[str, ...] = ("finding", "declaration", "disclosure", "credential")
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
CLAUSE_ID = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,58}[a-z0-9])?")
CLAUSE_KEYS = (
    "id", "when", "then", "needs", "ladder", "notice", "applies_from", "title", "explain", "because", "advice",
    "exempt",
)  # fmt: skip


@dataclass(frozen=True)
class Known:
    """The names that clauses may use."""

    facts: Mapping[str, FactSpec]
    languages: tuple[str, ...]
    advice: Mapping[str, Mapping[str, str]]
    sentences: Mapping[str, Mapping[str, str]]
    labels: Mapping[str, Mapping[str, str]]
    ladders: Mapping[str, Ladder]
    basis: Mapping[str, Mapping[str, str]]
    needs: Mapping[str, tuple[str, ...]]
    base: Policy | None = None

    def inherited(self, clause_id: str) -> Clause | None:
        """Return the clause of the extended policy with this id."""
        found = [c for c in self.base.clauses if c.id == clause_id] if self.base else []
        return found[0] if found else None

    def check_advice(self, fields: Fields, rule: AdviceRule, *key: str | int) -> None:
        """Refuse advice that has no words."""
        if rule.do not in self.advice:
            hint = suggestion(rule.do, self.advice) or f'add words.advice.{rule.do}.en = "…"'
            fields.refuse("missing-message", f'no words for the advice "{rule.do}"', *key, hint=hint)
        if rule.sentence is not None and rule.sentence not in self.sentences:
            hint = suggestion(rule.sentence, self.sentences)
            fields.refuse("missing-message", f'no sentence "{rule.sentence}"', *key, "sentence", hint=hint)


def clauses(root: Fields, known: Known) -> tuple[Clause, ...]:
    """Read all clauses; those of the extended policy come first, replaced where the overlay names them again."""
    found: dict[str, Clause] = {c.id: c for c in (known.base.clauses if known.base else ())}
    own: set[str] = set()
    rows = root.each("clause")
    for fields in rows:
        clause = _clause(fields, known)
        if clause.id in own:
            fields.refuse("clause-twice", f'there is a clause "{clause.id}" already', "id")
        own.add(clause.id)
        found[clause.id] = clause
    if not found:
        root.refuse("missing", "the policy has no clause", hint="add [[clause]]")
    return tuple(found.values())


def permitted(root: Fields, known: Known) -> tuple[Permitted, ...]:
    """Read what has no consequence on purpose."""
    rows = root.each("permitted")
    for row in rows:
        row.only("when", "explain")
    return tuple(Permitted(_condition(row, "when", known), row.texts("explain", known.languages)) for row in rows)


def effect_needs(fields: Fields, base: Mapping[str, tuple[str, ...]] | None) -> dict[str, tuple[str, ...]]:
    """Read which bases suffice for each kind of effect; an estimate or a report never does."""
    fields.only(*EFFECTS)
    found = dict(base) if base else dict.fromkeys(EFFECTS, ESTABLISHING)
    for name in fields.table:
        if name in EFFECTS:
            found[name] = _bases(fields, name)
    return found


def _bases(fields: Fields, name: str) -> tuple[str, ...]:
    listed = fields.words(name, ESTABLISHING)
    for index, basis in enumerate(listed):
        if basis in ("estimate", "report", "none"):
            alone = "an estimate" if basis == "estimate" else f"a {basis}"
            fields.refuse(
                "needs-a-person",
                f'"{name}" would act against an author on {alone} alone',
                name,
                index,
                hint="no machine acts against an author; name who must have established the fact",
            )
        elif basis not in ESTABLISHING:
            fields.refuse("unknown-word", f'unknown basis "{basis}"', name, index, hint=suggestion(basis, ESTABLISHING))
    return tuple(b for b in listed if b in ESTABLISHING)


def _clause(fields: Fields, known: Known) -> Clause:
    fields.only(*CLAUSE_KEYS)
    old = known.inherited(_identity(fields))
    clause = Clause(
        id=str(fields.table.get("id", "")),
        when=_condition(fields, "when", known) if fields.has("when") or old is None else old.when,
        then=_effects(fields, known) if fields.has("then") or old is None else old.then,
        needs=effect_needs(fields.inner("needs"), old.needs if old else known.needs),
        because=_because(fields, known, old),
        explain=fields.texts("explain", known.languages, old.explain if old else None),
        title=fields.texts("title", known.languages, old.title if old else None),
        advice=_advice(fields, known) if fields.has("advice") or old is None else old.advice,
        exemptions=tuple(_exemption(row, known) for row in fields.each("exempt")) or (old.exemptions if old else ()),
        ladder=_ladder(fields, known) if fields.has("ladder") or old is None else old.ladder,
        notice=_notice(fields) if fields.has("notice") or old is None else old.notice,
        applies_from=_applies_from(fields) if fields.has("applies_from") or old is None else old.applies_from,
    )
    read = not fields.has("when") or len(clause.when) == len(fields.inner("when").table)
    if read and not any(is_established(known.facts[fact], wanted) for fact, wanted in clause.when):
        hint = "add a fact that somebody has to establish"
        fields.refuse("needs-a-person", "this acts against an author on facts that need no person", "when", hint=hint)
    if clause.then.strike and clause.ladder is None:
        fields.refuse("missing", "a clause that strikes needs a ladder", "then", "strike", hint='ladder = "…"')
    return replace(clause, then=_meet(old.then, clause.then)) if old else clause


def is_established(spec: FactSpec, wanted: tuple[str, ...]) -> bool:
    """Tell whether somebody must have established the fact for it to have one of the values."""
    return not spec.observed and spec.default not in wanted


def _identity(fields: Fields) -> str:
    name = fields.text("id")
    if name and not CLAUSE_ID.fullmatch(name):
        message = "a clause's id has small letters, digits, hyphens and dots, at most 60"
        fields.refuse("wrong-id", message, "id", hint='such as id = "writing.undisclosed"')
    return name


def _meet(old: Effects, new: Effects) -> Effects:
    return Effects(
        min(old.distribution, new.distribution),
        Paywall.REMOVED if Paywall.REMOVED in (old.paywall, new.paywall) else Paywall.ALLOWED,
        old.strike or new.strike,
        tuple(dict.fromkeys(old.obligations + new.obligations)),
        tuple(dict.fromkeys(old.labels + new.labels)),
    )


def _condition(fields: Fields, name: str, known: Known) -> Condition:
    inner = fields.inner(name)
    return tuple((fact, _wanted(inner, fact, known.facts[fact])) for fact in inner.table if _known(inner, fact, known))


def _known(fields: Fields, fact: str, known: Known) -> bool:
    if fact in known.facts:
        return True
    fields.refuse("unknown-fact", f'unknown fact "{fact}"', fact, hint=suggestion(fact, known.facts))
    return False


def _wanted(fields: Fields, fact: str, spec: FactSpec) -> tuple[str, ...]:
    value = fields.table[fact]
    if isinstance(value, dict):
        return _all_but(Fields(fields.source, fields.problems, value, *fields.key, fact), spec)
    listed = [_yes_no(v) for v in (value if isinstance(value, list) else [value])]
    for index, word in enumerate(listed):
        if word not in spec.values:
            at = (fact, index) if isinstance(value, list) else (fact,)
            fields.refuse("unknown-value", f'"{fact}" is never "{word}"', *at, hint=suggestion(word, spec.values))
    return tuple(v for v in spec.values if v in listed)


def _all_but(fields: Fields, spec: FactSpec) -> tuple[str, ...]:
    fields.only("not")
    barred = fields.words("not", (), spec.values)
    return tuple(v for v in spec.values if v not in barred)


def _yes_no(value: Any) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _effects(fields: Fields, known: Known) -> Effects:
    then = fields.inner("then")
    for name in then.table:
        if name not in EFFECTS:
            then.refuse("unknown-effect", f'unknown kind of effect "{name}"', name, hint=suggestion(name, EFFECTS))
    if not then.table:
        fields.refuse("missing", "the clause has no effect", hint='then = { distribution = "general" }')
    reach = then.choice("distribution", "boost", [d.word for d in Distribution], "unknown-value")
    return Effects(
        Distribution[reach.upper()],
        Paywall(then.choice("paywall", "allowed", [p.value for p in Paywall], "unknown-value")),
        then.flag("strike"),
        then.words("obligations"),
        then.words("labels", (), known.labels),
    )


def _because(fields: Fields, known: Known, old: Clause | None) -> dict[str, str]:
    texts = fields.texts("because", known.languages, old.because if old else None, plain=False)
    for language, text in texts.items() if fields.has("because") else ():
        if set("{}") & set(PLACEHOLDER.sub("", text)):
            hint = "write {fact} or {fact.basis}"
            fields.refuse("unknown-placeholder", "a brace here is not closed", "because", language, hint=hint)
        for name in PLACEHOLDER.findall(text):
            if not _can_fill(name, known):
                names = [*known.facts, *(f"{n}.basis" for n, f in known.facts.items() if not f.observed)]
                fields.refuse(
                    "unknown-placeholder",
                    f"unknown placeholder {{{name}}}",
                    "because",
                    language,
                    hint=suggestion(name, names),
                )
    return texts


def _can_fill(name: str, known: Known) -> bool:
    fact, dot, part = name.partition(".")
    if fact not in known.facts:
        return False
    return not dot or (part == "basis" and not known.facts[fact].observed)


def advice_rule(fields: Fields) -> AdviceRule:
    """Read advice that depends on no further facts."""
    fields.only("do", "sentence")
    return AdviceRule(fields.text("do"), (), fields.text("sentence") if fields.has("sentence") else None)


def _advice(fields: Fields, known: Known) -> tuple[AdviceRule, ...]:
    rules = []
    for row in fields.each("advice"):
        row.only("do", "when", "sentence")
        when = _condition(row, "when", known) if row.has("when") else ()
        rule = AdviceRule(row.text("do"), when, row.text("sentence") if row.has("sentence") else None)
        known.check_advice(row, rule)
        rules.append(rule)
    return tuple(rules)


def _exemption(row: Fields, known: Known) -> Exemption:
    row.only("when", "proof", "by")
    when, by = _condition(row, "when", known), row.words("by", ("finding",), ESTABLISHING)
    for fact, _ in when:
        spec = known.facts[fact]
        if not spec.observed and not set(by) & set(spec.established_by):
            makers = ", ".join(spec.established_by)
            message = f'nobody can prove this: "{fact}" is established by {makers} only'
            row.refuse("nobody-establishes", message, "by", hint=f"by = {[*spec.established_by]}".replace("'", '"'))
    return Exemption(when, row.texts("proof", known.languages), by)


def _ladder(fields: Fields, known: Known) -> str | None:
    return fields.choice("ladder", "", known.ladders, "unknown-ladder") if fields.has("ladder") else None


def _notice(fields: Fields) -> Notice | None:
    if not fields.has("notice"):
        return None
    inner = fields.inner("notice")
    inner.only("remind_after_days", "then")
    return Notice(inner.whole("remind_after_days", 0), inner.choice("then", "editor", ("editor",)))


def _applies_from(fields: Fields) -> date | None:
    value = fields.table.get("applies_from")
    if value is not None and (not isinstance(value, date) or isinstance(value, datetime)):
        fields.refuse("wrong-type", '"applies_from" must be a day, without quotes', "applies_from")
        return None
    return value
