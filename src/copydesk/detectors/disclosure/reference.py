"""Resolves what "it" and "this" of one sentence stand for in the sentence before: the story, another text, or an AI."""

import re

from copydesk.detectors.disclosure.features import Reading

__all__ = ["ai_for_pronoun", "points_back", "speaks_of_another_text", "story_for_pronoun"]

_SUBJECT = re.compile(
    r"^(?P<lead>\W*(?:and |then |so |but |also,? )?)(?:it|they|he|she|er|sie|es|il|elle|ele|ela)\b"
    r"(?! (?:is|was|were|has been)\b)",
    re.IGNORECASE,
)
_OBJECT = re.compile(
    r"\b(?P<use>used|using|had|let|asked|paid|trusted|told|made|thank) (?:it|them|him|her)\b", re.IGNORECASE
)
_ITS_SUBJECT = re.compile(
    r"^(?P<lead>\W*(?:and |so |but )?)"
    r"(?:it|they|these|those|that|the (?:second|other|rest|remainder|first)(?! (?:half|part)\b))\b",
    re.IGNORECASE,
)
_ITS_OBJECT = re.compile(
    r"\b(?P<verb>wrote|written|drafted|made|produced|generated|did|does|typed) (?:it|them)\b", re.IGNORECASE
)
_POINTS = re.compile(
    r"\b(?:it|it's|they|them|these|those|that|both|ella|lo|la|los|il|elle|l'|ele|ela|er|sie|es)\b|它|那|इसे|वह|उसे|هو|هي",
    re.IGNORECASE,
)
_INDEFINITE = re.compile(
    r"\b(?:an?|another|his|her|their|that|someone's|somebody's|\w+'s|ein|eine|einen|un|una|une|um|uma|sein|ihr)\s+(?:\w+\s+){0,3}$",
    re.IGNORECASE,
)
_TEXTS = re.compile(
    r"\b(?:essay|article|post|story|poem|book|novel|ad|advert|letter|email|column|report|review|speech|thesis|text|blog|magazine|website|site|paper|brochure|menu|manual|memoir|"
    r"buch|artikel|gedicht|roman|brief|libro|poema|carta|novela|livre|poème|lettre|roman|livro|conto|carta)\b",
    re.IGNORECASE,
)


def ai_for_pronoun(sentence: str) -> str | None:
    """Return ``sentence`` with its pronoun replaced by the AI of the sentence before; None where it has none.

    >>> ai_for_pronoun("It wrote most of this.")
    'AI wrote most of this.'
    """
    return _put(sentence, (_SUBJECT, r"\g<lead>AI"), (_OBJECT, r"\g<use> AI"))


def story_for_pronoun(sentence: str) -> str | None:
    """Return ``sentence`` with its pronoun replaced by the story of the sentence before; None where it has none.

    >>> story_for_pronoun("They came out of a chatbot.")
    'This text came out of a chatbot.'
    """
    return _put(sentence, (_ITS_SUBJECT, r"\g<lead>This text"), (_ITS_OBJECT, r"\g<verb> this text"))


def _put(sentence: str, *places: tuple[re.Pattern[str], str]) -> str | None:
    """Return ``sentence`` with the first of ``places`` that it has replaced by what stands beside it."""
    for pattern, name in places:
        replaced, hits = pattern.subn(name, sentence, count=1)
        if hits:
            return replaced
    return None


def points_back(sentence: str, reading: Reading) -> bool:
    """Tell whether a sentence speaks of something named before: by a pronoun, or by leaving it out."""
    if "SELF" in reading.labels:
        return False
    first = next((symbol for symbol in reading.symbols if symbol.isupper()), "")
    return bool(_POINTS.search(sentence)) or first in ("MAKE", "AIADJ")


def speaks_of_another_text(sentence: str, reading: Reading) -> bool:
    """Tell whether a sentence is about a text that is not the story: "I bought a book", "the first line of that ad"."""
    if not reading.labels.isdisjoint({"SELF", "HERE"}) or reading.labels >= {"ME", "NEG"}:
        return False
    return any(_INDEFINITE.search(sentence[: match.start()]) for match in _TEXTS.finditer(sentence))
