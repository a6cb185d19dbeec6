"""The wording of letters: filled in strictly, so that no placeholder ever reaches a reader."""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Any

__all__ = ["UnfilledError", "every_message", "fill", "placeholders", "say"]

LANGUAGES = ("en",)


class UnfilledError(ValueError):
    """A message has a placeholder that nobody filled, or was given a value that it has no place for."""


def say(key: str, *, language: str = "en", **values: str) -> str:
    """Return the message ``key`` ("decision.opening") with ``values`` filled in.

    Raises:
        KeyError: there is no such message.
        UnfilledError: the values are not exactly those that it asks for.
    """
    return fill(_message(key, language), **values)


def fill(template: str, **values: str) -> str:
    """Fill a template; a value is put in as it is, and never read as a template itself.

    >>> fill("Dear {name},", name="{clause}")
    'Dear {clause},'
    """
    wanted = placeholders(template)
    if wanted != set(values):
        raise UnfilledError(f"asks for {sorted(wanted)}, was given {sorted(values)}")
    return Formatter().vformat(template, (), values)


def placeholders(template: str) -> set[str]:
    """Return the names that a template asks for."""
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def every_message(language: str = "en") -> Iterator[tuple[str, str]]:
    """Yield (key, template) of every message."""
    yield from _walk(_messages(language), "")


def _message(key: str, language: str) -> str:
    found: Any = _messages(language if language in LANGUAGES else "en")
    for part in key.split("."):
        found = found[part]
    if not isinstance(found, str):
        raise KeyError(key)
    return found


@cache
def _messages(language: str) -> Mapping[str, Any]:
    return tomllib.loads((files("copydesk.notices") / "messages" / f"{language}.toml").read_text(encoding="utf-8"))


def _walk(messages: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    for name, value in messages.items():
        if isinstance(value, str):
            yield prefix + name, value
        else:
            yield from _walk(value, f"{prefix}{name}.")
