"""What readers do: read, show less, take it back, delete their history; their state follows from the events."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet

from copydesk.newsroom import clock
from copydesk.newsroom.errors import RefusedError
from copydesk.newsroom.models import Account, Story
from copydesk.readers.knowing import reader_of
from copydesk.readers.models import Boost, Description, Doing, Impression, ReaderEvent, ReaderState, Surface
from copydesk.readers.pool import AI_LABELS
from copydesk.readers.taste import RECOVERY_DAYS, Event, Taste, apply, from_bytes, replay, to_bytes
from copydesk.readers.vectors import DIMENSIONS, unpack

__all__ = ["Effect", "effects", "forget_history", "history", "read", "rebuild", "show_less", "standing_effects", "undo"]

EMPTY = bytes(4 * DIMENSIONS)


def read(reader: Account, story: Story, *, surface: str = "") -> ReaderEvent | None:
    """Note that a reader opened a story; their own stories and a second reading of the day count nothing."""
    if story.author_id == reader.pk or _read_today(reader, story):
        return None
    with transaction.atomic():
        event = _append(reader, story, Doing.READ, surface)
        Impression.objects.filter(reader=reader, story=story, read=False).update(read=True)
        Boost.objects.filter(story=story, approved__isnull=False, ended__isnull=True).update(views=F("views") + 1)
    return event


def _read_today(reader: Account, story: Story) -> bool:
    since = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    return ReaderEvent.objects.filter(reader=reader, story=story, doing=Doing.READ, at__gte=since).exists()


def show_less(reader: Account, story: Story, *, surface: str = Surface.FEED) -> ReaderEvent:
    """Hide a story and what is like it; doing it twice is once. It never becomes evidence against the author.

    Raises:
        RefusedError: it is the reader's own story.
    """
    if story.author_id == reader.pk:
        raise RefusedError("own", "This is your own story.")
    with transaction.atomic():
        state = _locked(reader)
        standing = ReaderEvent.objects.filter(
            reader=reader, story=story, doing=Doing.SHOW_LESS, undone_by__isnull=True
        ).first()
        if standing:
            return standing
        event = _append(reader, story, Doing.SHOW_LESS, surface, state=state)
        Description.objects.filter(story=story).update(less=F("less") + 1)
    return event


def undo(reader: Account, public_id: str) -> ReaderEvent | None:
    """Take one Show less back, whenever it was; None where there is none that stands."""
    with transaction.atomic():
        state = _locked(reader)
        less = ReaderEvent.objects.filter(
            reader=reader, public_id=public_id, doing=Doing.SHOW_LESS, undone_by__isnull=True
        ).first()
        if less is None:
            return None
        event = _append(reader, less.story, Doing.UNDO, less.surface, undoes=less, state=state)
        Description.objects.filter(story=less.story_id, less__gt=0).update(less=F("less") - 1)
    return event


def standing_effects(reader: Account) -> QuerySet[ReaderEvent]:
    """Return every Show less that stands, latest first."""
    standing = ReaderEvent.objects.filter(reader=reader, doing=Doing.SHOW_LESS, undone_by__isnull=True)
    return standing.select_related("story__live", "author").order_by("-pk")


@dataclass(frozen=True, slots=True)
class Effect:
    """What follows from one Show less: the share at which its writer is shown, and when that is all of it again."""

    event: ReaderEvent
    factor: float
    until: datetime
    followed: bool


def effects(reader: Account) -> list[Effect]:
    """Return what follows from each Show less that stands, latest first; followed writers are untouched."""
    now, known = clock.now(), reader_of(reader)
    factors, recovers = known.taste.author_factors(now), timedelta(days=RECOVERY_DAYS)
    return [
        Effect(event, factors.get(event.author_id, 1.0), event.at + recovers, event.author_id in known.view.follows)
        for event in standing_effects(reader)
    ]


def history(reader: Account) -> QuerySet[ReaderEvent]:
    """Return what a reader read, latest first."""
    log = ReaderEvent.objects.filter(reader=reader, doing=Doing.READ)
    return log.select_related("story__live", "story__author").order_by("-pk")


def forget_history(reader: Account, public_id: str | None = None) -> int:
    """Delete what was read, or one entry of it; what followed from it for the recommendations goes too."""
    with transaction.atomic():
        _locked(reader)
        gone = ReaderEvent.objects.filter(reader=reader, doing=Doing.READ)
        count = (gone.filter(public_id=public_id) if public_id else gone).delete()[0]
        rebuild(reader)
    return count


def rebuild(reader: Account) -> Taste:
    """Build a reader's state anew from their log and store it; returns it."""
    with transaction.atomic():
        state = _locked(reader)
        log = list(ReaderEvent.objects.filter(reader=reader).order_by("pk"))
        taste = replay(_event(row) for row in log)
        state.taste, state.last_event = to_bytes(taste), log[-1].pk if log else 0
        state.save(update_fields=["taste", "last_event"])
    return taste


def _append(
    reader: Account,
    story: Story,
    doing: Doing,
    surface: str,
    *,
    undoes: ReaderEvent | None = None,
    state: ReaderState | None = None,
) -> ReaderEvent:
    """Append to the log and bring the state up to it, in the running transaction; the state's lock orders events."""
    state = state or _locked(reader)
    description = Description.objects.filter(story=story).only("vector").first()
    row = ReaderEvent.objects.create(
        reader=reader,
        doing=doing,
        story=story,
        author_id=story.author_id,
        ai=any(label in AI_LABELS for label in story.labels),
        vector=bytes(description.vector) if description else EMPTY,
        surface=surface,
        undoes=undoes,
        at=clock.now(),
    )
    state.taste = to_bytes(apply(from_bytes(state.taste), _event(row)))
    state.last_event = row.pk
    state.save(update_fields=["taste", "last_event"])
    return row


def _locked(reader: Account) -> ReaderState:
    ReaderState.objects.get_or_create(reader=reader)
    return ReaderState.objects.select_for_update().get(reader=reader)


def _event(row: ReaderEvent) -> Event:
    return Event(row.pk, row.doing, row.story_id, row.author_id, row.ai, unpack(row.vector), row.at, row.undoes_id)
