"""Story source → safe HTML for a page: an allow-list, pictures from their own path only."""

import html
import re
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt

from copydesk.newsroom.models import Revision

__all__ = ["render", "render_source", "safe_html"]

TAGS = {
    *(
        "a",
        "abbr",
        "b",
        "br",
        "cite",
        "code",
        "del",
        "em",
        "i",
        "img",
        "ins",
        "kbd",
        "mark",
        "q",
        "s",
        "small",
        "span",
        "strong",
    ),
    *("sub", "sup", "u", "var"),
    *("aside", "blockquote", "details", "div", "figcaption", "figure", "h2", "h3", "h4", "h5", "h6", "hr", "p", "pre"),
    *("section", "summary", "dd", "dl", "dt", "li", "ol", "ul"),
    *("table", "tbody", "td", "tfoot", "th", "thead", "tr"),
}
ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "width", "height"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "blockquote": {"cite"},
}
OWN_PICTURE = re.compile(r"^/pictures/[A-Za-z0-9_-]{16}$")
HEADING = re.compile(r"(</?)h1\b", re.IGNORECASE)


def render(revision: Revision) -> str:
    """Return the body of a revision as HTML that is safe to put on a page as it is."""
    return render_source(revision.content, revision.format)


@lru_cache(maxsize=512)
def render_source(content: str, format_: str) -> str:
    """Return source text of a story as safe HTML; ``format_`` is "markdown", "html" or "text"."""
    if format_ == "text":
        parts = (part.strip() for part in re.split(r"\n\s*\n", content))
        return "".join(f"<p>{html.escape(part)}</p>" for part in parts if part)
    return safe_html(_markdown().render(content) if format_ == "markdown" else content)


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def safe_html(source: str) -> str:
    """Return HTML cut down to the allow-list; a picture from elsewhere is named in words, not fetched."""
    once = nh3.clean(
        HEADING.sub(r"\1h2", source),
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        attribute_filter=_attribute,
        link_rel="nofollow ugc noopener noreferrer",
    )
    return STRAY_PICTURE.sub(_link_instead, once)


STRAY_PICTURE = re.compile(r"<img(?![^>]*\ssrc=\"/pictures/)[^>]*>")
ALT = re.compile(r"\salt=\"([^\"]*)\"")


def _attribute(tag: str, name: str, value: str) -> str | None:
    if tag == "img" and name == "src" and not OWN_PICTURE.match(value):
        return None
    return value


def _link_instead(match: re.Match[str]) -> str:
    alt = ALT.search(match[0])
    return f"<span>[Picture: {alt[1] if alt and alt[1] else 'not shown here'}]</span>"
