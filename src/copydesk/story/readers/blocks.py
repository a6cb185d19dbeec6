"""Builds a story's text, blocks and spans from runs of visible text."""

import re
import unicodedata
from dataclasses import dataclass, field

from copydesk.story.model import Block, BlockKind, Figure, Link, Note, Picture, Span

__all__ = ["Assembled", "BlockBuilder", "Draft", "Mark", "assemble", "has_words"]

_SPACE = re.compile(r"[ \t\n\f\r]+")
_TEXTS = frozenset({BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.QUOTE, BlockKind.CALLOUT, BlockKind.LIST})


def has_words(text: str) -> bool:
    """Tell whether there is anything to read: white space and zero-width characters are nothing."""
    return any(not ch.isspace() and unicodedata.category(ch) != "Cf" for ch in text)


@dataclass(slots=True)
class Mark:
    """A link, or a stretch of hidden text, while it is being gathered; ``start`` is None until text comes."""

    what: str
    rel: tuple[str, ...] = ()
    start: int | None = None
    end: int | None = None


@dataclass(slots=True)
class Draft:
    """One block being written."""

    kind: BlockKind
    level: int = 0
    source: Span | None = None
    parts: list[str] = field(default_factory=list)
    length: int = 0
    space: bool = False
    plain: int = 0
    links: list[Mark] = field(default_factory=list)
    hidden: list[Mark] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    is_caption: bool = False
    is_figure: bool = False
    is_grouped: bool = False
    keeps: bool = False
    outside: str | None = None

    @property
    def text(self) -> str:
        """The words so far, without the white space around them."""
        return "".join(self.parts).rstrip(" \n")

    @property
    def emphasised(self) -> bool:
        """Tell whether all words stand in italics."""
        return self.length > 0 and self.plain == 0

    @property
    def at_line_start(self) -> bool:
        """Tell whether the next word opens a line."""
        return not self.parts or self.parts[-1].endswith("\n")

    def add(self, text: str, *, emphasis: bool, marks: list[Mark]) -> None:
        """Append ``text`` as it is and move the open marks along."""
        if self.space and not self.at_line_start:
            self.parts.append(" ")
            self.length += 1
        self.space = False
        for mark in marks:
            if mark.start is None:
                mark.start = self.length
        self.parts.append(text)
        self.length += len(text)
        if not emphasis:
            self.plain += sum(map(str.isalnum, text))

    def absorb(self, other: "Draft", gap: str) -> None:
        """Append another draft's words, links and marks behind ``gap``."""
        base = self.text
        shift = len(base) + (len(gap) if base else 0)
        self.parts = [base + gap if base else "", other.text]
        self.length = shift + len(other.text)
        self.plain += other.plain
        for mark in (*other.links, *other.hidden):
            mark.start = None if mark.start is None else mark.start + shift
            mark.end = None if mark.end is None else mark.end + shift
        self.links += other.links
        self.hidden += other.hidden
        self.pictures += other.pictures


class BlockBuilder:
    """Takes what a reader of a format meets, in order, and cuts it into drafts of blocks."""

    def __init__(self) -> None:
        self.done: list[Draft] = []
        self.draft: Draft | None = None
        self.emphasis = 0
        self._links: list[Mark] = []
        self._hidden: list[Mark] = []
        self._late: list[Draft] = []
        self._fresh: Draft | None = None

    def open(self, kind: BlockKind, *, level: int = 0, source: Span | None = None, caption: bool = False) -> Draft:
        """Begin a block; the one before it ends."""
        self.flush()
        self.draft = Draft(kind, level, source, is_caption=caption)
        for mark in (*self._links, *self._hidden):
            self._carry(mark)
        return self.draft

    def text(self, text: str, *, preformatted: bool = False) -> None:
        """Add visible text; white space is folded as a browser does unless ``preformatted``."""
        if preformatted:
            self._add(text)
            return
        folded = _SPACE.sub(" ", text)
        if folded.startswith(" ") and self.draft is not None:
            self.draft.space = True
        words = folded.strip(" ")
        if words:
            self._add(words)
            if folded.endswith(" "):
                self._current().space = True

    def line(self) -> None:
        """End the line; a second line end in a row makes a new block of the same kind."""
        draft = self.draft
        if draft is None or not draft.parts:
            return
        if draft.at_line_start and draft.kind in _TEXTS and draft.kind is not BlockKind.LIST:
            self._continue(draft)
            return
        if not draft.at_line_start:
            draft.space = False
            draft.parts.append("\n")
            draft.length += 1

    def picture(self, picture: Picture, source: Span | None = None) -> None:
        """Add a picture: beside the one just read, or as a figure of its own; after the line it stands in."""
        draft = self.draft
        if draft is not None and draft.text and not draft.at_line_start:
            self._late.append(self._figure(picture, source))
            return
        if self._fresh is not None:
            self._fresh.pictures.append(picture)
            self._fresh.links += [Mark(mark.what, mark.rel, 0, 0) for mark in self._links]
            return
        place = draft.source if source is None and draft is not None else source
        if draft is not None and draft.text:
            self._continue(draft)
        self._fresh = self._figure(picture, place)
        self.done.append(self._fresh)

    def link_begins(self, href: str, rel: tuple[str, ...]) -> None:
        """A link opens: the words to come stand on it."""
        mark = Mark(href, rel)
        self._links.append(mark)
        self._carry(mark)

    def link_ends(self) -> None:
        """The last link opened ends."""
        if self._links:
            self._end(self._links.pop())

    def hidden_begins(self, why: str) -> None:
        """Text to come is in the document but not shown."""
        mark = Mark(why)
        self._hidden.append(mark)
        self._carry(mark)

    def hidden_ends(self) -> None:
        """The last stretch of hidden text ends."""
        if self._hidden:
            self._end(self._hidden.pop())

    def flush(self) -> None:
        """End the open block."""
        draft, self.draft, self._fresh = self.draft, None, None
        if draft is not None:
            for mark in (*draft.links, *draft.hidden):
                mark.end = draft.length if mark.end is None else mark.end
            self._links = [Mark(mark.what, mark.rel) for mark in self._links]
            self._hidden = [Mark(mark.what) for mark in self._hidden]
            if has_words(draft.text) or draft.is_figure or draft.kind is BlockKind.RULE or draft.keeps:
                self.done.append(draft)
        self.done += self._late
        self._late = []

    def _current(self) -> Draft:
        return self.draft if self.draft is not None else self.open(BlockKind.PARAGRAPH)

    def _continue(self, draft: Draft) -> None:
        self.open(draft.kind, level=draft.level, source=draft.source, caption=draft.is_caption)

    def _add(self, text: str) -> None:
        self._fresh = None
        self._current().add(text, emphasis=self.emphasis > 0, marks=[*self._links, *self._hidden])

    def _carry(self, mark: Mark) -> None:
        if self.draft is None:
            return
        (self.draft.hidden if any(mark is one for one in self._hidden) else self.draft.links).append(mark)

    def _end(self, mark: Mark) -> None:
        draft = self.draft
        mark.end = draft.length if draft is not None else mark.start

    def _figure(self, picture: Picture, source: Span | None) -> Draft:
        links = [Mark(mark.what, mark.rel, 0, 0) for mark in self._links]
        return Draft(BlockKind.FIGURE, source=source, pictures=[picture], links=links, is_figure=True)


@dataclass(frozen=True, slots=True)
class Assembled:
    """A body that is ready for a Story."""

    text: str
    blocks: tuple[Block, ...]
    notes: tuple[Note, ...]


def assemble(drafts: list[Draft]) -> Assembled:
    """Join drafts by one blank line and turn their marks into spans of the joined, NFC-normalised text."""
    pieces: list[str] = []
    blocks: list[Block] = []
    notes: list[Note] = []
    length = 0
    for draft in drafts:
        words = unicodedata.normalize("NFC", draft.text)
        start = length + 2 if pieces and words else length
        if words:
            pieces.append(words)
            length = start + len(words)
        place = _Placer(draft.text, words, start)
        span = Span(start, start + len(words))
        notes += [Note("hidden-text", _hidden(m), s) for m in draft.hidden if (s := place(m)) is not None and len(s)]
        links = tuple(Link(m.what, s, m.rel) for m in draft.links if (s := place(m)) is not None)
        blocks.append(Block(draft.kind, span, draft.source, draft.level, _figure_of(draft, words, span), links))
    return Assembled("\n\n".join(pieces), tuple(blocks), tuple(notes))


def _hidden(mark: Mark) -> str:
    return f"This text is in the document but not shown ({mark.what}); it was read as if it were."


def _figure_of(draft: Draft, words: str, span: Span) -> Figure | None:
    if not draft.is_figure:
        return None
    if draft.outside is not None:
        return Figure(tuple(draft.pictures), unicodedata.normalize("NFC", draft.outside), None)
    return Figure(tuple(draft.pictures), words, span if words else None)


class _Placer:
    """Turns a mark's offsets in a draft into a span of the joined text."""

    def __init__(self, raw: str, words: str, start: int) -> None:
        self._raw, self._words, self._start = raw, words, start
        self._same = raw == words

    def __call__(self, mark: Mark) -> Span | None:
        begin = mark.start if mark.start is not None else mark.end
        if begin is None:
            return None
        end = mark.end if mark.end is not None else len(self._raw)
        first = self._at(begin)
        return Span(self._start + first, self._start + max(first, self._at(end)))

    def _at(self, offset: int) -> int:
        offset = min(offset, len(self._raw))
        moved = offset if self._same else len(unicodedata.normalize("NFC", self._raw[:offset]))
        return min(moved, len(self._words))
