"""After a decision: what was found stays found, what an author mends is lifted, a remedy taken out asks anew."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from copydesk.desk import deciding, intake, stories
from copydesk.desk.models import LIVE, Case, Decision, DecisionState, Outcome, Sanction, Subject
from copydesk.desk.recommending import strikes_of
from copydesk.newsroom import clock
from copydesk.newsroom.detecting import detectors_key
from copydesk.newsroom.hooks import RevisionAssessed, SuspicionsRaised
from copydesk.newsroom.material import is_material
from copydesk.newsroom.models import Account, Revision, Tier
from copydesk.policy import Paywall
from copydesk.standing import SanctionKind, in_force

__all__ = ["findings_for", "on_assessed", "on_suspicions", "strikes_for"]

OF_ONE_REVISION = ("disclosure",)
TAKEN_OUT = "The author had mended the story, and took that out again."


def on_suspicions(event: SuspicionsRaised) -> None:
    """Receive suspicions from the newsroom."""
    intake.hand_over(event.suspicions, clock.now())


def on_assessed(event: RevisionAssessed) -> None:
    """Look at what an author changed after a decision: lift what it mends, ask again where it takes a remedy out."""
    if not event.live:
        return
    now = clock.now()
    standing = Decision.objects.filter(
        revision__story=event.story,
        state=DecisionState.IN_FORCE,
        outcome=Outcome.CONFIRMED,
        case__subject=Subject.REVISION,
    )
    for decision in standing.exclude(revision=event.revision).select_related("revision"):
        _follow(decision, event, now)
    _ask_for_a_strike(event, now)


def findings_for(revision: Revision) -> Mapping[str, Any]:
    """Answer the newsroom: what people established on this revision, or on an earlier one that reads the same.

    A clearance speaks for the detector versions that were asked; a newer one may ask again.
    """
    decisions = Decision.objects.filter(revision__story=revision.story_id, state=DecisionState.IN_FORCE)
    about = decisions.filter(case__subject=Subject.REVISION).select_related("revision", "assessment")
    for decision in about.order_by("-in_force", "-pk"):
        if _speaks_of(decision, revision):
            return _carried(decision, revision)
    return {}


def strikes_for(account: Account) -> tuple[Any, ...]:
    """Answer the newsroom: the account's strikes that count now."""
    return in_force(strikes_of(account), clock.now())


def _speaks_of(decision: Decision, revision: Revision) -> bool:
    if decision.content_hash != revision.content_hash and is_material(decision.revision.content, revision.content):
        return False
    asked = decision.assessment.detectors_key if decision.assessment else ""
    return decision.outcome == Outcome.CONFIRMED or asked in ("", detectors_key())


def _carried(decision: Decision, revision: Revision) -> dict[str, Any]:
    """Return the findings that hold for another revision too: not where its disclosure stands, nor on pictures gone."""
    findings = dict(decision.findings)
    if decision.content_hash == revision.content_hash:
        return findings
    for name in OF_ONE_REVISION:
        findings.pop(name, None)
    shown = {p.src for _, figure in stories.document_of(revision).figures() for p in figure.pictures}
    pictures = {src: found for src, found in findings.get("pictures", {}).items() if src in shown}
    if "pictures" in findings and not any(found != "not-ai" for found in pictures.values()):
        findings.pop("picture_violation", None)
    return findings | ({"pictures": pictures} if "pictures" in findings else {})


def _follow(decision: Decision, event: RevisionAssessed, now: datetime) -> None:
    paywalled = event.revision.paywalled
    event.revision.paywalled = True
    ruling = stories.ruling_on(event.revision, event.assessment, findings_for(event.revision)).now
    event.revision.paywalled = paywalled
    tier = Tier(int(ruling.distribution))
    for sanction in decision.sanctions.filter(applied__isnull=False, undone__isnull=True):
        if _mended(sanction, tier, ruling.paywall):
            deciding.mend(sanction, now)
    if _taken_out(decision, tier):
        _ask_again(decision, event, now)


def _ask_for_a_strike(event: RevisionAssessed, now: datetime) -> None:
    """Have a person look where the author's own words already mean a strike: no strike is given without one."""
    findings = findings_for(event.revision) if event.findings is None else event.findings
    if findings or _cases_on(event.revision).exists():
        return
    ruling = stories.ruling_on(event.revision, event.assessment, {})
    meant = {clause.id: clause.then for clause in stories.policy_for(event.story).clauses}
    admitted = [held for held in ruling.clauses if not held.suspected and meant[held.id].strike]
    if ruling.now.strike and admitted:
        clauses = [held.id for held in admitted]
        intake.open_case(event.revision, event.assessment, clauses, now, why=admitted[0].because)


def _cases_on(revision: Revision) -> QuerySet[Case]:
    """Return the cases on a revision; a golden one answers for nobody."""
    return Case.objects.filter(revision=revision, golden__isnull=True)


def _mended(sanction: Sanction, tier: Tier, paywall: Paywall) -> bool:
    if sanction.kind == SanctionKind.CEILING:
        return tier > sanction.tier
    return sanction.kind == SanctionKind.OFF_PAYWALL and paywall is Paywall.ALLOWED


def _taken_out(decision: Decision, tier: Tier) -> bool:
    """Tell whether a limit that was lifted because its author mended the story would hold again."""
    lifted = decision.sanctions.filter(kind=SanctionKind.CEILING, undone__isnull=False)
    return any(tier <= sanction.tier for sanction in lifted)


def _ask_again(decision: Decision, event: RevisionAssessed, now: datetime) -> None:
    if not _cases_on(event.revision).filter(state__in=LIVE).exists():
        intake.open_case(event.revision, event.assessment, list(decision.clauses), now, why=TAKEN_OUT)
