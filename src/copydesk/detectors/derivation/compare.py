"""Compares a story with known texts: which it copies or follows, where, and how much of it that makes."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from math import log

import numpy as np

from copydesk.detectors.derivation.copying import Passage, copied
from copydesk.detectors.derivation.following import followed
from copydesk.detectors.derivation.index import Index, Known
from copydesk.detectors.derivation.keys import keys
from copydesk.detectors.derivation.reading import Reading, read_story, read_text
from copydesk.evidence import Derivation, Match
from copydesk.story import Story

__all__ = ["VERSION", "compare"]

VERSION = "1"

_FEWEST_WORDS = 30
_MOST_POSTINGS = 300
_MOST_COPIED, _MOST_FOLLOWED = 6, 8
_LEAST_COPIED = 1.0
_LEAST_FOLLOWED = 0.08
_NEAR_COPY = 0.8
_MOST_MATCHES = 60
_LONGEST_SOURCE = 1500
_LEAST_WEIGHT = 0.05
_ONE = (0,)


def compare(story: Story, index: Index, *, own: Collection[str] = (), paraphrase: bool = True) -> Derivation:
    """Find what a story copies or follows.

    Args:
        story: quotations that are marked as such are left out of what is compared.
        index: the known texts.
        own: ids of texts, or names of owners, that are the author's own and do not count; neither does the text whose
            id is the story's canonical address.
        paraphrase: look for paraphrases too, not only for copied words.

    Returns:
        Matches in the order of the story. The kind is "near-copy" (most of the story is one source's words), "passage",
        or "paraphrase"; where letters were disguised to hide it, the kind begins with "disguised-". ``share`` is the
        part of the author's own words that the matches cover.
    """
    reading = read_story(story)
    if len(reading.words) < _FEWEST_WORDS or not len(index):
        return Derivation()
    left_out = {*own, story.canonical} if story.canonical else set(own)
    copies, follows = _candidates(reading, index, paraphrase=paraphrase)
    sources = _Sources(index, (*copies, *follows), left_out)
    finding = _Finding(reading)
    finding.add_copies(sources.of(copies))
    if paraphrase:
        finding.add_paraphrases(sources.of(dict.fromkeys((*follows, *copies))))
    return finding.derivation()


def _candidates(reading: Reading, index: Index, *, paraphrase: bool) -> tuple[list[int], list[int]]:
    """Choose the texts likeliest to be copied and to be followed, by the keys shared with them, the rarer the more."""
    wanted = keys(reading)
    exact, terms = (*wanted.bands, *wanted.samples), wanted.terms if paraphrase else ()
    total = len(index) + 1
    postings = index.postings((*exact, *terms), _MOST_POSTINGS)
    followed_ = sum(max(_weight(postings.get(key, _ONE), total), _LEAST_WEIGHT) for key in terms) or 1.0
    return (
        _heaviest(exact, postings, total, _LEAST_COPIED, _MOST_COPIED),
        _heaviest(terms, postings, total, _LEAST_FOLLOWED * followed_, _MOST_FOLLOWED),
    )


def _weight(posting: Sequence[int], total: int) -> float:
    return log(total / len(posting)) / log(total)


def _heaviest(
    wanted: Iterable[int], postings: Mapping[int, Sequence[int]], total: int, least: float, most: int
) -> list[int]:
    """Return the numbers of the ``most`` texts on which the weightiest keys fall, at least ``least`` in all."""
    held = [posting for key in wanted if (posting := postings.get(key))]
    if not held:
        return []
    weights = [max(_weight(posting, total), _LEAST_WEIGHT) for posting in held]
    numbers, places = np.unique(np.concatenate(held), return_inverse=True)
    sums = np.bincount(places, np.repeat(weights, [len(posting) for posting in held]))
    order = np.argsort(-sums, kind="stable")[:most]
    chosen: list[int] = numbers[order[sums[order] >= least]].tolist()
    return chosen


class _Sources:
    """The texts of candidates, each fetched and read once."""

    def __init__(self, index: Index, candidates: Iterable[int], left_out: set[str]) -> None:
        known = index.texts(set(candidates))
        self._known = {n: one for n, one in known.items() if not {one.id, one.owner or one.id} & left_out}
        self._read: dict[int, Reading] = {}

    def of(self, candidates: Iterable[int]) -> Iterator[tuple[Known, Reading]]:
        """Yield the texts of candidates, those of the author left out."""
        for number in candidates:
            if known := self._known.get(number):
                yield known, self._read.setdefault(number, self._read.get(number) or read_text(known.text))


class _Finding:
    """What was found so far: passages, and which words of the story they cover."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._taken = bytearray(len(reading.words))
        self._matches: list[Match] = []

    def add_copies(self, sources: Iterable[tuple[Known, Reading]]) -> None:
        """Take in copied passages."""
        for known, source in sources:
            passages = copied(self._reading, source)
            words = sum(passage.last - passage.first for passage in passages)
            kind = "near-copy" if words >= _NEAR_COPY * len(self._reading.words) else "passage"
            self._add(known, source, (replace(passage, kind=kind) for passage in passages))

    def add_paraphrases(self, sources: Iterable[tuple[Known, Reading]]) -> None:
        """Take in sentences that follow a source, where they are not copied already."""
        for known, source in sources:
            if self._taken.count(0) >= _FEWEST_WORDS:
                self._add(known, source, followed(self._reading, source))

    def _add(self, known: Known, source: Reading, passages: Iterable[Passage]) -> None:
        for passage in passages:
            length = passage.last - passage.first
            if 2 * self._taken.count(1, passage.first, passage.last) > length:
                continue
            self._taken[passage.first : passage.last] = b"\1" * length
            self._matches.append(self._match(known, source, passage))

    def _match(self, known: Known, source: Reading, passage: Passage) -> Match:
        span = self._reading.span(passage.first, passage.last)
        words = source.span(passage.source_first, passage.source_last).of(known.text)[:_LONGEST_SOURCE]
        kind = f"disguised-{passage.kind}" if self._reading.is_disguised(span) else passage.kind
        return Match(known.id, span, words, round(min(passage.score, 1.0), 3), kind)

    def derivation(self) -> Derivation:
        """Return the longest matches in the order of the story, and the share that all of them cover."""
        longest = sorted(self._matches, key=lambda match: -len(match.span))[:_MOST_MATCHES]
        share = self._taken.count(1) / len(self._reading.words)
        return Derivation(tuple(sorted(longest, key=lambda match: match.span)), round(share, 4))
