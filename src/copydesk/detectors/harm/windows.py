"""Overlapping windows of about 150 words, so that one bad page in a long story is not thinned out."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from copydesk.detectors.conduct.lexicon import Hit
from copydesk.detectors.conduct.passages import Passage, Reading
from copydesk.detectors.harm.lexicon import lexicon
from copydesk.story import Span

__all__ = ["Sentence", "Window", "windows"]

_HALF = 75
_LONGEST_SENTENCE = 60
_STOPS = ".!?\n"


@dataclass(frozen=True, slots=True)
class Sentence:
    """Tokens ``[first, last)`` of a passage, and the phrases found in them."""

    passage: Passage
    first: int
    last: int
    hits: tuple[Hit, ...]

    def has(self, *labels: str) -> bool:
        """Tell whether a phrase of one of the classes (or of a group, "end.") stands in it."""
        return any(hit.label.startswith(labels) for hit in self.hits)


@dataclass(frozen=True)
class Window:
    """Neighbouring sentences with the count of phrases by class; ``ends`` counts by harmful topic."""

    sentences: Sequence[Sentence]
    words: int
    counts: Counter[str] = field(default_factory=Counter)

    def tokens(self) -> list[str]:
        """Return its tokens in order."""
        return [token for s in self.sentences for token in s.passage.tokens[s.first : s.last]]

    def places(self, first: int, last: int) -> Span | None:
        """Return where tokens of the window stand in the story's text; None in the title or across sentences."""
        for sentence in self.sentences:
            size = sentence.last - sentence.first
            if first < size:
                return sentence.passage.span(sentence.first + first, sentence.first + last) if last <= size else None
            first, last = first - size, last - size
        return None

    def spans(self, label: str) -> list[Span]:
        """Return where the phrases of one class (or group) stand in the story's text."""
        found = [s.passage.span(h.first, h.last) for s in self.sentences for h in s.hits if h.label.startswith(label)]
        return [span for span in found if span is not None]


def windows(reading: Reading) -> Iterator[Window]:
    """Yield the windows of a story in reading order; a short story is one window."""
    chunks: list[list[Sentence]] = [[]]
    size = 0
    for sentence in _sentences(reading):
        if size >= _HALF:
            yield from _paired(chunks)
            chunks = [chunks[-1], []]
            size = 0
        chunks[-1].append(sentence)
        size += sentence.last - sentence.first
    yield from _paired(chunks, last=True)


def _paired(chunks: list[list[Sentence]], *, last: bool = False) -> Iterator[Window]:
    if last or len(chunks) > 1:
        sentences = [sentence for chunk in chunks for sentence in chunk]
        counts = Counter(hit.label for sentence in sentences for hit in sentence.hits)
        yield Window(sentences, max(1, sum(s.last - s.first for s in sentences)), counts)


def _sentences(reading: Reading) -> Iterator[Sentence]:
    tagger = lexicon()
    for passage in reading.passages:
        hits = tuple(tagger.hits(passage.tokens))
        at = 0
        for first, last in _bounds(passage.tokens):
            start = at
            while at < len(hits) and hits[at].first < last:
                at += 1
            yield Sentence(passage, first, last, hits[start:at])


def _bounds(tokens: Sequence[str]) -> Iterator[tuple[int, int]]:
    first = 0
    for place, token in enumerate(tokens, 1):
        if token[0] in _STOPS or place - first >= _LONGEST_SENTENCE:
            yield first, place
            first = place
    if first < len(tokens):
        yield first, len(tokens)
