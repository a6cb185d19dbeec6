"""Where a piece of a story stands in the file it was read from: lines and columns."""

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from copydesk.story import Block, Span, Story

__all__ = ["Places", "Region"]


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch of a file in lines and columns, counted from 1 in code points; the end column is the first after it."""

    start_line: int
    start_column: int
    end_line: int
    end_column: int


@dataclass(frozen=True)
class Places:
    """Turns spans of a story's text into regions of its source; coarse (a whole block) where mark-up stands between."""

    story: Story
    source: str

    def region(self, start: int, end: int) -> Region:
        """Give the region of the source's characters from ``start`` to ``end``."""
        first, last = self._line(start), self._line(end)
        return Region(first + 1, start - self._starts[first] + 1, last + 1, end - self._starts[last] + 1)

    def of_span(self, span: Span) -> Region | None:
        """Give the region in which the words of ``span`` stand, or None where the format gives no place."""
        block = next(
            (b for b in self.story.blocks if b.span.start <= span.start < max(b.span.end, b.span.start + 1)), None
        )
        if block is None or block.source is None:
            return None
        words = span.of(self.story.text)
        found = self.source.find(words, block.source.start, block.source.end) if words else -1
        return self.region(found, found + len(words)) if found >= 0 else self.of_block(block)

    def of_block(self, block: Block) -> Region | None:
        """Give the region of a whole block, or None where the format gives no place."""
        return self.region(block.source.start, block.source.end) if block.source else None

    def _line(self, at: int) -> int:
        return bisect_right(self._starts, at) - 1

    @cached_property
    def _starts(self) -> list[int]:
        starts, at = [0], self.source.find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = self.source.find("\n", at + 1)
        return starts
