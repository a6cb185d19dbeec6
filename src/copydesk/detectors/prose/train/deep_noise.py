"""Disturbances that keep who wrote a text: slips of the keyboard, other words, lost marks, moved and lost sentences."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

__all__ = ["Noise"]

Random = np.random.Generator
MASK, FIRST_WORD = 103, 999
"""The masking word piece, and the last of the pieces that are no words."""

_SENTENCE = re.compile(r"(?<=[.!?]) ")
_SHORT = {
    "do not": "don't", "does not": "doesn't", "did not": "didn't", "is not": "isn't", "are not": "aren't",
    "can not": "can't", "cannot": "can't", "will not": "won't", "it is": "it's", "that is": "that's", "i am": "i'm",
    "i have": "i've", "we are": "we're", "they are": "they're", "you are": "you're", "would not": "wouldn't",
}  # fmt: skip
_LONG = {short: long for long, short in _SHORT.items() if long != "can not"}
_JOINED = re.compile(r"\b(" + "|".join(map(re.escape, [*_SHORT, *_LONG])) + r")\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Noise:
    """Disturbs windows; ``near`` lists for a lower-case word those that a model holds to be closest."""

    near: dict[str, tuple[str, ...]]

    def disturb(self, text: str, rng: Random) -> str:
        """Apply one to three disturbances, each of its own strength."""
        ways: tuple[Callable[[str, Random], str], ...] = (
            self.other_words, self.other_words, typos, lost_words, lost_marks, moved, lost_sentence, contracted,
        )  # fmt: skip
        for index in rng.choice(len(ways), size=int(rng.integers(1, 4)), replace=False).tolist():
            text = ways[index](text, rng)
        return text

    def other_words(self, text: str, rng: Random) -> str:
        """Put near words in the place of up to a quarter of the words."""
        words = text.split(" ")
        for at in np.flatnonzero(rng.random(len(words)) < rng.uniform(0.02, 0.25)).tolist():
            if near := self.near.get(words[at].lower()):
                words[at] = near[int(rng.integers(len(near)))]
        return " ".join(words)

    def mask(self, pieces: list[int], rng: Random) -> list[int]:
        """Hide about one in twenty word pieces, so that no single word decides."""
        ids = np.array(pieces)
        ids[(rng.random(ids.size) < rng.uniform(0, 0.1)) & (ids > FIRST_WORD)] = MASK
        return [int(piece) for piece in ids]


def typos(text: str, rng: Random) -> str:
    """Swap, drop, double or replace letters in up to one word of fifteen."""
    words = text.split(" ")
    for at in np.flatnonzero(rng.random(len(words)) < rng.uniform(0.005, 0.07)).tolist():
        words[at] = _slip(words[at], rng)
    return " ".join(words)


def _slip(word: str, rng: Random) -> str:
    if len(word) < 4:  # noqa: PLR2004 - shorter ones turn into other words
        return word
    at = int(rng.integers(1, len(word) - 1))
    return (
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
        word[:at] + "etaoinsrhl"[int(rng.integers(10))] + word[at + 1 :],
    )[int(rng.integers(4))]


def lost_words(text: str, rng: Random) -> str:
    """Leave out up to one word in twenty."""
    words = text.split(" ")
    kept = rng.random(len(words)) >= rng.uniform(0.01, 0.05)
    return " ".join(word for word, keep in zip(words, kept, strict=True) if keep)


def lost_marks(text: str, rng: Random) -> str:
    """Leave out commas, apostrophes, quotes, dashes or all marks, as plain typing does."""
    lost = (",", "'", '"', "-", ",;:", ".,;:!?'\"()-")[int(rng.integers(6))]
    return text.translate(dict.fromkeys(map(ord, lost)))


def moved(text: str, rng: Random) -> str:
    """Shuffle the sentences."""
    sentences = _SENTENCE.split(text)
    return " ".join(sentences[int(at)] for at in rng.permutation(len(sentences)))


def lost_sentence(text: str, rng: Random) -> str:
    """Leave out about one sentence in five."""
    sentences = _SENTENCE.split(text)
    kept = rng.random(len(sentences)) >= 0.2  # noqa: PLR2004
    return " ".join(s for s, keep in zip(sentences, kept, strict=True) if keep) or text


def contracted(text: str, rng: Random) -> str:
    """Contract or write out, all one way, what can be."""
    table = (_SHORT, _LONG)[int(rng.integers(2))]
    return _JOINED.sub(lambda found: table.get(found[0].lower(), found[0]), text)
