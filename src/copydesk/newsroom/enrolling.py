"""The partner programme: an author enrols and leaves; only the desk reviews and revokes."""

from copydesk.newsroom import clock
from copydesk.newsroom.errors import RefusedError
from copydesk.newsroom.models import Account, Enrolment, EnrolmentStatus

__all__ = ["enrol", "is_partner", "leave"]


def is_partner(account: Account) -> bool:
    """Tell whether the account may earn by the paywall: enrolled, also while its enrolment is looked at."""
    enrolment = getattr(account, "enrolment", None)
    return enrolment is not None and enrolment.status in (EnrolmentStatus.ENROLLED, EnrolmentStatus.UNDER_REVIEW)


def enrol(account: Account) -> Enrolment:
    """Enrol an author who asks for it.

    Raises:
        RefusedError: the address is not confirmed, or the enrolment was revoked.
    """
    if not account.email_confirmed:
        raise RefusedError("unconfirmed", "Confirm your e-mail address first.")
    enrolment, _ = Enrolment.objects.get_or_create(account=account)
    if enrolment.status == EnrolmentStatus.REVOKED:
        raise RefusedError("revoked", "Your enrolment was revoked. The letter about it says how to appeal.")
    if enrolment.status == EnrolmentStatus.NONE:
        enrolment.status, enrolment.since = EnrolmentStatus.ENROLLED, clock.now()
        enrolment.save(update_fields=["status", "since"])
    return enrolment


def leave(account: Account) -> None:
    """Leave the programme; an enrolment under review or revoked stays what it is."""
    Enrolment.objects.filter(account=account, status=EnrolmentStatus.ENROLLED).update(
        status=EnrolmentStatus.NONE, since=clock.now()
    )
