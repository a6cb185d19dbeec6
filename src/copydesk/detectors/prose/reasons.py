"""What drove the estimate for a passage, in words that a writer understands, beside what is usual in human writing."""

import numpy as np

from copydesk.detectors.prose import style
from copydesk.detectors.prose.grams import Grams
from copydesk.detectors.prose.model import Model
from copydesk.detectors.prose.scoring import Floats, Reading
from copydesk.detectors.prose.tokens import Ints, Tokens, hash_word

__all__ = ["of_passage"]

_LEAST_WORDS = 50
_MOST = 3
_HUNDRED = "{more} {what} than usual: {value} in 100 words, where people mostly have {low} to {high}."
_PERCENT = "{more} {what} than usual: {value} %, where people mostly have {low} to {high} %."
_PLAIN = "{what}: {value}, where people mostly have {low} to {high}."

_TEMPLATES: dict[str, tuple[str, str, float]] = {
    "commas": (_HUNDRED, "commas", 100),
    "dashes": (_HUNDRED, "dashes", 100),
    "semicolons": (_HUNDRED, "semicolons", 100),
    "question marks": (_HUNDRED, "questions", 100),
    "brackets": (_HUNDRED, "brackets", 100),
    "comma -ing": (_HUNDRED, "clauses that trail off in “…, making” or “…, leading”", 100),
    "triads": (_HUNDRED, "lists of three", 100),
    "contractions": (_HUNDRED, "contractions such as “don't”", 100),
    "connectives of essays": (_HUNDRED, "connectives such as “moreover” and “ultimately”", 100),
    "grand nouns": (_HUNDRED, "grand nouns such as “landscape” and “journey”", 100),
    "grand verbs": (_HUNDRED, "grand verbs such as “foster” and “underscore”", 100),
    "grand adjectives": (_HUNDRED, "grand adjectives such as “crucial” and “vibrant”", 100),
    "fiction habits": (_HUNDRED, "stock words of fiction such as “whispered” and “gaze”", 100),
    "first person": (_HUNDRED, "words for oneself", 100),
    "informal": (_HUNDRED, "informal words", 100),
    "boosters": (_HUNDRED, "words like “really” and “very”", 100),
    "hedges": (_HUNDRED, "words like “maybe” and “I guess”", 100),
    "numbers": (_HUNDRED, "numbers", 100),
    "names": (_HUNDRED, "names", 100),
    "long words": (_PERCENT, "long words", 100),
    "its relative spread": (_PERCENT, "change in the length of sentences", 100),
    "sentence length": (_PLAIN, "Words in a sentence", 1),
    "word length": (_PLAIN, "Letters in a word", 1),
}
_STOP = frozenset(hash_word(mark) for mark in ".,;:!?\"'()-")


def of_passage(model: Model, reading: Reading, text: str, start: int, end: int) -> tuple[str, ...]:
    """Return up to four sentences on what sets ``text[start:end]`` apart from usual human writing.

    ``reading`` is that of the whole ``text``.
    """
    if reading.trace is None:
        return ()
    tokens, found = reading.trace
    lines = _habits(model, _style_of(model, tokens, reading, start, end))
    phrases = _phrases(model, tokens, found, text, start, end)
    if phrases:
        quoted = ", ".join(f"“{phrase}”" for phrase in phrases)
        lines.insert(0, f"Turns of phrase that are far more common in AI writing: {quoted}.")
    return tuple(lines)


def _style_of(model: Model, tokens: Tokens, reading: Reading, start: int, end: int) -> Floats:
    low, high = np.searchsorted(tokens.places, (start, end))
    if low == 0 and high == tokens.places.size:
        return reading.style.astype(np.float64)
    part = tokens.part(int(low), int(high))
    if int(part.words.sum()) < _LEAST_WORDS:
        return np.zeros(0)
    return style.features(part, model.frequency).astype(np.float64)


def _habits(model: Model, values: Floats) -> list[str]:
    if not values.size:
        return []
    usual, pull = model.arrays["usual"].astype(np.float64), model.arrays["pull"].astype(np.float64)
    scaled = np.clip((values - model.arrays["style_center"]) / model.arrays["style_scale"], -4, 4)
    outside = (values < usual[0]) | (values > usual[1])
    driven = np.where(outside, scaled * pull, 0.0)
    picked = [i for i in np.argsort(-driven).tolist() if driven[i] > 0 and _named(i)]
    return [_sentence(i, values[i], usual[:, i]) for i in picked[:_MOST]]


def _named(index: int) -> bool:
    return style.NAMES[index] in _TEMPLATES and style.NAMES.index(style.NAMES[index]) == index


def _sentence(index: int, value: float, usual: Floats) -> str:
    template, what, scale = _TEMPLATES[style.NAMES[index]]
    shown = [f"{number * scale:.1f}".removesuffix(".0") for number in (value, *usual)]
    more = "More" if value > usual[1] else "Fewer" if template is _HUNDRED else "Less"
    return template.format(more=more, what=what, value=shown[0], low=shown[1], high=shown[2])


def _phrases(model: Model, tokens: Tokens, found: Grams, text: str, start: int, end: int) -> list[str]:
    size = tokens.hashes.size
    pulls, places = _pulls(model, found, size)
    pulls = np.where((tokens.places[places] >= start) & (tokens.places[places] < end), pulls, 0)
    out: list[str] = []
    taken: set[int] = set()
    for at in np.argsort(-pulls)[:24].tolist():
        length = 2 if at < size - 1 else 3
        span = range(int(places[at]), int(places[at]) + length)
        if pulls[at] <= 0 or taken & set(span) or any(int(tokens.hashes[i]) in _STOP for i in span):
            continue
        taken |= set(span)
        phrase = text[tokens.places[span[0]] : tokens.places[span[-1]] + tokens.lengths[span[-1]]].replace("\n", " ")
        if phrase.lower() not in {known.lower() for known in out}:
            out.append(phrase)
        if len(out) == _MOST:
            break
    return out


def _pulls(model: Model, found: Grams, size: int) -> tuple[Floats, Ints]:
    """Return how far each pair and triple of words pulls towards AI, and the index of its first word."""
    buckets = found.buckets[size : max(size, 3 * size - 3)]
    packed = model.packed[buckets]
    pulls = model.inverse_steps[packed & 255] * model.generated_steps[(packed >> 8) & 255]
    places = np.concatenate([np.arange(max(size - 1, 0)), np.arange(max(size - 2, 0))])
    return pulls.astype(np.float64), places
