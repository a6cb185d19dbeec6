"""Substack's export: a fragment of HTML a post, whose title and audience stand in ``posts.csv``."""

from collections.abc import Iterator

from copydesk.story.model import Story
from copydesk.story.readers.compose import compose
from copydesk.story.readers.html_tree import drafts_of, parse
from copydesk.story.readers.source import Source
from copydesk.story.readers.tables import row_meta

__all__ = ["FORMAT", "claims", "stories"]

FORMAT = "substack"


def claims(source: Source) -> bool:
    """Only the export itself tells: its reader hands over the post's line of ``posts.csv``."""
    return "post_id" in source.extra


def stories(source: Source) -> Iterator[Story]:
    """Yield the one story."""
    tree = parse(source.text)
    drafts, notes = drafts_of(tree)
    meta = row_meta({str(key): str(value) for key, value in source.extra.items()})
    meta.notes = [*source.notes, *notes]
    yield compose(drafts, meta, format_=FORMAT, name=source.name)
