"""Markdown (CommonMark and GFM) with front matter, shortcodes, liquid tags, call-outs and raw HTML."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.tasklists import tasklists_plugin
from selectolax.lexbor import LexborHTMLParser

from copydesk.story.errors import StoryError
from copydesk.story.model import Note, Picture, Span, Story
from copydesk.story.readers.blocks import Draft
from copydesk.story.readers.compose import compose
from copydesk.story.readers.front_matter import meta_of, split_front_matter
from copydesk.story.readers.html_kinds import IN_BODY
from copydesk.story.readers.html_scan import PLACE, scan
from copydesk.story.readers.html_tree import Tree, drafts_of
from copydesk.story.readers.markdown_lines import BRACKET, SHELF, prepare
from copydesk.story.readers.source import Source

__all__ = ["FORMAT", "claims", "drafts_of_markdown", "render", "stories"]

_SHELVED = re.compile(rf"{re.escape(SHELF)}(\d{{1,6}})")

FORMAT = "markdown"
_NESTING = 100
_ALERT = re.compile(r"^\[!([A-Za-z-]+)\][+-]?[ \t]*")
_SUFFIXES = frozenset({".md", ".markdown", ".mdx", ".mdown", ".mkd", ".mkdn", ".qmd", ".rmd"})
_WRAPPERS = frozenset({"inline", "html_block"})


def claims(source: Source) -> bool:
    """Markdown is what says so by name, and whatever no other format claims."""
    return source.suffix in _SUFFIXES


def stories(source: Source) -> Iterator[Story]:
    """Yield the one story."""
    fields, begin = split_front_matter(source.text)
    meta = meta_of(fields)
    meta.notes = list(source.notes)
    if source.title is not None:
        meta.title = source.title
    if source.subtitle is not None:
        meta.subtitle = source.subtitle
    drafts, notes = drafts_of_markdown(source.text, begin, name=source.name, bare=source.bare)
    meta.notes += notes
    yield compose(drafts, meta, format_=FORMAT, name=source.name)


def drafts_of_markdown(
    text: str, begin: int = 0, *, name: str = "", bare: bool = False
) -> tuple[list[Draft], list[Note]]:
    """Return the blocks of the Markdown in ``text`` from ``begin`` on; sources count from the start of ``text``.

    ``bare`` is as in ``Source``.

    Raises:
        StoryError: too long, or nested too deeply.
    """
    lines, origins, data = prepare(text[begin:].split("\n"), name)
    tokens = _parser().parse("\n".join(lines))
    places: list[Span] = []
    _place(tokens, _Lines(text, begin, lines, origins), places, name)
    html = _parser().renderer.render(tokens, _parser().options, {}).replace(BRACKET, "[")
    scan(html)
    parser = LexborHTMLParser(f"{IN_BODY}{html}")
    body = parser.body
    if body is not None and PLACE in body.text(deep=True):
        parser, places = LexborHTMLParser(IN_BODY + html.replace(PLACE, "data-x")), []
    drafts, notes = drafts_of(Tree(parser, places, bare))
    if data:
        _unshelve(drafts, data)
    return drafts, notes


def render(text: str) -> str:
    """Return Markdown without front matter as HTML, with the very words that ``drafts_of_markdown`` reads.

    Raises:
        StoryError: too long.
    """
    lines, _, data = prepare(text.split("\n"))
    tokens = _parser().parse("\n".join(lines))
    for index, token in enumerate(tokens):
        if token.type == "blockquote_open":
            _alert(tokens, index)
    shown = str(_parser().renderer.render(tokens, _parser().options, {})).replace(BRACKET, "[")
    return _SHELVED.sub(lambda found: data[int(found[1])] if int(found[1]) < len(data) else found[0], shown)


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": _NESTING}).enable(["table", "strikethrough"])
    parser.use(footnote_plugin).use(tasklists_plugin)
    parser.add_render_rule("footnote_anchor", _no_anchor)
    parser.disable("footnote_inline")
    return parser


def _no_anchor(_self: RendererHTML, _tokens: Sequence[Token], _at: int, _options: Any, _env: Any) -> str:
    """The arrow back from a footnote is furniture, not the author's words."""
    return ""


class _Lines:
    """Turns ranges of prepared lines into spans of the source."""

    def __init__(self, text: str, begin: int, prepared: list[str], origins: list[int]) -> None:
        self.text = text
        self._prepared = prepared
        self._origins = origins
        self._starts = [begin]
        at = text.find("\n", begin)
        while at >= 0:
            self._starts.append(at + 1)
            at = text.find("\n", at + 1)

    def span(self, first: int, after: int) -> Span:
        """Return the span from line ``first`` to the end of the line before ``after``, without its line end."""
        begin = self._starts[self._origins[first]] if first < len(self._origins) else len(self.text)
        after = min(after, len(self._prepared))
        while after - 1 > first and not self._prepared[after - 1].strip():
            after -= 1
        last = self._origins[min(max(after - 1, first), len(self._origins) - 1)]
        end = self._starts[last + 1] - 1 if last + 1 < len(self._starts) else len(self.text)
        words = self.text[begin:end].rstrip()
        return Span(begin, begin + len(words))


def _place(tokens: list[Token], lines: _Lines, places: list[Span], name: str) -> None:
    for index, token in enumerate(tokens):
        if token.level >= _NESTING - 2:
            where = f"line {lines.text.count(chr(10), 0, lines.span(*token.map).start) + 1}" if token.map else ""
            raise StoryError(
                f"Lists or quotes are nested more than {_NESTING // 2} levels deep.",
                where=where,
                remedy="Nest the lists and quotes less deeply.",
                name=name,
            )
        if token.type == "blockquote_open":
            _alert(tokens, index)
        if token.map is None or token.nesting < 0 or token.type == "inline":
            continue
        span = lines.span(*token.map)
        if token.type == "html_block":
            _place_html(token, span, lines, places)
        elif token.type not in _WRAPPERS:
            token.attrSet(PLACE, str(len(places)))
            places.append(span)


def _place_html(token: Token, span: Span, lines: _Lines, places: list[Span]) -> None:
    """Raw HTML keeps its own places where it stands in the source as it is."""
    first = len(places)
    as_is = span.of(lines.text) == token.content.rstrip()
    found = scan(token.content, places=places, shift=span.start)
    token.content = "".join(found.marked)
    if not as_is:
        places[first:] = [span] * (len(places) - first)


def _alert(tokens: list[Token], index: int) -> None:
    """A quote that opens with ``[!NOTE]`` is a call-out (GitHub, Obsidian)."""
    inline = tokens[index + 2] if index + 2 < len(tokens) else None
    if inline is None or inline.type != "inline" or not inline.children:
        return
    first = inline.children[0]
    found = _ALERT.match(first.content) if first.type == "text" else None
    if found is None:
        return
    first.content = first.content[found.end() :]
    if not first.content and len(inline.children) > 1 and inline.children[1].type == "softbreak":
        del inline.children[:2]
    depth = tokens[index].level
    close = next(t for t in tokens[index + 1 :] if t.type == "blockquote_close" and t.level == depth)
    tokens[index].tag = close.tag = "div"
    tokens[index].attrSet("class", "callout")


def _unshelve(drafts: list[Draft], data: list[str]) -> None:
    for draft in drafts:
        draft.pictures = [_with_data(picture, data) for picture in draft.pictures]


def _with_data(picture: Picture, data: list[str]) -> Picture:
    _, mark, number = picture.src.partition(SHELF)
    if not mark or not number.isdigit() or int(number) >= len(data):
        return picture
    return Picture(data[int(number)], picture.alt, picture.title)
