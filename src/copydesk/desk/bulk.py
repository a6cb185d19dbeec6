"""Bulk decisions: many alike cases with little at stake, seen before they are decided and undone together."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from copydesk.desk import claims, deciding, reading
from copydesk.desk.answers import Answers
from copydesk.desk.errors import NotYourTurn, Refused, TooLate
from copydesk.desk.models import Case, CaseReason, CaseState, Decision, DecisionState, Subject
from copydesk.desk.people import check_uninvolved, require_reviewer
from copydesk.desk.recommending import Recommendation, recommend_for
from copydesk.newsroom.models import Account, new_public_id

__all__ = [
    "MOST",
    "Batch",
    "Choices",
    "Line",
    "Preview",
    "Wanted",
    "alike",
    "choices",
    "decide_all",
    "preview",
    "undo_all",
]

MOST = 100


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cases to look at together: a clause, a language, what asks ("prose 3", "readers"); "" for any."""

    clause: str = ""
    language: str = ""
    asker: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """What there is to choose from among the cases that one reading settles."""

    clauses: tuple[str, ...]
    languages: tuple[str, ...]
    askers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """What would become of one case: the recommendation, or why it can't be decided in bulk."""

    case: Case
    recommendation: Recommendation | None
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a bulk decision would do; ``digest`` must come back, so that nothing else is decided than was seen."""

    lines: tuple[Line, ...]
    digest: str


@dataclass(frozen=True, slots=True)
class Batch:
    """A bulk decision that was made: its id, the decisions, and the cases left out with the reason."""

    id: str
    decisions: tuple[Decision, ...]
    skipped: tuple[Line, ...]


def alike(person: Account, wanted: Wanted, now: datetime) -> tuple[list[Case], int]:
    """Return the cases of one kind that the person may decide together, most urgent first, and how many may not be.

    Those left out take two readings, are another's, are being read, or are beyond the first 100.

    Raises:
        Refused: the person is no reviewer.
    """
    require_reviewer(person)
    found = _simple().filter(_matching(wanted)).distinct().select_related("revision__story", "assessment", "author")
    ordered = [case for case in found.order_by("-priority", "pk")[: 2 * MOST] if wanted.clause in ("", *case.clauses)]
    mine = [case for case in ordered if _refusal(case, person, now) is None][:MOST]
    live = Case.objects.filter(_matching(wanted), state=CaseState.OPEN, golden__isnull=True).distinct()
    return mine, sum(wanted.clause in ("", *clauses) for _, clauses in live.values_list("pk", "clauses")) - len(mine)


def choices() -> Choices:
    """Return what the cases that one reading settles can be narrowed down by."""
    rows = list(_simple().values_list("pk", "clauses", "language"))
    asked = CaseReason.objects.filter(case__in=[pk for pk, *_ in rows]).values_list("detector", "version").distinct()
    return Choices(
        tuple(sorted({clause for _, clauses, _ in rows for clause in clauses})),
        tuple(sorted({language for *_, language in rows if language})),
        tuple(sorted({f"{detector} {version}".strip() for detector, version in asked})),
    )


def preview(cases: Sequence[Case], person: Account, answers: Answers, now: datetime) -> Preview:
    """Return what deciding all these cases by the same answers would do; nothing is written.

    Raises:
        Refused: the person is no reviewer, or there are more than 100 cases.
    """
    require_reviewer(person)
    if len(cases) > MOST:
        raise Refused(f"At most {MOST} cases are decided together.")
    lines = tuple(_line(case, person, answers, now) for case in cases)
    return Preview(lines, _digest(lines))


def decide_all(
    cases: Sequence[Case], person: Account, answers: Answers, reason: str, now: datetime, digest: str
) -> Batch:
    """Read and decide all these cases by the same answers, each with its own reading and decision.

    Args:
        cases: as they were previewed.
        person: who decides; a case they hold goes back to the queue.
        answers: to the questions of each.
        reason: for each.
        now: the moment.
        digest: of the preview.

    Raises:
        Refused: what would happen is not what was previewed.
    """
    seen = preview(cases, person, answers, now)
    if seen.digest != digest:
        raise Refused("Something changed since the preview: look at it again.")
    batch, made, skipped = new_public_id(), [], [line for line in seen.lines if line.refused]
    with transaction.atomic():
        for line in seen.lines:
            if line.refused:
                continue
            try:
                with transaction.atomic():
                    made.append(_decide(line.case, person, answers, reason, now, batch))
            except Refused as error:
                skipped.append(Line(line.case, None, str(error)))
    return Batch(batch, tuple(made), tuple(skipped))


def undo_all(batch: str, person: Account, now: datetime) -> int:
    """Take a bulk decision back within 30 seconds, its readings too; returns how many decisions that were.

    Raises:
        TooLate: the time is over, or the batch is somebody else's.
    """
    decisions = Decision.objects.filter(batch=batch, reviewer=person, state=DecisionState.IN_FORCE)
    if not batch or not decisions.exists():
        raise TooLate("There is nothing here that you can take back any more.")
    with transaction.atomic():
        return sum(_undo(decision, person, now) for decision in decisions.order_by("-pk"))


def _simple() -> QuerySet[Case]:
    """Return the cases that wait for one reading and need no other."""
    return Case.objects.filter(
        state=CaseState.OPEN, two_readings=False, golden__isnull=True, subject=Subject.REVISION, readings__isnull=True
    )


def _matching(wanted: Wanted) -> Q:
    """Return the condition but for the clause: lists in JSON are not searched alike on every database."""
    condition = Q(language=wanted.language) if wanted.language else Q()
    if wanted.asker:
        detector, _, version = wanted.asker.partition(" ")
        by_people = Q(reasons__detector="", reasons__version=wanted.asker)
        condition &= Q(reasons__detector=detector, reasons__version=version) | by_people
    return condition


def _refusal(case: Case, person: Account, now: datetime) -> Refused | None:
    try:
        check_uninvolved(case, person)
        _check_simple(case, person, now)
    except Refused as refusal:
        return refusal
    return None


def _line(case: Case, person: Account, answers: Answers, now: datetime) -> Line:
    try:
        if refusal := _refusal(case, person, now):
            return Line(case, None, str(refusal))
        found = recommend_for(case, answers, now)
        if reading.stakes_are_high(case, answers) or any(p.kind.needs_two_readings for p in found.sanctions):
            raise NotYourTurn("More is at stake here than one reading may cost.")
    except Refused as error:
        return Line(case, None, str(error))
    return Line(case, found)


def _check_simple(case: Case, person: Account, now: datetime) -> None:
    if case.two_readings or case.golden_id:
        raise NotYourTurn("This case takes two readings.")
    if case.state != CaseState.OPEN:
        raise NotYourTurn("This case does not wait for a reading.")
    if case.holder_id not in (None, person.pk) and case.lease_until and case.lease_until > now:
        raise NotYourTurn("Somebody is working on this case.")


def _decide(case: Case, person: Account, answers: Answers, reason: str, now: datetime, batch: str) -> Decision:
    claim = claims.take(case, person, now)
    reading.give(case, person, claim.token, answers, reason, now)
    decision = deciding.decide(case, person, claim.token, reason, now, batch=batch)
    if decision is None:
        raise NotYourTurn("This case takes two readings.")
    return decision


def _undo(decision: Decision, person: Account, now: datetime) -> bool:
    case = deciding.undo(decision, person, now)
    for mine in case.readings.filter(reader=person, undone__isnull=True):
        reading.undo(mine, person, now)
    claims.release(case, person, case.lease)
    return True


def _digest(lines: Iterable[Line]) -> str:
    text = "\n".join(f"{line.case.public_id} {line.refused} {line.recommendation}" for line in lines)
    return hashlib.sha256(text.encode()).hexdigest()[:32]
