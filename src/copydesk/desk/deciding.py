"""Deciding: a person decides on the readings, and what they decide takes effect in the same transaction."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from copydesk.desk import enrolments, intake, ledger, pinning, sanctions, stories, telling
from copydesk.desk.claims import FREE, LEASE, holding
from copydesk.desk.errors import NotYourTurn, Refused, TooLate
from copydesk.desk.ledger import Event
from copydesk.desk.models import (
    Appeal,
    Case,
    CaseState,
    Clearance,
    Decision,
    DecisionState,
    Outcome,
    Report,
    ReportOutcome,
    Sanction,
    Subject,
)
from copydesk.desk.people import check_uninvolved, require_reviewer
from copydesk.desk.reading import UNDO_WITHIN, readings_of
from copydesk.desk.recommending import Proposal, Recommendation, check_chosen, recommend
from copydesk.newsroom.assessing import rule_again
from copydesk.newsroom.models import Account, Suspicion, SuspicionState, new_public_id

__all__ = [
    "decide",
    "decide_on_appeal",
    "keep_enrolment",
    "mend",
    "refuse",
    "second",
    "take_back",
    "undo",
    "undo_on",
    "waiting_for_second",
]

LEAST_READINGS = 2


@dataclass(frozen=True, slots=True)
class Ground:
    """What a decision rests on: who, on which case, recommended by the policy, chosen by the person, and why."""

    case: Case
    person: Account
    allowed: Recommendation
    chosen: tuple[Proposal, ...]
    reason: str
    spans: list[list[int]]
    now: datetime
    appeal: Appeal | None = None
    batch: str = ""


def decide(
    case: Case,
    person: Account,
    token: str,
    reason: str,
    now: datetime,
    chosen: Iterable[Proposal] | None = None,
    batch: str = "",
) -> Decision | None:
    """Decide a case whose readings are complete.

    Args:
        case: held by the person.
        person: who decides; never the author or anybody involved.
        token: of their lease.
        reason: why, in a sentence or more, as the author will read it.
        now: the moment.
        chosen: the sanctions to take, each no further than recommended; None takes what is recommended.
        batch: marks decisions that were made together.

    Returns:
        The decision: in force, or proposed where a sanction needs a second person. None on a golden case, which is
        closed without any effect.

    Raises:
        LeaseLost, NotYours, NotYourTurn, Refused: it can't be decided so.
    """
    with transaction.atomic():
        locked = holding(case, person, token, now)
        check_uninvolved(locked, person)
        if locked.state != CaseState.AGREED:
            raise NotYourTurn("This case waits for another reading first.")
        allowed = recommend(locked, now)
        taken = allowed.sanctions if chosen is None else tuple(chosen)
        check_chosen(taken, allowed)
        _check_reason(reason)
        if locked.golden_id:
            _close(locked, CaseState.DECIDED, now)
            return None
        spans: list[list[int]] = next((reading.spans for reading in reversed(readings_of(locked)) if reading.spans), [])
        decision = _store(Ground(locked, person, allowed, taken, reason, spans, now, batch=batch))
        if decision.needs_second:
            _propose(decision, now)
        else:
            _enforce(decision, now)
    return decision


def waiting_for_second(person: Account) -> list[Decision]:
    """Return the proposed decisions that this person may second or refuse, oldest first."""
    require_reviewer(person)
    waiting = Decision.objects.filter(state=DecisionState.PROPOSED).exclude(reviewer=person).exclude(author=person)
    return [d for d in waiting.select_related("case__revision__story").order_by("made") if _uninvolved(d, person)]


def second(decision: Decision, person: Account, now: datetime) -> Decision:
    """Agree to a proposed decision as the second person; it takes force.

    Raises:
        NotYours: the person is involved.
        Refused: it is their own proposal, or waits no longer.
    """
    with transaction.atomic():
        proposed = _waiting(decision, person)
        proposed.second = person
        _enforce(proposed, now)
    return proposed


def refuse(decision: Decision, person: Account, now: datetime) -> Decision:
    """Disagree with a proposed decision; the case goes back to be decided otherwise."""
    with transaction.atomic():
        proposed = _waiting(decision, person)
        proposed.second = person
        _end(proposed, DecisionState.REFUSED, now, why="refused")
        _reopen(proposed.case, CaseState.AGREED)
    return proposed


def undo(decision: Decision, person: Account, now: datetime) -> Case:
    """Take one's own decision back within 30 seconds: all is as before, nobody is told, the case is theirs again.

    Raises:
        Refused: it is somebody else's or holds no longer.
        TooLate: the 30 seconds are over.
    """
    with transaction.atomic():
        mine = Decision.objects.select_for_update().select_related("case").get(pk=decision.pk)
        if person.pk not in (mine.reviewer_id, mine.second_id):
            raise Refused("This is not your decision.")
        since = mine.in_force or mine.made
        if mine.state not in (DecisionState.IN_FORCE, DecisionState.PROPOSED) or now - since > UNDO_WITHIN:
            raise TooLate("A decision can be taken back for 30 seconds; after that, by an appeal.")
        _absorb_newer(mine.case, now)
        take_back(mine, now, DecisionState.UNDONE, why="undone")
        _reopen(mine.case, CaseState.AGREED, None if _holds_another(person) else person, now)
    return mine.case


def undo_on(case: Case, person: Account, now: datetime) -> Case:
    """Take back what this person decided last on a case; the page's undo, alike for every kind of case.

    Raises:
        Refused, TooLate: as ``undo``.
    """
    decision = Decision.objects.filter(case=case, state__in=(DecisionState.IN_FORCE, DecisionState.PROPOSED)).first()
    if decision:
        return undo(decision, person, now)
    mine = case.readings.filter(reader=person, undone__isnull=True).exists()
    if not mine or case.state != CaseState.DECIDED or case.closed is None or now - case.closed > UNDO_WITHIN:
        raise TooLate("There is nothing here that you can take back any more.")
    with transaction.atomic():
        _reopen(case, CaseState.AGREED, None if _holds_another(person) else person, now)
    return case


def decide_on_appeal(
    appeal: Appeal, judge: Account, allowed: Recommendation, chosen: tuple[Proposal, ...], reason: str, now: datetime
) -> Decision:
    """Replace an overturned decision by the judge's own; called by ``appeals`` in its transaction.

    Raises:
        Refused: a sanction goes further than the policy or the decision that was appealed.
    """
    check_chosen(chosen, allowed)
    old = appeal.decision
    decision = _store(Ground(old.case, judge, allowed, chosen, reason, old.spans, now, appeal=appeal))
    if decision.needs_second:
        decision.second = old.reviewer  # who decided on more has agreed to this much
    _enforce(decision, now)
    return decision


def take_back(decision: Decision, now: datetime, state: DecisionState, why: str) -> None:
    """End a decision and undo all it did: sanctions, clearances, answers to reporters, letters that wait."""
    for sanction in decision.sanctions.select_related("decision", "account", "story").order_by("-pk"):
        sanctions.undo(sanction, now, why)
    decision.clearances.filter(lifted__isnull=True).update(lifted=now)
    _answer_reports(decision, ReportOutcome.OPEN)
    _mark_suspicions(decision, SuspicionState.HANDED_OVER)
    enrolments.withdraw_case(decision, now)
    _look_at_enrolment_again(decision, now)
    _end(decision, state, now, why=why)
    telling.withdraw(decision)
    rule_again(decision.revision.story)


def mend(sanction: Sanction, now: datetime) -> None:
    """Lift a sanction because its author mended what it rested on; nothing adverse follows by itself."""
    sanctions.undo(sanction, now, why="mended")
    telling.tell_mended(sanction, now)


def keep_enrolment(account: Account, now: datetime) -> None:
    """Give an enrolment back that stood under review."""
    for sanction in enrolments.reviews_of(account).filter(undone__isnull=True):
        sanctions.undo(sanction, now, why="kept")


def _store(ground: Ground) -> Decision:
    """Store the decision and what it plans, pinned to revision, evidence, policy and readings."""
    case, now = ground.case, ground.now
    _check_reason(ground.reason)
    readings = readings_of(case)
    _check_readings(len(readings), ground.chosen)
    decision = Decision.objects.create(
        case=case,
        revision=case.revision,
        assessment=case.assessment,
        content_hash=case.revision.content_hash,
        evidence_hash=stories.evidence_hash(case.assessment),
        policy=ground.allowed.policy,
        author=case.author,
        reviewer=ground.person,
        needs_second=any(proposal.kind.needs_two_people for proposal in ground.chosen),
        outcome=ground.allowed.outcome,
        clauses=[clause.id for clause in ground.allowed.clauses],
        findings=ground.allowed.findings,
        reason=ground.reason.strip()[:2000],
        spans=ground.spans,
        state=DecisionState.PROPOSED,
        made=now,
        batch=ground.batch,
        appeal=ground.appeal,
    )
    decision.readings.set(readings)
    if ground.appeal is None:
        pinning.remember(case.revision.story, stories.policy_for(case.revision.story))
    for proposal in ground.chosen:
        sanctions.plan(_order(decision, proposal))
    return decision


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused("Say why: a decision gives its reason.")


def _order(decision: Decision, proposal: Proposal) -> sanctions.Order:
    return sanctions.Order(
        decision, proposal.kind, proposal.clause, tier=proposal.tier, until=proposal.until, weight=proposal.weight
    )


def _check_readings(readings: int, chosen: Iterable[Proposal]) -> None:
    if readings < LEAST_READINGS and any(proposal.kind.needs_two_readings for proposal in chosen):
        raise NotYourTurn("Paywall, enrolment and account take two independent readings.")


def _propose(decision: Decision, now: datetime) -> None:
    _close(decision.case, CaseState.PROPOSED, None)
    ledger.append(Event.PROPOSED, now, **_row(decision))


def _enforce(decision: Decision, now: datetime) -> None:
    """Put a decision in force with everything that follows from it, in the running transaction."""
    decision.state, decision.in_force = DecisionState.IN_FORCE, now
    decision.save(update_fields=["state", "in_force", "second"])
    _close(decision.case, CaseState.DECIDED, now)
    for sanction in decision.sanctions.select_related("decision", "account", "story").order_by("pk"):
        sanctions.apply(sanction, now)
    confirmed = decision.outcome == Outcome.CONFIRMED
    _mark_suspicions(decision, SuspicionState.CONFIRMED if confirmed else SuspicionState.CLEARED)
    _answer_reports(decision, ReportOutcome.UPHELD if confirmed else ReportOutcome.NOT_UPHELD)
    if not confirmed:
        _clear(decision, now)
    ledger.append(Event.DECIDED, now, **_row(decision))
    rule_again(decision.revision.story)
    enrolments.open_case_after(decision, now)
    telling.tell(decision, now)


def _clear(decision: Decision, now: datetime) -> None:
    """Note that these detector versions need not ask again, and give back an enrolment that was looked at."""
    case = decision.case
    Clearance.objects.bulk_create(
        Clearance(
            story=decision.revision.story,
            revision=decision.revision,
            decision=decision,
            clause=reason.clause,
            detector=reason.detector,
            version=reason.version,
        )
        for reason in case.reasons.exclude(detector="")
    )
    if case.subject == Subject.ENROLMENT:
        keep_enrolment(decision.author, now)


def _look_at_enrolment_again(decision: Decision, now: datetime) -> None:
    """Put an enrolment back under review when the decision that kept it is taken back."""
    if decision.case.subject == Subject.ENROLMENT and decision.outcome == Outcome.CLEARED and decision.in_force:
        for sanction in enrolments.reviews_of(decision.author).filter(undone=decision.in_force):
            sanctions.reinstate(sanction, now)


def _mark_suspicions(decision: Decision, state: SuspicionState) -> None:
    Suspicion.objects.filter(case_reason__case=decision.case_id).update(state=state)


def _answer_reports(decision: Decision, outcome: ReportOutcome) -> None:
    Report.objects.filter(case=decision.case_id).update(outcome=outcome)


def _end(decision: Decision, state: DecisionState, now: datetime, why: str) -> None:
    decision.state, decision.ended = state, now
    decision.save(update_fields=["state", "ended", "second"])
    row = {"decision": decision.public_id, "case": decision.case.public_id, "state": state.value, "why": why}
    ledger.append(Event.DECISION_ENDED, now, **row, clauses=decision.clauses)


def _absorb_newer(case: Case, now: datetime) -> None:
    """Take a case that was opened on the same story since into the one that is about to be open again."""
    for newer in intake.open_cases_like(case).exclude(pk=case.pk):
        if newer.holder_id or newer.readings.filter(undone__isnull=True).exists():
            raise TooLate("Somebody is reading this story again already; what was decided can be appealed.")
        intake.absorb(newer, case, now)


def _close(case: Case, state: CaseState, closed: datetime | None) -> None:
    Case.objects.filter(pk=case.pk).update(state=state, closed=closed, **FREE)
    case.refresh_from_db()


def _reopen(case: Case, state: CaseState, holder: Account | None = None, now: datetime | None = None) -> None:
    lease: dict[str, Any] = dict(FREE)
    if holder and now:
        lease = {"holder": holder, "held_since": now, "lease_until": now + LEASE, "lease": new_public_id()}
    Case.objects.filter(pk=case.pk).update(state=state, closed=None, **lease)
    case.refresh_from_db()


def _holds_another(person: Account) -> bool:
    return Case.objects.filter(holder=person).exists()


def _waiting(decision: Decision, person: Account) -> Decision:
    require_reviewer(person)
    proposed = Decision.objects.select_for_update().select_related("case__revision__story").get(pk=decision.pk)
    check_uninvolved(proposed.case, person)
    if proposed.reviewer_id == person.pk:
        raise Refused("The second person is somebody else than the first.")
    if proposed.state != DecisionState.PROPOSED:
        raise Refused("This proposal waits no longer.")
    return proposed


def _uninvolved(decision: Decision, person: Account) -> bool:
    try:
        check_uninvolved(decision.case, person)
    except Refused:
        return False
    return True


def _row(decision: Decision) -> dict[str, Any]:
    return {
        "decision": decision.public_id,
        "case": decision.case.public_id,
        "revision": decision.revision.public_id,
        "content": decision.content_hash,
        "evidence": decision.evidence_hash,
        "policy": decision.policy,
        "author": decision.author.public_id,
        "reviewer": decision.reviewer.public_id,
        "second": decision.second.public_id if decision.second else None,
        "outcome": decision.outcome,
        "clauses": decision.clauses,
        "appeal": decision.appeal.public_id if decision.appeal else None,
        "language": decision.case.language,
        "detected": decision.case.reasons.exclude(detector="").exists(),
        "reported": decision.case.reports.exists(),
        "opened": decision.case.opened,
    }
