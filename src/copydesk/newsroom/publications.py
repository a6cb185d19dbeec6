"""Publications: who edits them, and the policy they rule by: the platform's, or a stricter one over it."""

from functools import lru_cache

from django.db import transaction
from django.utils.text import slugify

from copydesk.newsroom import clock, policing
from copydesk.newsroom.errors import RefusedError
from copydesk.newsroom.models import Account, Follow, Membership, MembershipRole, Publication, Story
from copydesk.newsroom.policing import pinned
from copydesk.policy import Policy, PolicyError, loads
from copydesk.policy.checking import check_text
from copydesk.policy.loading import extended

__all__ = [
    "add_member",
    "found",
    "is_last_editor",
    "laid_over",
    "may_submit",
    "pinned",
    "platform_policy",
    "policy_for",
    "remove_member",
    "set_overlay",
    "take_in",
]

OVERLAY = "overlay.toml"
LAST_EDITOR = (
    "A publication keeps at least one editor: somebody must answer for its stories and its rules. "
    "Make another member an editor first."
)


def found(*, name: str, by: Account, about: str = "", slug: str = "") -> Publication:
    """Found a publication; its founder is its first editor.

    Raises:
        RefusedError: the name is empty or taken.
    """
    slug = slugify(slug or name)[:60]
    if not slug:
        raise RefusedError("name", "Give the publication a name.", field="name")
    if Publication.objects.filter(slug=slug).exists():
        raise RefusedError("name-taken", "There is a publication of this name.", field="name")
    with transaction.atomic():
        publication = Publication.objects.create(name=name.strip(), slug=slug, about=about)
        add_member(publication, by, MembershipRole.EDITOR)
    return publication


def add_member(publication: Publication, account: Account, role: MembershipRole) -> None:
    """Give a person a part, or change the one they have."""
    Membership.objects.update_or_create(publication=publication, account=account, defaults={"role": role})


def take_in(publication: Publication, account: Account, role: MembershipRole) -> None:
    """Give a part to a person who asked for it by following the publication, or change the one they have.

    Nobody is made a member unasked: members review nothing of their publication, so a writer could keep reviewers away.

    Raises:
        RefusedError: they neither follow it nor have a part in it.
    """
    follows = Follow.objects.filter(follower=account, publication=publication).exists()
    if not follows and not may_submit(publication, account):
        raise RefusedError("not-asked", f"Ask @{account.handle} to follow {publication.name} first.", field="handle")
    add_member(publication, account, role)


def remove_member(publication: Publication, account: Account) -> None:
    """Take a person's part away, or have them leave: published stories stay, and what never was goes with its author.

    Raises:
        RefusedError: it is the last editor.
    """
    with transaction.atomic():
        Publication.objects.select_for_update().get(pk=publication.pk)
        if is_last_editor(publication, account):
            raise RefusedError("last-editor", LAST_EDITOR)
        publication.memberships.filter(account=account).delete()
        publication.stories.filter(author=account, published=None).update(publication=None)


def is_last_editor(publication: Publication, account: Account) -> bool:
    """Tell whether nobody would be left to run the publication without this person."""
    editors = publication.memberships.filter(role=MembershipRole.EDITOR)
    return not editors.exclude(account=account).exists()


def may_submit(publication: Publication, account: Account) -> bool:
    """Tell whether the account may put a story into the publication."""
    return publication.memberships.filter(account=account).exists()


def platform_policy(story: Story | None = None) -> Policy:
    """Return the platform's policy in force for a story; for None the one that rules all stories."""
    return policing.chosen(story)


def policy_for(story: Story) -> Policy:
    """Return the policy that rules a story: its publication's, or the platform's."""
    return policing.on_day(laid_over(story, policing.chosen(story, whole=True)), clock.now().date())


def laid_over(story: Story, policy: Policy) -> Policy:
    """Return a version of the platform's policy with the stricter rules of a story's publication over it."""
    publication = story.publication
    if not publication or not publication.overlay:
        return policy
    try:
        return _overlaid(publication.overlay, policy)
    except PolicyError:  # the version has no longer what these rules speak of: they keep the one they were written for
        return _overlaid(publication.overlay, _written_for(publication.overlay))


def set_overlay(publication: Publication, text: str) -> None:
    """Lay stricter rules over the platform's policy, or take them away with "".

    Raises:
        RefusedError: the rules can't be read, or one is laxer than the platform's.
    """
    if text.strip():
        _check_overlay(text)
    publication.overlay = text if text.strip() else ""
    publication.save(update_fields=["overlay"])


def _check_overlay(text: str) -> None:
    platform = policing.chosen(whole=True)
    problems = [problem for problem in check_text(text, OVERLAY, over=platform) if problem.severity == "error"]
    if problems:
        raise RefusedError("overlay", "; ".join(str(problem) for problem in problems[:5]), field="overlay")
    if extended(text, OVERLAY) not in (platform.id, platform.extends or platform.id):
        wanted = f'The rules must extend the platform\'s policy: extends = "{platform.id}".'
        raise RefusedError("overlay", wanted, field="overlay")


def _written_for(text: str) -> Policy | None:
    """Return the version that a publication's rules were written for, None where it comes with the package."""
    kept = policing.last_of(extended(text, OVERLAY))
    return policing.rules(kept) if kept else None


@lru_cache(maxsize=256)
def _overlaid(text: str, over: Policy | None) -> Policy:
    return loads(text, OVERLAY, over=over)
