"""Muting: a reader wants to see nothing of a writer, a publication or a topic."""

from typing import Any

from django.db.models import QuerySet

from copydesk.newsroom.following import FIELDS, Target
from copydesk.newsroom.models import Account
from copydesk.readers.models import Mute

__all__ = ["mute", "muted", "unmute"]


def mute(reader: Account, target: Target) -> Mute:
    """Mute; doing it twice is once."""
    what: dict[str, Any] = {FIELDS[type(target)]: target}
    return Mute.objects.get_or_create(reader=reader, **what)[0]


def unmute(reader: Account, target: Target) -> None:
    """Take a mute back."""
    Mute.objects.filter(reader=reader, **{FIELDS[type(target)]: target}).delete()


def muted(reader: Account) -> QuerySet[Mute]:
    """Return what a reader has muted, latest first."""
    return Mute.objects.filter(reader=reader).select_related("account", "publication", "tag").order_by("-pk")
