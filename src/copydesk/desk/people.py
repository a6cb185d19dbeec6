"""Who may take part in a case: reviewers who have nothing to do with it."""

import secrets
from collections.abc import Iterable

from copydesk.desk.errors import NotYours, Refused
from copydesk.desk.models import Appeal, Case, Decision, Reading, Report, Reviewer
from copydesk.newsroom.models import Account, Membership, Role

__all__ = ["check_uninvolved", "has_touched", "is_senior", "pseudonym_of", "require_reviewer", "reviewer_of"]

REVIEWERS = (Role.REVIEWER, Role.SENIOR_REVIEWER)


def require_reviewer(person: Account) -> None:
    """Refuse anybody who was not given a reviewer's role.

    Raises:
        Refused: the person reviews nothing.
    """
    if not person.has_role(*REVIEWERS):
        raise Refused("Only reviewers take part in cases.")


def is_senior(person: Account) -> bool:
    """Tell whether the person adjudicates where two readings differ."""
    return person.has_role(Role.SENIOR_REVIEWER)


def reviewer_of(person: Account) -> Reviewer:
    """Return the person's profile as a reviewer, made on first use with a pseudonym that says nothing about them."""
    require_reviewer(person)
    fresh = {"pseudonym": f"Reviewer {secrets.randbelow(900_000) + 100_000}"}
    profile, _ = Reviewer.objects.get_or_create(account=person, defaults=fresh)
    return profile


def pseudonym_of(person: Account) -> str:
    """Return what authors see instead of the person's name."""
    return reviewer_of(person).pseudonym


def check_uninvolved(case: Case, person: Account) -> None:
    """Refuse a person whose own story, publication or report this is.

    Raises:
        NotYours: and why.
    """
    if case.author_id == person.pk:
        raise NotYours("This is your own story: somebody else looks at it.")
    publication = case.revision.story.publication_id
    if publication and Membership.objects.filter(publication=publication, account=person).exists():
        raise NotYours("This story belongs to a publication of yours: somebody else looks at it.")
    if Report.objects.filter(revision=case.revision_id, reporter=person).exists():
        raise NotYours("You reported this story: somebody else looks at it.")


def has_touched(case: Case, person: Account) -> bool:
    """Tell whether the person read, decided or judged anything on this case; who did can't judge an appeal on it."""
    decisions = Decision.objects.filter(case=case)
    return (
        Reading.objects.filter(case=case, reader=person, undone__isnull=True).exists()
        or _among(person, decisions.values_list("reviewer_id", "second_id"))
        or Appeal.objects.filter(decision__case=case, judge=person).exists()
    )


def _among(person: Account, pairs: Iterable[tuple[int, int | None]]) -> bool:
    return any(person.pk in pair for pair in pairs)
