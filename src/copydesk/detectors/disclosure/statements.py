"""Reads sentences and passages: what does the author say of AI and this text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from copydesk.detectors.disclosure.features import features, read
from copydesk.detectors.disclosure.lexicon import load
from copydesk.detectors.disclosure.model import bundled
from copydesk.detectors.disclosure.quoting import unquoted
from copydesk.detectors.disclosure.text import fold, sentences

__all__ = ["Verdict", "may_speak_of_ai", "read_statement", "statements"]

_CUES = ("AI", "AINAME", "AIADJ", "AIHELP", "GRAM", "MT", "DICT", "HUMAN")
_SURE = 0.80
_DISCLOSES = 0.5
_WORDS = re.compile(r"\w+")
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
    classes = load("words")["classes"]
    phrases = [phrase for label in _CUES for phrase in classes[label]]
    words, others = set(), set()
    for phrase in phrases:
        first = fold(phrase.split()[0].rstrip("*"))
        fragment = _WORDS.findall(first)
        if first.isascii() and fragment:
            words.add(fragment[0])
        elif fragment:
            others.add(fragment[0])
    return frozenset(words), tuple(sorted(others))


def may_speak_of_ai(text: str) -> bool:
    """Tell, fast, whether ``text`` has any word that a statement on AI would have."""
    words, others = _cues()
    lowered = text.lower() if text.isascii() else fold(text)
    if not words.isdisjoint(_WORDS.findall(lowered)):
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
    start, end = spans[at]
    alone = _verdict(text[start:end], start, end, strict=strict)
    following = spans[at + 1] if at + 1 < len(spans) else None
    if following and not may_speak_of_ai(text[following[0] : following[1]]):
        together = _verdict(text[start : following[1]], start, following[1], strict=True)
        if together.says != alone.says and together.likely > _SURE:
            return together
    return alone


def _verdict(text: str, start: int, end: int, *, strict: bool) -> Verdict:
    odds = bundled().probabilities(features(read(unquoted(text))))
    discloses = odds["assisted"] + odds["generated"]
    if discloses >= (_SURE if strict else _DISCLOSES):
        says = "generated" if odds["generated"] > odds["assisted"] else "assisted"
        return Verdict(says, start, end, discloses < _SURE, discloses)
    says = max(("none", "tool", "denial", "pictures"), key=lambda name: odds[name])
    return Verdict(says, start, end, False, odds[says])
