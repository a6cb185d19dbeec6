"""An order to sanction: it can't be written without a person's decision."""

from dataclasses import dataclass
from datetime import datetime

from copydesk.desk.errors import Refused
from copydesk.desk.models import Decision, Outcome
from copydesk.newsroom.models import Tier
from copydesk.standing import SanctionKind

__all__ = ["Order"]


@dataclass(frozen=True, slots=True)
class Order:
    """One effect that a decision is to have.

    Args:
        decision: the stored decision of a person that a clause was broken.
        kind: the effect.
        clause: the clause that it rests on.
        tier: for a distribution ceiling.
        until: for a sanction with an end, and when a strike expires.
        weight: for a strike.

    Raises:
        Refused: the decision is none that can sanction, or the effect lacks what it needs.
    """

    decision: Decision
    kind: SanctionKind
    clause: str
    tier: Tier | None = None
    until: datetime | None = None
    weight: float = 1.0

    def __post_init__(self) -> None:
        if not isinstance(self.decision, Decision) or self.decision.pk is None:
            raise Refused("A sanction rests on a stored decision.")
        if self.decision.reviewer_id is None or self.decision.outcome != Outcome.CONFIRMED:
            raise Refused("A sanction rests on a person's decision that a clause was broken.")
        if self.kind is SanctionKind.CEILING and self.tier is None:
            raise Refused("A ceiling says how far the story may go.")
        if self.kind in (SanctionKind.RESTRICTED, SanctionKind.SUSPENDED) and self.until is None:
            raise Refused("A restriction or suspension says when it ends.")
