"""Builds small stories from (kind, words) pairs."""

from copydesk.story import Block, BlockKind, Span, Story

SENTENCE = "This story was written with the assistance of an AI writing program."
PROSE = "My grandmother kept bees behind a petrol station outside Ghent, and every August she made me hold the smoker."


def story(*parts: tuple[BlockKind, str], title: str = "Notes", subtitle: str = "") -> Story:
    """Return a story whose blocks stand in this order, parted by blank lines."""
    blocks, text = [], ""
    for kind, words in parts:
        text += "\n\n" if text else ""
        blocks.append(Block(kind, Span(len(text), len(text) + len(words))))
        text += words
    return Story(title=title, subtitle=subtitle, text=text, blocks=tuple(blocks))


def prose(*paragraphs: str, title: str = "Notes", subtitle: str = "") -> Story:
    """Return a story of paragraphs."""
    return story(*((BlockKind.PARAGRAPH, words) for words in paragraphs), title=title, subtitle=subtitle)
