"""Golden cases: cases with known answers, mixed in unmarked, so that the desk knows how well it reads."""

import random
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from copydesk.desk import stories, weighing
from copydesk.desk.claims import FREE, LEASE
from copydesk.desk.errors import NotYours, Refused
from copydesk.desk.models import LIVE, Case, CaseReason, CaseState, GoldenCase
from copydesk.desk.people import check_uninvolved, reviewer_of
from copydesk.newsroom.models import Account, Revision, Role, new_public_id

__all__ = ["ONE_IN", "add", "draw", "sweep"]

ONE_IN = 20


def add(revision: Revision, clauses: list[str], expected: dict[str, Any], by: Account, now: datetime) -> GoldenCase:
    """Make a revision a golden case; ``expected`` has the form of findings, with every question that counts.

    Raises:
        Refused: the person is neither a senior reviewer nor a policy owner, or nothing is expected.
    """
    if not by.has_role(Role.SENIOR_REVIEWER, Role.POLICY_OWNER):
        raise Refused("Senior reviewers and policy owners choose golden cases.")
    if "writing" not in expected:
        raise Refused("Say at least who wrote the prose.")
    kept = revision.assessments.order_by("-created").first()
    return GoldenCase.objects.create(
        revision=revision, assessment=kept, clauses=sorted(clauses), expected=expected, added_by=by, added=now
    )


def draw(person: Account, now: datetime, chance: float | None = None) -> Case | None:
    """Give the person a golden case instead of a real one, once in twenty times and no case twice.

    Args:
        person: a reviewer who holds nothing.
        now: the moment.
        chance: a number in [0, 1) that decides; drawn by default.
    """
    drawn = random.random() if chance is None else chance  # noqa: S311  # mixes cases, guards nothing
    if drawn * ONE_IN >= 1:
        return None
    seen = Q(cases__readings__reader=person) | Q(revision__story__author=person) | Q(added_by=person)
    fresh = GoldenCase.objects.filter(active=True).exclude(seen).select_related("revision__story__author", "assessment")
    profile = reviewer_of(person)
    for golden in fresh.order_by("?"):
        if _suits(golden, profile.languages, profile.skills) and _uninvolved(golden, person):
            return _open(golden, person, now)
    return None


def sweep(now: datetime) -> int:
    """Close golden cases whose reader let the lease run out; returns how many."""
    lost = Case.objects.filter(golden__isnull=False, state__in=LIVE).filter(
        Q(holder__isnull=True) | Q(lease_until__lte=now)
    )
    return lost.update(state=CaseState.WITHDRAWN, closed=now, **FREE)


def _suits(golden: GoldenCase, languages: list[str], skills: list[str]) -> bool:
    language, skill = golden.revision.story.language, weighing.skill(golden.clauses)
    return (not languages or language in ("", *languages)) and (not skills or skill in skills)


def _uninvolved(golden: GoldenCase, person: Account) -> bool:
    try:
        check_uninvolved(Case(revision=golden.revision, author=golden.revision.story.author), person)
    except NotYours:
        return False
    return True


def _open(golden: GoldenCase, person: Account, now: datetime) -> Case:
    """Open a case that looks like any other and is held by this one reader."""
    policy = stories.policy_for(golden.revision.story)
    severity = weighing.severity(weighing.effects_of(golden.clauses, policy).values())
    with transaction.atomic():
        case = Case.objects.create(
            golden=golden,
            revision=golden.revision,
            assessment=golden.assessment,
            author=golden.revision.story.author,
            policy=golden.assessment.policy if golden.assessment else policy.id,
            clauses=golden.clauses,
            skill=weighing.skill(golden.clauses),
            language=golden.revision.story.language,
            severity=severity,
            two_readings=weighing.needs_two_readings(golden.clauses, policy),
            opened=now,
            due=now + weighing.service_level(severity),
            holder=person,
            held_since=now,
            lease_until=now + LEASE,
            lease=new_public_id(),
        )
        CaseReason.objects.bulk_create(
            CaseReason(case=case, clause=clause, detector="prose", version="", strength=0.9, added=now)
            for clause in golden.clauses
        )
    return case
