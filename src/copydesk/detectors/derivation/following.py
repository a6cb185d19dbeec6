"""Paraphrases and summaries that follow a source: sentences with the same rare words, aligned in the same order."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from copydesk.detectors.derivation.copying import Passage
from copydesk.detectors.derivation.rarity import Floats, hashes, rarity, stem
from copydesk.detectors.derivation.reading import Reading

__all__ = ["followed"]

_MOST_SENTENCES = 400
_JOINED = 3
"""A sentence may stand for up to three of the source: a summary does."""
_ALIKE = 0.15
_WHOLE = 0.30
_PART = 10.0
_FEWEST_WORDS = 40
_FEWEST_SENTENCES = 3
_ONE_CORE = 262_144
"""OpenBLAS spreads a product over threads from this many multiplications on."""

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Segment:
    """The sentences ``[first, last)`` and how much they follow, in words, above what chance gives."""

    first: int
    last: int
    excess: float


def followed(story: Reading, source: Reading) -> list[Passage]:
    """Find the sentences of the story that follow a source's in order; none where chance would explain it.

    The same sentences aligned against the source read backwards tell what chance gives on one topic: an unrelated
    story shares its words with the source in any order, a paraphrase in one.
    """
    sentences, others = story.sentences[:_MOST_SENTENCES], source.sentences[:_MOST_SENTENCES]
    if len(sentences) < _FEWEST_SENTENCES or len(others) < _FEWEST_SENTENCES:
        return []
    lengths = np.array([last - first for first, last in sentences], dtype=np.float64)
    alike, sizes = _alike(_stems(story, sentences), _stems(source, others))
    places, values = _aligned(alike, lengths)
    _, reverse = _aligned(alike[:, ::-1], lengths)
    kept = _kept(lengths, values, reverse)
    return [
        _passage(sentences[i], others[place : place + int(sizes[i, place])], float(values[i]))
        for i, place in enumerate(places)
        if kept.first <= i < kept.last and values[i] > 0
    ]


def _passage(sentence: tuple[int, int], others: Sequence[tuple[int, int]], value: float) -> Passage:
    return Passage(*sentence, others[0][0], others[-1][1], value, "paraphrase")


def _stems(reading: Reading, sentences: Sequence[tuple[int, int]]) -> list[list[str]]:
    return [[stem(word) for word in reading.words[first:last]] for first, last in sentences]


def _alike(story: list[list[str]], source: list[list[str]]) -> tuple[Floats, npt.NDArray[np.int8]]:
    """Return how alike a sentence and one of the source are, in [0, 1], and how many from there on it is likest to."""
    places: dict[str, int] = {}
    for words in (*story, *source):
        for word in words:
            places.setdefault(word, len(places))
    ours, theirs = _matrix(story, places), _matrix(source, places)
    weights = _weights(ours, theirs, list(places))
    ours *= weights
    theirs *= weights
    norms = np.linalg.norm(ours, axis=1)[:, None]
    shared = ours.any(axis=0) & theirs.any(axis=0)
    best = np.zeros((len(story), len(source)), dtype=np.float32)
    sizes, joined = np.ones(best.shape, dtype=np.int8), theirs
    for size in range(min(_JOINED, len(source))):
        joined = joined if size == 0 else np.maximum(joined[:-1], theirs[size:])
        width = len(source) - size
        lengths = np.linalg.norm(joined, axis=1)[None]
        here = _product(ours[:, shared], joined[:, shared].T) / np.maximum(norms * lengths, 1e-6)
        sizes[:, :width][here > best[:, :width]] = size + 1
        best[:, :width] = np.maximum(best[:, :width], here)
    return best, sizes


def _product(left: Floats, right: Floats) -> Floats:
    """Multiply in pieces too small for threads: on a busy machine these wait for one another longer than they work."""
    rows = max(1, _ONE_CORE // max(1, right.size))
    return np.concatenate([left[at : at + rows] @ right for at in range(0, len(left), rows)])


def _matrix(sentences: list[list[str]], places: dict[str, int]) -> Floats:
    matrix = np.zeros((len(sentences), len(places)), dtype=np.float32)
    for row, words in enumerate(sentences):
        matrix[row, [places[word] for word in words]] = 1
    return matrix


def _weights(ours: Floats, theirs: Floats, words: list[str]) -> Floats:
    """Weigh a word by its rarity in the language and in these two texts: what both are about tells nothing."""
    total = len(ours) + len(theirs) + 2
    local = np.log(total / (ours.sum(0) + theirs.sum(0))) / np.log(total)
    weights: Floats = np.maximum(rarity(hashes(words)) * local, 0).astype(np.float32)
    return weights


def _aligned(alike: Floats, lengths: Numbers) -> tuple[list[int], Numbers]:
    """Choose for each sentence a place in the source, never going back, so that most words follow it.

    Returns the places, and how alike each sentence is to its place: 0 where it follows nothing.
    """
    gain = np.maximum(0, alike - _ALIKE) * lengths[:, None]
    best = np.zeros(alike.shape[1])
    rows = []
    for row in gain:
        best = np.maximum.accumulate(best) + row
        rows.append(best)
    places, values = [0] * len(gain), np.zeros(len(gain))
    place = int(best.argmax())
    for i in range(len(gain) - 1, -1, -1):
        places[i] = place
        values[i] = alike[i, place] if gain[i, place] > 0 else 0.0
        place = int(rows[i - 1][: place + 1].argmax()) if i else 0
    return places, values


def _kept(lengths: Numbers, values: Numbers, reverse: Numbers) -> _Segment:
    """Return what is kept: all sentences where the whole follows, the best run where a part does, or none."""
    total = lengths.sum()
    whole = float((lengths * (2 * values - reverse)).sum() / total)
    if whole >= _WHOLE and total >= _FEWEST_WORDS and np.count_nonzero(values) >= _FEWEST_SENTENCES:
        return _Segment(0, len(lengths), whole)
    part, chance = _best_run(lengths, values), _best_run(lengths, reverse)
    aligned = np.count_nonzero(values[part.first : part.last])
    if part.excess - chance.excess >= _PART and aligned >= _FEWEST_SENTENCES:
        return part
    return _Segment(0, 0, 0.0)


def _best_run(lengths: Numbers, values: Numbers) -> _Segment:
    best, current, first = _Segment(0, 0, 0.0), 0.0, 0
    for i, (length, value) in enumerate(zip(lengths, values, strict=True)):
        current += length * (value - _ALIKE)
        if current <= 0:
            current, first = 0.0, i + 1
        elif current > best.excess:
            best = _Segment(first, i + 1, current)
    return best
