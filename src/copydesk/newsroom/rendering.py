"""Story source → safe HTML for a page: an allow-list, pictures from their own path only."""

import html
import re
import unicodedata
from functools import lru_cache

import nh3
from selectolax.lexbor import LexborHTMLParser

from copydesk.newsroom.models import Revision
from copydesk.story.errors import StoryError
from copydesk.story.readers import markdown, read
from copydesk.story.readers.blocks import Draft
from copydesk.story.readers.front_matter import meta_of, split_front_matter
from copydesk.story.readers.html_kinds import IN_BODY, UNREAD
from copydesk.story.readers.html_scan import scan

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
LONGEST_KEPT = 100_000
UNDER_PICTURE = re.compile(
    r"<p>(?P<picture>(?:<a [^>]*>)?<img [^>]*>(?:</a>)?)(?:</p>\s*<p>|\s+)"
    r"<em>(?P<words>(?:[^<]|<(?!/?(?:em|p|img)\b))*)</em></p>"
)
MARK = re.compile(r"<[^>]*>")
HEADING = re.compile(r"(</?)h1\b", re.IGNORECASE)


def render(revision: Revision) -> str:
    """Return the body of a revision as HTML that is safe to put on a page as it is."""
    kept = _kept if len(revision.content) <= LONGEST_KEPT else render_source
    return kept(revision.content, revision.format)


def render_source(content: str, format_: str) -> str:
    """Return source text of a story as safe HTML; ``format_`` is "markdown", "html" or "text".

    What it shows is what ``writing.read_words`` reads; of a source that can't be read it says what is wrong.
    """
    content = content.replace("\r\n", "\n").replace("\r", "\n")
    if format_ == "text":
        parts = (part.strip() for part in re.split(r"\n\s*\n", content))
        return "".join(f"<p>{html.escape(part)}</p>" for part in parts if part)
    try:
        return _with_captions(safe_html(_as_html(content, format_)), content, format_)
    except StoryError as error:
        return f"<p>{html.escape(str(error))}</p>"


_kept = lru_cache(maxsize=512)(render_source)


def _as_html(content: str, format_: str) -> str:
    is_markdown = format_ == "markdown"
    opens = is_markdown or content.lstrip("\ufeff\n").startswith("---")
    fields, begin = split_front_matter(content) if opens else ({}, 0)
    cover = meta_of(fields).cover
    body = markdown.render(content[begin:]) if is_markdown else content[begin:]
    return _as_read(body if cover is None else _figure(cover) + body)


def _as_read(source: str) -> str:
    """Return HTML as the reader's own parser understands it, without what it does not read."""
    scan(source)
    tree = LexborHTMLParser(f"{IN_BODY}{source}")
    tree.strip_tags(sorted(UNREAD))
    tree.unwrap_tags(["listing", "plaintext", "xmp"])  # what they hold is text; written out it would read as HTML
    return (tree.body.inner_html or "") if tree.body is not None else ""


def _with_captions(shown: str, content: str, format_: str) -> str:
    """Make a figure of each picture and the line in italics below it that is read as its caption."""
    if UNDER_PICTURE.search(shown) is None:
        return shown
    story = read(content.encode("utf-8", "replace"), format=format_, title="", subtitle="", bare=True)
    captions = {figure.caption for _, figure in story.figures()}

    def figure(found: re.Match[str]) -> str:
        words = html.unescape(MARK.sub("", found["words"]))
        is_caption = unicodedata.normalize("NFC", " ".join(words.split())) in captions
        return (
            f"<figure>{found['picture']}<figcaption>{found['words']}</figcaption></figure>" if is_caption else found[0]
        )

    return UNDER_PICTURE.sub(figure, shown)


def _figure(cover: Draft) -> str:
    """Return the picture that front matter puts above the story, with its caption."""
    picture = cover.pictures[0]
    shown = f"<figcaption>{html.escape(cover.outside)}</figcaption>" if cover.outside else ""
    return f'<figure><img src="{html.escape(picture.src)}" alt="{html.escape(picture.alt)}">{shown}</figure>'


def safe_html(source: str) -> str:
    """Return HTML cut down to the allow-list; a picture from elsewhere is not fetched, nor its alt text shown."""
    once = nh3.clean(
        HEADING.sub(r"\1h2", source),
        tags=TAGS,
        clean_content_tags=set(UNREAD),
        attributes=ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        attribute_filter=_attribute,
        link_rel="nofollow ugc noopener noreferrer",
    )
    return STRAY_PICTURE.sub(NOT_SHOWN, once)


STRAY_PICTURE = re.compile(r"<img(?:\s+(?!src=)[a-z]+=\"[^\"]*\")*\s*/?>")
NOT_SHOWN = "<span>[Picture not shown here]</span>"
LONGEST_ALT = 300


def _attribute(tag: str, name: str, value: str) -> str | None:
    if tag == "img" and name == "src" and not OWN_PICTURE.match(value):
        return None
    # A browser shows it as text where the file is missing, and no detector reads it.
    return value[:LONGEST_ALT] if tag == "img" and name == "alt" else value
