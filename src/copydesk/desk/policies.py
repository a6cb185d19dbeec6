"""The policy that a case is judged by, and its ladders as the desk climbs them."""

from datetime import timedelta

from copydesk.policy import Policy
from copydesk.standing import Ladder, Rung, SanctionKind

__all__ = ["DAYS", "ladder_of", "ladders_of"]

STEPS = {
    "review-enrolment": SanctionKind.ENROLMENT_REVIEW,
    "revoke-enrolment": SanctionKind.ENROLMENT_REVOKED,
    "restrict": SanctionKind.RESTRICTED,
    "suspend": SanctionKind.SUSPENDED,
}
#: How long a sanction with an end lasts unless the reviewer says otherwise.
DAYS = {SanctionKind.RESTRICTED: 30, SanctionKind.SUSPENDED: 90}


def ladders_of(policy: Policy) -> tuple[Ladder, ...]:
    """Return the policy's ladders with the clauses whose strikes climb them."""
    return tuple(_ladder(policy, name) for name in policy.ladders)


def ladder_of(policy: Policy, clause: str) -> Ladder | None:
    """Return the ladder that a strike under ``clause`` climbs, None where it climbs none."""
    return next((ladder for ladder in ladders_of(policy) if ladder.covers(clause)), None)


def _ladder(policy: Policy, name: str) -> Ladder:
    ladder = policy.ladders[name]
    rungs = (Rung(r.strikes, STEPS[r.step], DAYS.get(STEPS[r.step])) for r in ladder.rungs if r.step in STEPS)
    clauses = tuple(clause.id for clause in policy.clauses if clause.ladder == name)
    return Ladder(name, clauses, tuple(rungs), timedelta(days=ladder.expires_days))
