"""Reads sentences by a linear model over classes of words and by rules: a second opinion, elsewhere the only one."""

import re
from collections.abc import Iterator
from dataclasses import replace

from copydesk.detectors.disclosure.cues import CUES, speaks_of_ai
from copydesk.detectors.disclosure.features import Reading, features, makes_nearby, read
from copydesk.detectors.disclosure.frames import frame, not_without
from copydesk.detectors.disclosure.model import bundled
from copydesk.detectors.disclosure.quoting import unquoted
from copydesk.detectors.disclosure.reference import (
    ai_for_pronoun,
    points_back,
    speaks_of_another_text,
    story_for_pronoun,
)
from copydesk.detectors.disclosure.stance import answer, asks, asserted, jokes, presumes, takes_back
from copydesk.detectors.disclosure.text import sentences
from copydesk.detectors.disclosure.verdict import Verdict

__all__ = ["statements"]

_SURE = 0.80
_LONGEST_NEIGHBOUR = 120
_BREAK = re.compile(r", (?:which|who|and|as|so|the|a|an|my|our|in|over)\b| [-–—] |[;(]| about | because ")
_PARTS = re.compile(r"[;.,–—]| - ")
_NEGATED = re.compile(r"\bNEG (?:AI )*(?:AI|AIADJ|AIHELP)\b")
_NO = re.compile(r"\b(?:no|nope|nein|non|nao|não)\s*[,.:!]", re.IGNORECASE)
_OWN = re.compile(r"\b(?:SELF|ALL|HERE|TEXT)(?: (?:HERE|SELF|ALL|TEXT))* BE (?:ALL )?(?:ME|HUMAN)$")
_AI_SAID = re.compile(r"\b(?:AI|AIADJ|AIHELP|MT)\b")
_DOUBTFUL = frozenset({"TASK", "MT", "GRAM"})
_OWN_HAND = frozenset({"myself", "ourselves"})
_OWN_WORK = frozenset({"ME", "MAKE", "SELF", "HUMAN"})
_AI_WORDS = frozenset({"AI", "AIADJ", "AIHELP", "EDIT", "NEG"})
_CLAIM = frozenset({"BUT", "ME", "HUMAN"})
_TURNS = frozenset({"NEG", "HUMAN", "QM", "SAY", "BUT", "SELF"})
_DISCLOSES = 0.5
_CERTAIN = 0.9
_BEYOND_DOUBT = 0.97


def statements(text: str, *, strict: bool = False) -> Iterator[Verdict]:
    """Yield what the sentences of ``text`` say, leaving out those that say nothing of AI and this text."""
    spans = list(sentences(text))
    speaks = [speaks_of_ai(text[start:end]) for start, end in spans]
    for at, cued in enumerate(speaks):
        if cued:
            verdict = _judge(text, spans, at, strict=strict)
        elif at and speaks[at - 1]:
            verdict = _resolved(text, spans, at)
        else:
            continue
        if verdict.says != "none":
            yield verdict


def _judge(text: str, spans: list[tuple[int, int]], at: int, *, strict: bool) -> Verdict:
    """Read one sentence as its mood and its neighbours let it be read."""
    start, end = spans[at]
    if asks(text[start:end]):
        return _question(text, spans, at)
    verdict = _with_neighbours(text, spans, at, strict=strict)
    if verdict.discloses and (_of_another(text, spans, at) or _taken_back(text, spans, at)):
        return Verdict("none", start, end)
    if at and verdict.says == "none":
        verdict = _of_this(text, spans, at) or verdict
    around = text[spans[max(0, at - 1)][0] : spans[min(at + 1, len(spans) - 1)][1]]
    return replace(verdict, unsure=True) if verdict.discloses and jokes(around) else verdict


def _question(text: str, spans: list[tuple[int, int]], at: int) -> Verdict:
    """Read a question: it says nothing unless it is answered, or takes for granted what it asks."""
    start, end = spans[at]
    said = text[start:end].rstrip("?？؟ ")
    after = text[slice(*spans[at + 1])] if at + 1 < len(spans) else ""
    answered = answer(after)
    verdict = _verdict(said, start, end, strict=True)
    if answered and verdict.discloses:
        return replace(verdict, end=spans[at + 1][1])
    if presumes(said) and verdict.discloses and answered is None:
        return replace(verdict, unsure=True)
    return Verdict("denial" if answered is False and verdict.discloses else "none", start, end)


def _resolved(text: str, spans: list[tuple[int, int]], at: int) -> Verdict:
    """Read a sentence that names no AI but speaks of the one before: "I asked Claude. It wrote this."."""
    (first, _), (start, end) = spans[at - 1], spans[at]
    named = ai_for_pronoun(text[start:end])
    if named is None or asks(text[start:end]):
        return Verdict("none", start, end)
    verdict = _verdict(named, start, end, strict=True)
    return replace(verdict, start=first) if verdict.discloses and "SELF" in read(named).labels else Verdict("none")


def _taken_back(text: str, spans: list[tuple[int, int]], at: int) -> bool:
    """Tell whether the next sentence says that what AI made was of no use: "It gave me nonsense"."""
    after = text[slice(*spans[at + 1])] if at + 1 < len(spans) else ""
    return takes_back(after) and "SELF" not in read(text[slice(*spans[at])]).labels


def _of_another(text: str, spans: list[tuple[int, int]], at: int) -> bool:
    """Tell whether the sentence speaks, by a pronoun, of another text that the sentence before named."""
    if not at:
        return False
    sentence, before = unquoted(text[slice(*spans[at])]), unquoted(text[slice(*spans[at - 1])])
    return points_back(sentence, read(sentence)) and speaks_of_another_text(before, read(before))


def _of_this(text: str, spans: list[tuple[int, int]], at: int) -> Verdict | None:
    """Read a sentence whose pronoun stands for the story that the sentence before names; None where it is not so."""
    (first, until), (start, end) = spans[at - 1], spans[at]
    if "SELF" not in read(unquoted(text[first:until])).labels:
        return None
    named = story_for_pronoun(text[start:end])
    verdict = _verdict(named, first, end, strict=True) if named else None
    return verdict if verdict and verdict.discloses else None


def _with_neighbours(text: str, spans: list[tuple[int, int]], at: int, *, strict: bool) -> Verdict:
    """Read one sentence, and together with a neighbour that has no word on AI where that makes it say more."""
    start, end = spans[at]
    alone = _verdict(text[start:end], start, end, strict=strict)
    for first, last in ((at, at + 1), (at - 1, at)):
        if first < 0 or last >= len(spans):
            continue
        other = spans[first] if last == at else spans[last]
        if other[1] - other[0] > _LONGEST_NEIGHBOUR or speaks_of_ai(text[other[0] : other[1]]):
            continue
        together = _verdict(text[spans[first][0] : spans[last][1]], spans[first][0], spans[last][1], strict=strict)
        if _says_more(alone, together):
            return together
    return alone


def _says_more(alone: Verdict, together: Verdict) -> bool:
    if together.likely < _SURE or together.says == alone.says:
        return False
    if together.discloses:
        return alone.says == "assisted" or alone.says not in ("generated", "denial", "tool")
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
            verdict = first if first.discloses else verdict
    if not verdict.discloses:
        framed = _framed(plain, first=verdict.says == "denial" and verdict.likely >= _DISCLOSES)
        verdict = Verdict(framed, start, end, likely=_SURE) if framed else verdict
    if verdict.discloses and _denies(plain):
        return Verdict("denial", start, end)
    if verdict.says == "generated" and _claims_the_words(plain):
        return Verdict("tool", start, end)
    return verdict if not verdict.discloses or _stands(plain) else Verdict("none", start, end)


def _framed(plain: str, *, first: bool) -> str | None:
    """Return what a frame says of the text or of one of its clauses; ``first``: of the first clause alone."""
    if not_without(read(plain)):
        return "assisted"
    text = asserted(plain)
    clauses = _PARTS.split(text)
    parts = clauses[:1] if first and len(clauses) > 1 else [] if first else [text, *clauses]
    return next(filter(None, (frame(read(part)) for part in parts)), None)


def _claims_the_words(plain: str) -> bool:
    """Tell whether the text ends in "everything here is mine"."""
    row = [symbol for symbol in read(plain).symbols if symbol.isupper()]
    return bool(_OWN.search(" ".join(row))) and "NEG" not in row


def _denies(plain: str) -> bool:
    """Tell whether all that is said of AI stands right behind a negation: "Not AI-generated, just badly written"."""
    symbols = " ".join(read(plain).symbols)
    if _NO.search(plain) or frame(read(plain)):
        return False
    return bool(_NEGATED.search(symbols)) and not _AI_SAID.search(_NEGATED.sub("", symbols))


def _stands(plain: str) -> bool:
    """Tell whether a disclosure still stands when what its author does not assert is left out."""
    labels = read(plain).labels
    if takes_back(plain) and ("HUMAN" in labels or "SELF" not in labels):
        return False
    kept = asserted(plain)
    if kept == plain:
        return True
    reading = read(kept)
    return makes_nearby(reading.symbols) or _weigh(reading, 0, 0, strict=False).discloses


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


def _names_ai_and_author(reading: Reading) -> bool:
    """Tell whether AI and the author or a text are named, so that a model that is all but certain needs no frame."""
    return reading.named and "AI" in reading.labels and not reading.labels.isdisjoint({"ME", "HERE", "SELF", "HEAD"})


def _weigh(reading: Reading, start: int, end: int, *, strict: bool) -> Verdict:
    if reading.labels.isdisjoint(CUES):
        return Verdict("none", start, end)
    odds = bundled().probabilities(features(reading))
    discloses = odds["assisted"] + odds["generated"]
    if not (reading.may_disclose or (discloses >= _BEYOND_DOUBT and _names_ai_and_author(reading))):
        discloses = 0.0
    says = "generated" if odds["generated"] > odds["assisted"] else "assisted"
    needed = _SURE if strict else _DISCLOSES
    if says == "generated" and (reading.labels >= _CLAIM or not reading.labels.isdisjoint(_DOUBTFUL)):
        needed = _CERTAIN
    if discloses >= needed:
        unsure = discloses < _SURE or (says == "assisted" and not reading.labels.isdisjoint(_DOUBTFUL))
        return Verdict(says, start, end, unsure, discloses)
    says = max(("none", "tool", "denial", "pictures"), key=lambda name: odds[name])
    return Verdict(says, start, end, unsure=False, likely=odds[says])
