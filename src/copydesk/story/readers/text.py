"""Plain text: paragraphs are parted by blank lines, or by line ends where there is no blank line."""

from collections.abc import Iterator

from copydesk.story.model import BlockKind, Span, Story
from copydesk.story.readers.blocks import Draft
from copydesk.story.readers.compose import Meta, compose
from copydesk.story.readers.source import Source

__all__ = ["FORMAT", "claims", "stories"]

FORMAT = "text"
_LONG_LINE = 90
_RULES = frozenset("*-_=~#·•—–+ \t")


def claims(source: Source) -> bool:
    """Plain text is what says so by name; what nothing else claims is read as Markdown."""
    return source.suffix in {".txt", ".text"}


def stories(source: Source) -> Iterator[Story]:
    """Yield the one story."""
    drafts = [_draft(source.text, span) for span in _paragraphs(source.text)]
    meta = Meta(title=source.title, subtitle=source.subtitle, notes=list(source.notes))
    yield compose(drafts, meta, format_=FORMAT, name=source.name)


def _paragraphs(text: str) -> Iterator[Span]:
    lines = list(_lines(text))
    each = _is_paragraph_a_line(text, lines)
    begin: int | None = None
    end = 0
    for line in lines:
        blank = not line.of(text).strip()
        if begin is not None and (blank or each):
            yield Span(begin, end)
            begin = None
        if not blank:
            begin = line.start if begin is None else begin
            end = line.end
    if begin is not None:
        yield Span(begin, end)


def _lines(text: str) -> Iterator[Span]:
    at = 0
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        yield Span(at, end)
        at = end + 1


def _is_paragraph_a_line(text: str, lines: list[Span]) -> bool:
    written = [line for line in lines if line.of(text).strip()]
    if len(written) < len(lines) - 1 or not written:
        return False
    return sum(map(len, written)) / len(written) > _LONG_LINE


def _draft(text: str, span: Span) -> Draft:
    words = span.of(text)
    if set(words) <= _RULES:
        return Draft(BlockKind.RULE, source=span)
    draft = Draft(BlockKind.PARAGRAPH, source=span)
    kept = "\n".join(line.strip(" \t\f\v") for line in words.split("\n")).strip()
    draft.add(kept, emphasis=False, marks=[])
    return draft
