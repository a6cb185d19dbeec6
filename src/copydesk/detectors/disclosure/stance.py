"""Tells what of a sentence its author asserts: no condition, no question, no report of others, no hope, and no joke."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from copydesk.detectors.disclosure.lexicon import Lexicon, Tag, load
from copydesk.detectors.disclosure.text import Token, tokens

__all__ = ["answer", "asks", "asserted", "jokes", "presumes", "takes_back"]

_STOPS = frozenset({",", ";", ":", "–", "(", ")", "?", "!"})
_TURNS = frozenset({"but", "because", "aber", "weil", "pero", "porque", "mais", "mas", "但", "लेकिन", "لكن"})
_AMOUNTS = frozenset(
    {"half", "third", "quarter", "fifth", "tenth", "bit", "few", "dozen", "two", "three", "most", "many", "some"}
    | {"drittel", "halfte", "viertel", "mitad", "tercio", "cuarto", "moitie", "tiers", "quart", "metade", "terco", "半"}
)
_OPENS_QUESTION = frozenset(
    {"did", "do", "does", "is", "was", "were", "are", "can", "could", "would", "will", "who", "what", "why", "how"}
    | {"when", "which", "have", "has", "should", "wer", "was", "wie", "warum", "hat", "ist", "kann", "qui", "quien"}
    | {"pourquoi", "comment", "est", "quem", "como"}
)
_I = frozenset({"i", "we", "ich", "wir", "je", "j'", "nous", "yo", "eu", "我", "我们"})
_TAG = 5
_NEAR = 3


@dataclass(frozen=True, slots=True)
class _Clause:
    """The tags of one clause, the mark it begins after, and where it stands in the text."""

    tags: Sequence[Tag]
    after: str
    start: int
    end: int

    def at(self, *labels: str) -> int | None:
        """Return the place of the first tag with one of ``labels``."""
        return next((place for place, tag in enumerate(self.tags) if tag.label in labels), None)

    def has(self, *labels: str) -> bool:
        return self.at(*labels) is not None


@cache
def _lexicon() -> Lexicon:
    return Lexicon(load("stance")["classes"])


@lru_cache(maxsize=64)
def asserted(text: str) -> str:
    """Return ``text`` without the clauses that its author does not assert.

    >>> asserted("If an AI wrote this, I would be sorry, but Claude only checked it")
    ', but Claude only checked it'
    """
    words = tokens(text)
    clauses = list(_clauses(words))
    out, last = [], 0
    for start, end in sorted(_unasserted(clauses, words)):
        out.append(text[last : max(start, last)])
        last = max(last, end)
    return "".join((*out, text[last:]))


def asks(text: str) -> bool:
    """Tell whether the sentence is a question as a whole, and not a statement with a question behind it."""
    if not text.rstrip(" \"'”’»)*_").endswith(("?", "？", "؟")):
        return False
    clauses = [clause for clause in _clauses(tokens(text)) if clause.tags]
    return len(clauses) < 2 or clauses[0].tags[0].form in _OPENS_QUESTION or len(clauses[-1].tags) > _TAG  # noqa: PLR2004


def presumes(text: str) -> bool:
    """Tell whether the question presumes what it asks for: "Did you notice that Claude wrote this?"."""
    return any(clause.has("KNOW") for clause in _clauses(tokens(text)))


def answer(text: str) -> bool | None:
    """Return what a sentence that begins with yes or no answers; None where it begins with neither."""
    first = next((tag for tag in _lexicon().tag(tokens(text)[:8])), None)
    return first.label == "YES" if first and first.label in ("YES", "NO") else None


def jokes(text: str) -> bool:
    """Tell whether ``text`` carries a mark of joking, so that only its author can say whether it is meant."""
    labels = [tag.label for tag in _lexicon().tag(tokens(text))]
    return "JOKE" in labels and "HONEST" not in labels


def takes_back(text: str) -> bool:
    """Tell whether ``text`` says that what was tried was thrown away."""
    return any(tag.label == "DISCARD" for tag in _lexicon().tag(tokens(text)))


def _clauses(words: Sequence[Token]) -> Iterator[_Clause]:
    tags = _lexicon().tag(words)
    first, after = 0, ""
    for place, tag in enumerate(tags):
        if tag.form not in _STOPS and tag.form not in _TURNS:
            continue
        yield _clause(tags[first:place], words, after)
        first, after = (place + 1 if tag.form in _STOPS else place), tag.form
    yield _clause(tags[first:], words, after)


def _clause(tags: Sequence[Tag], words: Sequence[Token], after: str) -> _Clause:
    if not tags:
        return _Clause((), after, 0, 0)
    return _Clause(tags, after, words[tags[0].first].start, words[tags[-1].last - 1].end)


def _unasserted(clauses: Sequence[_Clause], words: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Yield the stretches of text that nobody vouches for."""
    for number, clause in enumerate(clauses):
        if not clause.tags:
            continue
        if _unreal(clause):
            yield clause.start, clause.end
        opens = _condition(clause, clauses, number)
        if opens is not None:
            yield words[clause.tags[opens].first].start, clause.end
        if not number and clause.tags[0].label == "URGE":
            yield clause.start, clause.end
        if number and clause is clauses[-1] and _tagline(clause):
            yield clauses[0].start, clause.end
        report = _report(clause)
        if report is not None:
            yield _reported(clauses, number, words[clause.tags[report].first].start)


def _unreal(clause: _Clause) -> bool:
    """Tell whether the clause speaks of what might have been, may be or is yet to come."""
    if clause.has("COUNTER") and not clause.has("WITHOUT"):
        return True
    hedge = clause.at("HEDGE")
    if hedge is not None and hedge < _NEAR - 1:
        return not _amount(clause.tags[hedge + 1 : hedge + 3])
    return clause.has("WILLMAKE", "NEXT")


def _amount(following: Sequence[Tag]) -> bool:
    return any(tag.form in _AMOUNTS or tag.form.isdigit() for tag in following)


def _condition(clause: _Clause, clauses: Sequence[_Clause], number: int) -> int | None:
    """Return where a condition opens; "sí," is a yes, and "if it sounds odd, that's because …" asserts the rest."""
    place = clause.at("COND")
    following = clauses[number + 1] if number + 1 < len(clauses) else None
    if place is None or (following and (len(clause.tags) == 1 or following.has("CAUSE"))):
        return None
    return place


def _report(clause: _Clause) -> int | None:
    """Return where somebody else's words begin; what the author says of himself is no report."""
    place = clause.at("REPORT")
    if place is None or any(tag.label == "ME" for tag in clause.tags[max(0, place - _NEAR) : place]):
        return None
    return place


def _tagline(clause: _Clause) -> bool:
    """Tell whether the last clause only names who speaks: "…, joked the actor"."""
    said = clause.tags[0].label == "SPEAK" and len(clause.tags) <= _TAG
    return said and not any(tag.form in _I for tag in clause.tags)


def _reported(clauses: Sequence[_Clause], number: int, start: int) -> tuple[int, int]:
    """Return the stretch of a report: up to the next full turn, or from the start where the speaker is named last."""
    end = clauses[number].end
    for clause in clauses[number + 1 :]:
        if clause.after == ";" or clause.after in _TURNS:
            break
        end = max(end, clause.end)
    if end == clauses[number].end and len(clauses[number].tags) <= _TAG:
        return clauses[0].start, end
    return start, end
