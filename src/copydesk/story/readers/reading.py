"""Reads one document from its bytes."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from copydesk.story.errors import StoryError
from copydesk.story.model import Story
from copydesk.story.readers.encoding import decode, scrub
from copydesk.story.readers.limits import refuse_size
from copydesk.story.readers.registry import reader_for
from copydesk.story.readers.source import Source

__all__ = ["read", "read_all", "read_source", "source_of_bytes"]


def read(
    data: bytes,
    *,
    name: str = "",
    format: str | None = None,  # noqa: A002  # the contract's name
    title: str | None = None,
    subtitle: str | None = None,
    bare: bool = False,
) -> Story:
    """Return the story in ``data``.

    ``format`` is a format's name (``markdown``, ``html``, ``text`` …) or None to find it by ``name`` and content.
    ``title`` and ``subtitle`` are what the sender says they are; where None, a leading heading is the title.
    ``bare``: for a page that keeps nothing of the source but elements of prose (see ``Source``).

    >>> story = read(b"<h1>Bees</h1><p>I keep <i>bees</i>.</p>", format="html")
    >>> story.title, story.text
    ('Bees', 'I keep bees.')

    Raises:
        StoryError: it cannot be read, holds no story, or holds several.
    """
    source = replace(source_of_bytes(data, name=name, title=title, subtitle=subtitle), bare=bare)
    found = read_source(source, format)
    first = next(found, None)
    if first is None:
        raise StoryError("The document holds no story.", remedy="Send a document with a post in it.", name=name)
    if next(found, None) is not None:
        raise StoryError(
            "The document holds several stories.", remedy="Read it as a file, with `copydesk check FILE`.", name=name
        )
    return first


def read_all(data: bytes, *, name: str = "", format: str | None = None) -> Iterator[Story]:  # noqa: A002  # as in read
    """Yield all stories of a document, such as a feed or a platform's export.

    Raises:
        StoryError: it cannot be read.
    """
    yield from read_source(source_of_bytes(data, name=name), format)


def source_of_bytes(
    data: bytes,
    *,
    name: str = "",
    title: str | None = None,
    subtitle: str | None = None,
    extra: Mapping[str, Any] | None = None,
) -> Source:
    """Decode a document.

    Raises:
        StoryError: it is empty, too big, or no text.
    """
    refuse_size(len(data), name)
    text, notes = decode(data, name=name)
    if not text.strip("\ufeff \t\n\f\r\v"):
        raise StoryError("The file is empty.", remedy="Send a story with words in it.", name=name)
    return Source(text, name, notes, _clean(title), _clean(subtitle), extra or {})


def _clean(given: str | None) -> str | None:
    return None if given is None else scrub(given)[0]


def read_source(source: Source, format_: str | None = None) -> Iterator[Story]:
    """Yield the stories of a decoded document; every failure is a StoryError that names the document."""
    try:
        yield from reader_for(source, format_).stories(source)
    except StoryError as error:
        error.name = error.name or source.name
        raise
    except RecursionError:
        raise StoryError(
            "The document is nested too deeply.", remedy="Send the story in a plainer form.", name=source.name
        ) from None
