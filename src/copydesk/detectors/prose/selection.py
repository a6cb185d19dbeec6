"""Which words of a story are prose: no code, quotes, captions, tables, verse or references."""

# ruff: noqa: PLR2004  # the numbers are the rule

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from copydesk.story import Block, BlockKind, Span, Story

__all__ = ["Prose", "select"]

_KINDS = frozenset({BlockKind.PARAGRAPH, BlockKind.CALLOUT, BlockKind.LIST})
_ITEM_WORDS = 8
_FEW_LINES = 4
_LEAST_TOLD = 0.2
"""A story whose paragraphs hold less of its words than this is a list."""
_REFERENCES = re.compile(
    r"^\W*(references|bibliography|works cited|sources|further reading|footnotes|notes|citations)\W*$", re.IGNORECASE
)
_ENTRY = re.compile(r"^\s*(\[\d+\]|\(\d+\)|\d+\.)\s.*(doi|https?://|\bpp?\.|\(\d{4}\))", re.IGNORECASE)
_GAP = "\n\n"
_BREAK = re.compile(r"\n\s*\n")
_CODE = re.compile(
    r"[{};]\s*$|^\s*(?:def |class |import |#include|function |var |let |const |</?\w+|\$ |>>> )", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Prose:
    """The prose of a story in one string, and where its parts stand in ``Story.text``."""

    text: str
    parts: tuple[tuple[int, int, int], ...]

    def place(self, start: int, end: int) -> Span:
        """Return the span in the story that covers ``start`` to ``end`` of the prose."""
        return Span(self._at(start), self._at(max(end - 1, start)) + 1)

    def _at(self, place: int) -> int:
        low, high = 0, len(self.parts) - 1
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if self.parts[middle][0] <= place else (low, middle - 1)
        start, origin, length = self.parts[low]
        return origin + min(max(place - start, 0), max(length - 1, 0))


def select(story: Story, limit: int) -> Prose:
    """Return the prose of ``story``, at most about ``limit`` characters of it; a story that is a list has none."""
    texts, parts, at = [], [], 0
    for start, end in _but_lists(_but_verse(story, list(_pieces(story, limit)))):
        text = story.text[start : min(end, start + limit - at)]
        texts.append(text)
        parts.append((at, start, len(text)))
        at += len(text) + len(_GAP)
        if at >= limit:
            break
    return Prose(_GAP.join(texts), tuple(parts) or ((0, 0, 0),))


@dataclass(frozen=True, slots=True)
class _Piece:
    """A paragraph, or an item of a list."""

    start: int
    end: int
    listed: bool = False


def _pieces(story: Story, limit: int) -> Iterator[_Piece]:
    """Yield what may be prose, piece by piece, until there is more than ``limit`` characters of it."""
    seen = 0
    for piece in _paragraphs(story.text) if not story.blocks else _of_blocks(story):
        yield piece
        seen += piece.end - piece.start
        if seen > limit:
            return


def _of_blocks(story: Story) -> Iterator[_Piece]:
    for block in story.blocks:
        if block.kind is BlockKind.HEADING and _REFERENCES.match(story.text_of(block)):
            return
        if block.kind in _KINDS and block.figure is None:
            yield from _parts(story, block)


def _but_verse(story: Story, pieces: list[_Piece]) -> Iterator[_Piece]:
    """Leave out couplets and lines that stand alone where ``_FEW_LINES`` or more of them follow one another."""
    for short, run in groupby(pieces, lambda piece: not piece.listed and _is_short_lined(_lines(story, piece))):
        found = list(run)
        if not (short and sum(len(_lines(story, piece)) for piece in found) >= _FEW_LINES):
            yield from found


def _but_lists(pieces: Iterable[_Piece]) -> list[tuple[int, int]]:
    """Return the places of the pieces; where nearly all of them are items, those of the paragraphs alone."""
    found = list(pieces)
    told = sum(piece.end - piece.start for piece in found if not piece.listed)
    whole = sum(piece.end - piece.start for piece in found)
    return [(piece.start, piece.end) for piece in found if not piece.listed or told > _LEAST_TOLD * whole]


def _lines(story: Story, piece: _Piece) -> list[str]:
    return _filled(story.text[piece.start : piece.end])


def _filled(text: str) -> list[str]:
    return [line for line in text[:4000].splitlines() if line.strip()]


def _paragraphs(text: str) -> Iterator[_Piece]:
    at = 0
    for start, end in [*(match.span() for match in _BREAK.finditer(text)), (len(text), len(text))]:
        if _is_prose(text[at:start]):
            yield _Piece(at, start)
        at = end


def _parts(story: Story, block: Block) -> Iterator[_Piece]:
    text = story.text_of(block)
    if block.kind is not BlockKind.LIST:
        if _is_prose(text):
            yield _Piece(block.span.start, block.span.end)
        return
    at = block.span.start
    for line in text.splitlines(keepends=True):
        if len(line.split()) >= _ITEM_WORDS and _is_prose(line):
            yield _Piece(at, at + len(line.rstrip()), listed=True)
        at += len(line)


def _is_prose(text: str) -> bool:
    """Tell prose from a reference, from verse and from code that stands in a paragraph."""
    if not text.strip() or _ENTRY.match(text[:2000]) or _REFERENCES.match(text[:200]):
        return False
    lines = _filled(text)
    if len(lines) < _FEW_LINES:
        return True
    if sum(bool(_CODE.search(line)) for line in lines) > 0.4 * len(lines):
        return False
    return not _is_short_lined(lines)


def _is_short_lined(lines: list[str]) -> bool:
    """Tell verse from prose whose lines are wrapped: its lines are short, and few of them end a sentence."""
    words = sum(len(line.split()) for line in lines) / max(len(lines), 1)
    stops = sum(line.rstrip()[-1:] in '.!?”"' for line in lines) / max(len(lines), 1)
    return words < 9 and stops < 0.6
