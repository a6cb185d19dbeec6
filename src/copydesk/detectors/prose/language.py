"""The language of a text: English by its small words and letters, others by py3langid, loaded only when needed."""

# ruff: noqa: SIM905  # lists of words read better as text

import re

__all__ = ["detect", "is_english"]

_SAMPLE = 2400
_SURE = 0.2
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_SMALL = frozenset(
    """the of and to a in that is was it for on with as i you he she they we his her their our my be are were been have
    has had do not but or if so when which who what how than there this these those at by from into about can could
    would should will said just like out up your its me him them no all one an""".split()
)


def detect(text: str) -> str | None:
    """Return the ISO 639-1 code of the language of ``text``, or None where there are no letters.

    >>> detect("It was the best of times, and it was the worst of times.")
    'en'
    """
    words = _WORD.findall(text[:_SAMPLE].lower())
    if not words:
        return None
    share = sum(word in _SMALL for word in words) / len(words)
    if share >= _SURE:
        return "en"
    return _identify(text[:_SAMPLE])


def is_english(text: str) -> bool:
    """Tell whether ``text`` is English."""
    return detect(text) == "en"


def _identify(text: str) -> str:
    import py3langid  # noqa: PLC0415  # takes half a second to load, and most stories do not need it

    clean = text.encode("utf-8", "replace").decode("utf-8").replace("\x00", " ")
    code, _ = py3langid.classify(clean)
    return str(code)
