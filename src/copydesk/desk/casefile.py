"""The case as a reviewer sees it: everything to answer its questions by, and nothing that would answer them first."""

from datetime import datetime
from typing import Any

from copydesk.desk import guise, laying_out, stories
from copydesk.desk.answers import PRESETS
from copydesk.desk.errors import LeaseLost
from copydesk.desk.models import Case, CaseState, Reading
from copydesk.desk.people import check_uninvolved, require_reviewer
from copydesk.desk.recommending import recommend
from copydesk.desk.sheets import CaseFile
from copydesk.evidence import Evidence
from copydesk.newsroom.models import Account, Revision
from copydesk.story import Span, Story

__all__ = ["CaseFile", "open_file"]


def open_file(case: Case, person: Account, now: datetime) -> CaseFile:
    """Return the case as the person who holds it, or has read it, may see it now.

    Raises:
        Refused: they are no reviewer.
        NotYours: they are involved.
        LeaseLost: they neither hold it nor have read it.
    """
    require_reviewer(person)
    check_uninvolved(case, person)
    mine = case.readings.filter(reader=person, undone__isnull=True).first()
    holds = case.holder_id == person.pk and case.lease_until is not None and case.lease_until > now
    if not holds and mine is None:
        raise LeaseLost("Claim the case first.")
    seen = stories.evidence_of(case.assessment)
    document = stories.document_of(case.revision)
    policy = stories.policy_for(case.revision.story)
    state = guise.state_for(case, mine, holds=holds)
    complete = state not in (CaseState.OPEN, CaseState.DIFFER) and (mine is not None or holds)
    return CaseFile(
        **_facts(case, document, seen),
        id=case.public_id,
        state=state,
        token=case.lease if holds else "",
        until=case.lease_until if holds else None,
        evidence=laying_out.evidence(document, seen),
        pictures=tuple(laying_out.pictures(document, seen)),
        matches=laying_out.matches(document, seen),
        clauses=tuple(laying_out.clauses(case, policy)),
        questions=tuple(laying_out.questions(case, document, seen)),
        reports=guise.reports(case),
        history=tuple(guise.history(case)),
        timeline=guise.moments(case),
        answered=mine is not None,
        number=laying_out.number(seen) if mine is not None else None,
        readings=tuple(laying_out.readings(case, person)) if complete else (),
        recommendation=recommend(case, now) if complete else None,
        cited=_cited(mine),
    )


def _facts(case: Case, document: Story, seen: Evidence) -> dict[str, Any]:
    revision: Revision = case.revision
    return {
        "subject": case.subject,
        "due": case.due,
        "title": document.title,
        "subtitle": document.subtitle,
        "language": case.language,
        "paywalled": revision.paywalled,
        "declared": revision.declared,
        "disclosure": seen.disclosure.status,
        "disclosure_quote": seen.disclosure.quote,
        "blocks": tuple(laying_out.blocks(document, seen)),
        "presets": PRESETS,
        "two_readings": case.two_readings,
    }


def _cited(mine: Reading | None) -> tuple[Span, ...]:
    return tuple(Span(start, end) for start, end in mine.spans) if mine else ()
