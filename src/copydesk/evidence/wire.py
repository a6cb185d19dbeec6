"""The wire format of evidence and facts: plain JSON values with a version, what is at its default left out."""

import math
import types
import typing
from collections.abc import Callable
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import Enum
from functools import lru_cache
from typing import Any, TypeVar

from copydesk.evidence.facts import Facts
from copydesk.evidence.model import Evidence
from copydesk.story import Span

__all__ = ["VERSION", "EvidenceError", "facts_from_json", "facts_to_json", "from_json", "to_json"]

VERSION = 1

T = TypeVar("T")
Decode = Callable[[Any, str], Any]


class EvidenceError(ValueError):
    """Stored evidence cannot be read.

    Args:
        path: the field ("writing.interval"), "" for the whole.
        expected: what was expected there, one plain sentence.
    """

    def __init__(self, path: str, expected: str) -> None:
        super().__init__(f"{path}: {expected}" if path else expected)
        self.path, self.expected = path, expected


def to_json(evidence: Evidence) -> dict[str, Any]:
    """Return evidence as JSON values; a span is ``[start, end]``.

    >>> to_json(Evidence())
    {'v': 1}
    """
    return {"v": VERSION, **_encoded(evidence)}


def from_json(value: Any) -> Evidence:
    """Read what ``to_json`` gave, of this version or an older one; fields nobody knows are passed over.

    Raises:
        EvidenceError: the version is newer, or a field is of the wrong kind.
    """
    _check_version(value)
    return _decode(Evidence, value)


def facts_to_json(facts: Facts) -> dict[str, Any]:
    """Return facts as JSON values, without loss (the ``facts`` of an assessment are shorter)."""
    return {"v": VERSION, **_encoded(facts)}


def facts_from_json(value: Any) -> Facts:
    """Read what ``facts_to_json`` gave.

    Raises:
        EvidenceError: the version is newer, or a field is of the wrong kind.
    """
    _check_version(value)
    return _decode(Facts, value)


def _check_version(value: Any) -> None:
    if not isinstance(value, dict):
        raise EvidenceError("", "an object was expected.")
    version = value.get("v", VERSION)
    if not isinstance(version, int) or isinstance(version, bool) or not 1 <= version <= VERSION:
        raise EvidenceError("v", f"a version from 1 to {VERSION} was expected, not {str(version)[:20]}.")


def _encoded(record: Any) -> dict[str, Any]:
    """Encode a dataclass, fields at their default left out."""
    pairs = ((f, getattr(record, f.name)) for f in fields(record))
    return {f.name: _plain(value) for f, value in pairs if value != _default(f)}


def _plain(value: Any) -> Any:
    if isinstance(value, Span):
        return [value.start, value.end]
    if isinstance(value, tuple):
        return [_plain(v) for v in value]
    if is_dataclass(value):
        return _encoded(value)
    return value.value if isinstance(value, Enum) else value


def _default(spec: Field[Any]) -> Any:
    return spec.default_factory() if spec.default_factory is not MISSING else spec.default


def _decode(kind: type[T], value: Any) -> T:
    decode: Decode = _decoder(typing.cast("typing.Hashable", kind))
    record: T = decode(value, "")
    return record


@lru_cache(maxsize=128)
def _decoder(kind: Any) -> Decode:
    """Return the function that reads a value of a type, made once for each type."""
    origin = typing.get_origin(kind)
    if origin in (types.UnionType, typing.Union):
        return _optional(_decoder(next(a for a in typing.get_args(kind) if a is not types.NoneType)))
    if origin is tuple:
        return _tuple(typing.get_args(kind))
    if kind is Span:
        return _span
    if is_dataclass(kind):
        return _record(kind)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _enum(kind)
    return SCALARS[kind]


def _record(kind: Any) -> Decode:
    hints = typing.get_type_hints(kind)
    known = {f.name: _decoder(hints[f.name]) for f in fields(kind)}
    required = [f.name for f in fields(kind) if _default(f) is MISSING]

    def decode(value: Any, path: str) -> Any:
        if not isinstance(value, dict):
            raise EvidenceError(path, "an object was expected.")
        missing = next((name for name in required if name not in value), None)
        if missing is not None:
            raise EvidenceError(_at(path, missing), "this field is missing.")
        return kind(**{name: known[name](v, _at(path, name)) for name, v in value.items() if name in known})

    return decode


def _at(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _optional(decode: Decode) -> Decode:
    return lambda value, path: None if value is None else decode(value, path)


def _tuple(kinds: tuple[Any, ...]) -> Decode:
    many = len(kinds) > 1 and kinds[1] is Ellipsis
    decoders = [_decoder(k) for k in kinds if k is not Ellipsis]

    def decode(value: Any, path: str) -> Any:
        if not isinstance(value, list | tuple) or not (many or len(value) == len(decoders)):
            raise EvidenceError(path, "a list was expected." if many else f"a list of {len(decoders)} was expected.")
        each = decoders * len(value) if many else decoders
        return tuple(read(v, f"{path}[{i}]") for i, (read, v) in enumerate(zip(each, value, strict=True)))

    return decode


def _span(value: Any, path: str) -> Span:
    ends = value if isinstance(value, list | tuple) else ()
    if [type(end) for end in ends] != [int, int] or not 0 <= ends[0] <= ends[1]:
        raise EvidenceError(path, "a span [start, end] was expected.")
    return Span(ends[0], ends[1])


def _enum(kind: type[Enum]) -> Decode:
    members: dict[Any, Enum] = {m.value: m for m in kind}

    def decode(value: Any, path: str) -> Any:
        if not isinstance(value, str) or value not in members:
            raise EvidenceError(path, f"one of {', '.join(members)} was expected.")
        return members[value]

    return decode


def _float(value: Any, path: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise EvidenceError(path, "a number was expected.")
    return float(value)


def _scalar(kind: type, name: str) -> Decode:
    def decode(value: Any, path: str) -> Any:
        if type(value) is not kind:
            raise EvidenceError(path, f"{name} was expected.")
        return value

    return decode


SCALARS: dict[Any, Decode] = {
    float: _float,
    int: _scalar(int, "a whole number"),
    str: _scalar(str, "a text"),
    bool: _scalar(bool, "true or false"),
}
