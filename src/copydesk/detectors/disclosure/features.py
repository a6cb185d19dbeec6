"""Turns a sentence into what the model sees: classes of words in their order, not the words themselves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import combinations

from copydesk.detectors.disclosure.lexicon import Lexicon, Tag, load
from copydesk.detectors.disclosure.text import Token, tokens

__all__ = ["Reading", "features", "makes_nearby", "read"]

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
        "large",
        "medium",
        "small",
        "nemo",
        "next",
        "ultra",
        "mini",
        "nano",
        "preview",
        "thinking",
        "research",
        "deep",
    }
)
_AI = frozenset({"AI", "AIADJ", "AIHELP", "MT"})
_PUNCTUATION = {"?": "QM", '"': "QT", ":": "COL", "%": "PCT"}
_SILENT = frozenset('!(),;,/|+&=–"')
_KEPT = frozenset({"the", "a", "an", "of", "to", "for", "and", "or", "then", "me", "in", "on"}) | frozenset(
    {
        "at",
        "as",
        "so",
        "no",
        "all",
        "any",
        "every",
        "more",
        "less",
        "into",
        "own",
        "same",
        "now",
        "up",
        "out",
        "after",
        "before",
        "there",
    }
)
_AGENTS = ("AI", "AIADJ", "AIHELP", "SELF", "HERE", "TEXT", "TEXTS", "PART", "ALL", "ME", "HUMAN", "OTHER")
_ACTS = ("MAKE", "COMAKE", "HELP", "USE", "ASK", "EDIT", "TASK", "ONLY", "PIC", "IMAGER", "CODE", "THING")
_MOODS = ("NEG", "BUT", "IF", "ASKQ", "SAY", "ABOUT", "TIME", "READ", "HEAD", "GRAM", "MT", "DICT", "QM", "QT")
_KEYS = (*_AGENTS, *_ACTS, *_MOODS, "FICTION", "TECH")
_REACH = 7
_MOST_SYMBOLS = 90


@dataclass(frozen=True, slots=True)
class Reading:
    """A tagged sentence: its symbols in order, the labels among them, and whether AI is named by a word of its own.

    ``named`` is false where only words like "machine" or "robot" occur, which also mean other things. ``lead`` counts
    the words before the first that the lexicon knows.
    """

    symbols: tuple[str, ...]
    forms: tuple[str, ...]
    labels: frozenset[str]
    named: bool
    lead: int = 0

    @property
    def may_disclose(self) -> bool:
        """Tell whether the sentence has the parts of a disclosure: AI, a making, and something that was made."""
        labels = self.labels
        content = [symbol for symbol in self.symbols if symbol != "_"]
        badge = len(content) <= _BADGE
        if labels.isdisjoint(_AI - {"MT"}):
            return "MT" in labels and (badge or "SELF" in labels)
        if not self.named and not (badge and "TEXT" in labels):
            own = "SELF" in labels or ("THIS" in labels and len(content) <= _SHORT)
            return own and not labels.isdisjoint({"MAKE", "BY", "AIADJ"}) and makes_nearby(self.symbols)
        if badge or not labels.isdisjoint({"SELF", "HEAD"}):
            return True
        return makes_nearby(self.symbols) and self._speaks_of_own_text(content)

    def _speaks_of_own_text(self, content: Sequence[str]) -> bool:
        """Tell whether the author is named, or the sentence is short and leaves out what it speaks of."""
        if not self.labels.isdisjoint(_ANCHORS) or "my" in self.forms:
            return True
        if "COMAKE" in self.labels and self.symbols[:1] == ("AI",):
            return True
        longest = _ELLIPSIS if "TEXT" in self.labels else _ELLIPSIS // 2
        return self.lead <= _LEAD and _elliptic(content) and len(self.symbols) <= longest


_ANCHORS = frozenset({"ME", "HERE"})
_LEAD = 2
_BADGE = 5
_SHORT = 8
_ELLIPSIS = 24
_MAKING = frozenset({"MAKE", "COMAKE", "EDIT", "HELP", "AIHELP", "AIADJ", "ASK", "USE", "READ"})
_NEARBY = 8
_OPENINGS = frozenset(
    {
        "MAKE",
        "COMAKE",
        "EDIT",
        "AIADJ",
        "AIHELP",
        "TEXT",
        "PART",
        "ALL",
        "HUMAN",
        "WITH",
        "HELP",
        "THIS",
        "MT",
        "NEG",
        "READ",
        "AI",
    }
)


def _elliptic(content: Sequence[str]) -> bool:
    """Tell whether the sentence leaves out what it speaks of, as "Written with Claude" does."""
    opening = [symbol for symbol in content if symbol.isupper() and symbol not in ("BUT", "BE")][:1]
    return not _OPENINGS.isdisjoint(opening)


def makes_nearby(symbols: Sequence[str]) -> bool:
    """Tell whether a verb of making or helping stands within a few words of a word for AI."""
    last_ai = last_making = -_NEARBY - 1
    for at, symbol in enumerate(symbols):
        if symbol in ("AIADJ", "AIHELP", "POSS") or (symbol == "AI" and "BY" in symbols[max(0, at - 3) : at]):
            return True
        if symbol in _AI:
            last_ai = at
        if symbol in _MAKING:
            last_making = at
        if symbol in _AI | _MAKING and abs(last_ai - last_making) <= _NEARBY:
            return True
    return False


@cache
def _lexicon() -> Lexicon:
    return Lexicon(load("words")["classes"])


@lru_cache(maxsize=128)
def read(text: str) -> Reading:
    """Return the tagged form of ``text`` (a sentence, or two that belong together)."""
    words = tokens(text)
    tags = _lexicon().tag(words)
    symbols: list[str] = []
    forms: list[str] = []
    skip = 0
    for at, tag in enumerate(tags[: 2 * _MOST_SYMBOLS]):
        if at < skip:
            continue
        skip = _own_text(tags, at)
        symbol = "SELF" if skip else _symbol(tags, words, at)
        if symbol and not (symbol == "_" and symbols[-1:] == ["_"]):
            symbols.append(symbol)
            forms.append(tag.form)
        if symbol == "HEAD" and tag.form == "ai":
            symbols.append("AI")
            forms.append("ai")
        if symbol == "AI" and words[tag.last - 1].owner:
            symbols.append("POSS")
            forms.append("'s")
    named = any(tag.label in _AI or tag.label in ("AINAME", "HEAD") for tag in tags)
    lead = next((at for at, tag in enumerate(tags) if tag.label), len(tags))
    return Reading(tuple(symbols[:_MOST_SYMBOLS]), tuple(forms[:_MOST_SYMBOLS]), frozenset(symbols), named, lead)


def _own_text(tags: Sequence[Tag], at: int) -> int:
    """Return where a phrase for the story itself ends ("this little essay", "the lines below"), or 0."""
    if tags[at].form in _POINTERS:
        for place in range(at + 1, min(at + 4, len(tags))):
            if tags[place].label in ("TEXT", "TEXTS") or tags[place].form in _WHOLES:
                return place + 1
            if tags[place].label not in ("", "ALL") or tags[place].form in _SILENT:
                break
        return _written(tags, at)
    if tags[at].label in ("TEXT", "PART") and at + 1 < len(tags) and tags[at + 1].form in ("above", "below"):
        return at + 2 if tags[at].label == "TEXT" else 0
    return 0


def _written(tags: Sequence[Tag], at: int) -> int:
    """Return where the subject of "these minutes were drafted" ends, whatever kind of text it is, or 0."""
    for place in range(at + 1, min(at + 5, len(tags))):
        if tags[place].label == "BE":
            verbs = [tag.form for tag in tags[place + 1 : place + 4] if tag.label != "ALL"]
            return place if place > at + 1 and verbs and verbs[0] in _WRITING else 0
        if tags[place].label or tags[place].form in _SILENT:
            break
    objects = at and tags[at - 1].form in _WRITES and at + 1 < len(tags) and not tags[at + 1].label
    return at + 2 if objects else 0


_WHOLES = frozenset({"summary", "introduction", "intro", "abstract", "recap", "overview", "listing"})
_WRITES = frozenset({"write", "wrote", "written", "writing", "writes", "draft", "drafted", "drafting"})
_WRITING = frozenset({"written", "drafted", "authored", "composed", "penned", "typed", "worded", "ghostwritten"})
_POINTERS = frozenset({"this", "these"})
_POETIC = frozenset({"sonnet", "opus", "haiku", "fable", "bard", "mistral"})


def _symbol(tags: Sequence[Tag], words: Sequence[Token], at: int) -> str:
    tag = tags[at]
    if tag.label == "AINAME":
        if tag.form in _POETIC and not words[tag.first].capital:
            return "_"
        return "OTHER" if _is_person(tags, words, at) else "AI"
    if tag.label:
        return "AI" if tag.label == "BOT" else tag.label
    if tag.form in _PUNCTUATION:
        return _PUNCTUATION[tag.form]
    if tag.form in _SILENT:
        return ""
    return tag.form if tag.form in _KEPT else "_"


def _is_person(tags: Sequence[Tag], words: Sequence[Token], at: int) -> bool:
    """Tell whether an ambiguous name belongs to a person: "Claude Monet", "Jean-Claude"."""
    if at and tags[at - 1].form == "jean":
        return True
    if at > 1 and not tags[at - 1].label and words[tags[at - 1].first].capital:
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
