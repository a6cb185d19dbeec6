"""Putting sanctions into effect and taking them back, within the transaction of the decision."""

from datetime import datetime
from types import ModuleType

from copydesk.desk import ledger
from copydesk.desk.errors import NeedsSecondPerson
from copydesk.desk.ledger import Event
from copydesk.desk.models import DecisionState, Sanction
from copydesk.desk.sanctions import account, ceiling, enrolment, layers, paywall, strike
from copydesk.desk.sanctions.order import Order
from copydesk.standing import Aspect, SanctionKind

__all__ = ["apply", "plan", "reinstate", "undo"]

EFFECTS: dict[Aspect, ModuleType] = {
    Aspect.DISTRIBUTION: ceiling,
    Aspect.PAYWALL: paywall,
    Aspect.STRIKES: strike,
    Aspect.ENROLMENT: enrolment,
    Aspect.PUBLISHING: account,
    Aspect.SIGNING_IN: account,
}
ON_STORIES = (Aspect.DISTRIBUTION, Aspect.PAYWALL)
STATUS = {SanctionKind.ENROLMENT_REVIEW: "under-review", SanctionKind.ENROLMENT_REVOKED: "revoked"}


def plan(order: Order) -> Sanction:
    """Store what an order asks for, without any effect yet."""
    decision = order.decision
    return Sanction.objects.create(
        decision=decision,
        reviewer=decision.reviewer,
        kind=order.kind.value,
        account=decision.author,
        story=decision.revision.story if order.kind.aspect in ON_STORIES else None,
        value=_value(order),
        clause=order.clause,
        weight=order.weight if order.kind is SanctionKind.STRIKE else 0.0,
        until=order.until,
    )


def apply(sanction: Sanction, now: datetime) -> None:
    """Put a planned sanction into effect; a second time nothing happens.

    Raises:
        NeedsSecondPerson: its kind takes two people and only one has decided.
    """
    if sanction.applied:
        return
    kind = SanctionKind(sanction.kind)
    if kind.needs_two_people and sanction.decision.second_id is None:
        raise NeedsSecondPerson("Revoking and suspending need a second person.")
    sanction.second, sanction.applied = sanction.decision.second, now
    EFFECTS[kind.aspect].apply(sanction)
    sanction.save()
    ledger.append(Event.SANCTIONED, now, **_row(sanction))


def undo(sanction: Sanction, now: datetime, why: str) -> None:
    """Take a sanction back so that all is as if it had never been; a second time nothing happens.

    Args:
        sanction: what to take back; one that never took effect stays so.
        now: the moment.
        why: a stable word for the ledger: "undone", "appeal", "mended", "kept".
    """
    if sanction.applied is None or sanction.undone is not None:
        return
    EFFECTS[SanctionKind(sanction.kind).aspect].undo(sanction)
    sanction.undone = now
    sanction.save(update_fields=["undone"])
    ledger.append(Event.SANCTION_UNDONE, now, sanction=sanction.public_id, why=why)


def reinstate(sanction: Sanction, now: datetime) -> None:
    """Put a sanction back that was lifted, while the decision it rests on is still in force."""
    if sanction.undone is None or sanction.decision.state != DecisionState.IN_FORCE:
        return
    sanction.undone = None
    EFFECTS[SanctionKind(sanction.kind).aspect].apply(sanction)
    sanction.save()
    ledger.append(Event.SANCTIONED, now, **_row(sanction))


def _value(order: Order) -> int | bool | str | None:
    if order.kind is SanctionKind.CEILING:
        return int(order.tier or 0)
    if order.kind is SanctionKind.OFF_PAYWALL:
        return True
    return STATUS.get(order.kind) or layers.encode_moment(order.until)


def _row(sanction: Sanction) -> dict[str, object]:
    return {
        "sanction": sanction.public_id,
        "decision": sanction.decision.public_id,
        "kind": sanction.kind,
        "account": sanction.account.public_id,
        "story": sanction.story.public_id if sanction.story else None,
        "value": sanction.value,
        "base": sanction.base,
        "clause": sanction.clause,
        "weight": sanction.weight,
        "until": sanction.until,
    }
