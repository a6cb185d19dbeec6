"""Golden cases: cases with known answers, mixed in unmarked, so that the desk knows how well it reads."""

import random
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from copydesk.desk import claims, intake, stories, weighing
from copydesk.desk.answers import Answers
from copydesk.desk.claims import FREE, LEASE
from copydesk.desk.errors import NotYours
from copydesk.desk.models import LIVE, Appeal, Case, CaseReason, CaseState, Decision, GoldenCase, Reading
from copydesk.desk.people import check_uninvolved, reviewer_of
from copydesk.newsroom.models import Account, Follow, Revision, Role, Story, new_public_id
from copydesk.newsroom.publications import pinned
from copydesk.policy import Policy

__all__ = ["KEEPER", "ONE_IN", "draw", "missed", "pasted", "sweep"]

ONE_IN = 20
#: Whose account the stories stand under that were pasted in; nobody can sign in as it, and it has no page.
KEEPER = "golden-cases@copydesk.invalid"


def draw(person: Account, now: datetime, chance: float | None = None) -> Case | None:
    """Give the person a golden case in the place of a real one, once in twenty times and no case twice.

    One that they gave back comes again first, as a real one would. Where no real case waits for them none comes:
    it would be known by that. Who owns the policy knows the answers, and gets none.

    Args:
        person: a reviewer who holds nothing.
        now: the moment.
        chance: a number in [0, 1) that decides; drawn by default.
    """
    if begun := _begun(person, now):
        return begun
    drawn = random.random() if chance is None else chance  # noqa: S311  # mixes cases, guards nothing
    if drawn * ONE_IN >= 1 or person.has_role(Role.POLICY_OWNER):
        return None
    instead = claims.next_waiting(person, now)
    if instead is None:
        return None
    profile = reviewer_of(person)
    for golden in _fresh_for(person).order_by("?"):
        if _suits(golden, profile.languages, profile.skills) and _uninvolved(golden, person):
            return _open(golden, person, instead, now)
    return None


def sweep(now: datetime) -> int:
    """Close golden cases that nobody holds and that were taken out of use; returns how many."""
    lost = Case.objects.filter(golden__active=False, state__in=LIVE).filter(
        Q(holder__isnull=True) | Q(lease_until__lte=now)
    )
    return lost.update(state=CaseState.WITHDRAWN, closed=now, **FREE)


def missed(expected: Mapping[str, Any], reading: Reading) -> tuple[str, ...]:
    """Return the questions of a golden case that a reading answered otherwise than expected."""
    found = Answers.from_json(reading.answers).findings()
    found |= {name: reading.answers.get(name) for name in ("writing", "disclosure")}
    return tuple(name for name, right in sorted(expected.items()) if not _same(right, found.get(name)))


def _same(right: Any, found: Any) -> bool:
    """Compare one answer; of several pictures those count that an answer was given for."""
    if isinstance(right, Mapping):
        return isinstance(found, Mapping) and all(found.get(src) == answer for src, answer in right.items())
    return bool(right == found)


def pasted() -> QuerySet[GoldenCase]:
    """Return the golden cases made from words that no author published here: no figure counts what was seen in them."""
    return GoldenCase.objects.filter(revision__story__author__email=KEEPER)


def _begun(person: Account, now: datetime) -> Case | None:
    """Lease a golden case again that the person gave back, let lie, or whose reading they took back."""
    begun = Case.objects.filter(only_for=person, golden__active=True, state__in=(CaseState.OPEN, CaseState.AGREED))
    for case in begun.filter(Q(holder__isnull=True) | Q(lease_until__lte=now)).select_related(
        "golden__revision__story"
    ):
        if case.golden and _uninvolved(case.golden, person):
            return claims.take(case, person, now).case
    return None


def _fresh_for(person: Account) -> QuerySet[GoldenCase]:
    """Return the golden cases on stories that the person had no part in, nor has read here."""
    read = Q(pk__in=Reading.objects.filter(reader=person).values("case__revision__story"))
    decided = Decision.objects.filter(Q(reviewer=person) | Q(second=person)).values("revision__story")
    judged = Appeal.objects.filter(judge=person).values("decision__revision__story")
    known = Story.objects.filter(read | Q(pk__in=decided) | Q(pk__in=judged) | Q(author=person))
    fresh = GoldenCase.objects.filter(active=True).exclude(added_by=person).exclude(revision__story__in=known)
    return fresh.select_related("revision__story__author", "assessment", "source")


def _suits(golden: GoldenCase, languages: list[str], skills: list[str]) -> bool:
    language = stories.language_of(golden.revision.story, golden.assessment)
    skill = weighing.skill(golden.clauses)
    return (not languages or language in ("", *languages)) and (not skills or skill in skills)


def _uninvolved(golden: GoldenCase, person: Account) -> bool:
    try:
        check_uninvolved(Case(revision=golden.revision, author=golden.revision.story.author), person)
    except NotYours:
        return False
    return True


def _open(golden: GoldenCase, person: Account, instead: Case, now: datetime) -> Case | None:
    """Open a case that looks like any other, as old as the one in whose place it comes, held by this one reader."""
    policy = stories.policy_for(golden.revision.story)
    try:
        with transaction.atomic():
            case = Case.objects.create(**_fields(golden, policy, instead), **_lease(person, now))
            CaseReason.objects.bulk_create(_reason(case, row) for row in golden.reasons)
            intake.weigh(case)
    except IntegrityError:  # two claims of one person at once: the other one holds a case by now
        return None
    return case


def _fields(golden: GoldenCase, policy: Policy, instead: Case) -> dict[str, Any]:
    revision: Revision = golden.revision
    return {
        "golden": golden,
        "revision": revision,
        "assessment": golden.assessment,
        "author": revision.story.author,
        "policy": golden.assessment.policy if golden.assessment else pinned(policy),
        "clauses": golden.clauses,
        "skill": weighing.skill(golden.clauses),
        "language": stories.language_of(revision.story, golden.assessment),
        "reach": weighing.reach(Follow.objects.filter(account=revision.story.author_id).count()),
        "two_readings": weighing.needs_two_readings(golden.clauses, policy),
        "opened": instead.opened,
        "due": instead.due,
    }


def _lease(person: Account, now: datetime) -> dict[str, Any]:
    lease = {"holder": person, "held_since": now, "lease_until": now + LEASE, "lease": new_public_id()}
    return lease | {"only_for": person}


def _reason(case: Case, row: Mapping[str, Any]) -> CaseReason:
    return CaseReason(case=case, added=case.opened, **row)
