"""Attacks of our own on text of every label alike: typos, synonyms, case, shuffled sentences, lost mark-up."""

# ruff: noqa: PLR2004  # the numbers are rates of attacks

import re
from collections.abc import Callable
from random import Random

__all__ = ["ATTACKS", "attack"]

_SYNONYMS = {
    "big": "large", "large": "big", "help": "assist", "assist": "help", "show": "demonstrate", "demonstrate": "show",
    "important": "crucial", "crucial": "important", "use": "utilize", "utilize": "use", "start": "begin",
    "begin": "start", "end": "finish", "many": "numerous", "numerous": "many", "get": "obtain", "obtain": "get",
    "need": "require", "require": "need", "make": "create", "create": "make", "think": "believe", "believe": "think",
    "also": "additionally", "additionally": "also", "but": "however", "however": "but", "so": "thus", "thus": "so",
    "buy": "purchase", "purchase": "buy", "quick": "rapid", "rapid": "quick", "fast": "swift", "hard": "difficult",
    "difficult": "hard", "easy": "simple", "simple": "easy", "enough": "sufficient", "sufficient": "enough",
    "about": "regarding", "regarding": "about", "often": "frequently", "frequently": "often", "whole": "entire",
    "entire": "whole", "keep": "maintain", "maintain": "keep", "give": "provide", "provide": "give",
    "change": "alter", "alter": "change", "better": "improved", "kids": "children", "children": "kids",
    "job": "role", "role": "job", "look": "gaze", "gaze": "look", "said": "stated", "stated": "said",
    "ask": "inquire", "try": "attempt", "attempt": "try", "enhance": "improve", "improve": "enhance",
    "ensure": "make sure", "significant": "big", "various": "different", "different": "various",
    "individuals": "people", "people": "individuals", "essential": "needed", "highlight": "point out",
    "journey": "trip", "trip": "journey", "explore": "look into", "vital": "key", "key": "vital",
    "delve": "dig", "foster": "build", "furthermore": "and", "moreover": "plus", "therefore": "so",
}  # fmt: skip
_LONGER = {
    "don't": "do not", "can't": "cannot", "won't": "will not", "isn't": "is not", "it's": "it is", "i'm": "I am",
    "doesn't": "does not", "didn't": "did not", "that's": "that is", "they're": "they are", "you're": "you are",
    "we're": "we are", "i've": "I have", "wasn't": "was not", "couldn't": "could not", "wouldn't": "would not",
}  # fmt: skip
_WORD = re.compile(r"[A-Za-z][A-Za-z'’]*")
_LETTERS = "etaoinshrdlu"


def _swap(text: str, table: dict[str, str], random: Random, rate: float) -> str:
    def one(match: re.Match[str]) -> str:
        word = match[0]
        new = table.get(word.lower().replace("’", "'"))
        if new is None or random.random() > rate:
            return word
        return new.capitalize() if word[0].isupper() else new

    return _WORD.sub(one, text)


def _typos(text: str, random: Random) -> str:
    letters = list(text)
    for _ in range(max(1, int(len(letters) * random.uniform(0.002, 0.02)))):
        place = random.randrange(len(letters) - 1)
        if letters[place].isalpha():
            kind = random.randrange(4)
            if kind == 0:
                letters[place] = ""
            elif kind == 1:
                letters[place] += random.choice(_LETTERS)
            elif kind == 2:
                letters[place] = random.choice(_LETTERS)
            else:
                letters[place], letters[place + 1] = letters[place + 1], letters[place]
    return "".join(letters)


def _synonyms(text: str, random: Random) -> str:
    return _swap(text, _SYNONYMS, random, random.uniform(0.3, 1))


def _contractions(text: str, random: Random) -> str:
    shorter = {long.lower(): short for short, long in _LONGER.items()}
    if random.random() < 0.5:
        return _swap(text, _LONGER, random, 0.9)
    pattern = re.compile(r"\b(" + "|".join(shorter) + r")\b", re.IGNORECASE)
    return pattern.sub(lambda match: shorter[match[0].lower()] if random.random() < 0.8 else match[0], text)


def _lower(text: str, random: Random) -> str:
    return text.lower() if random.random() < 0.6 else text.replace("I ", "i ").replace(". T", ". t")


def _shuffle(text: str, random: Random) -> str:
    sentences = re.split(r"(?<=[.!?])\s+", text)
    random.shuffle(sentences)
    return " ".join(sentences)


def _flatten(text: str, random: Random) -> str:
    text = re.sub(r"\s+", " ", text)
    return re.sub(r"[,;:—–]", "", text) if random.random() < 0.5 else re.sub(r"[\"“”()*]", "", text)


def _drop_words(text: str, random: Random) -> str:
    words = text.split(" ")
    rate = random.uniform(0.02, 0.08)
    return " ".join(word for word in words if random.random() > rate)


ATTACKS: tuple[Callable[[str, Random], str], ...] = (
    _typos, _synonyms, _contractions, _lower, _shuffle, _flatten, _drop_words,
)  # fmt: skip


def attack(text: str, random: Random) -> str:
    """Return ``text`` after one or two attacks drawn by ``random``; never empty for a text of some words."""
    for change in random.sample(ATTACKS, random.choice((1, 1, 2))):
        text = change(text, random)
    return text
