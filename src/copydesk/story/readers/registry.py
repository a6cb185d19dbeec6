"""The formats in the order in which they are asked whether a document is theirs."""

from collections.abc import Iterator
from importlib import import_module
from typing import cast

from copydesk.story.errors import StoryError
from copydesk.story.readers.records import is_json, parse_json
from copydesk.story.readers.source import Reader, Source

__all__ = ["FORMATS", "UnknownFormatError", "reader_for"]

_MODULES = {
    "markdown": "markdown",
    "text": "text",
    "substack": "substack",
    "medium": "medium",
    "ghost": "ghost",
    "wordpress-rest": "wordpress_rest",
    "wordpress-wxr": "wordpress_wxr",
    "feed": "feeds",
    "csv": "tables",
    "html": "html",
}
"""The module of each format; imported when its turn comes, for most stories are claimed by the first."""
FORMATS = tuple(_MODULES)


class UnknownFormatError(StoryError):
    """The document is data that no reader knows; in a folder it is passed over."""


def reader_for(source: Source, format_: str | None) -> Reader:
    """Return the reader of a document: of the named format, or by its name and content; Markdown if none claims it.

    Raises:
        StoryError: no such format.
    """
    if format_ is not None:
        if format_ in _MODULES:
            return _reader(format_)
        raise StoryError(
            f"There is no format {format_!r}.", remedy=f"Use one of {', '.join(FORMATS)}.", name=source.name
        )
    for reader in _readers():
        if reader.claims(source):
            return reader
    _refuse_data(source)
    return _reader("markdown")


def _reader(format_: str) -> Reader:
    return cast("Reader", import_module(f"copydesk.story.readers.{_MODULES[format_]}"))


def _readers() -> Iterator[Reader]:
    return map(_reader, FORMATS)


def _refuse_data(source: Source) -> None:
    head = source.text[:200].lstrip("\ufeff \t\n").lower()
    if source.suffix == ".json" or is_json(source.text):
        parse_json(source.text)
    elif source.suffix not in {".xml", ".rss", ".atom", ".csv"} and not head.startswith("<?xml"):
        return
    raise UnknownFormatError(
        "The file is data, but no export that Copydesk knows.",
        remedy="Known are exports of Medium, Substack, beehiiv, Ghost and WordPress, and RSS, Atom and JSON feeds.",
        name=source.name,
    )
