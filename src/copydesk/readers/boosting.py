"""Boost: a curator puts a story forward with a note, another approves; it is lost when the ruling falls."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F, QuerySet

from copydesk.newsroom import clock
from copydesk.newsroom.distribution import eligible
from copydesk.newsroom.errors import RefusedError
from copydesk.newsroom.hooks import RulingChanged, SuspicionsRaised
from copydesk.newsroom.models import Account, Story, StoryState, Suspicion, SuspicionState, Tier
from copydesk.readers import pool
from copydesk.readers.models import Boost

__all__ = [
    "GOAL",
    "LASTS",
    "approve",
    "could_be",
    "end_over",
    "nominate",
    "on_ruling_changed",
    "on_suspicions",
    "waiting",
    "withdraw",
]

GOAL = 500
LASTS = timedelta(days=14)
OPEN = (SuspicionState.OPEN, SuspicionState.HANDED_OVER)


def nominate(story: Story, curator: Account, note: str) -> Boost:
    """Put a story forward.

    Raises:
        RefusedError: it is not eligible, is boosted already, is the curator's own, or the note is missing.
    """
    if not note.strip():
        raise RefusedError("note", "Say in a sentence why readers should see it.", field="note")
    if story.author_id == curator.pk:
        raise RefusedError("own", "Somebody else has to put your own story forward.")
    _check_eligible(story)
    if Boost.objects.filter(story=story, ended__isnull=True).exists():
        raise RefusedError("boosted", "This story has been put forward already.")
    return Boost.objects.create(
        story=story, nominated_by=curator, note=note.strip()[:500], nominated=clock.now(), goal=GOAL
    )


def _check_eligible(story: Story) -> None:
    if story.state != StoryState.PUBLISHED:
        raise RefusedError("state", "Only a published story can be put forward.")
    if story.tier < Tier.BOOST:
        raise RefusedError("tier", "By its ruling this story is not eligible for Boost.")
    if story.live_id and Suspicion.objects.filter(revision=story.live_id, state__in=OPEN).exists():
        raise RefusedError("suspicion", "Something about this story waits for a reviewer. Try again after that.")


def could_be(curator: Account) -> QuerySet[Story]:
    """Return the stories that this curator could put forward now, newest first."""
    taken = Boost.objects.filter(ended__isnull=True).values("story_id")
    doubted = Suspicion.objects.filter(state__in=OPEN).values("revision_id")
    free = eligible(Tier.BOOST).exclude(pk__in=taken).exclude(live__in=doubted).exclude(author=curator)
    return free.select_related("author", "live", "publication").order_by("-published")


def approve(boost: Boost, curator: Account) -> Boost:
    """Approve what another curator put forward; the story has priority from now on.

    Raises:
        RefusedError: it is the same curator, the author, or the story is no longer eligible.
    """
    with transaction.atomic():
        locked = Boost.objects.select_for_update().select_related("story").get(pk=boost.pk)
        if curator.pk in (locked.nominated_by_id, locked.story.author_id):
            raise RefusedError("same", "A second curator approves, who is not the author.")
        if locked.ended or locked.approved:
            raise RefusedError("over", "This was settled already.")
        _check_eligible(locked.story)
        locked.approved_by, locked.approved = curator, clock.now()
        locked.ends = locked.approved + LASTS
        locked.save(update_fields=["approved_by", "approved", "ends"])
    pool.forget()
    return locked


def withdraw(boost: Boost, why: str = "withdrawn") -> None:
    """End a nomination or a boost."""
    Boost.objects.filter(pk=boost.pk, ended__isnull=True).update(ended=clock.now(), why_ended=why[:40])
    pool.forget()


def waiting() -> QuerySet[Boost]:
    """Return nominations that nobody has approved yet, oldest first."""
    standing = Boost.objects.filter(approved__isnull=True, ended__isnull=True)
    return standing.select_related("story__live", "story__author", "nominated_by").order_by("nominated")


def end_over() -> int:
    """End the boosts whose fourteen days are over or whose goal is reached; returns how many."""
    now = clock.now()
    standing = Boost.objects.filter(ended__isnull=True, approved__isnull=False)
    late = standing.filter(ends__lte=now).update(ended=now, why_ended="time")
    return late + standing.filter(views__gte=F("goal")).update(ended=now, why_ended="goal")


def on_ruling_changed(event: RulingChanged) -> None:
    """Take the boost from a story whose ruling fell."""
    if event.after < Tier.BOOST:
        _lose(event.story, "ruling")


def on_suspicions(event: SuspicionsRaised) -> None:
    """Take the boost from a story that waits for a reviewer."""
    _lose(event.story, "suspicion")


def _lose(story: Story, why: str) -> None:
    if Boost.objects.filter(story=story, ended__isnull=True).update(ended=clock.now(), why_ended=why):
        pool.forget()
