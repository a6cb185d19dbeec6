"""What the desk's pages say in words."""

from django import template

from copydesk.desk.recommending import Proposal
from copydesk.newsroom.models import Tier
from copydesk.standing import SanctionKind

__all__ = ["register"]

register = template.Library()

EFFECTS = {
    SanctionKind.OFF_PAYWALL: "Off the paywall",
    SanctionKind.STRIKE: "A strike",
    SanctionKind.ENROLMENT_REVIEW: "Partner enrolment under review",
    SanctionKind.ENROLMENT_REVOKED: "Partner enrolment revoked",
    SanctionKind.RESTRICTED: "The account publishes nothing",
    SanctionKind.SUSPENDED: "The account is suspended",
}
CEILINGS = {
    Tier.NONE: "Recommended to nobody",
    Tier.NETWORK: "Recommended to followers only",
    Tier.GENERAL: "Never boosted",
}


@register.filter
def effect(proposal: Proposal) -> str:
    """Say what a proposed sanction changes, and until when."""
    if proposal.tier is not None:
        return CEILINGS.get(proposal.tier, "No limit")
    until = f" until {proposal.until.day} {proposal.until:%B %Y}" if proposal.until else ""
    return EFFECTS[proposal.kind] + until


@register.filter
def spaced(name: str) -> str:
    """Show a field's name or a stable word as words: "human_work" as "human work"."""
    return name.replace("_", " ").replace("-", " ")
