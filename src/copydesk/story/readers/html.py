"""HTML pages and fragments: finds the story on the page, its title, its subtitle and what the page says about it."""

import json
from collections.abc import Iterator
from typing import Any

from copydesk.story.model import BlockKind, Note, Story
from copydesk.story.readers.blocks import Draft
from copydesk.story.readers.compose import Meta, compose
from copydesk.story.readers.front_matter import meta_of, split_front_matter
from copydesk.story.readers.html_tree import Tree, drafts_of, parse
from copydesk.story.readers.source import Source

__all__ = ["FORMAT", "claims", "page_meta", "stories"]

FORMAT = "html"
_SUFFIXES = frozenset({".html", ".htm", ".xhtml"})
_OPENINGS = (
    "<!doctype",
    "<html",
    "<body",
    "<head",
    "<article",
    "<p",
    "<div",
    "<h1",
    "<h2",
    "<section",
    "<figure",
    "<main",
)
_ROOTS = (
    "[itemprop=articleBody]", ".available-content .body", ".e-content", ".entry-content", ".gh-content",
    ".post-content", ".article-content", ".post-body", ".article-body", "article", "main", "[role=main]",
)  # fmt: skip
_SUBTITLES = (
    ".subtitle", ".post-subtitle", ".article-subtitle", "[itemprop=alternativeHeadline]", ".p-summary", ".dek",
    ".standfirst", ".gh-article-excerpt", ".article-excerpt",
)  # fmt: skip
_PROSE = frozenset({BlockKind.PARAGRAPH, BlockKind.LIST, BlockKind.QUOTE, BlockKind.CALLOUT, BlockKind.HEADING})
_ENOUGH = 0.5
_PAYWALLS = ".paywall,[data-testid=paywall],.gh-post-upgrade-cta,.meteredContent-gate"
_MAX_LD = 500_000


def claims(source: Source) -> bool:
    """HTML says so by name or opens with a tag."""
    if source.suffix in _SUFFIXES:
        return True
    return not source.suffix and source.text[:400].lstrip("\ufeff \t\n").lower().startswith(_OPENINGS)


def stories(source: Source) -> Iterator[Story]:
    """Yield the one story."""
    fields, begin = split_front_matter(source.text) if source.text.lstrip("\ufeff\n").startswith("---") else ({}, 0)
    text = " " * begin + source.text[begin:]
    tree = parse(text, bare=source.bare)
    drafts, notes = drafts_of(tree) if source.bare else _body(tree)
    meta = meta_of(fields) if fields or source.bare else page_meta(tree, drafts)
    meta.notes = [*source.notes, *notes]
    if meta.partial:
        meta.notes.append(Note("partial", "The page shows the beginning of a paywalled story only."))
    meta.title = source.title if source.title is not None else meta.title
    meta.subtitle = source.subtitle if source.subtitle is not None else meta.subtitle
    yield compose(drafts, meta, format_=FORMAT, name=source.name)


def _body(tree: Tree) -> tuple[list[Draft], list[Note]]:
    """Return the blocks of the element that holds the story, or of the whole body where none clearly does."""
    drafts, notes = drafts_of(tree)
    if not _is_page(tree):
        return drafts, notes
    whole = _words(drafts)
    for selector in _ROOTS:
        for node in tree.parser.css(selector)[:3]:
            inner, inner_notes = drafts_of(tree, node)
            words = _words(inner)
            if words and words >= _ENOUGH * whole:
                return inner, [*inner_notes, *_outside(whole - words)]
    return drafts, notes


def _is_page(tree: Tree) -> bool:
    head = tree.parser.head
    return head is not None and head.first_child is not None


def _outside(words: int) -> list[Note]:
    if words <= 0:
        return []
    return [Note("outside", f"{words} words stand on the page outside of the story and were not read.")]


def _words(drafts: list[Draft]) -> int:
    return sum(len(draft.text.split()) for draft in drafts if draft.kind in _PROSE)


def page_meta(tree: Tree, drafts: list[Draft]) -> Meta:
    """Return what a page's head and its structured data say about the story."""
    properties = _properties(tree)
    data = _linked_data(tree)
    visible = _first_text(tree, "h1") if len(tree.parser.css("h1")) == 1 else ""
    title = visible or _string(data.get("headline")) or properties.get("og:title") or _first_text(tree, "head title")
    meta = Meta(title=title or None, subtitle=_subtitle(tree, properties, data))
    root = tree.parser.css_first("html")
    meta.language = (root.attributes.get("lang") or "") if root is not None else ""
    meta.canonical = _canonical(tree) or properties.get("og:url", "")
    meta.author = _author(data.get("author")) or properties.get("author", "")
    meta.published = _string(data.get("datePublished")) or properties.get("article:published_time", "")
    meta.paywalled = _paywalled(data, properties)
    if tree.parser.css_first(_PAYWALLS) is not None:
        meta.paywalled = meta.partial = True
    if drafts and drafts[0].kind is BlockKind.HEADING and drafts[0].level == 1 and not visible:
        meta.title = None
    return meta


def _properties(tree: Tree) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in tree.parser.css("meta"):
        attributes = node.attributes
        key = attributes.get("property") or attributes.get("name") or ""
        found.setdefault(key.lower(), (attributes.get("content") or "").strip())
    return found


def _linked_data(tree: Tree) -> dict[str, Any]:
    for node in tree.parser.css('script[type="application/ld+json"]')[:10]:
        text = node.text(deep=True)
        if len(text) > _MAX_LD:
            continue
        try:
            data = json.loads(text)
        except (ValueError, RecursionError):
            continue
        graph = data.get("@graph") if isinstance(data, dict) else data
        for item in graph if isinstance(graph, list) else [data]:
            if isinstance(item, dict) and ("headline" in item or "isAccessibleForFree" in item):
                return item
    return {}


def _first_text(tree: Tree, selector: str) -> str:
    node = tree.parser.css_first(selector)
    return " ".join(node.text(deep=True).split()) if node is not None else ""


def _string(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _subtitle(tree: Tree, properties: dict[str, str], data: dict[str, Any]) -> str:
    for selector in _SUBTITLES:
        if text := _first_text(tree, selector):
            return text
    if "substack" in _canonical(tree) + properties.get("og:image", ""):
        return _string(data.get("description")) or properties.get("description", "")
    return ""


def _canonical(tree: Tree) -> str:
    for selector in ("link[rel=canonical]", "a.p-canonical"):
        node = tree.parser.css_first(selector)
        if node is not None and node.attributes.get("href"):
            return (node.attributes["href"] or "").strip()
    return ""


def _author(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(name for item in value if (name := _author(item)))
    return _string(value.get("name")) if isinstance(value, dict) else _string(value)


def _paywalled(data: dict[str, Any], properties: dict[str, str]) -> bool | None:
    free = data.get("isAccessibleForFree")
    if free is not None:
        return str(free).strip().lower() in {"false", "0", "no"}
    tier = properties.get("article:content_tier", "").lower()
    return {"free": False, "metered": True, "locked": True}.get(tier)
