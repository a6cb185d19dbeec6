"""Facts → ruling: a policy compiled to tables, and the pure function that applies them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter

from copydesk.evidence import Basis, DisclosureStatus, Fact, Facts
from copydesk.policy.clauses import PLACEHOLDER
from copydesk.policy.model import STANDARD, AdviceRule, Clause, Condition, Policy
from copydesk.policy.ruling import Advice, ClauseHeld, Distribution, Effects, Paywall, Ruling

__all__ = ["Compiled", "Row", "Seen", "compiled", "meet", "rule"]

NOTHING = Effects()

_STATUS = {status: Fact(status.value) for status in DisclosureStatus}
_PAYWALLED = {True: Fact("yes"), False: Fact("no")}

Segment = str | tuple[int, bool]
Check = tuple[int, frozenset[str]]


def rule(facts: Facts, policy: Policy, *, language: str | None = None) -> Ruling:
    """Rule on facts: the meet of the effects of all clauses that hold.

    Args:
        facts: what is known of one revision.
        policy: the policy version.
        language: of the sentences, the policy's own where it does not speak that one.

    Returns:
        A ruling that depends on nothing but the arguments. A fact that is only suspected never touches ``now``, apart
        from holding the story from Boost.

    >>> from copydesk.policy import load
    >>> ruling = rule(Facts(writing=Fact("generated", Basis.FINDING)), load("medium-2024-05"))
    >>> ruling.now.distribution.word, [clause.id for clause in ruling.clauses]
    ('network', ['writing.undisclosed-generated'])
    """
    return compiled(policy).rule(facts, language or policy.language)


@lru_cache(maxsize=64)
def compiled(policy: Policy) -> "Compiled":
    """Return the tables of a policy, made once."""
    return Compiled(policy)


def meet(one: Effects, two: Effects) -> Effects:
    """Return the effects of which each kind is the more restrictive of the two; duties and labels add up."""
    if one is NOTHING:
        return two
    return Effects(
        min(one.distribution, two.distribution),
        Paywall.REMOVED if two.paywall is Paywall.REMOVED else one.paywall,
        one.strike or two.strike,
        tuple(dict.fromkeys(one.obligations + two.obligations)) if two.obligations else one.obligations,
        tuple(dict.fromkeys(one.labels + two.labels)) if two.labels else one.labels,
    )


@dataclass(frozen=True, slots=True)
class Seen:
    """Facts as the tables read them: value, value without suspicions, and basis of each, by index."""

    values: list[str]
    now: list[str]
    bases: list[Basis]
    suspected: bool


class Row:
    """One clause, compiled: conditions by index of the fact, messages cut at their placeholders."""

    def __init__(self, clause: Clause, index: dict[str, int], observed: frozenset[int]) -> None:
        self.clause, self.id, self.then = clause, clause.id, clause.then
        self.checks = _checks(clause.when, index)
        self.weighed = tuple(i for i, _ in self.checks if i not in observed)
        self.needs = {kind: frozenset((*bases, "none")) for kind, bases in clause.needs.items()}
        kinds = [self.needs[kind] for kind in _kinds(clause.then) if kind in self.needs]
        self.suffices = frozenset.intersection(*kinds) if kinds else frozenset(b.value for b in Basis)
        self.because = {lang: _segments(text, index) for lang, text in clause.because.items()}
        self.advice = tuple((rule, _checks(rule.when, index)) for rule in clause.advice)
        self.exemptions = tuple((e, _checks(e.when, index), frozenset(e.by)) for e in clause.exemptions)
        self.observed = observed

    def holds(self, values: list[str]) -> bool:
        """Tell whether the conditions hold, exemptions aside."""
        return all(values[i] in wanted for i, wanted in self.checks)

    def exempt(self, seen: Seen) -> bool:
        """Tell whether a proven exemption lifts the clause."""
        return any(
            _met(checks, seen.values) and all(i in self.observed or seen.bases[i].value in by for i, _ in checks)
            for _, checks, by in self.exemptions
        )

    def established(self, seen: Seen) -> Effects:
        """Return the effects whose evidence suffices for them to hold now."""
        bases = [seen.bases[i].value for i in self.weighed]
        if all(b in self.suffices for b in bases):
            return self.then
        kept = {k: getattr(self.then, k) for k in _kinds(self.then) if all(b in self.needs[k] for b in bases)}
        return Effects(**kept)


class Compiled:
    """A policy's tables. The order of its facts is the index that rows use."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.index = {spec.name: i for i, spec in enumerate(policy.facts)}
        self.defaults = [spec.default for spec in policy.facts]
        self.readers = tuple(_reader(spec.name, spec.default) for spec in policy.facts)
        observed = frozenset(i for i, spec in enumerate(policy.facts) if spec.observed)
        self.rows = tuple(Row(c, self.index, observed) for c in sorted(policy.clauses, key=attrgetter("id")))
        self.words = {lang: self._words(lang) for lang in policy.languages}

    def _words(self, language: str) -> tuple[list[dict[str, str]], dict[str, str]]:
        facts = [{v: t.get(language, v) for v, t in spec.words.items()} for spec in self.policy.facts]
        return facts, {b.value: self.policy.basis_words.get(b.value, {}).get(language, "") for b in Basis}

    def see(self, facts: Facts) -> Seen:
        """Read the facts in the order of the tables."""
        found = [reader(facts) for reader in self.readers]
        bases = [fact.basis for fact in found]
        values = [fact.value for fact in found]
        if Basis.ESTIMATE not in bases and Basis.REPORT not in bases:
            return Seen(values, values, bases, False)
        now = [d if fact.suspected else fact.value for fact, d in zip(found, self.defaults, strict=True)]
        return Seen(values, now, bases, True)

    def rule(self, facts: Facts, language: str) -> Ruling:
        """Apply all clauses."""
        seen = self.see(facts)
        spoken = language if language in self.words else self.policy.language
        now = confirmed = NOTHING
        held: list[ClauseHeld] = []
        advice: list[Advice] = []
        withheld = False
        for row in self.rows:
            for_now = row.holds(seen.now)
            if not (for_now or row.holds(seen.values)) or (row.exemptions and row.exempt(seen)):
                continue
            if row.holds(seen.values):
                confirmed = meet(confirmed, row.then)
            given = row.established(seen) if for_now and row.weighed else row.then if for_now else NOTHING
            now = meet(now, given) if given is not NOTHING else now
            withheld = withheld or (for_now and given != row.then)
            held.append(ClauseHeld(row.id, self.say(row, seen, spoken), not for_now))
            self._advise(row, seen, language, advice)
        review = seen.suspected or withheld
        if seen.suspected:
            now = meet(Effects(Distribution.GENERAL), now)
            self._advise_suspected(seen, language, held, advice)
        return Ruling(self.policy.id, now, confirmed, tuple(held), tuple(advice), review)

    def say(self, row: Row, seen: Seen, language: str) -> str:
        """Return why the clause holds, in one sentence."""
        facts, bases = self.words[language]
        parts = []
        for segment in row.because.get(language) or row.because[self.policy.language]:
            if isinstance(segment, str):
                parts.append(segment)
            else:
                i, of_basis = segment
                parts.append(bases[seen.bases[i].value] if of_basis else facts[i].get(seen.values[i], seen.values[i]))
        return "".join(parts)

    def _advise(self, row: Row, seen: Seen, language: str, advice: list[Advice]) -> None:
        for do, checks in row.advice:
            if _met(checks, seen.values):
                self._add(do, row.id, language, advice)
        for exemption, checks, _ in row.exemptions:
            if _met(checks, seen.values):
                proof = exemption.proof.get(language) or exemption.proof[self.policy.language]
                if all(a.text != proof for a in advice):
                    advice.append(Advice("send-proof", proof, row.id))

    def _advise_suspected(self, seen: Seen, language: str, held: list[ClauseHeld], advice: list[Advice]) -> None:
        resting = {i: row.id for row in reversed(self.rows) for i, _ in row.checks if any(h.id == row.id for h in held)}
        for i, spec in enumerate(self.policy.facts):
            if spec.advice and not seen.bases[i].establishes:
                self._add(spec.advice, resting.get(i, ""), language, advice)

    def _add(self, rule: AdviceRule, clause: str, language: str, advice: list[Advice]) -> None:
        if any(a.do == rule.do for a in advice):
            return
        texts = self.policy.advice_words[rule.do]
        sentences = self.policy.sentences.get(rule.sentence or "", {})
        sentence = sentences.get(language) or sentences.get(self.policy.language)
        advice.append(Advice(rule.do, texts.get(language) or texts[self.policy.language], clause, None, sentence))


def _checks(when: Condition, index: dict[str, int]) -> tuple[Check, ...]:
    return tuple((index[fact], frozenset(wanted)) for fact, wanted in when)


def _met(checks: Iterable[Check], values: list[str]) -> bool:
    return all(values[i] in wanted for i, wanted in checks)


def _kinds(effects: Effects) -> list[str]:
    """Name the kinds of effect that say anything."""
    return [
        kind
        for kind in ("distribution", "paywall", "strike", "obligations", "labels")
        if getattr(effects, kind) != getattr(NOTHING, kind)
    ]


def _segments(text: str, index: dict[str, int]) -> tuple[Segment, ...]:
    parts: list[Segment] = []
    for i, part in enumerate(PLACEHOLDER.split(text)):
        if i % 2 == 0:
            parts.append(part)
        else:
            name, dot, _ = part.partition(".")
            parts.append((index[name], bool(dot)))
    return tuple(p for p in parts if p != "")


def _reader(name: str, default: str) -> Callable[[Facts], Fact]:
    if name == "disclosure":
        return lambda facts: _STATUS[facts.disclosure]
    if name == "paywalled":
        return lambda facts: _PAYWALLED[facts.paywalled]
    if name in STANDARD:
        read: Callable[[Facts], Fact] = attrgetter(name)
        return read
    missing = Fact(default)
    return lambda facts: next((fact for more, fact in facts.more if more == name), missing)
