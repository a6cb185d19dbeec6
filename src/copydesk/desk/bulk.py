"""Bulk decisions: many alike cases with little at stake, seen before they are decided and undone together."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from copydesk.desk import claims, deciding, reading
from copydesk.desk.answers import Answers
from copydesk.desk.errors import NotYourTurn, Refused, TooLate
from copydesk.desk.models import Case, CaseState, Decision, DecisionState
from copydesk.desk.people import check_uninvolved, require_reviewer
from copydesk.desk.recommending import Recommendation, recommend_for
from copydesk.newsroom.models import Account, new_public_id

__all__ = ["MOST", "Batch", "Line", "Preview", "decide_all", "preview", "undo_all"]

MOST = 100


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


def _line(case: Case, person: Account, answers: Answers, now: datetime) -> Line:
    try:
        check_uninvolved(case, person)
        _check_simple(case, person, now)
        found = recommend_for(case, answers, now)
        if any(proposal.kind.needs_two_readings for proposal in found.sanctions):
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
