"""Names by which generators sign their files, read from ``generators.toml``."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = ["Mark", "agent", "credit", "marks", "software", "version"]

_VERSIONS = re.compile(r"(?:[\s/_-]+(?:v\.?|version\s*)?\d[\w.+-]*)+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mark:
    """An invisible watermark: who writes it, and its bits (0 or 1)."""

    generator: str
    bits: tuple[int, ...]


@cache
def _data() -> dict[str, Any]:
    source = files("copydesk.detectors.pictures").joinpath("generators.toml").read_text(encoding="utf-8")
    return tomllib.loads(source)


def version() -> str:
    """Return the version of the names."""
    return str(_data()["version"])


def software(value: str) -> str | None:
    """Return the generator that a software field names with its whole value, or None.

    >>> software("Stable Diffusion v1.5"), software("Photoshop, for Midjourney fans")
    ('Stable Diffusion', None)
    """
    names: dict[str, str] = _data()["software"]
    return names.get(_VERSIONS.sub("", value.strip()).casefold())


def agent(value: str) -> str | None:
    """Return the generator that a claim generator or software agent names, or None."""
    words = value.casefold()
    return next((name for mark, name in _data()["agents"].items() if mark in words), None)


def credit(value: str) -> str | None:
    """Return whom a vendor's own credit line names ("" for nobody in particular), or None where it is no such line."""
    lines: dict[str, str] = _data()["credits"]
    return lines.get(value.strip().rstrip(".").casefold())


@cache
def marks() -> tuple[Mark, ...]:
    """Return the invisible watermarks that are known."""
    return tuple(Mark(entry["generator"], _bits(entry)) for entry in _data()["watermarks"])


def _bits(entry: dict[str, str]) -> tuple[int, ...]:
    if "bits" in entry:
        return tuple(map(int, entry["bits"]))
    return tuple(byte >> shift & 1 for byte in entry["text"].encode() for shift in range(7, -1, -1))
