"""Turns a sentence into what the model sees: classes of words in their order, not the words themselves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations

from copydesk.detectors.disclosure.lexicon import Lexicon, Tag, load
from copydesk.detectors.disclosure.text import Token, tokens

__all__ = ["Reading", "features", "read"]

_PRODUCTS = frozenset(
    {
        "sonnet",
        "opus",
        "haiku",
        "code",
        "ai",
        "pro",
        "max",
        "fable",
        "instant",
        "desktop",
        "flash",
        "advanced",
        "chat",
        "studio",
    }
)
_AI = frozenset({"AI", "AIADJ", "AIHELP"})
_PUNCTUATION = {"?": "QM", '"': "QT", ":": "COL", "%": "PCT"}
_SILENT = frozenset('!(),;,/|+&=–"')
_KEPT = frozenset(
    "the a an of to for and or then me in on at as so no all any every more less into own same now up out after before there".split()
)
_KEYS = (
    "AI AIADJ AIHELP SELF TEXT PART ALL ME HUMAN OTHER MAKE COMAKE HELP USE ASK EDIT TASK ONLY PIC CODE THING NEG BUT IF ASKQ SAY ABOUT TIME READ HEAD GRAM MT DICT QM QT FICTION"
).split()
_REACH = 7
_MOST_SYMBOLS = 90


@dataclass(frozen=True, slots=True)
class Reading:
    """A tagged sentence: its symbols in order, and whether it speaks of AI or a writing tool at all."""

    symbols: tuple[str, ...]
    forms: tuple[str, ...]
    labels: frozenset[str]

    @property
    def speaks_of_ai(self) -> bool:
        """Tell whether any word for AI, or a name of one, occurs."""
        return not _AI.isdisjoint(self.labels)


@cache
def _lexicon() -> Lexicon:
    return Lexicon(load("words")["classes"])


def read(text: str) -> Reading:
    """Return the tagged form of ``text`` (a sentence, or two that belong together)."""
    words = tokens(text)
    tags = _lexicon().tag(words)
    symbols: list[str] = []
    forms: list[str] = []
    for at, tag in enumerate(tags[: 2 * _MOST_SYMBOLS]):
        symbol = _symbol(tags, words, at)
        if symbol and not (symbol == "_" and symbols[-1:] == ["_"]):
            symbols.append(symbol)
            forms.append(tag.form)
    return Reading(tuple(symbols[:_MOST_SYMBOLS]), tuple(forms[:_MOST_SYMBOLS]), frozenset(symbols))


def _symbol(tags: Sequence[Tag], words: Sequence[Token], at: int) -> str:
    tag = tags[at]
    if tag.label == "AINAME":
        return "OTHER" if _is_person(tags, words, at) else "AI"
    if tag.label:
        return tag.label
    if tag.form in _PUNCTUATION:
        return _PUNCTUATION[tag.form]
    if tag.form in _SILENT:
        return ""
    return tag.form if tag.form in _KEPT else "_"


def _is_person(tags: Sequence[Tag], words: Sequence[Token], at: int) -> bool:
    """Tell whether an ambiguous name belongs to a person: "Claude Monet", "Jean-Claude"."""
    if at and tags[at - 1].form == "jean":
        return True
    if at + 1 == len(tags):
        return False
    following = tags[at + 1]
    token = words[following.first]
    return not following.label and token.capital and token.form not in _PRODUCTS and token.form.isalpha()


def features(reading: Reading) -> set[str]:
    """Return the features of one reading, as strings."""
    symbols = reading.symbols
    content = [symbol for symbol in symbols if symbol != "_"]
    found = {f"u:{symbol}" for symbol in symbols}
    found.update(_chains("b", symbols, 2))
    found.update(_chains("c", content, 2))
    found.update(_chains("t", content, 3))
    found.update(_chains("q", [symbol for symbol in content if symbol.isupper() and symbol not in ("BE", "THIS")], 3))
    found.update(_pairs(content))
    keys = [key for key in _KEYS if key in reading.labels]
    found.update(f"k:{a}+{b}" for a, b in combinations(keys, 2))
    found.update(f"k:{a}+{b}+{c}" for a, b, c in combinations(keys[:14], 3))
    found.update(
        f"!{key}" for key in ("SELF", "TEXT", "ME", "MAKE", "OTHER", "NEG", "AI", "HEAD") if key not in reading.labels
    )
    found.update(_shape(content))
    found.update(f"w:{form}" for form in reading.forms)
    return found


def _chains(name: str, symbols: Sequence[str], size: int) -> Iterable[str]:
    padded = ["^", *symbols, "$"]
    return (f"{name}:{'>'.join(padded[at : at + size])}" for at in range(len(padded) - size + 1))


def _pairs(content: Sequence[str]) -> Iterable[str]:
    for at, first in enumerate(content):
        if first.isupper():
            for second in content[at + 1 : at + 1 + _REACH]:
                if second.isupper():
                    yield f"o:{first}>{second}"


def _shape(content: Sequence[str]) -> Iterable[str]:
    yield f"n:{min(len(content), 12) // 2}"
    yield f"a:{content.count('AI')}"
    capitals = [symbol for symbol in content if symbol.isupper() and symbol != "BE"]
    yield "h:" + "+".join(capitals[:2])
    yield "e:" + "+".join(capitals[-2:])
    if len(capitals) <= 5:  # noqa: PLR2004 - a badge is short enough to be known whole
        yield "all:" + "+".join(capitals)
