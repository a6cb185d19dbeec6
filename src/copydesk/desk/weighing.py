"""How urgent a case is: reach × severity × strength × age against its service level; pure."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from copydesk.policy import Policy
from copydesk.policy.ruling import Distribution, Effects, Paywall

__all__ = ["Urgency", "needs_two_readings", "reach", "reliability", "service_level", "severity", "skill", "strength"]

FRESH = 0.1
GRAVE, COSTLY = 5.0, 3.0
#: (from this severity on, hours), gravest first.
SERVICE_HOURS = ((GRAVE, 24), (COSTLY, 48), (0.0, 72))
SKILLS = ("writing", "pictures", "conduct")


@dataclass(frozen=True, slots=True)
class Urgency:
    """The straight line that a case's priority follows: ``level`` + ``slope`` × seconds since the epoch.

    It starts at a tenth of its weight, reaches 1.1 times its weight when the service level is up, and grows on.
    """

    level: float
    slope: float
    due: datetime

    @classmethod
    def of(cls, weight: float, opened: datetime, within: timedelta) -> "Urgency":
        """Return the line of a case of ``weight`` that should be closed ``within`` this time."""
        slope = weight / within.total_seconds()
        return cls(FRESH * weight - slope * opened.timestamp(), slope, opened + within)

    def at(self, now: datetime) -> float:
        """Return the priority at ``now``."""
        return self.level + self.slope * now.timestamp()


def severity(clauses: Iterable[Effects]) -> float:
    """Return what is at stake if the suspicion holds: 1 for least, 5 for most."""
    return max((_severity(effects) for effects in clauses), default=1.0)


def _severity(effects: Effects) -> float:
    if effects.distribution is Distribution.NONE:
        return GRAVE
    if effects.paywall is Paywall.REMOVED:
        return COSTLY
    return 2.0 if effects.distribution is Distribution.NETWORK else 1.0


def service_level(of_severity: float) -> timedelta:
    """Return within what time a case of this severity should be closed."""
    return timedelta(hours=next(hours for least, hours in SERVICE_HOURS if of_severity >= least))


def reach(followers: int) -> float:
    """Return the weight of an audience: 1 for none, one more for each tenfold."""
    return 1.0 + math.log10(1 + followers)


def strength(parts: Iterable[float]) -> float:
    """Return how strongly independent reasons speak together, in [0, 1]: none of them needs to be right alone."""
    return 1.0 - math.prod(1.0 - min(max(part, 0.0), 1.0) for part in parts)


def reliability(upheld: int, answered: int) -> float:
    """Return how much a reporter's word weighs, from what became of their reports; 0.3 for one nobody knows.

    >>> reliability(0, 20) < reliability(0, 0) < reliability(9, 10)
    True
    """
    return (0.9 + upheld) / (3 + answered)


def skill(clauses: Iterable[str]) -> str:
    """Return what a reviewer of these clauses must know: "conduct", "pictures" or "writing", the rarest first."""
    families = {clause.partition(".")[0] for clause in clauses}
    return next((name for name in reversed(SKILLS) if name in families), "writing")


def needs_two_readings(clauses: Iterable[str], policy: Policy) -> bool:
    """Tell whether paywall, enrolment or account is at stake: a clause takes off the paywall or gives a strike."""
    return any(e.strike or e.paywall is Paywall.REMOVED for e in effects_of(clauses, policy).values())


def effects_of(clauses: Iterable[str], policy: Policy) -> Mapping[str, Effects]:
    """Return what each clause would mean; a clause that the policy does not have means nothing."""
    known = {clause.id: clause.then for clause in policy.clauses}
    return {clause: known[clause] for clause in clauses if clause in known}
