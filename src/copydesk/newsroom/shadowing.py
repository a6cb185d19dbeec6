"""The shadow: a version rules on the same evidence as the one in force, without effect; differences are counted."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import F

from copydesk.evidence import wire
from copydesk.newsroom import clock, policing
from copydesk.newsroom.hooks import RevisionAssessed, findings_on
from copydesk.newsroom.models import PolicyVersion, Revision, ShadowCount
from copydesk.newsroom.publications import laid_over, policy_for
from copydesk.policy import Policy, PolicyError, Ruling, establish, rule
from copydesk.policy.backtest import Outcome, outcome_of

__all__ = ["Seen", "on_assessed", "seen"]

Key = tuple[str, str]
WHOLE = ("same", "stricter", "looser", "mixed")


@dataclass(frozen=True, slots=True)
class Seen:
    """What the shadow showed so far: stories by change, by clause and by language, and by day those that changed."""

    stories: int
    changes: dict[str, int]
    cases: int
    clauses: list[tuple[str, int, int]]
    languages: list[tuple[str, int, int]]
    days: list[tuple[date, int, int]]

    @property
    def changed(self) -> int:
        """How many stories would fare otherwise."""
        return self.stories - self.changes.get("same", 0)


def on_assessed(event: RevisionAssessed) -> None:
    """Let each version in the shadow rule on what was just assessed, and count."""
    versions = policing.in_shadow() if event.live else []
    if not versions:
        return
    revision, detected = event.revision, event.assessment.result.get("story", {}).get("language")
    language = (event.story.language or detected or "")[:8]
    told = _Told(revision, event.assessment.evidence)
    old = told.ruling(policy_for(event.story))
    for version in versions:
        try:
            new = told.ruling(laid_over(event.story, policing.rules(version.text)))
        except PolicyError:  # a newer Copydesk may refuse what an older one took: the shadow never stops a story
            continue
        _count(version, language, outcome_of(old, new))


class _Told:
    """One revision's evidence with all that people said of it."""

    def __init__(self, revision: Revision, evidence: dict[str, object]) -> None:
        self._evidence = wire.from_json(evidence)
        self._declared = {"writing": revision.declared} if revision.declared else {}
        self._findings, self._paywalled = findings_on(revision), revision.paywalled

    def ruling(self, policy: Policy) -> Ruling:
        """Return what a policy says of it."""
        facts = establish(
            self._evidence,
            declared=self._declared,
            findings=self._findings,
            paywalled=self._paywalled,
            policy=policy,
        )
        return rule(facts, policy)


def _count(version: PolicyVersion, language: str, outcome: Outcome) -> None:
    day = clock.now().date()
    for change, clause in _changes(outcome):
        row, _ = ShadowCount.objects.get_or_create(
            version=version, day=day, change=change, clause=clause, language=language
        )
        ShadowCount.objects.filter(pk=row.pk).update(stories=F("stories") + 1)


def _changes(outcome: Outcome) -> Iterator[Key]:
    yield (outcome.direction.value if outcome.changed else "same"), ""
    if outcome.opens_a_case and not outcome.opened_a_case:
        yield "case", ""
    for clause in outcome.gained:
        yield "gained", clause
    for clause in outcome.lost:
        yield "lost", clause


def seen(version: PolicyVersion) -> Seen:
    """Sum up what the shadow of a version showed."""
    changes: Counter[str] = Counter()
    languages: dict[str, Counter[bool]] = {}
    days: dict[date, Counter[bool]] = {}
    clauses: dict[str, Counter[str]] = {}
    cases = 0
    for day, change, clause, language, stories in _rows(version):
        if change in WHOLE:
            changes[change] += stories
            languages.setdefault(language or "unknown", Counter())[change != "same"] += stories
            days.setdefault(day, Counter())[change != "same"] += stories
        elif change == "case":
            cases += stories
        else:
            clauses.setdefault(clause, Counter())[change] += stories
    return Seen(
        stories=sum(changes.values()),
        changes=dict(changes),
        cases=cases,
        clauses=[(name, found["gained"], found["lost"]) for name, found in sorted(clauses.items())],
        languages=[(name, found[True] + found[False], found[True]) for name, found in sorted(languages.items())],
        days=[(day, found[True] + found[False], found[True]) for day, found in sorted(days.items())],
    )


def _rows(version: PolicyVersion) -> Iterable[tuple[date, str, str, str, int]]:
    return version.shadow_counts.values_list("day", "change", "clause", "language", "stories")
