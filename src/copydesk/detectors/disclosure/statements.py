"""Reads sentences and passages: what does the author say of AI and this text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from copydesk.detectors.disclosure.features import Reading, features, read
from copydesk.detectors.disclosure.lexicon import load
from copydesk.detectors.disclosure.model import bundled
from copydesk.detectors.disclosure.quoting import unquoted
from copydesk.detectors.disclosure.text import fold, sentences

__all__ = ["Verdict", "may_speak_of_ai", "read_statement", "statements"]

_CUES = ("AI", "BOT", "AINAME", "AIADJ", "AIHELP", "GRAM", "MT", "DICT", "HUMAN", "IMAGER")
_SURE = 0.80
_LONGEST_NEIGHBOUR = 120
_BREAK = re.compile(r", (?:which|who|and|as|so|the|a|an|my|our|in|over)\b| [-–—] |[;(]| about | because ")
_DOUBTFUL = frozenset({"TASK", "MT", "GRAM"})
_OWN_HAND = frozenset({"myself", "ourselves"})
_OWN_WORK = frozenset({"ME", "MAKE", "SELF", "HUMAN"})
_AI_WORDS = frozenset({"AI", "AIADJ", "AIHELP", "EDIT", "NEG"})
_CLAIM = frozenset({"BUT", "ME", "HUMAN"})
_TURNS = frozenset({"NEG", "HUMAN", "QM", "SAY", "BUT", "SELF"})
_DISCLOSES = 0.5
_CERTAIN = 0.9
_WORDS = re.compile(r"\w+")
_LATIN = re.compile(r"[a-z0-9]+")
_COMMON = frozenset(
    {"a", "an", "the", "by", "my", "our", "all", "own", "old", "hard", "real", "me", "l", "d", "m", "of", "to"}
    | {"un", "una", "um", "uma", "der", "die", "das", "typed"}
)
_ORDER = ("generated", "assisted", "pictures", "denial", "tool", "none")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one sentence says of AI and this text, where it stands, and how likely it discloses."""

    says: str
    start: int = 0
    end: int = 0
    unsure: bool = False
    likely: float = 0.0

    @property
    def discloses(self) -> bool:
        """Tell whether this is a disclosure that AI made or helped to make the text."""
        return self.says in ("generated", "assisted")


@cache
def _cues() -> tuple[frozenset[str], tuple[str, ...]]:
    """Return the words, and for other scripts the stretches, that open a phrase on AI."""
    classes = load("words")["classes"]
    words, others = set(), set()
    for phrase in (phrase for label in _CUES for phrase in classes[label]):
        parts = [part for part in _WORDS.findall(phrase if phrase.isascii() else fold(phrase)) if part not in _COMMON]
        if parts and parts[0].isascii():
            words.add(parts[0])
        elif parts:
            others.add(parts[0])
    return frozenset(words), tuple(sorted(others))


def may_speak_of_ai(text: str) -> bool:
    """Tell, fast, whether ``text`` has any word that a statement on AI would have."""
    words, others = _cues()
    lowered = text.lower() if text.isascii() else fold(text)
    if not words.isdisjoint(_LATIN.findall(lowered)):
        return True
    return not text.isascii() and any(cue in lowered for cue in others)


def read_statement(text: str, *, strict: bool = False) -> Verdict:
    """Read a sentence or a passage and return its strongest statement.

    Args:
        text: what the author wrote, in any of the supported languages.
        strict: ask for near certainty, as for a title or a heading.

    >>> read_statement("This post was drafted by Claude and edited by me.").discloses
    True
    """
    found = list(statements(text, strict=strict))
    return min(found, key=lambda verdict: _ORDER.index(verdict.says), default=Verdict("none", 0, len(text)))


def statements(text: str, *, strict: bool = False) -> Iterator[Verdict]:
    """Yield what the sentences of ``text`` say, leaving out those that say nothing of AI and this text."""
    spans = list(sentences(text))
    for at, (start, end) in enumerate(spans):
        if not may_speak_of_ai(text[start:end]):
            continue
        verdict = _judge(text, spans, at, strict=strict)
        if verdict.says != "none":
            yield verdict


def _judge(text: str, spans: list[tuple[int, int]], at: int, *, strict: bool) -> Verdict:
    """Read one sentence, and together with a neighbour that has no word on AI where that makes it say more."""
    start, end = spans[at]
    alone = _verdict(text[start:end], start, end, strict=strict)
    for first, last in ((at, at + 1), (at - 1, at)):
        if first < 0 or last >= len(spans):
            continue
        other = spans[first] if last == at else spans[last]
        if other[1] - other[0] > _LONGEST_NEIGHBOUR or may_speak_of_ai(text[other[0] : other[1]]):
            continue
        together = _verdict(text[spans[first][0] : spans[last][1]], spans[first][0], spans[last][1], strict=strict)
        if _says_more(alone, together):
            return together
    return alone


def _says_more(alone: Verdict, together: Verdict) -> bool:
    if together.likely < _SURE or together.says == alone.says:
        return False
    if together.discloses:
        return alone.says == "assisted" or not (alone.discloses or alone.says == "denial")
    return together.says == "denial" and alone.says != "tool"


def _verdict(text: str, start: int, end: int, *, strict: bool) -> Verdict:
    plain = unquoted(text)
    if _keeps_the_writing(plain):
        return Verdict("denial", start, end, likely=1.0)
    verdict = _weigh(read(plain), start, end, strict=strict)
    if verdict.says == "none":
        clause, rest = _main_clause(plain)
        if rest and _anchored(read(clause)) and read(rest).labels.isdisjoint(_TURNS):
            first = _weigh(read(clause), start, end, strict=True)
            return first if first.discloses else verdict
    return verdict


def _keeps_the_writing(text: str) -> bool:
    """Tell whether the text is kept apart from what AI did: "I used AI to build it, but I wrote this myself"."""
    before, _, after = text.partition(" but ")
    if not after or "SELF" in read(before).labels:
        return False
    reading = read(after)
    claim = reading.labels if _OWN_HAND.isdisjoint(reading.forms) else reading.labels | {"HUMAN"}
    return claim.issuperset(_OWN_WORK) and claim.isdisjoint(_AI_WORDS)


def _main_clause(text: str) -> tuple[str, str]:
    """Part ``text`` at its first break: what stands before says what it says whatever is added."""
    match = _BREAK.search(text)
    return (text[: match.start()], text[match.end() :]) if match else (text, "")


def _anchored(reading: Reading) -> bool:
    return reading.may_disclose and "SELF" in reading.labels and "MAKE" in reading.labels


def _weigh(reading: Reading, start: int, end: int, *, strict: bool) -> Verdict:
    if reading.labels.isdisjoint(_CUES):
        return Verdict("none", start, end)
    odds = bundled().probabilities(features(reading))
    discloses = odds["assisted"] + odds["generated"] if reading.may_disclose else 0.0
    says = "generated" if odds["generated"] > odds["assisted"] else "assisted"
    needed = _SURE if strict else _DISCLOSES
    if says == "generated" and (reading.labels >= _CLAIM or not reading.labels.isdisjoint(_DOUBTFUL)):
        needed = _CERTAIN
    if discloses >= needed:
        unsure = discloses < _SURE or (says == "assisted" and not reading.labels.isdisjoint(_DOUBTFUL))
        return Verdict(says, start, end, unsure, discloses)
    says = max(("none", "tool", "denial", "pictures"), key=lambda name: odds[name])
    return Verdict(says, start, end, unsure=False, likely=odds[says])
