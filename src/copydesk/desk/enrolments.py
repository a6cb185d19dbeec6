"""Enrolments: a second confirmed strike of the partner programme opens a case on the author's place in it."""

from datetime import datetime

from django.db.models import QuerySet

from copydesk.desk import intake, ledger
from copydesk.desk.claims import FREE
from copydesk.desk.ledger import Event
from copydesk.desk.models import LIVE, Case, CaseState, Decision, Sanction, Subject
from copydesk.newsroom.models import Account
from copydesk.standing import SanctionKind

__all__ = ["open_case_after", "reviews_of", "withdraw_case"]


def open_case_after(decision: Decision, now: datetime) -> Case | None:
    """Open the case on an enrolment that this decision put under review; None where it did not."""
    put = decision.sanctions.filter(kind=SanctionKind.ENROLMENT_REVIEW, applied__isnull=False, undone__isnull=True)
    review = put.first()
    if review is None:
        return None
    return intake.open_case(
        decision.revision,
        decision.assessment,
        [review.clause],
        now,
        subject=Subject.ENROLMENT,
        two_readings=True,
        why="Confirmed strikes of the partner programme have added up.",
    )


def withdraw_case(decision: Decision, now: datetime) -> None:
    """Withdraw the case on an enrolment when nothing keeps that enrolment under review any more."""
    if reviews_of(decision.author).filter(undone__isnull=True).exists():
        return
    for case in Case.objects.filter(subject=Subject.ENROLMENT, author=decision.author, state__in=LIVE):
        Case.objects.filter(pk=case.pk).update(state=CaseState.WITHDRAWN, closed=now, **FREE)
        ledger.append(Event.CASE_CLOSED, now, case=case.public_id, state=CaseState.WITHDRAWN.value)


def reviews_of(account: Account) -> QuerySet[Sanction]:
    """Return the sanctions that put the account's enrolment under review, lifted ones too."""
    return Sanction.objects.filter(
        account=account, kind=SanctionKind.ENROLMENT_REVIEW, applied__isnull=False
    ).select_related("decision", "account", "story")
