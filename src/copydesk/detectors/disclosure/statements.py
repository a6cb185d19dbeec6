"""Reads sentences: what does the author say of AI and this text, by an encoder, with rules as a second opinion."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice

from copydesk.detectors.disclosure import encoder, rules
from copydesk.detectors.disclosure.cues import hints_at_ai, may_speak_of_ai, names_ai, speaks_of_ai
from copydesk.detectors.disclosure.encoder import Odds
from copydesk.detectors.disclosure.features import read
from copydesk.detectors.disclosure.frames import frame
from copydesk.detectors.disclosure.model import CLASSES
from copydesk.detectors.disclosure.quoting import unquoted
from copydesk.detectors.disclosure.stance import asserted
from copydesk.detectors.disclosure.text import sentences
from copydesk.detectors.disclosure.tongue import is_english, is_latin
from copydesk.detectors.disclosure.verdict import Verdict

__all__ = ["may_say", "read_statement", "statements"]

_ORDER = ("generated", "assisted", "pictures", "denial", "tool", "none")
_ROOM = 420
"""Characters that a sentence and those beside it may have to be read together."""
_MOST = 200
"""Sentences of one block that are read; a block with more that speak of AI is no place to look for a disclosure."""
_AGREED, _AGREED_ABROAD, _HALF_AGREED, _ALONE, _STRICT = 0.35, 0.05, 0.6, 0.85, 0.9
"""How likely a disclosure must be: where the rules read one too (in English, and in languages that the encoder knows
less well), where they are unsure, where they read none, and in a title."""
_HINTED, _NEVER = 0.95, 2.0
"""The same for a passage that names no AI: where it speaks of a text and of its making, and where it does not."""
_OWN_TEXT = frozenset({"SELF", "HERE", "TEXT", "PART", "ALL"})
_MAKING = frozenset({"MAKE", "COMAKE", "EDIT", "HELP", "AIHELP", "AIADJ", "READ"})
_NOT_A_WORD = re.compile(
    r"\b(?:0|zero|not (?:a|one)(?: single)?) (?:word|line|sentence|syllable)s?\b(?! .*\bmine\b)", re.IGNORECASE
)
_SURE, _AGREED_SURE, _CLEAN = 0.9, 0.7, 0.1

_Range = tuple[int, int]


def may_say(text: str) -> bool:
    """Tell, fast, whether ``text`` has any word that a statement on AI would have, in any language that is read."""
    return _speaks_english(text) or may_speak_of_ai(text)


def _speaks_english(text: str) -> bool:
    return names_ai(text) or hints_at_ai(text)


def read_statement(text: str, *, strict: bool = False) -> Verdict:
    """Read a sentence or a passage and return its strongest statement.

    Args:
        text: what the author wrote, in any of the supported languages.
        strict: ask for near certainty, as for a title or a heading.

    Raises:
        DamagedModelError: the encoder is missing, damaged or of another version.

    >>> read_statement("This post was drafted by Claude and edited by me.").discloses
    True
    """
    found = list(statements(text, strict=strict))
    return min(found, key=lambda verdict: _ORDER.index(verdict.says), default=Verdict("none", 0, len(text)))


def statements(text: str, *, strict: bool = False) -> Iterator[Verdict]:
    """Yield what the sentences of ``text`` say, leaving out those that say nothing of AI and this text."""
    if not is_latin(text):
        yield from rules.statements(text, strict=strict)
        return
    spans = list(sentences(text))
    english = is_english(text)
    speaks = _speaks_english if english else speaks_of_ai
    found = (at for at, (start, end) in enumerate(spans) if speaks(text[start:end]))
    cued = list(islice((at for at in found if not english or _worth_reading(text, spans, at)), _MOST))
    if cued:
        told = list(_read(text, spans, cued, strict=strict, english=english))
        yield from told
        yield from _asked(text, cued, spans, told)


def _worth_reading(text: str, spans: Sequence[_Range], at: int) -> bool:
    """Tell whether a sentence could disclose: AI is named, or the making of a text is spoken of close by."""
    passage = text[slice(*_around(spans, at))]
    return names_ai(passage) or _speaks_of_making(passage) or _ruled(passage).says != "none"


def _speaks_of_making(passage: str) -> bool:
    labels = read(unquoted(passage)).labels
    return not (labels.isdisjoint(_OWN_TEXT) or labels.isdisjoint(_MAKING))


def _read(text: str, spans: Sequence[_Range], cued: Sequence[int], *, strict: bool, english: bool) -> Iterator[Verdict]:
    """Read each sentence of ``cued`` together with those beside it; one disclosure is told of once."""

    def verdicts(ranges: Sequence[_Range]) -> list[Verdict]:
        rows = encoder.passages([text[start:end] for start, end in ranges])
        pairs = zip(rows, ranges, strict=True)
        return [_verdict(row, text[slice(*where)], where, strict=strict, english=english) for row, where in pairs]

    around = {at: _around(spans, at) for at in cued}
    said = dict(zip(cued, verdicts(list(around.values())), strict=True))
    again = [at for at in cued if around[at] != spans[at] and _overlooked(said[at], text[slice(*around[at])])]
    said |= {at: one for at, one in zip(again, verdicts([spans[at] for at in again]), strict=True) if one.discloses}
    telling = [at for at in cued if said[at].discloses]
    beside = [at for at in telling if around[at] != spans[at]]
    alone = {at: said[at] for at in telling} | dict(zip(beside, verdicts([spans[at] for at in beside]), strict=True))
    for at in cued:
        if at in alone and not alone[at].discloses:
            if at - 1 not in alone and not (at + 1 in alone and alone[at + 1].discloses):
                yield said[at]
        elif said[at].says != "none":
            yield said[at].at(spans[at])


def _asked(text: str, cued: Sequence[int], spans: Sequence[_Range], found: Sequence[Verdict]) -> Iterator[Verdict]:
    """Yield what only the rules follow: a question with its answer, and "it" in a sentence that names no AI."""
    named = {spans[at] for at in cued}
    if any(verdict.discloses for verdict in found):
        return
    for verdict in rules.statements(text):
        if verdict.discloses and (verdict.start, verdict.end) not in named:
            yield verdict


def _around(spans: Sequence[_Range], at: int) -> _Range:
    """Return where a sentence and its neighbours stand, as far as there is room for them."""
    start, end = spans[at]
    for near in (at - 1, at + 1):
        if 0 <= near < len(spans) and max(end, spans[near][1]) - min(start, spans[near][0]) <= _ROOM:
            start, end = min(start, spans[near][0]), max(end, spans[near][1])
    return start, end


def _verdict(odds: Odds, passage: str, where: _Range, *, strict: bool, english: bool) -> Verdict:
    """Turn the odds of a passage into what it says; AI as the writer is said only where nothing speaks against it."""
    by = dict(zip(CLASSES, map(float, odds), strict=True))
    likely = by["assisted"] + by["generated"]
    framed = None if english else frame(read(unquoted(passage)))
    if framed:
        return Verdict(framed, *where, likely=max(likely, _SURE))
    ruled = _ruled(passage)
    needed = _needed(ruled, strict=strict, english=english)
    if english and not ruled.discloses and not names_ai(passage):
        needed = _HINTED if _speaks_of_making(passage) else _NEVER
    if likely < needed or not _vouched(passage, ruled):
        says = max(("none", "tool", "denial", "pictures"), key=lambda name: by[name])
        return Verdict("pictures" if ruled.says == "pictures" else says, *where, likely=by[says])
    none_of_it = bool(_NOT_A_WORD.search(passage))
    clean = by["tool"] + by["denial"] < _CLEAN and not none_of_it
    says = "generated" if by["generated"] > by["assisted"] and clean else "assisted"
    doubted = ruled.unsure or ruled.says in ("tool", "denial") or none_of_it or not (clean or ruled.discloses)
    return Verdict(says, *where, unsure=doubted or likely < (_AGREED_SURE if ruled.discloses else _SURE), likely=likely)


def _overlooked(said: Verdict, passage: str) -> bool:
    """Tell whether only the rules read a disclosure, so that the sentence is worth a look without those beside it."""
    if said.discloses:
        return False
    ruled = _ruled(passage)
    return ruled.discloses and not ruled.unsure


@lru_cache(maxsize=256)
def _ruled(passage: str) -> Verdict:
    """Return what the rules read: a second opinion, from classes of words instead of the words themselves."""
    found = rules.statements(passage)
    return min(found, key=lambda verdict: _ORDER.index(verdict.says), default=Verdict("none"))


def _needed(ruled: Verdict, *, strict: bool, english: bool) -> float:
    if strict:
        return _STRICT
    if not ruled.discloses:
        return _ALONE
    return _HALF_AGREED if ruled.unsure else _AGREED if english else _AGREED_ABROAD


def _vouched(passage: str, ruled: Verdict) -> bool:
    """Tell whether AI is still spoken of when what the author does not assert is left out ("…, the reader said")."""
    return ruled.discloses or may_say(asserted(unquoted(passage)))
