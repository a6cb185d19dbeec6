"""Where in a story a disclosure is in time: up to the end of the second counted paragraph (POLICY.md)."""

from copydesk.detectors.disclosure.text import count_words
from copydesk.story import Block, BlockKind, Span, Story

__all__ = ["counts", "window"]

_COUNTED = frozenset(
    {BlockKind.PARAGRAPH, BlockKind.QUOTE, BlockKind.CALLOUT, BlockKind.LIST, BlockKind.TABLE, BlockKind.VERSE}
)


def window(story: Story, *, paragraphs: int = 2, short_line: int = 12) -> Span:
    """Return the stretch of ``story.text`` in which a disclosure is timely.

    It runs from the start of the body to the end of the counted paragraph number ``paragraphs``, or to the end of the
    text where there are fewer. ``short_line`` is the number of words up to which a line uses up no place.
    """
    place = 0
    for block in story.blocks:
        place += counts(story, block, short_line)
        if place >= paragraphs:
            return Span(0, block.span.end)
    return Span(0, len(story.text))


def counts(story: Story, block: Block, short_line: int = 12) -> bool:
    """Tell whether ``block`` uses up a place: prose of more than ``short_line`` words that is not only a link."""
    if block.kind not in _COUNTED:
        return False
    text = story.text_of(block)
    return count_words(text) > short_line and not _only_link(block, text)


def _only_link(block: Block, text: str) -> bool:
    if not block.links:
        return text.strip().startswith(("http://", "https://", "www.")) and len(text.split()) == 1
    covered = sum(len(link.span) for link in block.links)
    return covered >= len(text.strip())
