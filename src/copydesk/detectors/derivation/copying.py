"""Passages copied word for word or with small changes: runs of words that a source has in the same order."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from copydesk.detectors.derivation.keys import SHINGLE, shingles
from copydesk.detectors.derivation.rarity import hashes
from copydesk.detectors.derivation.reading import Reading

__all__ = ["Passage", "copied"]

_FEWEST_WORDS = 15
_GAP = 6
_LEAST_SHARED = 0.5
_MOST_PLACES = 8
_STRAY = 40


@dataclass(frozen=True, slots=True)
class Passage:
    """The words ``[first, last)`` of the story follow ``[source_first, source_last)`` of a source."""

    first: int
    last: int
    source_first: int
    source_last: int
    score: float
    kind: str


def copied(story: Reading, source: Reading) -> list[Passage]:
    """Find copied passages of 15 words or more, in time linear in both texts; ``score``: the share of words shared."""
    if min(len(story.words), len(source.words)) < _FEWEST_WORDS:
        return []
    return [p for p in _runs(_paired(story, source)) if p.score >= _LEAST_SHARED]


def _paired(story: Reading, source: Reading) -> list[tuple[int, int]]:
    """Pair words that both texts have within a common shingle: (place in the story, place in the source)."""
    places: dict[int, list[int]] = {}
    for at, shingle in enumerate(shingles(hashes(source.words), SHINGLE).tolist()):
        some = places.setdefault(shingle, [])
        if len(some) < _MOST_PLACES:
            some.append(at)
    pairs: list[tuple[int, int]] = []
    expected, until = 0, 0
    for at, shingle in enumerate(shingles(hashes(story.words), SHINGLE).tolist()):
        if here := places.get(shingle):
            there = min(here, key=lambda place: abs(place - expected - (at - until)))
            pairs += [(at + i, there + i) for i in range(max(0, until - at), SHINGLE)]
            until, expected = at + SHINGLE, there + SHINGLE
    return pairs


def _runs(pairs: list[tuple[int, int]]) -> Iterator[Passage]:
    """Join pairs into passages: small gaps are bridged, a jump within the source parts them."""
    run: list[tuple[int, int]] = []
    for pair in pairs:
        if run and (pair[0] - run[-1][0] > _GAP or abs(pair[1] - run[-1][1]) > _STRAY):
            yield from _passage(run)
            run = []
        run.append(pair)
    yield from _passage(run)


def _passage(run: list[tuple[int, int]]) -> Iterator[Passage]:
    if len(run) < _FEWEST_WORDS:
        return
    first, last = run[0][0], run[-1][0] + 1
    there = np.array([place for _, place in run])
    yield Passage(first, last, int(there.min()), int(there.max()) + 1, len(run) / (last - first), "copy")
