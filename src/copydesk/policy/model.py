"""A policy as data: its facts, clauses, reading parameters, ladders and words, all frozen."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from copydesk.policy.ruling import Effects

__all__ = [
    "STANDARD",
    "AdviceRule",
    "Clause",
    "Condition",
    "Exemption",
    "FactSpec",
    "Ladder",
    "Notice",
    "Permitted",
    "Policy",
    "Reading",
    "Rung",
    "Thresholds",
]

STANDARD = (
    "writing", "disclosure", "paywalled", "pictures", "picture_violation", "search_spam", "harmful_ai", "derivative",
)  # fmt: skip
"""The facts that have a place of their own in ``evidence.Facts``; all others stand in its ``more``."""

Texts = Mapping[str, str]
"""One text for each language code."""

Condition = tuple[tuple[str, tuple[str, ...]], ...]
"""Fact by fact, the values that meet the condition; all facts must, an empty condition always does."""


@dataclass(frozen=True)
class Thresholds:
    """From which score in [0, 1] on a detector's signal makes a fact suspected; above 1 never does."""

    search_spam: float = 2.0
    harmful_ai: float = 2.0
    derivative: float = 2.0


@dataclass(frozen=True)
class Reading:
    """How a story is read under this policy.

    ``place`` names the places where a disclosure counts as timely: "opening" (before the end of ``paragraphs`` counted
    ones; lines of at most ``short_line`` words do not count), "anywhere" in the text, "form" (told to the platform, not
    to readers), "tag". Where it names none, no disclosure does.
    ``tags`` are the story's tags that say so. ``caption_words`` is how long a line under a picture may be and still be
    its caption. ``p_human`` is the highest p-value at which an estimate of the prose counts as a suspicion,
    ``ai_share`` the least share of AI prose.
    """

    place: tuple[str, ...] = ("opening",)
    tags: tuple[str, ...] = ()
    paragraphs: int = 2
    short_line: int = 12
    caption_words: int = 40
    p_human: float = 1.0
    ai_share: float = 0.0
    thresholds: Thresholds = field(default_factory=Thresholds)


@dataclass(frozen=True)
class FactSpec:
    """One fact the policy reads: its values from least to most restrictive, and who may establish it.

    ``established_by`` and ``suspected_by`` name bases of ``evidence.Basis``; an empty ``established_by`` marks a fact
    that is read off the story itself (``observed``). ``follows`` says which value it takes, with the same basis, from
    the value of a fact that detectors know, where nobody speaks to it directly: {"writing": {"generated": "yes"}}.
    """

    name: str
    values: tuple[str, ...]
    default: str
    ask: Texts
    words: Mapping[str, Texts]
    established_by: tuple[str, ...] = ()
    suspected_by: tuple[str, ...] = ()
    observed: bool = False
    advice: "AdviceRule | None" = None
    follows: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class AdviceRule:
    """What an author can do about a clause, the facts under which it is of use, and the ready sentence for it.

    ``sentence`` names an entry of the policy's sentences.
    """

    do: str
    when: Condition = ()
    sentence: str | None = None


@dataclass(frozen=True)
class Exemption:
    """When a clause does not hold after all, the bases that prove it, and the proof that is asked for."""

    when: Condition
    proof: Texts
    by: tuple[str, ...] = ("finding",)


@dataclass(frozen=True)
class Notice:
    """How long an author has before a clause bites: days until a reminder, and who looks after it."""

    remind_after_days: int = 0
    then: str = "editor"


@dataclass(frozen=True)
class Clause:
    """One clause: the facts under which it holds and what follows.

    ``needs`` gives, for each kind of effect, the bases that suffice for it to hold now; ``ladder`` names the ladder
    its strikes climb.
    """

    id: str
    when: Condition
    then: Effects
    because: Texts
    explain: Texts
    title: Texts = field(default_factory=dict)
    needs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    advice: tuple[AdviceRule, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    ladder: str | None = None
    notice: Notice | None = None
    applies_from: date | None = None


@dataclass(frozen=True)
class Permitted:
    """A combination of facts that has no consequence on purpose, and why."""

    when: Condition
    explain: Texts


@dataclass(frozen=True)
class Rung:
    """What a reviewer may do at the given number of unexpired strikes: a stable word."""

    strikes: int
    step: str


@dataclass(frozen=True)
class Ladder:
    """The rungs that strikes of one kind climb, lowest first, and the days after which a strike expires."""

    name: str
    rungs: tuple[Rung, ...]
    expires_days: int = 365

    def rung(self, strikes: int) -> Rung | None:
        """Return the highest rung that ``strikes`` unexpired strikes reach, or None below the first."""
        reached = [r for r in self.rungs if r.strikes <= strikes]
        return reached[-1] if reached else None


@dataclass(frozen=True, eq=False)
class Policy:
    """One version of a policy. ``digest`` is the SHA-256 of the sources it was read from (an overlay's base included).

    ``effective`` and ``until`` are the first day it is in force and the first day it no longer is.
    """

    id: str
    title: str
    source: str
    effective: date
    summary: Texts
    facts: tuple[FactSpec, ...]
    clauses: tuple[Clause, ...]
    digest: str
    languages: tuple[str, ...] = ("en",)
    until: date | None = None
    media: tuple[str, ...] = ("text",)
    reading: Reading = field(default_factory=Reading)
    needs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    permitted: tuple[Permitted, ...] = ()
    ladders: Mapping[str, Ladder] = field(default_factory=dict)
    basis_words: Mapping[str, Texts] = field(default_factory=dict)
    advice_words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    sentences: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    labels: Mapping[str, Texts] = field(default_factory=dict)
    extends: str | None = None
    place: str = ""

    def on(self, day: date) -> "Policy":
        """Return the policy as it stands on a day: without the clauses that apply only later."""
        due = tuple(c for c in self.clauses if c.applies_from is None or c.applies_from <= day)
        return self if len(due) == len(self.clauses) else replace(self, clauses=due)

    def in_force(self, day: date) -> bool:
        """Tell whether the policy is in force on a day."""
        return self.effective <= day and (self.until is None or day < self.until)

    @property
    def language(self) -> str:
        """The policy's own language: every message is given in it."""
        return self.languages[0]

    def clause(self, clause_id: str) -> Clause:
        """Return a clause by its id.

        Raises:
            KeyError: the policy has no such clause.
        """
        return self._by_id[clause_id]

    def fact(self, name: str) -> FactSpec:
        """Return the specification of a fact.

        Raises:
            KeyError: the policy reads no such fact.
        """
        return self._facts_by_name[name]

    def reads(self, name: str) -> bool:
        """Tell whether the policy reads the fact."""
        return name in self._facts_by_name

    @cached_property
    def _by_id(self) -> dict[str, Clause]:
        return {c.id: c for c in self.clauses}

    @cached_property
    def _facts_by_name(self) -> dict[str, FactSpec]:
        return {f.name: f for f in self.facts}
