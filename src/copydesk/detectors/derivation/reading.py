"""A text as words in sentences, folded so that disguised letters are read plain, each with its place."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from copydesk.detectors.conduct.folding import fold
from copydesk.detectors.derivation.quoting import quoted
from copydesk.story import BlockKind, Span, Story

__all__ = ["Reading", "read_story", "read_text"]

_TOKEN = re.compile(
    r"(?P<skip>(?:https?://|www\.)\S+)"
    r"|(?P<word>[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W_]+)"
    r"|(?P<end>[.!?\u3002\uff01\uff1f]+[\"')\]]*(?=\s|$)|[\u3002\uff01\uff1f]|\n+)"
)
_NO_END = frozenset(
    "mr mrs ms dr prof st vs no fig jr sr inc etc eg ie cf".split()  # noqa: SIM905  # read as words
)
_UNREAD = frozenset({BlockKind.CODE, BlockKind.BOILERPLATE, BlockKind.RULE, BlockKind.QUOTE, BlockKind.EMBED})
_LONGEST = 1_000_000
_SHORTEST = 4


@dataclass
class Reading:
    """The words of a text in order.

    ``starts`` and ``ends`` place each word in the text; ``sentences`` are ranges of words; ``disguised`` the places of
    words whose letters were replaced by look-alikes or parted by invisible characters.
    """

    words: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    sentences: list[tuple[int, int]] = field(default_factory=list)
    disguised: list[Span] = field(default_factory=list)

    def span(self, first: int, last: int) -> Span:
        """Return where the words ``[first, last)`` stand."""
        return Span(self.starts[first], self.ends[last - 1])

    def is_disguised(self, span: Span) -> bool:
        """Tell whether a word within ``span`` was disguised."""
        at = bisect_left(self.disguised, Span(span.start, span.start))
        return at < len(self.disguised) and self.disguised[at].start < span.end


def read_story(story: Story) -> Reading:
    """Read what an author gives out as their own: no quotations, code or boilerplate; a repeated block once."""
    blocks = [(b.kind, b.span) for b in story.blocks] or [(BlockKind.PARAGRAPH, Span(0, len(story.text)))]
    return _read(story.text, (span for kind, span in blocks if kind not in _UNREAD), quoted)


def read_text(text: str) -> Reading:
    """Read all of a known text."""
    return _read(text, _paragraphs(text), lambda _: ())


def _paragraphs(text: str) -> Iterator[Span]:
    at = 0
    for part in text.split("\n\n"):
        if part.strip():
            yield Span(at, at + len(part))
        at += len(part) + 2


def _read(text: str, spans: Iterable[Span], left_out: Callable[[str], Iterable[tuple[int, int]]]) -> Reading:
    reading, seen, left = Reading(), set[int](), _LONGEST
    for span in spans:
        part = text[span.start : min(span.end, span.start + left)]
        key = hash(part)
        if key not in seen and left > 0:
            seen.add(key)
            left -= len(part)
            _add(reading, part, span.start, list(left_out(part)))
    reading.disguised.sort()
    return reading


def _add(reading: Reading, text: str, offset: int, skipped: list[tuple[int, int]]) -> None:
    """Add one block; a sentence never crosses its end."""
    folded = fold(text)
    plain = not folded.gaps
    reading.disguised += [Span(s.start + offset, s.end + offset) for s in folded.disguised]
    first, at = len(reading.words), 0
    for match in _TOKEN.finditer(folded.text):
        if match.lastgroup == "word":
            start, end = match.span()
            if not plain:
                here = folded.span(start, end)
                start, end = here.start, here.end
            while at < len(skipped) and skipped[at][1] <= start:
                at += 1
            if at < len(skipped) and skipped[at][0] <= start:
                continue
            reading.words.append(match[0])
            reading.starts.append(start + offset)
            reading.ends.append(end + offset)
        elif match.lastgroup == "end" and _ends(reading.words, first, match[0]):
            reading.sentences.append((first, len(reading.words)))
            first = len(reading.words)
    _close(reading, first)


def _ends(words: list[str], first: int, mark: str) -> bool:
    if len(words) - first < _SHORTEST:
        return False
    return not mark.startswith(".") or not (words[-1] in _NO_END or (len(words[-1]) == 1 and words[-1].isalpha()))


def _close(reading: Reading, first: int) -> None:
    """End a block: a rest too short for a sentence goes with the one before it."""
    rest = len(reading.words) - first
    if rest >= _SHORTEST:
        reading.sentences.append((first, len(reading.words)))
    elif rest and reading.sentences and reading.sentences[-1][1] == first:
        reading.sentences[-1] = (reading.sentences[-1][0], len(reading.words))
