"""Sanctions on one thing lie over each other; here is what holds with and without one of them."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from copydesk.desk.models import Sanction
from copydesk.newsroom.models import Story
from copydesk.standing import Aspect, SanctionKind, Value, meet

__all__ = ["beneath", "decode_moment", "encode_moment", "left", "locked_story"]

Decode = Callable[[Any], Value]


def beneath(sanction: Sanction, current: Any) -> Any:
    """Return what held before any sanction: as an older one remembers it, else what holds now."""
    older = _others(sanction).order_by("applied", "pk").first()
    return older.base if older else current


def left(sanction: Sanction, decode: Decode, *, with_it: bool, base: Any) -> Value:
    """Return what holds over ``base`` with all sanctions on the same thing, this one included or not."""
    values = [decode(other.value) for other in _others(sanction)]
    if with_it:
        values.append(decode(sanction.value))
    return meet(_aspect(sanction), base, values)


def _aspect(sanction: Sanction) -> Aspect:
    return SanctionKind(sanction.kind).aspect


def _others(sanction: Sanction) -> QuerySet[Sanction]:
    kinds = [kind.value for kind in SanctionKind if kind.aspect is _aspect(sanction)]
    others = Sanction.objects.filter(kind__in=kinds, applied__isnull=False, undone__isnull=True).exclude(pk=sanction.pk)
    return others.filter(story=sanction.story) if sanction.story_id else others.filter(account=sanction.account)


def locked_story(sanction: Sanction) -> Story:
    """Return the story that a sanction is on, locked."""
    return Story.objects.select_for_update().get(sanctions=sanction)


def encode_moment(moment: datetime | None) -> str | None:
    """Return the stored form of a moment."""
    return moment.isoformat() if moment else None


def decode_moment(stored: Any) -> datetime | None:
    """Read the stored form of a moment."""
    return datetime.fromisoformat(stored) if stored else None
