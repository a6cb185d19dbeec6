"""The formats in the order in which they are asked whether a document is theirs."""

from collections.abc import Sequence

from copydesk.story.errors import StoryError
from copydesk.story.readers import html, markdown, text
from copydesk.story.readers.source import Reader, Source

__all__ = ["FORMATS", "reader_for"]

_READERS: Sequence[Reader] = (markdown, text, html)
FORMATS = tuple(reader.FORMAT for reader in _READERS)


def reader_for(source: Source, format_: str | None) -> Reader:
    """Return the reader of a document: of the named format, or by its name and content; Markdown if none claims it.

    Raises:
        StoryError: no such format.
    """
    if format_ is not None:
        for reader in _READERS:
            if format_ == reader.FORMAT:
                return reader
        raise StoryError(
            f"There is no format {format_!r}.", remedy=f"Use one of {', '.join(FORMATS)}.", name=source.name
        )
    return next((reader for reader in _READERS if reader.claims(source)), markdown)
