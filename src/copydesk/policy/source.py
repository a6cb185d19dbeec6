"""The source text of a policy: where each key and value stands, and errors that point there."""

import re
import tomllib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

__all__ = ["PolicyError", "Problem", "Source"]

Key = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_KEY = re.compile(r'"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'|[A-Za-z0-9_-]+')
_SCALAR = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'|[^,\]}#\n]+',
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a policy: where (line and column from 1), what, and what to do about it.

    ``code`` is a stable word ("unknown-fact"); ``severity`` is "error" or "warning".
    """

    code: str
    message: str
    hint: str = ""
    file: str = ""
    line: int = 0
    column: int = 0
    source_line: str = ""
    severity: str = "error"

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}:{self.column}: " if self.line else f"{self.file}: " if self.file else ""
        lines = [f"{where}{self.severity}: {self.message} [{self.code}]"]
        if self.source_line:
            shown = self.source_line.expandtabs(4)
            lines += [f"  {shown}", "  " + " " * len(self.source_line[: self.column - 1].expandtabs(4)) + "^"]
        if self.hint:
            lines.append(f"  hint: {self.hint}")
        return "\n".join(lines)


class PolicyError(ValueError):
    """A policy cannot be used.

    Args:
        problems: all that is wrong, in the order of the source.
    """

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(str(p) for p in problems))
        self.problems = problems


@dataclass
class Source:
    """A policy's text with the place of every key and value.

    >>> Source("a.b = { c = 1 }", "p.toml").where("a", "b", "c")
    (1, 9)
    """

    text: str
    name: str
    data: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        self.data = self._parsed()

    @cached_property
    def places(self) -> dict[Key, int]:
        """The offset of each key and array element; scanned when the first problem asks for it."""
        places: dict[Key, int] = {}
        _Scanner(self.text, places).run()
        return places

    @classmethod
    def of_file(cls, path: Path) -> "Source":
        """Read a policy file.

        Raises:
            PolicyError: it cannot be opened, is no UTF-8, or is no TOML.
        """
        try:
            return cls(path.read_bytes().decode("utf-8-sig"), str(path))
        except OSError as error:
            raise PolicyError(Problem("unreadable", f"cannot read it: {error.strerror}", file=str(path))) from None
        except UnicodeDecodeError:
            raise PolicyError(Problem("encoding", "this is not UTF-8", "save it as UTF-8", str(path))) from None

    def where(self, *key: str | int) -> tuple[int, int]:
        """Return line and column, from 1, of a key or of its nearest parent that stands in the source."""
        while key and key not in self.places:
            key = key[:-1]
        offset = self.places.get(key, 0)
        return self.text.count("\n", 0, offset) + 1, offset - (self.text.rfind("\n", 0, offset) + 1) + 1

    def problem(self, code: str, message: str, *key: str | int, hint: str = "", severity: str = "error") -> Problem:
        """Return a problem that points at ``key``."""
        line, column = self.where(*key)
        return Problem(code, message, hint, self.name, line, column, self._line(line), severity)

    def _line(self, line: int) -> str:
        lines = self.text.split("\n")
        return lines[line - 1].rstrip("\r") if 0 < line <= len(lines) else ""

    def _parsed(self) -> dict[str, Any]:
        try:
            return tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            found = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
            line, column = (int(found[1]), int(found[2])) if found else (self.text.count("\n") + 1, 1)
            message = re.sub(r" \(at .*\)$", "", str(error))
            raise PolicyError(
                Problem("toml", message, "this is no TOML", self.name, line, column, self._line(line))
            ) from None
        except RecursionError:
            raise PolicyError(Problem("toml", "this is nested too deep", file=self.name)) from None


class _Scanner:
    """Walks TOML that is known to be valid and notes where each key and each element of an array stands."""

    def __init__(self, text: str, places: dict[Key, int]) -> None:
        self.text, self.places, self.pos = text, places, 0
        self.counts: dict[Key, int] = {}

    def run(self) -> None:
        prefix: Key = ()
        self._skip(_BLANK)
        while self.pos < len(self.text):
            if self.text[self.pos] == "[":
                prefix = self._header()
            else:
                self._pair(prefix)
            self._skip(_BLANK)

    def _skip(self, pattern: re.Pattern[str]) -> None:
        found = pattern.match(self.text, self.pos)
        self.pos = found.end() if found else self.pos

    def _header(self) -> Key:
        start, many = self.pos, self.text.startswith("[[", self.pos)
        self.pos += 2 if many else 1
        parts = self._parts()
        self.pos += 2 if many else 1
        path = (*self._resolved(parts[:-1]), parts[-1])
        if many:
            self.counts[path] = self.counts.get(path, -1) + 1
            self.places.setdefault(path, start)
            path = (*path, self.counts[path])
        elif path in self.counts:
            path = (*path, self.counts[path])
        self.places.setdefault(path, start)
        return path

    def _resolved(self, parts: list[str]) -> Key:
        path: Key = ()
        for part in parts:
            path = (*path, part)
            if path in self.counts:
                path = (*path, self.counts[path])
        return path

    def _parts(self) -> list[str]:
        parts: list[str] = []
        while True:
            self._skip(_SPACE)
            found = _KEY.match(self.text, self.pos)
            if found is None:
                return parts or [""]
            parts.append(_unquoted(found[0]))
            self.pos = found.end()
            self._skip(_SPACE)
            if not self.text.startswith(".", self.pos):
                return parts
            self.pos += 1

    def _pair(self, prefix: Key) -> None:
        start = self.pos
        path = (*prefix, *self._parts())
        self.places.setdefault(path, start)
        self.pos = self.text.find("=", self.pos) + 1 or len(self.text)
        self._skip(_SPACE)
        self._value(path)

    def _value(self, path: Key) -> None:
        opening = self.text[self.pos : self.pos + 1]
        if opening == "[":
            self._array(path)
        elif opening == "{":
            self._table(path)
        else:
            self._skip(_SCALAR)

    def _array(self, path: Key) -> None:
        self.pos += 1
        index = 0
        self._skip(_BLANK)
        while self.text[self.pos : self.pos + 1] not in ("]", ""):
            self.places.setdefault((*path, index), self.pos)
            self._value((*path, index))
            self._separator()
            index += 1
        self.pos += 1

    def _table(self, path: Key) -> None:
        self.pos += 1
        self._skip(_BLANK)
        while self.text[self.pos : self.pos + 1] not in ("}", ""):
            self._pair(path)
            self._separator()
        self.pos += 1

    def _separator(self) -> None:
        self._skip(_BLANK)
        if self.text.startswith(",", self.pos):
            self.pos += 1
            self._skip(_BLANK)


def _unquoted(key: str) -> str:
    if key[0] == '"':
        return str(tomllib.loads(f"k = {key}")["k"])
    return key[1:-1] if key[0] == "'" else key
