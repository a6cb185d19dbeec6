"""The partner programme: an enrolment is put under review, or revoked."""

from datetime import datetime
from typing import Any

from copydesk.desk.models import Sanction
from copydesk.desk.sanctions import layers
from copydesk.newsroom.models import Enrolment

__all__ = ["apply", "undo"]


def apply(sanction: Sanction) -> None:
    """Put the author's enrolment where the sanction says; an author who never enrolled can't while it holds."""
    enrolment = Enrolment.objects.select_for_update().filter(account=sanction.account).first()
    sanction.base = layers.beneath(sanction, _memory(enrolment))
    enrolment = enrolment or Enrolment(account=sanction.account)
    enrolment.status = str(layers.left(sanction, str, with_it=True, base=_status(sanction.base)))
    enrolment.since = sanction.applied or enrolment.since
    enrolment.save()


def undo(sanction: Sanction) -> None:
    """Put the enrolment back to what the other sanctions leave: where none is left, exactly as it was."""
    enrolment = Enrolment.objects.select_for_update().get(account=sanction.account)
    status = str(layers.left(sanction, str, with_it=False, base=_status(sanction.base)))
    if status != _status(sanction.base):
        enrolment.status = status
        enrolment.save(update_fields=["status"])
    elif sanction.base is None:
        enrolment.delete()
    else:
        enrolment.status, enrolment.since = status, datetime.fromisoformat(sanction.base["since"])
        enrolment.save(update_fields=["status", "since"])


def _memory(enrolment: Enrolment | None) -> dict[str, str] | None:
    return {"status": enrolment.status, "since": enrolment.since.isoformat()} if enrolment else None


def _status(base: Any) -> str:
    return str(base["status"]) if base else "none"
