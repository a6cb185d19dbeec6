"""Appeals: another person judges a decision again; what is reversed is put back exactly as it was."""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction

from copydesk.desk import deciding, intake, ledger, telling
from copydesk.desk.answers import Answers
from copydesk.desk.errors import NotYours, Refused, TooLate
from copydesk.desk.ledger import Event
from copydesk.desk.models import (
    Appeal,
    AppealKind,
    AppealOutcome,
    Attachment,
    Case,
    Decision,
    DecisionState,
    Outcome,
    Report,
    Subject,
)
from copydesk.desk.people import check_uninvolved, has_touched, require_reviewer
from copydesk.desk.pinning import policy_of
from copydesk.desk.recommending import Proposal, Recommendation, recommend_for
from copydesk.newsroom.models import Account, Story, Tier
from copydesk.policy import ClauseHeld
from copydesk.standing import SanctionKind

__all__ = ["Enclosure", "check_may_judge", "file", "judge", "may_forget", "milder", "second_look", "waiting"]

ANSWER_WITHIN = timedelta(days=7)
LARGEST = 5 * 1024 * 1024
MOST_ENCLOSURES = 10
#: What an enclosure may call itself; everything else is kept as bytes without a type, and all are downloads only.
TYPES = ("text/plain", "text/markdown", "application/pdf", "image/png", "image/jpeg", "application/zip")


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that comes with an appeal: a draft, a document's history, notes."""

    name: str
    data: bytes
    media_type: str = "text/plain"


def file(decision: Decision, author: Account, text: str, now: datetime, enclosures: Iterable[Enclosure] = ()) -> Appeal:
    """Take an author's appeal, within six months of the decision and once.

    Raises:
        NotYours: somebody else's story was decided on.
        TooLate: the six months are over.
        Refused: the decision can't be appealed, was appealed, or an enclosure is too large.
    """
    if decision.author_id != author.pk:
        raise NotYours("Only the author can appeal this decision.")
    if decision.state != DecisionState.IN_FORCE or decision.outcome != Outcome.CONFIRMED or decision.appeal_id:
        raise Refused("There is nothing to appeal here.")
    return _file(decision, AppealKind.AUTHOR, author, text, now, enclosures)


def second_look(decision: Decision, reporter: Account, text: str, now: datetime) -> Appeal:
    """Take a reporter's wish for a second look at a story that was cleared, once.

    Raises:
        NotYours: they did not report it.
        TooLate, Refused: as for ``file``.
    """
    if not Report.objects.filter(case=decision.case_id, reporter=reporter).exists():
        raise NotYours("Only who reported the story can ask for a second look.")
    if decision.state != DecisionState.IN_FORCE or decision.outcome != Outcome.CLEARED:
        raise Refused("There is nothing to look at again.")
    return _file(decision, AppealKind.REPORTER, reporter, text, now, ())


def waiting(person: Account) -> list[Appeal]:
    """Return the appeals that this person may judge, those due first."""
    require_reviewer(person)
    unjudged = Appeal.objects.filter(judge__isnull=True).select_related("decision__case__revision__story")
    return [appeal for appeal in unjudged.order_by("due", "pk") if _may_judge(appeal, person)]


def judge(
    appeal: Appeal,
    person: Account,
    outcome: AppealOutcome,
    reason: str,
    now: datetime,
    chosen: Iterable[Proposal] = (),
    answers: Answers | None = None,
) -> Appeal:
    """Judge an appeal.

    Args:
        appeal: what to judge.
        person: a reviewer who has not touched the case.
        outcome: upheld, changed (an author's appeal: milder; a reporter's: a full review), or reversed.
        reason: why, as the appellant will read it.
        now: the moment.
        chosen: for "changed": the sanctions that hold instead, none of them beyond what was decided.
        answers: for "changed": what the judge finds on the questions; by default what the readers found.

    Raises:
        NotYours: the person is involved or has touched the case.
        Refused: it was judged, or the outcome can't be so.
    """
    with transaction.atomic():
        mine = Appeal.objects.select_for_update().select_related("decision__case__revision__story").get(pk=appeal.pk)
        check_may_judge(mine, person)
        if mine.judge_id is not None:
            raise Refused("This appeal was judged already.")
        if not reason.strip():
            raise Refused("Say why: a judgement gives its reason.")
        mine.judge, mine.outcome, mine.reason, mine.judged = person, outcome, reason.strip()[:2000], now
        mine.save()
        if mine.kind == AppealKind.REPORTER:
            _review_again(mine, now)
        else:
            _put_right(mine, person, tuple(chosen), answers, now)
        ledger.append(Event.JUDGED, now, **_judged(mine, person))
        telling.tell_judged(mine, now)
    return mine


def check_may_judge(appeal: Appeal, person: Account) -> None:
    """Refuse a judge who is involved or has touched the case.

    Raises:
        NotYours: and why.
    """
    require_reviewer(person)
    check_uninvolved(appeal.decision.case, person)
    if appeal.appellant_id == person.pk or has_touched(appeal.decision.case, person):
        raise NotYours("You have had a part in this case: somebody else judges the appeal.")


def milder(decision: Decision, kept: Collection[str], tier: Tier | None = None) -> tuple[Proposal, ...]:
    """Return what a judge lets stand of a decision.

    Args:
        decision: what was appealed.
        kept: the public ids of the sanctions that stay.
        tier: how far the story may be recommended instead, where its ceiling stays; None as decided.

    Raises:
        Refused: nothing stays, or the ceiling would be lower: that is another judgement.
    """
    rows = list(decision.sanctions.order_by("pk"))
    chosen = [proposal for row, proposal in zip(rows, _decided(decision), strict=True) if row.public_id in kept]
    if not chosen:
        raise Refused("Nothing would stay: reverse the decision instead.")
    if tier is not None:
        chosen = [replace(p, tier=tier) if p.kind is SanctionKind.CEILING else p for p in chosen]
    if tuple(chosen) == _decided(decision):
        raise Refused("Nothing would change: let the decision stand instead.")
    return tuple(chosen)


def may_forget(story: Story, now: datetime) -> bool:
    """Tell whether a story's words need not be kept for an appeal any longer."""
    decisions = Decision.objects.filter(revision__story=story, outcome=Outcome.CONFIRMED, in_force__isnull=False)
    waits = Appeal.objects.filter(decision__revision__story=story, judge__isnull=True)
    return not waits.exists() and all(telling.appeal_until(decision) < now for decision in decisions)


def _file(
    decision: Decision, kind: AppealKind, who: Account, text: str, now: datetime, enclosures: Iterable[Enclosure]
) -> Appeal:
    if now > telling.appeal_until(decision):
        raise TooLate("The six months to appeal are over.")
    if not text.strip():
        raise Refused("Say what you think is wrong.")
    if Appeal.objects.filter(decision=decision, kind=kind, appellant=who).exists():
        raise Refused("You have appealed already; you will hear what comes of it.")
    checked = [_checked(enclosure) for enclosure in enclosures]
    if len(checked) > MOST_ENCLOSURES:
        raise Refused(f"An appeal takes {MOST_ENCLOSURES} files at most.")
    with transaction.atomic():
        appeal = Appeal.objects.create(
            decision=decision, kind=kind, appellant=who, text=text.strip()[:10_000], filed=now, due=now + ANSWER_WITHIN
        )
        Attachment.objects.bulk_create(_row(appeal, enclosure) for enclosure in checked)
        row = {"appeal": appeal.public_id, "decision": decision.public_id, "by": kind.value}
        ledger.append(Event.APPEALED, now, **row, enclosures=len(checked))
    return appeal


def _checked(enclosure: Enclosure) -> Enclosure:
    if len(enclosure.data) > LARGEST:
        raise Refused(f"{enclosure.name[:60]!r} is larger than 5 MB.")
    name = "".join(c for c in enclosure.name if c.isprintable() and c not in '/\\:*?"<>|').strip(". ")[:120] or "file"
    kind = enclosure.media_type if enclosure.media_type in TYPES else "application/octet-stream"
    return replace(enclosure, name=name, media_type=kind)


def _row(appeal: Appeal, enclosure: Enclosure) -> Attachment:
    return Attachment(
        appeal=appeal,
        name=enclosure.name,
        media_type=enclosure.media_type,
        data=enclosure.data,
        size=len(enclosure.data),
        sha256=hashlib.sha256(enclosure.data).hexdigest(),
    )


def _may_judge(appeal: Appeal, person: Account) -> bool:
    try:
        check_may_judge(appeal, person)
    except Refused:
        return False
    return True


def _put_right(
    appeal: Appeal, person: Account, chosen: tuple[Proposal, ...], answers: Answers | None, now: datetime
) -> None:
    """Give effect to the judgement of an author's appeal."""
    decision, before = appeal.decision, _decided(appeal.decision)
    if appeal.outcome == AppealOutcome.UPHELD:
        return
    if appeal.outcome == AppealOutcome.CHANGED and not all(_milder(new, before) for new in chosen):
        raise Refused("An appeal never makes things worse: choose sanctions within what was decided.")
    deciding.take_back(decision, now, DecisionState.OVERTURNED, why="appeal")
    if decision.case.subject == Subject.ENROLMENT and appeal.outcome == AppealOutcome.REVERSED:
        deciding.keep_enrolment(decision.author, now)
    allowed = _allowed(decision, before, chosen, answers, appeal.outcome, now)
    deciding.decide_on_appeal(appeal, person, allowed, chosen, appeal.reason, now)


def _decided(decision: Decision) -> tuple[Proposal, ...]:
    return tuple(
        Proposal(
            SanctionKind(row.kind),
            row.clause,
            tier=row.tier if row.kind == SanctionKind.CEILING else None,
            until=row.until,
            weight=row.weight or 1.0,
        )
        for row in decision.sanctions.order_by("pk")
    )


def _milder(new: Proposal, before: tuple[Proposal, ...]) -> bool:
    return any(replace(new, clause=old.clause).within(old) and new.weight <= old.weight for old in before)


def _allowed(
    decision: Decision,
    before: tuple[Proposal, ...],
    chosen: tuple[Proposal, ...],
    answers: Answers | None,
    outcome: str,
    now: datetime,
) -> Recommendation:
    """Return the frame of the judge's own decision: a reversal establishes nothing against anybody."""
    if outcome == AppealOutcome.REVERSED:
        findings = Answers().findings() | {"writing": "unknown"}
        return Recommendation(Outcome.CLEARED, (), (), findings, decision.policy)
    if answers is not None:
        found = recommend_for(decision.case, answers, now, policy_of(decision))
        return replace(found, sanctions=chosen)
    held = tuple(ClauseHeld(clause, "") for clause in decision.clauses)
    return Recommendation(Outcome.CONFIRMED, held, before, dict(decision.findings), decision.policy)


def _review_again(appeal: Appeal, now: datetime) -> None:
    """Give effect to a second look: where it was right the case is opened again for two fresh readings."""
    if appeal.outcome == AppealOutcome.UPHELD:
        return
    old: Case = appeal.decision.case
    deciding.take_back(appeal.decision, now, DecisionState.OVERTURNED, why="second-look")
    fresh = intake.open_case(old.revision, old.assessment, list(old.clauses), now, two_readings=True)
    Report.objects.filter(case=old).update(case=fresh)


def _judged(appeal: Appeal, person: Account) -> dict[str, object]:
    return {
        "appeal": appeal.public_id,
        "decision": appeal.decision.public_id,
        "by": appeal.kind,
        "judge": person.public_id,
        "outcome": appeal.outcome,
        "filed": appeal.filed,
        "clauses": appeal.decision.clauses,
        "language": appeal.decision.case.language,
    }
