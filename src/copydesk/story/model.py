"""The document model: a story is a text, and blocks and figures that point into it."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Self

__all__ = ["Block", "BlockKind", "Figure", "Link", "Note", "Picture", "Span", "Story"]


class BlockKind(StrEnum):
    """What a block is to a reader; POLICY.md counts paragraphs by it."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    FIGURE = "figure"
    QUOTE = "quote"
    CALLOUT = "callout"
    CODE = "code"
    EMBED = "embed"
    RULE = "rule"
    LIST = "list"
    TABLE = "table"
    VERSE = "verse"
    BOILERPLATE = "boilerplate"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of code points.

    >>> Span(2, 5).of("abcdefg")
    'cde'
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"no such span: {self.start} to {self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """Return the part of ``text`` that the span covers."""
        return text[self.start : self.end]

    def overlaps(self, other: Self) -> bool:
        """Tell whether the two share at least one code point."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Link:
    """A hyperlink: where it leads, the words it stands on, and its ``rel`` tokens."""

    href: str
    span: Span
    rel: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as the story names it; its bytes are had from the reader's ``Assets``."""

    src: str
    alt: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """Pictures that share one visible caption.

    ``caption`` is the visible text, "" where there is none; ``caption_span`` is where it stands in the story's text
    (None for a caption that the page shows but the body does not hold, such as that of a feature image).
    """

    pictures: tuple[Picture, ...]
    caption: str = ""
    caption_span: Span | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """One block of the body.

    ``span`` lies in ``Story.text``; ``source`` is where the block stands in the decoded source (None where the format
    gives no place). ``level`` is a heading's rank or the depth of nesting of a quote or list.
    """

    kind: BlockKind
    span: Span
    source: Span | None = None
    level: int = 0
    figure: Figure | None = None
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """Something the reader of a format must tell: hidden text read as shown, a partial feed, a repaired encoding.

    ``code`` is a stable word ("hidden-text", "partial", "encoding", "front-matter" …), ``message`` a plain sentence.
    """

    code: str
    message: str
    span: Span | None = None


@dataclass(frozen=True)
class Story:
    """A story as its reader sees it.

    ``text`` is the body in Unicode NFC with line feeds as line ends, blocks parted by one blank line; title and
    subtitle are not part of it. All spans count code points of ``text``; ``byte_span`` turns them into UTF-8 bytes.
    ``unpublished``: where it comes from holds it back (a draft, scheduled, private, under a password).

    >>> words = "I keep bees."
    >>> story = Story(title="Notes", text=words, blocks=(Block(BlockKind.PARAGRAPH, Span(0, 12)),))
    >>> story.words, story.paragraphs, story.revision[:14]
    (3, 1, 'sha256:f98f678')
    """

    title: str = ""
    subtitle: str = ""
    text: str = ""
    blocks: tuple[Block, ...] = ()
    format: str = "text"
    language: str | None = None
    paywalled: bool | None = None
    partial: bool = False
    response: bool = False
    unpublished: bool = False
    canonical: str | None = None
    author: str | None = None
    published: str | None = None
    tags: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    name: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        for block in self.blocks:
            if block.span.end > len(self.text):
                raise ValueError(f"a block ends at {block.span.end}, the text at {len(self.text)}")

    def text_of(self, block: Block) -> str:
        """Return the words of one block."""
        return block.span.of(self.text)

    def byte_span(self, span: Span) -> tuple[int, int]:
        """Return where ``span`` stands in ``text.encode()``: start and end in bytes."""
        start = len(self.text[: span.start].encode("utf-8", "surrogatepass"))
        return start, start + len(span.of(self.text).encode("utf-8", "surrogatepass"))

    def figures(self) -> Iterator[tuple[int, Figure]]:
        """Yield (index of the block, figure) in reading order."""
        for index, block in enumerate(self.blocks):
            if block.figure is not None:
                yield index, block.figure

    @property
    def words(self) -> int:
        """How many words the body has, split at white space."""
        return len(self.text.split())

    @property
    def paragraphs(self) -> int:
        """How many paragraphs with words the body has."""
        return sum(b.kind is BlockKind.PARAGRAPH and bool(self.text_of(b).strip()) for b in self.blocks)

    @cached_property
    def revision(self) -> str:
        """The content hash ("sha256:…") over all that a reader sees: title, subtitle, blocks, pictures, captions."""
        digest = hashlib.sha256()
        for part in self._visible_parts():
            data = part.encode("utf-8", "surrogatepass")
            digest.update(b"%d:" % len(data))
            digest.update(data)
        return f"sha256:{digest.hexdigest()}"

    def _visible_parts(self) -> Iterator[str]:
        yield self.title
        yield self.subtitle
        for block in self.blocks:
            yield block.kind
            yield self.text_of(block)
            if block.figure is not None:
                yield block.figure.caption
                yield from (picture.src for picture in block.figure.pictures)
