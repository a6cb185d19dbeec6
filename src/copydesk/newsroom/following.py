"""Following: a reader follows writers, publications and topics."""

from typing import Any

from django.db.models import QuerySet

from copydesk.newsroom.errors import RefusedError
from copydesk.newsroom.models import Account, Follow, Publication, Tag

__all__ = ["Target", "find_target", "follow", "followed", "unfollow"]

Target = Account | Publication | Tag
FIELDS: dict[type, str] = {Account: "account", Publication: "publication", Tag: "tag"}


def follow(follower: Account, target: Target) -> Follow:
    """Follow somebody or something; doing it twice is once.

    Raises:
        RefusedError: people don't follow themselves.
    """
    if target == follower:
        raise RefusedError("self", "You can't follow yourself.")
    what: dict[str, Any] = {FIELDS[type(target)]: target}
    return Follow.objects.get_or_create(follower=follower, **what)[0]


def unfollow(follower: Account, target: Target) -> None:
    """Stop following; nothing happens where they didn't follow."""
    Follow.objects.filter(follower=follower, **{FIELDS[type(target)]: target}).delete()


def followed(follower: Account) -> QuerySet[Follow]:
    """Return whom and what an account follows, latest first."""
    return Follow.objects.filter(follower=follower).select_related("account", "publication", "tag").order_by("-pk")


def find_target(kind: str, name: str) -> Target | None:
    """Return the writer (by handle), publication or topic (by slug); ``kind`` is "writer", "publication" or "tag"."""
    if kind == "writer":
        return Account.objects.filter(handle=name, is_active=True).first()
    if kind == "publication":
        return Publication.objects.filter(slug=name).first()
    return Tag.objects.filter(slug=name).first()
