"""The words of harm, stance and frame, read from ``words.toml``."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from copydesk.detectors.conduct.lexicon import Lexicon

__all__ = ["END", "SIGN", "lexicon", "says"]

END = "end."
"""The prefix of the classes that name a harmful end; the topic follows."""
SIGN = "sign."
"""The prefix of the groups of what is dishonest or dangerous whatever the topic."""


@cache
def _data() -> dict[str, Any]:
    source = files("copydesk.detectors.harm").joinpath("words.toml").read_text(encoding="utf-8")
    return tomllib.loads(source)


@cache
def lexicon() -> Lexicon:
    """Return the lexicon of all classes: the ends by topic ("end.voice"), and "ai", "sells" and the like."""
    data = _data()
    classes = {name: part["phrases"] for name, part in data.items() if isinstance(part, dict) and "phrases" in part}
    ends = {END + topic: part["phrases"] for topic, part in data["ends"].items()}
    signs = {SIGN + group: part["phrases"] for group, part in data["signs"].items()}
    return Lexicon({**classes, **ends, **signs})


def says(topic: str) -> str:
    """Return a topic in words for a reviewer."""
    return str(_data()["ends"][topic]["says"])
