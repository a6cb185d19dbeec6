"""Walks an HTML tree and hands what a reader sees to the block builder; every HTML-bearing format goes through it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from copydesk.story.model import BlockKind, Note, Picture, Span
from copydesk.story.readers.blocks import BlockBuilder, Draft
from copydesk.story.readers.captions import attach_captions, group_figure
from copydesk.story.readers.encoding import scrub
from copydesk.story.readers.hidden import Colours, why_hidden
from copydesk.story.readers.html_kinds import (
    BLOCKS,
    BREAKS,
    EMBEDS,
    IN_BODY,
    SKIPPED,
    UNREAD,
    UNSHOWN,
    is_caption,
    is_figure,
    is_tiny,
    kept_bare,
    kind_of_element,
    picture_source,
)
from copydesk.story.readers.html_scan import PLACE, scan

__all__ = ["Tree", "drafts_of", "drafts_of_fragment", "parse", "shown_text"]

_EMPHASIS = frozenset({"em", "i", "cite", "small", "sub"})
_ANCHORS = frozenset({"p", "li", "figure"})
_INSIDE = frozenset({BlockKind.LIST, BlockKind.TABLE, BlockKind.EMBED})
_STRONG = frozenset({BlockKind.BOILERPLATE, BlockKind.EMBED, BlockKind.TABLE, BlockKind.VERSE})
_OTHERS = frozenset({BlockKind.EMBED, BlockKind.BOILERPLATE})
_LAYOUT = "td p,td h1,td h2,td h3,td h4,td blockquote,td table,td ul,td ol,td figure,td img"
_DEEP_TABLES = 8
_EMOJI_CLASSES = frozenset({"emoji", "wp-smiley"})


@dataclass(slots=True)
class Tree:
    """A parsed document: its tree, where its blocks' tags stand in the source, and whether it is read ``bare``."""

    parser: LexborHTMLParser
    places: list[Span]
    bare: bool = False

    @property
    def root(self) -> LexborNode | None:
        """The body, or the whole document where it has none."""
        return self.parser.body or self.parser.root


@dataclass(slots=True)
class _Context:
    """What an element makes of the text in it."""

    kind: BlockKind
    level: int = 0
    source: Span | None = None


@dataclass(slots=True)
class _Frame:
    """An element the walk is inside of, and what to do on leaving it."""

    node: LexborNode
    undo: list[Callable[[], object]] = field(default_factory=list)


def parse(source: str, *, bare: bool = False) -> Tree:
    """Parse HTML as a browser does, with the places of its block tags; ``bare`` (see ``Source``) as a part of a body.

    Raises:
        StoryError: nested too deeply, or too many tags.
    """
    found = scan(source)
    opening = IN_BODY if bare else ""
    marked = LexborHTMLParser("".join([opening, *found.marked]))
    plain = LexborHTMLParser(f"{opening}{source}")
    if _text(marked) != _text(plain):
        return Tree(plain, [], bare)
    return Tree(marked, found.places, bare)


def _text(parser: LexborHTMLParser) -> str:
    body = parser.body
    return body.text(deep=True) if body is not None else ""


def drafts_of(tree: Tree, root: LexborNode | None = None) -> tuple[list[Draft], list[Note]]:
    """Return the blocks below ``root`` (the body by default), captions attached, and notes."""
    start = root if root is not None else tree.root
    if start is None:
        return [], []
    walk = _Walk(tree.places, bare=tree.bare)
    walk.run(start)
    return attach_captions(walk.builder.done), walk.notes


def drafts_of_fragment(source: str) -> tuple[list[Draft], list[Note]]:
    """Return the blocks of a fragment of HTML that stands in some other format; they have no place of their own."""
    clean, notes = scrub(source)
    scan(clean)
    drafts, more = drafts_of(Tree(LexborHTMLParser(clean), []))
    return drafts, [*notes, *more]


def shown_text(source: str) -> str:
    """Return the visible words of a short piece of HTML, such as a caption, on one line."""
    drafts, _ = drafts_of_fragment(source) if source else ([], [])
    return " ".join(" ".join(draft.text.split()) for draft in drafts if draft.text)


class _Walk:
    """One pass over a tree, without recursion."""

    def __init__(self, places: list[Span], *, bare: bool = False) -> None:
        self.builder = BlockBuilder()
        self._bare = bare
        self.notes: list[Note] = []
        self._places = places
        self._contexts = [_Context(BlockKind.PARAGRAPH)]
        self._colours: list[Colours] = [("", "")]
        self._anchors: list[Span] = []
        self._pre = 0
        self._noscript = 0
        self._tables = 0

    def run(self, root: LexborNode) -> None:
        frames = [_Frame(root)]
        node = root.first_child
        while frames:
            if node is None:
                done = frames.pop()
                for undo in reversed(done.undo):
                    undo()
                node = done.node.next if frames else None
                continue
            if node.is_text_node:
                self._text(node.text_content or "")
                node = node.next
                continue
            frame = self._enter(node)
            if frame is None:
                node = node.next
            else:
                frames.append(frame)
                node = node.first_child
        self.builder.flush()

    def _text(self, text: str) -> None:
        if self._pre:
            if self.builder.draft is None and not text.strip("\n"):
                return
            self._open_if_none()
            self.builder.text(text, preformatted=True)
            return
        if not text.strip(" \t\n\f\r") and self.builder.draft is None:
            return
        self._open_if_none()
        self.builder.text(text)

    def _open_if_none(self) -> None:
        if self.builder.draft is None:
            context = self._contexts[-1]
            self.builder.open(context.kind, level=context.level, source=context.source)

    def _enter(self, node: LexborNode) -> _Frame | None:
        """Take in an element's start; None where what is in it is not read."""
        tag = node.tag or ""
        if tag.startswith(("-", "!")):
            return None
        if tag in SKIPPED or (self._bare and tag in UNREAD):
            self._skipped(node, tag)
            return None
        attributes = kept_bare(node) if self._bare else node.attributes
        source = self._source(attributes)
        if self._leaf(tag, attributes, source):
            return None
        frame = _Frame(node)
        if source is not None and tag in _ANCHORS:
            self._anchors.append(source)
            frame.undo.append(self._anchors.pop)
        self._inline(tag, attributes, frame)
        self._hide(tag, attributes, frame)
        self._block(node, tag, attributes, source, frame)
        return frame

    def _leaf(self, tag: str, attributes: Mapping[str, str | None], source: Span | None) -> bool:
        """Take in an element without text of its own; tell whether it was one."""
        if tag == "br":
            self._break()
        elif tag in {"img", "amp-img", "image"}:
            self._picture(attributes, source)
        elif tag == "hr":
            self.builder.open(BlockKind.RULE, source=source)
            self.builder.flush()
        elif tag in EMBEDS:
            self._embed(attributes, source)
        else:
            return False
        return True

    def _skipped(self, node: LexborNode, tag: str) -> None:
        if tag != "template":
            return
        words = sum(len(fragment.text(deep=True).split()) for fragment in node.template_fragments())
        if words:
            self.notes.append(Note("not-shown", f"A template element holds {words} words that no reader sees."))

    def _break(self) -> None:
        if self._pre:
            self.builder.text("\n", preformatted=True)
        else:
            self.builder.line()

    def _source(self, attributes: Mapping[str, str | None]) -> Span | None:
        index = attributes.get(PLACE) or ""
        if index.isascii() and index.isdigit() and len(index) < 9 and int(index) < len(self._places):  # noqa: PLR2004
            return self._places[int(index)]
        return None

    def _picture(self, attributes: Mapping[str, str | None], source: Span | None) -> None:
        alt = (attributes.get("alt") or "").strip()
        classes = frozenset((attributes.get("class") or "").split())
        if alt and classes & _EMOJI_CLASSES:
            self._text(alt)
            return
        if self._contexts[-1].kind in _OTHERS:
            return
        if is_tiny(attributes) or (self._noscript and self.builder.done and self.builder.done[-1].is_figure):
            return
        src = picture_source(attributes)
        place = self._anchors[-1] if self._anchors else source or self._contexts[-1].source
        self.builder.picture(Picture(src, alt, (attributes.get("title") or "").strip()), place)

    def _embed(self, attributes: Mapping[str, str | None], source: Span | None) -> None:
        """An embed's fallback text is not shown; its address is kept as a link."""
        draft = self.builder.open(BlockKind.EMBED, source=source or self._contexts[-1].source)
        draft.keeps = True
        address = attributes.get("src") or attributes.get("data-src") or attributes.get("data") or ""
        if address:
            self.builder.link_begins(address, ())
            self.builder.link_ends()
        self.builder.flush()

    def _inline(self, tag: str, attributes: Mapping[str, str | None], frame: _Frame) -> None:
        style = attributes.get("style") or ""
        if tag in _EMPHASIS or ("italic" in style and "font-style" in style):
            self.builder.emphasis += 1
            frame.undo.append(self._end_emphasis)
        if tag == "a" and attributes.get("href"):
            rel = tuple((attributes.get("rel") or "").lower().split())
            self.builder.link_begins((attributes["href"] or "").strip(), rel)
            frame.undo.append(self.builder.link_ends)
        if tag == "q":
            self._text("“")
            frame.undo.append(lambda: self._text("”"))
        if tag in {"td", "th"} and self.builder.draft is not None and not self.builder.draft.at_line_start:
            self.builder.draft.space = False
            self.builder.text("\t", preformatted=True)

    def _end_emphasis(self) -> None:
        self.builder.emphasis -= 1

    def _hide(self, tag: str, attributes: Mapping[str, str | None], frame: _Frame) -> None:
        if self._bare:
            return
        why, colours = why_hidden(attributes, self._colours[-1])
        if tag == "noscript":
            why = "noscript"
            self._noscript += 1
            frame.undo.append(self._end_noscript)
        if tag == "dialog" and "open" not in attributes:
            why = why or tag
        if colours != self._colours[-1]:
            self._colours.append(colours)
            frame.undo.append(self._colours.pop)
        if why:
            self.builder.hidden_begins(why)
            frame.undo.append(self.builder.hidden_ends)

    def _end_noscript(self) -> None:
        self._noscript -= 1

    def _block(
        self, node: LexborNode, tag: str, attributes: Mapping[str, str | None], source: Span | None, frame: _Frame
    ) -> None:
        classes = frozenset((attributes.get("class") or "").split())
        kind = kind_of_element(tag, classes, (attributes.get("role") or "").lower())
        if (tag not in BREAKS and tag not in BLOCKS) or (self._bare and tag in UNSHOWN):
            kind = None
        if tag == "table":
            kind = self._table(node, frame)
        if is_figure(tag, classes):
            self._figure(source, frame)
        if is_caption(tag, classes):
            self.builder.open(BlockKind.PARAGRAPH, source=source or self._contexts[-1].source, caption=True)
            self._push(_Context(BlockKind.PARAGRAPH), frame, caption=True)
        elif kind is not None:
            self._kind(kind, tag, source, frame)
        elif tag in BREAKS:
            self._boundary()
            frame.undo.append(self._boundary)

    def _boundary(self) -> None:
        """A line ends: the block too, unless it is a list, a table or a card, which goes on."""
        draft = self.builder.draft
        if draft is not None and draft.kind is self._contexts[-1].kind and draft.kind in _INSIDE:
            if draft.kind is BlockKind.LIST and draft.text and self._follows_picture():
                self.builder.flush()
            elif not draft.at_line_start:
                self.builder.line()
        elif draft is not None and draft.is_caption:
            if draft.text and not draft.at_line_start:
                self.builder.line()
        else:
            self.builder.flush()

    def _follows_picture(self) -> bool:
        """The line under a picture in a list may be its caption and is a block of its own."""
        return bool(self.builder.done) and self.builder.done[-1].is_figure

    def _kind(self, kind: BlockKind, tag: str, source: Span | None, frame: _Frame) -> None:
        outer = self._contexts[-1]
        if tag == "footer" and outer.kind is BlockKind.QUOTE:
            kind = BlockKind.QUOTE
        kind = _within(outer.kind, kind)
        if (kind is outer.kind and kind in _INSIDE) or (kind is BlockKind.BOILERPLATE and outer.kind is kind):
            self._boundary()
            self._push(_Context(kind, outer.level + (tag in {"ul", "ol"}), outer.source), frame, keep=True)
            frame.undo.append(self._boundary)
            return
        self.builder.flush()
        level = int(tag[1]) if kind is BlockKind.HEADING and tag[1:].isdigit() else outer.level
        if kind is BlockKind.QUOTE and tag == "blockquote":
            level += 1
        place = outer.source if outer.source is not None and outer.kind is not BlockKind.PARAGRAPH else source
        if tag in {"pre", "xmp", "listing", "plaintext"} or kind is BlockKind.VERSE:
            self._pre += 1
            frame.undo.append(self._end_pre)
        self._push(_Context(kind, level, place), frame)

    def _end_pre(self) -> None:
        self._pre -= 1

    def _push(self, context: _Context, frame: _Frame, *, keep: bool = False, caption: bool = False) -> None:
        self._contexts.append(context)
        frame.undo.append(self._contexts.pop)
        if not keep and not caption:
            frame.undo.append(self.builder.flush)
        if caption:
            frame.undo.append(self.builder.flush)

    def _table(self, node: LexborNode, frame: _Frame) -> BlockKind | None:
        """A table without header cells that holds paragraphs or pictures is layout, not data."""
        self._tables += 1
        frame.undo.append(self._end_table)
        if self._tables > _DEEP_TABLES or (node.css_first("th,thead") is None and self._is_layout(node)):
            return None
        return BlockKind.TABLE

    @staticmethod
    def _is_layout(node: LexborNode) -> bool:
        return node.css_first(_LAYOUT) is not None or len(node.css("td")) <= 1

    def _end_table(self) -> None:
        self._tables -= 1

    def _figure(self, source: Span | None, frame: _Frame) -> None:
        self.builder.flush()
        begin = len(self.builder.done)

        def close() -> None:
            self.builder.flush()
            segment = self.builder.done[begin:]
            self.builder.done[begin:] = group_figure(segment, source)

        frame.undo.append(close)


def _within(outer: BlockKind, kind: BlockKind) -> BlockKind:
    """Return what a block of ``kind`` is inside one of kind ``outer``."""
    if outer in _STRONG and kind is not BlockKind.BOILERPLATE:
        return outer
    if outer is BlockKind.PARAGRAPH or kind in {BlockKind.CODE, BlockKind.TABLE, BlockKind.EMBED, BlockKind.VERSE}:
        return kind
    if kind in {BlockKind.BOILERPLATE, BlockKind.QUOTE, BlockKind.CALLOUT}:
        return kind
    if kind is BlockKind.HEADING and outer in {BlockKind.QUOTE, BlockKind.CALLOUT}:
        return kind
    return outer
