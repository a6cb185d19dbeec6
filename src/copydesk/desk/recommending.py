"""What the policy recommends once readers have answered: clauses, sanctions, and the next rung; a person chooses."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from copydesk.desk import stories
from copydesk.desk.answers import Answers
from copydesk.desk.errors import Refused
from copydesk.desk.models import Case, Outcome, Sanction, Subject
from copydesk.desk.policies import ladder_of, ladders_of
from copydesk.desk.reading import findings_of, settled
from copydesk.newsroom.enrolling import is_partner
from copydesk.newsroom.models import Account, Tier
from copydesk.newsroom.publications import pinned
from copydesk.policy import ClauseHeld, Distribution, Paywall, Policy
from copydesk.policy.ruling import Effects
from copydesk.standing import SanctionKind, Standing, Strike, next_rung, standing_of

__all__ = ["Proposal", "Recommendation", "check_chosen", "recommend", "recommend_for", "standing", "strikes_of"]


@dataclass(frozen=True, slots=True)
class Proposal:
    """One sanction that a person may choose; ``why`` says in one sentence what makes it apply."""

    kind: SanctionKind
    clause: str
    tier: Tier | None = None
    until: datetime | None = None
    weight: float = 1.0
    why: str = ""

    def within(self, limit: "Proposal") -> bool:
        """Tell whether this goes no further than ``limit``."""
        milder = self.tier is None or limit.tier is None or self.tier >= limit.tier
        shorter = self.until is None or limit.until is None or self.until <= limit.until
        return (self.kind, self.clause) == (limit.kind, limit.clause) and milder and shorter


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What the policy makes of the readings: nothing further than ``sanctions`` may be decided, less may."""

    outcome: Outcome
    clauses: tuple[ClauseHeld, ...]
    sanctions: tuple[Proposal, ...]
    findings: dict[str, Any]
    policy: str

    @property
    def needs_second_person(self) -> bool:
        """Tell whether taking all of it needs a second person."""
        return any(proposal.kind.needs_two_people for proposal in self.sanctions)


def recommend(case: Case, now: datetime) -> Recommendation:
    """Return what the policy recommends on the readings of a case.

    Raises:
        NotYourTurn: the readings are not complete.
    """
    return recommend_for(case, settled(case), now)


def recommend_for(case: Case, answers: Answers, now: datetime, policy: Policy | None = None) -> Recommendation:
    """Return what the policy would recommend if the readings settled on ``answers``; for previews and appeals.

    ``policy`` is the one in force for the story by default; an appeal gives that of the decision.
    """
    policy = policy or stories.policy_for(case.revision.story)
    if case.subject == Subject.ENROLMENT:
        return _on_enrolment(case, answers, policy)
    findings = findings_of(answers)
    ruling = stories.ruling_on(case.revision, case.assessment, findings, policy)
    held = tuple(clause for clause in ruling.clauses if not clause.suspected)
    if not _adverse(ruling.now):
        return Recommendation(Outcome.CLEARED, held, (), findings, pinned(policy))
    chosen = tuple(_proposals(case, held, ruling.now, policy, now))
    return Recommendation(Outcome.CONFIRMED, held, chosen, findings, pinned(policy))


def check_chosen(chosen: tuple[Proposal, ...], allowed: Recommendation) -> None:
    """Refuse sanctions that go further than the policy lets them.

    Raises:
        Refused: and which.
    """
    for proposal in chosen:
        if not any(proposal.within(limit) for limit in allowed.sanctions):
            raise Refused(
                f"The policy does not carry this: {proposal.kind.value} under {proposal.clause or 'no clause'}."
            )


def strikes_of(account: Account) -> tuple[Strike, ...]:
    """Return every strike on an account that was not taken back, expired ones too."""
    rows = Sanction.objects.filter(
        account=account, kind=SanctionKind.STRIKE, applied__isnull=False, undone__isnull=True
    )
    return tuple(Strike(row.clause, row.applied, row.weight, row.until) for row in rows if row.applied)


def standing(account: Account, policy: Policy, now: datetime) -> tuple[Standing, ...]:
    """Return where the account stands on each ladder of the policy at ``now``."""
    return tuple(standing_of(strikes_of(account), ladder, now) for ladder in ladders_of(policy))


def _adverse(effects: Effects) -> bool:
    limited = effects.distribution < Distribution.BOOST or effects.paywall is Paywall.REMOVED
    return limited or effects.strike or bool(effects.obligations)


def _proposals(
    case: Case, held: tuple[ClauseHeld, ...], effects: Effects, policy: Policy, now: datetime
) -> Iterator[Proposal]:
    by_id = {clause.id: clause for clause in held}
    then = {clause.id: clause.then for clause in policy.clauses if clause.id in by_id}
    if effects.distribution < Distribution.BOOST:
        clause = min(then, key=lambda name: then[name].distribution)
        yield Proposal(SanctionKind.CEILING, clause, tier=Tier(int(effects.distribution)), why=by_id[clause].because)
    for clause, meant in then.items():
        if meant.paywall is Paywall.REMOVED:
            yield Proposal(SanctionKind.OFF_PAYWALL, clause, why=by_id[clause].because)
        if meant.strike:
            yield from _strike(case, clause, by_id[clause].because, policy, now)


def _strike(case: Case, clause: str, because: str, policy: Policy, now: datetime) -> Iterator[Proposal]:
    """Propose a strike, and the rung it would newly reach."""
    ladder = ladder_of(policy, clause)
    if ladder is None:
        return
    strike = ladder.strike(clause, now)
    yield Proposal(SanctionKind.STRIKE, clause, until=strike.expires, weight=strike.weight, why=because)
    rung = next_rung(strikes_of(case.author), strike, ladder, now)
    if rung is None or (rung.sanction is SanctionKind.ENROLMENT_REVIEW and not is_partner(case.author)):
        return
    why = f"With this strike the account's strikes on the {ladder.name} ladder weigh {rung.at:g} or more."
    yield Proposal(rung.sanction, clause, until=rung.until(now), why=why)


def _on_enrolment(case: Case, answers: Answers, policy: Policy) -> Recommendation:
    clause = case.clauses[0] if case.clauses else ""
    if answers.enrolment != "revoke":
        return Recommendation(Outcome.CLEARED, (), (), {}, pinned(policy))
    held = (ClauseHeld(clause, "Confirmed strikes of the partner programme have added up."),)
    revoke = Proposal(SanctionKind.ENROLMENT_REVOKED, clause, why=held[0].because)
    return Recommendation(Outcome.CONFIRMED, held, (revoke,), {}, pinned(policy))
