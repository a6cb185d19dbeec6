"""Frames that say it outright: the story as subject or object of AI's making, whatever else stands in the sentence."""

import re
from collections.abc import Iterator

from copydesk.detectors.disclosure.features import Reading

__all__ = ["frame", "not_without"]

_LEAD = r"^(?:(?:HEAD|COL|HERE|BUT|TIME|QT|AND) )*"
_MADE = r"(?:MAKE|COMAKE)(?: (?:MAKE|ALL|PART|TEXT|AND))* SELF\b"
_PASSIVE = re.compile(
    _LEAD + r"(?:(?:PART|ALL|TEXT|THIS) )*SELF (?:(?:TEXT|BE|ALL|PART|HERE|THIS) )*"
    r"(?:MAKE|COMAKE|EDIT)(?: (?:MAKE|COMAKE|EDIT|WITH|ALL|PART))*(?: (?:BY|WITH|HELP|USE|ALL|PART))+ AI\b"
)
_ACTIVE = re.compile(
    _LEAD + r"(?:BE )?(?:(?:AI|AIHELP) )+(?:POSS )?(?:(?:BE|ALL|HELP|ME|WITH|USE|TASK|EDIT|AND) )*" + _MADE
)
_TAKEN = re.compile(
    r"\b(?:ME|AUTHOR) (?:(?:BE|ALL) )*(?:USE|ASK|HELP)(?: (?:USE|AI|HELP|WITH|BY))* AI (?:HELP )?" + _MADE
)
_SHARED = re.compile(r"\b" + _MADE + r"(?: (?:WITH|HELP|USE|BY|COMAKE))+ (?:AI|AIHELP)\b")
_NOT_ME = re.compile(r"\bME NEG MAKE (?:ALL |PART |TEXT )*SELF AI ASKQ\b")
_NOT_WITHOUT = re.compile(r"\bNEG (?:(?:BE|ALL|MAKE|COMAKE|EDIT|HELP) )*SELF (?:BE )?NEG AI\b")
_BYLINE = re.compile(r"^(?:HEAD COL )?AUTHOR (?:(?:of|SELF|HERE|TEXT) )*(?:COL|BE) (?:an? )?AI\b")
_VERB_LAST = re.compile(
    _LEAD + r"SELF (?:(?:BE|ALL|BY|ME|PART) )*"
    r"(?:(?:AI )+(?:(?:BY|ALL|WITH|HELP|USE|ME|PART) )*(?:MAKE|COMAKE)|(?<=B[EY] )AIADJ)\b"
)
_DENIED = frozenset({_NOT_ME, _NOT_WITHOUT})
_SHARING = frozenset({_SHARED, _NOT_WITHOUT})
_FRAMES = (_NOT_WITHOUT, _NOT_ME, _PASSIVE, _ACTIVE, _TAKEN, _SHARED, _VERB_LAST)
_DOUBTS = frozenset({"NEG", "QM", "IF", "SAY", "TASK", "ONLY", "GRAM", "MT", "DICT", "TECH", "ASKQ", "OTHER", "BUT"})
_SPOILS = frozenset({"NEG", "TASK", "GRAM", "ONLY", "DICT"})
_AND = frozenset({"and", "und", "et", "e", "y", "&", "+", "plus", "、", "和", "और", "و"})
_AUTHOR = frozenset({"the", "author", "autor", "autora", "auteur", "writer", "der", "die", "el", "la", "l'", "o", "a"})
_NOUNS = frozenset({"CODE", "PIC", "THING", "TASK", "TECH", "IMAGER", "TIME", "OTHER", "SAY"})
_REWORKED = frozenset({"EDIT", "READ", "HUMAN"})
_NOT_TEXT = frozenset({"CODE", "PIC", "THING", "IMAGER"})
_SHARES = frozenset({"COMAKE", "EDIT", "HELP", "AIHELP", "PART", "READ", "HUMAN", "USE", "WITH"})


def frame(reading: Reading) -> str | None:
    """Return "generated" or "assisted" where the sentence is one of the frames; None where only the model can tell."""
    if _BYLINE.search(" ".join(_named(reading))):
        return "generated"
    symbols = " ".join(_symbols(reading))
    for pattern in _FRAMES:
        found = pattern.search(symbols)
        if found and _holds(found, denied=pattern in _DENIED or pattern is _ACTIVE):
            said, after = found[0].split(), symbols[found.end() :].split()
            shared = not _SHARES.isdisjoint(said) or not _REWORKED.isdisjoint(after) or pattern in _SHARING
            return "assisted" if shared else "generated"
    return None


def not_without(reading: Reading) -> bool:
    """Tell whether the sentence says that the text would not be there without AI."""
    return bool(_NOT_WITHOUT.search(" ".join(_symbols(reading))))


def _holds(found: re.Match[str], *, denied: bool) -> bool:
    """Tell whether nothing makes the frame doubtful and it was text that was made.

    ``denied``: the frame itself holds a negation or a task, so only what stands around it can make it doubtful.
    """
    before, after = found.string[: found.start()].split(), found.string[found.end() :].split()
    said = [] if denied else found[0].split()
    doubts = _DOUBTS - {"IF"} if denied else _DOUBTS
    plain = doubts.isdisjoint((*before, *said)) and _SPOILS.isdisjoint(after)
    return plain and _NOT_TEXT.isdisjoint((*said, *after[:1]))


def _symbols(reading: Reading) -> Iterator[str]:
    """Yield the row of classes, with "and" told from "with", and a bare "this" as the story."""
    row = _named(reading)
    for symbol, form, after in zip(row, reading.forms, (*row, "$")[1:], strict=True):
        if symbol == "WITH" and form in _AND:
            yield "AND"
        elif symbol == "THIS" and form == "this" and (after.isupper() or after == "$") and after not in _NOUNS:
            yield "SELF"
        elif symbol.isupper():
            yield symbol


def _named(reading: Reading) -> list[str]:
    """Return the row of classes with "the author" told from "I"."""
    pairs = zip(reading.symbols, reading.forms, strict=True)
    return ["AUTHOR" if symbol == "ME" and form in _AUTHOR else symbol for symbol, form in pairs]
