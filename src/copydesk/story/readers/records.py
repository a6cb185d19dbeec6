"""JSON documents: parses them once, safely, and gives the fields of any shape without surprises."""

import json
from collections.abc import Iterator
from functools import lru_cache
from html import unescape
from typing import Any

from copydesk.story.errors import StoryError
from copydesk.story.readers.encoding import scrub

__all__ = ["is_json", "objects", "parse_json", "plain", "string"]


def is_json(text: str) -> bool:
    """Tell whether the document opens as JSON does."""
    head = text[:400].lstrip("\ufeff \t\n\f\r")
    if not head.startswith(("{", "[")):
        return False
    inner = head[1:].lstrip()
    return inner.startswith(('"', "}") if head[0] == "{" else ("{", "]", '"'))


@lru_cache(maxsize=1)
def parse_json(text: str) -> Any:
    """Return the document's value.

    Raises:
        StoryError: it is no JSON; ``where`` is line and column.
    """
    try:
        return json.loads(text.lstrip("\ufeff"))
    except json.JSONDecodeError as error:
        raise StoryError(
            f"The file is no valid JSON: {error.msg}.",
            where=f"line {error.lineno}, column {error.colno}",
            remedy="Export the stories again, or mend the file at this place.",
        ) from None
    except (RecursionError, ValueError):
        raise StoryError(
            "The JSON is nested too deeply or holds a number too long.", remedy="Export it again."
        ) from None


def objects(value: Any) -> Iterator[dict[str, Any]]:
    """Yield the objects in a list, or nothing where it is no list."""
    if isinstance(value, list):
        yield from (item for item in value if isinstance(item, dict))


def string(value: Any) -> str:
    """Return a text field; "" for anything that is no text."""
    return scrub(value)[0].strip() if isinstance(value, str) else ""


def plain(value: Any) -> str:
    """Return a text field whose characters may be written as HTML references."""
    return unescape(string(value))
