"""Which words of a story are prose: no code, quotes, captions, tables, verse or references."""

# ruff: noqa: PLR2004  # the numbers are the rule

import re
from collections.abc import Iterator
from dataclasses import dataclass

from copydesk.story import Block, BlockKind, Span, Story

__all__ = ["Prose", "select"]

_KINDS = frozenset({BlockKind.PARAGRAPH, BlockKind.CALLOUT, BlockKind.LIST})
_ITEM_WORDS = 8
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
    """Return the prose of ``story``, at most about ``limit`` characters of it."""
    texts, parts, at = [], [], 0
    for start, end in _spans(story):
        text = story.text[start : min(end, start + limit - at)]
        texts.append(text)
        parts.append((at, start, len(text)))
        at += len(text) + len(_GAP)
        if at >= limit:
            break
    return Prose(_GAP.join(texts), tuple(parts) or ((0, 0, 0),))


def _spans(story: Story) -> Iterator[tuple[int, int]]:
    if not story.blocks:
        yield from _paragraphs(story.text)
        return
    for block in story.blocks:
        if block.kind is BlockKind.HEADING and _REFERENCES.match(story.text_of(block)):
            return
        if block.kind in _KINDS and block.figure is None:
            yield from _parts(story, block)


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for start, end in [*(match.span() for match in _BREAK.finditer(text)), (len(text), len(text))]:
        if _is_prose(text[at:start]):
            yield at, start
        at = end


def _parts(story: Story, block: Block) -> Iterator[tuple[int, int]]:
    text = story.text_of(block)
    if block.kind is not BlockKind.LIST:
        if _is_prose(text):
            yield block.span.start, block.span.end
        return
    at = block.span.start
    for line in text.splitlines(keepends=True):
        if len(line.split()) >= _ITEM_WORDS and _is_prose(line):
            yield at, at + len(line.rstrip())
        at += len(line)


def _is_prose(text: str) -> bool:
    """Tell prose from a reference, from verse and from code that stands in a paragraph."""
    if not text.strip() or _ENTRY.match(text[:2000]) or _REFERENCES.match(text[:200]):
        return False
    lines = [line for line in text[:4000].splitlines() if line.strip()]
    if len(lines) < 4:
        return True
    if sum(bool(_CODE.search(line)) for line in lines) > 0.4 * len(lines):
        return False
    return not _is_verse(lines)


def _is_verse(lines: list[str]) -> bool:
    words = sum(len(line.split()) for line in lines) / len(lines)
    stops = sum(line.rstrip()[-1:] in '.!?”"' for line in lines) / len(lines)
    capitals = sum(line.lstrip()[:1].isupper() for line in lines) / len(lines)
    return words < 9 and stops < 0.6 and capitals > 0.6
