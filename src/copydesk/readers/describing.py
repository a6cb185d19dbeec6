"""Describe a story for the ranking when it is assessed, and count how it is received."""

from collections import Counter
from collections.abc import Collection

from django.db.models import F

from copydesk.newsroom.hooks import RevisionAssessed
from copydesk.newsroom.models import Story
from copydesk.readers.models import Description, Impression
from copydesk.readers.vectors import describe, pack

__all__ = ["count", "describe_story", "on_assessed"]


def on_assessed(event: RevisionAssessed) -> None:
    """Describe a story whose live revision was assessed."""
    if event.live:
        describe_story(event.story)


def describe_story(story: Story) -> Description:
    """Store the content vector of a story's live revision."""
    live = story.live
    if live is None:
        raise ValueError("a story is described by its live revision")
    vector = describe(f"{live.title} {live.subtitle}", live.content, story.tags.values_list("name", flat=True))
    row = Description(story=story, vector=pack(vector))
    Description.objects.bulk_create([row], update_conflicts=True, unique_fields=["story"], update_fields=["vector"])
    return row


def count(impressions: Collection[Impression]) -> None:
    """Count how often each story was shown and, of these times, read; in one order, so that two never deadlock."""
    shown = Counter(impression.story_id for impression in impressions)
    read = Counter(impression.story_id for impression in impressions if impression.read)
    for story in sorted(shown):
        Description.objects.filter(story=story).update(shown=F("shown") + shown[story], read=F("read") + read[story])
