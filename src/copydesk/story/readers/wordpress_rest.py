"""WordPress's REST API: one post or a list of posts as JSON, with embedded media and authors."""

from collections.abc import Iterator, Mapping
from typing import Any

from copydesk.story.model import Note, Story
from copydesk.story.readers.compose import Meta, compose, cover
from copydesk.story.readers.html_tree import drafts_of_fragment, shown_text
from copydesk.story.readers.records import is_json, objects, parse_json, string
from copydesk.story.readers.source import Source
from copydesk.story.readers.wordpress_content import content_html, is_paywalled

__all__ = ["FORMAT", "claims", "stories"]

FORMAT = "wordpress-rest"


def claims(source: Source) -> bool:
    """Objects whose content is "rendered", or other objects of the same API (users, media), which hold no story."""
    if not is_json(source.text):
        return False
    first = next(_items(parse_json(source.text)), None)
    return first is not None and ("_links" in first or isinstance(first.get("content"), dict)) and "slug" in first


def stories(source: Source) -> Iterator[Story]:
    """Yield the posts; pages only where there is no post, users and media never."""
    items = [item for item in _items(parse_json(source.text)) if _rendered(item, "content") is not None]
    items = [item for item in items if item.get("type") != "attachment"]
    posts = [item for item in items if item.get("type") not in {"page", "wp_block", "nav_menu_item"}]
    for number, item in enumerate(posts or items, 1):
        name = f"{source.name}#{string(item.get('slug')) or number}"
        yield _story(item, source, name if len(posts or items) > 1 else source.name)


def _items(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict) and isinstance(value.get("posts"), list):
        value = value["posts"]
    yield from objects(value if isinstance(value, list) else [value])


def _rendered(item: Mapping[str, Any], key: str) -> str | None:
    """Return a field's HTML: the rendered form, or the raw one where only that is there."""
    value = item.get(key)
    if isinstance(value, dict):
        found = value.get("rendered", value.get("raw"))
        return found if isinstance(found, str) else None
    return value if isinstance(value, str) else None


def _embedded(item: Mapping[str, Any], key: str) -> list[Any]:
    found = item.get("_embedded")
    value = found.get(key) if isinstance(found, dict) else None
    return value if isinstance(value, list) else []


def _story(item: Mapping[str, Any], source: Source, name: str) -> Story:
    content = _rendered(item, "content") or ""
    fields = item.get("meta")
    texts = {key: string(value) for key, value in fields.items()} if isinstance(fields, dict) else {}
    meta = Meta(
        title=shown_text(_rendered(item, "title") or ""),
        subtitle=shown_text(_rendered(item, "subtitle") or texts.get("subtitle", "")),
        language=string(item.get("lang")),
        paywalled=is_paywalled(content, texts),
        unpublished=string(item.get("status")) not in {"", "publish"},
        canonical=string(item.get("link")),
        author=", ".join(name for one in objects(_embedded(item, "author")) if (name := string(one.get("name")))),
        published=string(item.get("date_gmt")) or string(item.get("date")),
        tags=tuple(dict.fromkeys(_terms(item))),
        notes=list(source.notes),
    )
    if not content.strip() and (excerpt := _rendered(item, "excerpt")):
        content, meta.partial = excerpt, True
        meta.notes.append(Note("partial", "The API gave an excerpt only; what it leaves out was not judged."))
    protected = item.get("content")
    if isinstance(protected, dict) and protected.get("protected") is True:
        meta.partial = meta.unpublished = True
        meta.notes.append(Note("partial", "The post is protected by a password; its text may be missing."))
    drafts, more = drafts_of_fragment(content_html(content, {}) if "<p" not in content else content)
    meta.notes += more
    meta.cover = _cover(item)
    return compose(drafts, meta, format_=FORMAT, name=name)


def _terms(item: Mapping[str, Any]) -> Iterator[str]:
    for group in _embedded(item, "wp:term"):
        for term in objects(group):
            if name := string(term.get("name")):
                yield name


def _cover(item: Mapping[str, Any]) -> Any:
    for media in objects(_embedded(item, "wp:featuredmedia")):
        if src := string(media.get("source_url")) or _full_size(media):
            caption = shown_text(_rendered(media, "caption") or "")
            return cover(src, alt=string(media.get("alt_text")), caption=caption)
    src = string(item.get("jetpack_featured_media_url"))
    return cover(src) if src else None


def _full_size(media: Mapping[str, Any]) -> str:
    details = media.get("media_details")
    sizes = details.get("sizes") if isinstance(details, dict) else None
    full = sizes.get("full") if isinstance(sizes, dict) else None
    return string(full.get("source_url")) if isinstance(full, dict) else ""
