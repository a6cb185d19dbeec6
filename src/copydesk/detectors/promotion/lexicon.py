"""The words of promotion and of first-hand experience, read from ``words.toml``."""

import tomllib
from functools import cache
from importlib.resources import files

from copydesk.detectors.conduct.lexicon import Lexicon

__all__ = ["lexicon"]


@cache
def lexicon() -> Lexicon:
    """Return the lexicon of all classes ("template", "puff", "call", "disclosed", "hand", "candid", "exact")."""
    source = files("copydesk.detectors.promotion").joinpath("words.toml").read_text(encoding="utf-8")
    data = tomllib.loads(source)
    return Lexicon({name: part["phrases"] for name, part in data.items() if isinstance(part, dict)})
