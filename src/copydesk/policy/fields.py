"""Typed access to the fields of a policy's source, which collects pointed problems instead of raising."""

import difflib
import re
from collections.abc import Collection, Mapping
from typing import Any

from copydesk.policy.source import Problem, Source

__all__ = ["Fields", "suggestion"]

_FILLED = re.compile(r"\{[\w.-]*\}")


def suggestion(word: str, known: Collection[str]) -> str:
    """Return a hint on a word nobody knows: the nearest known one, or all of them where none is near."""
    near = difflib.get_close_matches(word, known, 1, 0.6)
    if near:
        return f'did you mean "{near[0]}"?'
    return f"known are: {', '.join(sorted(known))}" if known else ""


class Fields:
    """One table of a policy's source.

    Args:
        source: the source, for positions.
        problems: where problems go.
        table: the table's content.
        key: the table's key in the source.
    """

    def __init__(self, source: Source, problems: list[Problem], table: Any, *key: str | int) -> None:
        self.source, self.problems, self.key = source, problems, key
        self.table: Mapping[str, Any] = table if isinstance(table, dict) else {}
        if not isinstance(table, dict):
            self.refuse("wrong-type", "a table was expected here")

    def refuse(self, code: str, message: str, *key: str | int, hint: str = "", severity: str = "error") -> None:
        """Note a problem at a key of this table."""
        self.problems.append(self.source.problem(code, message, *self.key, *key, hint=hint, severity=severity))

    def only(self, *known: str) -> None:
        """Refuse each key that is not among ``known``."""
        for name in self.table:
            if name not in known:
                self.refuse("unknown-key", f'unknown key "{name}"', name, hint=suggestion(name, known))

    def has(self, name: str) -> bool:
        """Tell whether the key is given."""
        return name in self.table

    def inner(self, name: str) -> "Fields":
        """Return the table at a key; an empty one where it is missing."""
        return Fields(self.source, self.problems, self.table.get(name, {}), *self.key, name)

    def each(self, name: str) -> list["Fields"]:
        """Return the tables of an array of tables."""
        rows = self.table.get(name, [])
        if not isinstance(rows, list):
            self.refuse("wrong-type", f'"{name}" must be a list of tables', name)
            return []
        return [Fields(self.source, self.problems, row, *self.key, name, i) for i, row in enumerate(rows)]

    def text(self, name: str, default: str | None = None) -> str:
        """Return a string; a missing one without a default is a problem."""
        value = self.table.get(name, default)
        if isinstance(value, str):
            return value
        if value is None:
            self.refuse("missing", f'"{name}" is missing')
        else:
            self.refuse("wrong-type", f'"{name}" must be a text in quotes', name)
        return ""

    def number(self, name: str, default: float, low: float, high: float) -> float:
        """Return a number within bounds."""
        value = self.table.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
            self.refuse("wrong-number", f'"{name}" must be a number from {low:g} to {high:g}', name)
            return default
        return value

    def whole(self, name: str, default: int, high: int = 100_000) -> int:
        """Return a whole number from 0 to ``high``."""
        value = self.table.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= high:
            self.refuse("wrong-number", f'"{name}" must be a whole number from 0 to {high}', name)
            return default
        return value

    def flag(self, name: str, default: bool = False) -> bool:
        """Return true or false."""
        value = self.table.get(name, default)
        if not isinstance(value, bool):
            self.refuse("wrong-type", f'"{name}" must be true or false', name)
            return default
        return value

    def words(self, name: str, default: tuple[str, ...] = (), known: Collection[str] | None = None) -> tuple[str, ...]:
        """Return a list of words, each among ``known`` where that is given; one word alone is a list of it."""
        value = self.table.get(name)
        if value is None:
            return default
        listed = [value] if isinstance(value, str) else value
        if not isinstance(listed, list) or not all(isinstance(v, str) for v in listed):
            self.refuse("wrong-type", f'"{name}" must be a list of words', name)
            return default
        for index, word in enumerate(listed):
            if known is not None and word not in known:
                self.refuse("unknown-word", f'unknown word "{word}"', name, index, hint=suggestion(word, known))
        return tuple(listed)

    def choice(self, name: str, default: str, known: Collection[str], code: str = "unknown-word") -> str:
        """Return one word among ``known``."""
        value = self.table.get(name, default)
        if value in known:
            return str(value)
        self.refuse(code, f'"{name}" cannot be {value!r}', name, hint=suggestion(str(value), known))
        return default

    def texts(
        self,
        name: str,
        languages: Collection[str],
        default: Mapping[str, str] | None = None,
        *,
        plain: bool = True,
    ) -> dict[str, str]:
        """Return one text a language; each of ``languages`` must be there, a ``plain`` one without placeholder."""
        if name not in self.table and default is not None:
            return dict(default)
        inner = self.inner(name)
        found = {lang: inner.text(lang) for lang in inner.table}
        for lang in languages:
            if not found.get(lang, "").strip():
                self.refuse(
                    "missing-message", f'"{name}" has no text in "{lang}"', name, hint=f'add {name}.{lang} = "…"'
                )
        for lang, text in found.items() if plain else ():
            for mark in _FILLED.findall(text):
                hint = 'only "because" is filled in; write the words themselves'
                self.refuse("unknown-placeholder", f'nothing fills {mark} in "{name}"', name, lang, hint=hint)
        return found
