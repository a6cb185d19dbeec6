"""Suspicions: what an assessment could only suspect is handed to the people at the desk, once."""

from copydesk.assess import Assessment as Verdict
from copydesk.evidence import Evidence
from copydesk.newsroom.hooks import SuspicionsRaised, in_shadow, on_suspicions
from copydesk.newsroom.material import is_material
from copydesk.newsroom.models import Assessment, Revision, Story, Suspicion, SuspicionState

__all__ = ["detector_of", "raise_suspicions"]

DETECTOR_OF = {
    "writing": "prose",
    "pictures": "pictures",
    "conduct.search-spam": "promotion",
    "conduct.harmful-ai": "harm",
    "conduct.derivative": "derivation",
}


def detector_of(clause: str) -> str:
    """Name the detector behind a clause's suspicion.

    >>> detector_of("writing.paywalled-generated"), detector_of("conduct.search-spam")
    ('prose', 'promotion')
    """
    return DETECTOR_OF.get(clause) or DETECTOR_OF.get(clause.partition(".")[0], "policy")


def raise_suspicions(story: Story, revision: Revision, kept: Assessment, verdict: Verdict) -> tuple[Suspicion, ...]:
    """Store what is only suspected of a live revision and hand it over; nothing is asked twice."""
    suspected = [clause for clause in verdict.ruling.clauses if clause.suspected]
    if not suspected:
        return ()
    asked = _asked_before(story, revision, kept)
    rows = [
        Suspicion(
            revision=revision,
            assessment=kept,
            clause=clause.id,
            detector=(detector := detector_of(clause.id)),
            version=kept.detectors.get(detector, ""),
            strength=strength(detector, verdict.evidence),
            reason=clause.because,
            state=SuspicionState.SHADOW if in_shadow(_named(detector, kept)) else SuspicionState.OPEN,
        )
        for clause in suspected
        if _named(detector_of(clause.id), kept) not in asked
    ]
    Suspicion.objects.bulk_create(rows)
    open_rows = tuple(row for row in rows if row.state == SuspicionState.OPEN)
    if open_rows:
        on_suspicions(SuspicionsRaised(story, revision, kept, open_rows))
    return open_rows


def _named(detector: str, kept: Assessment) -> str:
    return f"{detector}:{kept.detectors.get(detector, '')}"


def _asked_before(story: Story, revision: Revision, kept: Assessment) -> set[str]:
    """Return the detectors (with versions) that have asked about words not changed materially since."""
    earlier = (
        Suspicion.objects.filter(revision__story=story)
        .exclude(revision=revision)
        .select_related("revision", "assessment")
        .order_by("-created")[:50]
    )
    return {
        f"{suspicion.detector}:{suspicion.version}"
        for suspicion in earlier
        if not _asks_again(suspicion, revision, kept)
    }


def _asks_again(suspicion: Suspicion, revision: Revision, kept: Assessment) -> bool:
    """Tell whether what changed since a suspicion deserves a new look by a person.

    A change of the paywall alone raises the stakes of an open suspicion; it brings back none that was cleared.
    """
    before = suspicion.revision
    if suspicion.state != SuspicionState.CLEARED and before.paywalled != revision.paywalled:
        return True
    return (
        before.declared != revision.declared
        or _stated(suspicion.assessment) != _stated(kept)
        or is_material(before.content, revision.content)
    )


def _stated(kept: Assessment) -> tuple[object, ...]:
    """Return what the author states in the story itself: its disclosure and its pictures."""
    evidence = kept.result.get("evidence", {})
    disclosure = evidence.get("disclosure", {})
    pictures = tuple(picture.get("src") for picture in evidence.get("pictures", ()))
    return disclosure.get("status"), disclosure.get("says"), pictures


def strength(detector: str, evidence: Evidence) -> float:
    """Return how strongly a detector speaks, in [0, 1]."""
    strengths = {
        "prose": evidence.writing.score or 0.0,
        "promotion": evidence.promotion.score,
        "harm": evidence.harm.score,
        "derivation": evidence.derivation.share,
    }
    return strengths.get(detector, 1.0)
