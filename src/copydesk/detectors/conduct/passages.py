"""A story as passages of folded words with their places; repeats are read once, and never more than a bound."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from copydesk.detectors.conduct.folding import Folded, fold
from copydesk.evidence import Grade, Signal
from copydesk.story import BlockKind, Span, Story

__all__ = ["Passage", "Reading", "disguise", "read"]

_TOKEN = re.compile(r"\w+(?:'\w+)?|[.!?:\n]+")
_UNREAD = frozenset({BlockKind.CODE, BlockKind.BOILERPLATE, BlockKind.RULE})
_LONGEST = 1_000_000
_SHORTEST_TRICK = 3
_MOST_SPANS = 12


@dataclass(frozen=True, slots=True)
class Passage:
    """One block, or the title (whose ``offset`` is None): its tokens, and where each stands in the folded text."""

    kind: BlockKind
    folded: Folded
    offset: int | None
    tokens: list[str]
    starts: list[int]
    ends: list[int]

    def span(self, first: int, last: int) -> Span | None:
        """Return where the tokens ``[first, last)`` stand in the story's text; None in the title."""
        if self.offset is None or last <= first:
            return None
        here = self.folded.span(self.starts[first], self.ends[last - 1])
        return Span(here.start + self.offset, here.end + self.offset)


@dataclass(frozen=True)
class Reading:
    """What was read of a story: ``repeated`` counts blocks said again, ``whole`` is False past the bound."""

    passages: list[Passage] = field(default_factory=list)
    words: int = 0
    repeated: int = 0
    whole: bool = True

    def disguised(self) -> list[Span]:
        """Return the places of disguised words in the story's text."""
        found = [(passage.offset, span) for passage in self.passages for span in passage.folded.disguised]
        return [Span(span.start + offset, span.end + offset) for offset, span in found if offset is not None]


_last: tuple[Story, Reading] | None = None


def read(story: Story) -> Reading:
    """Read title, subtitle and blocks, in time linear in the story and memory of at most a million code points.

    The last reading is kept, since one detector reads a story after the other.
    """
    global _last  # noqa: PLW0603  # one story, so nothing to bound
    if _last is None or _last[0] is not story:
        _last = story, _read(story)
    return _last[1]


def _read(story: Story) -> Reading:
    passages = [passage(BlockKind.HEADING, words, None) for words in (story.title, story.subtitle) if words]
    seen: set[int] = set()
    left, repeated, whole = _LONGEST, 0, True
    for kind, span in _readable(story):
        text = story.text[span.start : min(span.end, span.start + left)]
        key = hash(text)
        if key in seen:
            repeated += 1
            continue
        if left <= 0:
            whole = False
            break
        seen.add(key)
        left -= len(text)
        passages.append(passage(kind, text, span.start))
    words = sum(len(p.tokens) for p in passages if p.offset is not None)
    return Reading(passages, words, repeated, whole)


def _readable(story: Story) -> Iterator[tuple[BlockKind, Span]]:
    if not story.blocks:
        yield BlockKind.PARAGRAPH, Span(0, len(story.text))
    for block in story.blocks:
        if block.kind not in _UNREAD:
            yield block.kind, block.span


def passage(kind: BlockKind, text: str, offset: int | None) -> Passage:
    """Fold and split one block."""
    folded = fold(text)
    tokens, starts, ends = [], [], []
    for match in _TOKEN.finditer(folded.text):
        tokens.append(match[0])
        starts.append(match.start())
        ends.append(match.end())
    return Passage(kind, folded, offset, tokens, starts, ends)


def disguise(reading: Reading, detector: str, version: str) -> Signal | None:
    """Return the tell that letters were disguised, where that happens too often to be a slip of copying."""
    spans = reading.disguised()
    if len(spans) < _SHORTEST_TRICK:
        return None
    reason = (
        f"In {len(spans)} places letters are parted by invisible characters or replaced by look-alikes of another "
        "script, as is done to slip past filters; the text was read as if they were plain."
    )
    return Signal(
        "disguised-letters", Grade.TELL, detector, version, 1.0, spans=tuple(spans[:_MOST_SPANS]), reason=reason
    )
