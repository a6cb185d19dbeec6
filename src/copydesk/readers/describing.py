"""Describe a story for the ranking when it is assessed, and count how it is received."""

from copydesk.newsroom.hooks import RevisionAssessed
from copydesk.newsroom.models import Story
from copydesk.readers.models import Description
from copydesk.readers.vectors import describe, pack

__all__ = ["describe_story", "on_assessed"]


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
    return Description.objects.update_or_create(story=story, defaults={"vector": pack(vector)})[0]
