"""Choosing golden cases: from a decided case, a story, or words that were pasted in; and how each was read."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from copydesk.desk import stories
from copydesk.desk.errors import Refused
from copydesk.desk.golden import KEEPER, missed
from copydesk.desk.intake import READERS
from copydesk.desk.models import Case, Decision, DecisionState, GoldenCase, Reading, Report, Subject
from copydesk.desk.people import pseudonym_of
from copydesk.desk.statistics import Rate, rate
from copydesk.newsroom import assessing, writing
from copydesk.newsroom.models import Account, Assessment, Revision, Role, Story
from copydesk.newsroom.suspecting import detector_of, strength
from copydesk.newsroom.writing import Words
from copydesk.policy import Ruling

__all__ = [
    "Read",
    "Scored",
    "add",
    "candidates",
    "doubtful",
    "expected_of",
    "from_case",
    "from_words",
    "reads_of",
    "retire",
    "score",
    "scored",
    "use_again",
]

MOST_SHOWN = 50
LONGEST_REPORT = 2000


@dataclass(frozen=True, slots=True)
class Scored:
    """A golden case with the share of readings that answered as expected, and when it was read last."""

    golden: GoldenCase
    rate: Rate
    last: datetime | None


@dataclass(frozen=True, slots=True)
class Read:
    """One reading of a golden case: by whom (a pseudonym), what it said, and which questions it answered otherwise."""

    by: str
    given: datetime
    seconds: float
    reason: str
    answers: Mapping[str, Any]
    missed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Asks:
    """What a golden case is about, and what asks."""

    clauses: Iterable[str]
    reasons: list[dict[str, Any]]
    reports: list[str]


def candidates(words: str = "") -> list[Decision]:
    """Return decisions that hold and that a golden case can be made from, newest first; ``words`` of the title."""
    held = Decision.objects.filter(state=DecisionState.IN_FORCE, case__subject=Subject.REVISION)
    named = held.filter(revision__title__icontains=words[:100]) if words.strip() else held
    used = GoldenCase.objects.filter(active=True).values("revision")
    found = named.exclude(revision__in=used).select_related("revision", "case").order_by("-in_force", "-pk")
    return list(found[:MOST_SHOWN])


def expected_of(decision: Decision) -> dict[str, Any]:
    """Return what a decision established, as the answers to propose; doubt about the writing stays doubt."""
    return {"writing": "unknown"} | dict(decision.findings)


def from_case(case: Case, expected: Mapping[str, Any], by: Account, now: datetime) -> GoldenCase:
    """Make a golden case of a decided one: its reader is shown what its own readers were.

    Raises:
        Refused: it is not decided, is about an enrolment, or as ``add``.
    """
    decided = case.decisions.filter(state=DecisionState.IN_FORCE).exists()
    if not decided or case.golden_id or case.subject != Subject.REVISION:
        raise Refused("Choose a case on a story whose decision holds.")
    fields = ("clause", "detector", "version", "strength", "reason")
    asked = list(case.reasons.order_by("pk").values(*fields))
    reports = list(Report.objects.filter(case=case).order_by("pk").values_list("text", flat=True))
    return _store(case.revision, case.assessment, _Asks(case.clauses, asked, reports), expected, by, now, source=case)


def from_words(
    words: Words,
    expected: Mapping[str, Any],
    by: Account,
    now: datetime,
    *,
    language: str = "",
    clauses: Iterable[str] = (),
    reports: Iterable[str] = (),
) -> GoldenCase:
    """Make a golden case of words that were pasted in; they are assessed as any story, and shown to nobody else.

    Args:
        words: the story.
        expected: the right answers.
        by: who chooses.
        now: the moment.
        language: of the words, for routing.
        clauses: what the case is about, where readers ask; by default what the detectors suspect.
        reports: the words of the readers who ask, where no detector does.

    Raises:
        StoryError, RefusedError: as ``newsroom.writing.read_words``.
        Refused: nobody would ask about these words, or as ``add``.
    """
    _check_may(by, expected)
    document = writing.read_words(words)
    with transaction.atomic():
        story = Story.objects.create(author=_keeper(), paywalled=words.paywalled, language=language[:8])
        revision = writing.keep(story, words, document.revision, first=True)
        assessing.assess_now(revision)
        return add(revision, list(clauses), expected, by, now, reports=reports)


def add(
    revision: Revision,
    clauses: list[str],
    expected: Mapping[str, Any],
    by: Account,
    now: datetime,
    *,
    reports: Iterable[str] = (),
) -> GoldenCase:
    """Make a revision a golden case, asked about by what the detectors suspect in it, or by readers.

    Args:
        revision: an assessed one.
        clauses: what it is about; none for all that is suspected.
        expected: the right answers in the form of findings, with every question that counts.
        by: who chooses.
        now: the moment.
        reports: what readers wrote; they ask about the clauses that no detector suspects.

    Raises:
        Refused: the person is neither a senior reviewer nor a policy owner, nothing is expected, or nobody would ask.
    """
    _check_may(by, expected)
    kept = assessing.latest(revision)
    words = [text.strip()[:LONGEST_REPORT] for text in reports if text.strip()]
    asked = list(_asked(revision, kept, clauses, words))
    about = {row["clause"] for row in asked if row["clause"]}
    return _store(revision, kept, _Asks(about, asked, words), expected, by, now)


def retire(golden: GoldenCase, by: Account) -> None:
    """Take a golden case out of use; what was read stays counted.

    Raises:
        Refused: the person is neither a senior reviewer nor a policy owner.
    """
    _check_role(by)
    GoldenCase.objects.filter(pk=golden.pk).update(active=False)


def use_again(golden: GoldenCase, by: Account) -> None:
    """Put a golden case back in use.

    Raises:
        Refused: as ``retire``.
    """
    _check_role(by)
    GoldenCase.objects.filter(pk=golden.pk).update(active=True)


def scored() -> QuerySet[GoldenCase]:
    """Return all golden cases, those in use first; ``score`` tells how each was read."""
    return GoldenCase.objects.select_related("revision", "added_by", "source").order_by("-active", "-added", "-pk")


def score(golden: GoldenCase) -> Scored:
    """Return how a golden case was read."""
    readings = list(_readings(golden))
    right = sum(not missed(golden.expected, reading) for reading in readings)
    return Scored(golden, rate(right, len(readings)), readings[0].given if readings else None)


def reads_of(golden: GoldenCase) -> Iterator[Read]:
    """Yield the readings of a golden case, newest first."""
    for reading in _readings(golden):
        yield Read(
            by=pseudonym_of(reading.reader),
            given=reading.given,
            seconds=(reading.given - reading.started).total_seconds(),
            reason=reading.reason,
            answers=reading.answers,
            missed=missed(golden.expected, reading),
        )


def doubtful(golden: GoldenCase) -> bool:
    """Tell whether the decision that a golden case was made from holds no longer: its answers may be wrong."""
    source = golden.source
    return source is not None and not source.decisions.filter(state=DecisionState.IN_FORCE, appeal=None).exists()


def _readings(golden: GoldenCase) -> QuerySet[Reading]:
    given = Reading.objects.filter(case__golden=golden, undone__isnull=True)
    return given.select_related("reader").order_by("-given", "-pk")


def _asked(
    revision: Revision, kept: Assessment | None, clauses: list[str], reports: list[str]
) -> Iterator[dict[str, Any]]:
    """Yield what asks: the detectors that suspect something, and readers about the rest; as real cases have it.

    Raises:
        Refused: a real case would never be opened so, and the reader would know it by that.
    """
    suspected = dict(_suspected(stories.ruling_on(revision, kept, {}))) if kept else {}
    wanted = clauses or sorted(suspected)
    for clause in sorted({*wanted} & {*suspected}):
        yield _row(clause, kept, suspected[clause])
    rest = [clause for clause in wanted if clause not in suspected]
    if reports and revision.paywalled:
        counted = f"{len(reports)} {'reader' if len(reports) == 1 else 'readers'} reported this story."
        yield {
            "clause": rest[0] if rest else "",
            "detector": "",
            "version": READERS,
            "strength": 0.15 * min(len(reports), 5),
            "reason": counted,
        }
    elif rest or not wanted:
        raise Refused(
            "No detector asks about this, so nobody would take it for a real case. "
            "Put it behind the paywall and give the words of a reader who reports it."
        )


def _suspected(ruling: Ruling) -> Iterator[tuple[str, str]]:
    yield from ((held.id, held.because) for held in ruling.clauses if held.suspected)


def _row(clause: str, kept: Assessment | None, because: str) -> dict[str, Any]:
    detector = detector_of(clause)
    return {
        "clause": clause,
        "detector": detector,
        "version": (kept.detectors if kept else {}).get(detector, ""),
        "strength": strength(detector, stories.evidence_of(kept)),
        "reason": because,
    }


def _store(
    revision: Revision,
    kept: Assessment | None,
    asks: _Asks,
    expected: Mapping[str, Any],
    by: Account,
    now: datetime,
    source: Case | None = None,
) -> GoldenCase:
    _check_may(by, expected)
    if GoldenCase.objects.filter(revision=revision, active=True).exists():
        raise Refused("There is a golden case on this story already.")
    return GoldenCase.objects.create(
        revision=revision,
        assessment=kept,
        clauses=sorted(asks.clauses),
        expected=dict(expected),
        source=source,
        reasons=asks.reasons,
        reports=asks.reports,
        added_by=by,
        added=now,
    )


def _check_may(by: Account, expected: Mapping[str, Any]) -> None:
    _check_role(by)
    if "writing" not in expected:
        raise Refused("Say at least who wrote the prose.")


def _check_role(by: Account) -> None:
    if not by.has_role(Role.SENIOR_REVIEWER, Role.POLICY_OWNER):
        raise Refused("Senior reviewers and policy owners choose golden cases.")


def _keeper() -> Account:
    fields = {"handle": "golden-cases", "name": "Golden cases", "is_active": False}
    made, new = Account.objects.get_or_create(email=KEEPER, defaults=fields)
    if new:
        made.set_unusable_password()
        made.save(update_fields=["password"])
    return made
