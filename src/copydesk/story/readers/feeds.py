"""RSS, Atom and JSON Feed: what a feed holds of each story, and whether that is all of it."""

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element  # the type alone; defusedxml parses

from copydesk.story.model import Note, Story
from copydesk.story.readers.compose import Meta, compose, cover, fold
from copydesk.story.readers.html_tree import drafts_of_fragment, shown_text
from copydesk.story.readers.records import is_json, objects, parse_json, string
from copydesk.story.readers.source import Source
from copydesk.story.readers.xml import child, children, inner_html, local, parse_xml, text_of

__all__ = ["FORMAT", "claims", "stories"]

FORMAT = "feed"
_PARTIAL = Note("partial", "The feed holds a part of the story only; what it leaves out was not judged.")
_ROOTS = ("<rss", "<feed", "<rdf:rdf", "<channel")
_MORE = (
    "read more", "continue reading", "read the full", "read the rest", "keep reading", "[…]", "[...]", "[&hellip;]",
    "weiterlesen", "lire la suite", "leer más", "seguir leyendo", "leia mais", "continue a ler", "leggi tutto",
)  # fmt: skip
_TAIL = 160
_SUMMARY_WORDS = 120
_SUBTITLE_WORDS = 40


def claims(source: Source) -> bool:
    """A feed says so by its root element, or by its version where it is JSON."""
    head = source.text[:4_000].lstrip("\ufeff \t\n").lower()
    if head.startswith("<"):
        return any(root in head for root in _ROOTS) and "<html" not in head
    return is_json(source.text) and "jsonfeed.org" in head


def stories(source: Source) -> Iterator[Story]:
    """Yield the feed's entries."""
    if is_json(source.text):
        yield from _json_feed(source)
        return
    root, notes = parse_xml(source.text)
    channel = child(root, "channel")
    language = text_of(channel, "language") if channel is not None else ""
    language = language or root.get("{http://www.w3.org/XML/1998/namespace}lang", "")
    entries = [one for one in root.iter() if local(one) in {"item", "entry"} and not _is_furniture(one)]
    for number, entry in enumerate(entries, 1):
        body, is_summary = _body(entry)
        meta = _meta(entry, body)
        meta.language = language
        meta.notes = [*source.notes, *notes]
        yield _story(body, meta, source, number, is_summary=is_summary)


def _is_furniture(entry: Element) -> bool:
    """Blogger's backup lists settings, templates and comments beside the posts."""
    kinds = [term for one in children(entry, "category") if "kind#" in (term := one.get("term", ""))]
    return bool(kinds) and not any(kind.endswith("kind#post") for kind in kinds)


def _story(body: str, meta: Meta, source: Source, number: int, *, is_summary: bool) -> Story:
    drafts, notes = drafts_of_fragment(body)
    meta.notes += notes
    shown = " ".join(draft.text for draft in drafts if draft.text)
    if is_summary or _breaks_off(shown) or "medium-feed-snippet" in body:
        meta.partial = True
        meta.notes.append(_PARTIAL)
    return compose(drafts, meta, format_=FORMAT, name=f"{source.name}#{number}")


def _breaks_off(shown: str) -> bool:
    tail = shown[-_TAIL:].lower().rstrip(" \n»→>.")
    return shown.rstrip().endswith(("…", "...", "[…]")) or any(tail.endswith(more.rstrip(".")) for more in _MORE)


def _body(entry: Element) -> tuple[str, bool]:
    """Return the entry's HTML and whether it is a summary by what the feed calls it."""
    if full := text_of(entry, "encoded"):
        return full, False
    content = child(entry, "content")
    if content is not None and not content.get("src") and (found := _construct(content)):
        return found, False
    for name in ("description", "summary"):
        element = child(entry, name)
        if element is not None and (found := _construct(element)):
            return found, name == "summary" or len(shown_text(found).split()) < _SUMMARY_WORDS
    return "", True


def _construct(element: Element) -> str:
    """Return an Atom text construct, or an RSS text, as HTML."""
    kind = (element.get("type") or "html").lower()
    if kind == "xhtml" or len(element):
        return inner_html(element).strip()
    text = (element.text or "").strip()
    if kind in {"text", "text/plain"}:
        return "".join(f"<p>{_escaped(part)}</p>" for part in text.split("\n\n") if part.strip())
    return text


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _meta(entry: Element, body: str) -> Meta:
    meta = Meta(
        title=shown_text(text_of(entry, "title")),
        subtitle=_subtitle(entry, body),
        canonical=_link(entry),
        author=text_of(entry, "creator") or _author(entry),
        published=text_of(entry, "pubdate") or text_of(entry, "published") or text_of(entry, "date"),
        tags=tuple(dict.fromkeys(tag for one in children(entry, "category") if (tag := _tag(one)))),
    )
    meta.cover = _cover(entry)
    return meta


def _tag(element: Element) -> str:
    return (element.get("term") or element.text or "").strip()


def _author(entry: Element) -> str:
    author = child(entry, "author")
    return (text_of(author, "name") or (author.text or "").strip()) if author is not None else ""


def _link(entry: Element) -> str:
    for link in children(entry, "link"):
        if link.get("rel", "alternate") == "alternate" and (href := link.get("href") or (link.text or "").strip()):
            return href
    guid = text_of(entry, "guid") or text_of(entry, "id")
    return guid if guid.startswith("http") else ""


def _subtitle(entry: Element, body: str) -> str:
    """Beside the full text a short description is the subtitle, unless it only repeats how the text begins."""
    if not text_of(entry, "encoded") and child(entry, "content") is None:
        return ""
    told = next((one for name in ("description", "summary") if (one := child(entry, name)) is not None), None)
    said = shown_text(_construct(told)) if told is not None else ""
    start = fold(said)
    if not start or len(said.split()) > _SUBTITLE_WORDS or fold(shown_text(body)).startswith(start):
        return ""
    return "" if _breaks_off(said) else said


def _cover(entry: Element) -> Any:
    """Media RSS and enclosures name a picture beside the text; its description is shown with it."""
    for one in entry.iter():
        space, _, name = str(one.tag).rpartition("}")
        kind = (one.get("type") or one.get("medium") or "").lower()
        is_media = name in {"content", "thumbnail"} and "mrss" in space
        if (name == "enclosure" or is_media) and (kind.startswith("image") or name == "thumbnail") and one.get("url"):
            caption = text_of(one, "description") or text_of(one, "credit") if is_media else ""
            return cover(one.get("url") or "", caption=shown_text(caption))
    return None


def _json_feed(source: Source) -> Iterator[Story]:
    feed = parse_json(source.text)
    for number, item in enumerate(objects(feed.get("items") if isinstance(feed, dict) else None), 1):
        body = string(item.get("content_html")) or f"<p>{_escaped(string(item.get('content_text')))}</p>"
        summary = not (item.get("content_html") or item.get("content_text"))
        meta = Meta(
            title=string(item.get("title")),
            language=string(item.get("language")) or string(feed.get("language")),
            canonical=string(item.get("url")),
            published=string(item.get("date_published")),
            tags=_strings(item.get("tags")),
            author=", ".join(name for one in objects(item.get("authors")) if (name := string(one.get("name")))),
            notes=list(source.notes),
        )
        if picture := string(item.get("image")) or string(item.get("banner_image")):
            meta.cover = cover(picture)
        yield _story(string(item.get("summary")) if summary else body, meta, source, number, is_summary=summary)


def _strings(value: Any) -> tuple[str, ...]:
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()
