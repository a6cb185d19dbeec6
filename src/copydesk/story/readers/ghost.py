"""Ghost's JSON: the export, the API's answer, and the files that its migration tools write."""

from collections.abc import Iterator, Mapping
from typing import Any

from copydesk.story.model import Note, Story
from copydesk.story.readers.blocks import Draft
from copydesk.story.readers.compose import Meta, compose, cover
from copydesk.story.readers.html_tree import drafts_of_fragment, shown_text
from copydesk.story.readers.lexical import html_of_lexical, html_of_mobiledoc
from copydesk.story.readers.markdown import drafts_of_markdown, render
from copydesk.story.readers.records import is_json, objects, parse_json, plain, string
from copydesk.story.readers.source import Source

__all__ = ["FORMAT", "claims", "is_paywalled", "stories"]

FORMAT = "ghost"
_BODIES = ("html", "lexical", "mobiledoc", "markdown", "plaintext")
_PAID = frozenset({"paid", "members", "tiers", "filter"})


def claims(source: Source) -> bool:
    """Ghost's JSON has a list of posts, at one of a few places, whose bodies are HTML or editor JSON."""
    return is_json(source.text) and _data(parse_json(source.text)) is not None


def stories(source: Source) -> Iterator[Story]:
    """Yield the posts; pages only where there is no post."""
    data = _data(parse_json(source.text)) or {}
    posts = [_unwrap(post) for post in objects(data.get("posts"))]
    wanted = [post for post in posts if not _is_page(post)] or posts
    tables = _Tables(data)
    for number, post in enumerate(wanted, 1):
        yield _story(post, tables, source, f"{source.name}#{string(post.get('slug')) or number}")


def _data(value: Any) -> dict[str, Any] | None:
    """Return the object that holds the posts, or None."""
    if not isinstance(value, dict):
        return None
    first = next(objects(value.get("db")), {})
    for found in (first.get("data"), value.get("data"), value.get("result"), value):
        if isinstance(found, dict) and any(_is_post(_unwrap(post)) for post in objects(found.get("posts"))):
            return found
    if isinstance(first.get("data"), dict) and isinstance(first["data"].get("posts"), list):
        return dict(first["data"])
    return {"posts": [value]} if _is_post(value) and "title" in value and "slug" in value else None


def _unwrap(post: dict[str, Any]) -> dict[str, Any]:
    inner = post.get("data")
    return {"url": post.get("url"), **inner} if isinstance(inner, dict) else post


def _is_post(post: Mapping[str, Any]) -> bool:
    return any(key in post for key in _BODIES)


def _is_page(post: Mapping[str, Any]) -> bool:
    return post.get("type") == "page" or post.get("page") in (True, 1)


class _Tables:
    """The export's tables beside the posts, joined by id."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.meta = {string(row.get("post_id")): row for row in objects(data.get("posts_meta"))}
        self.tags = self._joined(data, "tags", "posts_tags", "tag_id")
        self.authors = self._joined(data, "users", "posts_authors", "author_id")

    @staticmethod
    def _joined(data: Mapping[str, Any], table: str, link: str, key: str) -> dict[str, list[str]]:
        names = {str(row.get("id")): string(row.get("name")) for row in objects(data.get(table))}
        joined: dict[str, list[str]] = {}
        for row in objects(data.get(link)):
            if name := names.get(str(row.get(key))):
                joined.setdefault(str(row.get("post_id")), []).append(name)
        return joined


def _story(post: Mapping[str, Any], tables: _Tables, source: Source, name: str) -> Story:
    identity = str(post.get("id"))
    more = {**tables.meta.get(identity, {}), **{key: value for key, value in post.items() if value is not None}}
    drafts, notes = _body(more)
    meta = Meta(
        title=plain(more.get("title")),
        subtitle=plain(more.get("custom_excerpt")),
        language=string(more.get("locale")) or string(more.get("lang")),
        paywalled=is_paywalled(more),
        unpublished=string(more.get("status")).lower() not in {"", "published", "sent"},
        canonical=string(more.get("canonical_url")) or string(more.get("url")),
        author=", ".join(_names(more, "authors", "author", "primary_author") or tables.authors.get(identity, [])),
        published=string(more.get("published_at")),
        tags=tuple(_names(more, "tags") or tables.tags.get(identity, [])),
        notes=[*source.notes, *notes],
    )
    if more.get("access") is False:
        meta.partial = True
        meta.notes.append(Note("partial", "The post is behind the paywall and the export holds its beginning only."))
    if picture := string(more.get("feature_image")):
        caption = shown_text(string(more.get("feature_image_caption")))
        meta.cover = cover(picture, alt=string(more.get("feature_image_alt")), caption=caption)
    return compose(drafts, meta, format_=FORMAT, name=name)


def _body(post: Mapping[str, Any]) -> tuple[list[Draft], list[Note]]:
    for key in _BODIES:
        text = string(post.get(key))
        if not text:
            continue
        if key in {"markdown", "plaintext"}:
            return drafts_of_markdown(text)
        if key == "lexical":
            text = html_of_lexical(text, render)
        elif key == "mobiledoc":
            text = html_of_mobiledoc(text, render)
        return drafts_of_fragment(text)
    return [], []


def is_paywalled(post: Mapping[str, Any]) -> bool | None:
    """Tell whether a post is for members or payers only, None where it does not say."""
    visibility = string(post.get("visibility")).lower()
    if not visibility:
        return None
    return visibility in _PAID or visibility.startswith(("tier", "product:", "label:"))


def _names(post: Mapping[str, Any], *keys: str) -> list[str]:
    for key in keys:
        value = post.get(key)
        found = [value] if isinstance(value, dict) else list(objects(value))
        names = [string(_unwrap(one).get("name")) for one in found]
        if any(names):
            return [name for name in names if name]
    return []
