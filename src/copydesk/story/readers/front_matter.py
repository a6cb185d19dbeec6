"""Reads the YAML, TOML or JSON block that opens a Markdown or Jekyll file."""

import json
import tomllib
from collections.abc import Mapping
from datetime import date
from typing import Any

from copydesk.story.errors import StoryError
from copydesk.story.readers.compose import Meta, cover

__all__ = ["meta_of", "split_front_matter"]

_MAX_FRONT = 200_000
_SENTENCE = 8
_REMEDY = "Mend the front matter between the two lines of dashes, or take it out."
_TITLES = ("title", "headline", "Title")
_SUBTITLES = (
    "subtitle",
    "sub_title",
    "subheading",
    "subtitile",
    "description",
    "summary",
    "excerpt",
    "deck",
    "tagline",
)
_COVERS = (
    "cover_image", "cover", "coverImage", "cover-image", "image", "featured_image", "featuredImage", "feature_image",
    "featureimage", "hero", "hero_image", "heroImage", "banner", "banner_image", "header", "main_image",
)  # fmt: skip
_COVER_CAPTIONS = (
    "cover_image_caption", "cover_caption", "coverCaption", "image_caption", "imageCaption", "caption",
    "feature_image_caption", "featured_image_caption", "featuredImageCaption", "hero_caption", "heroCaption",
    "banner_caption", "image_credit", "imageCredit", "cover_credit", "photo_credit", "thumbnail_caption",
)  # fmt: skip
_COVER_ALTS = ("cover_image_alt", "image_alt", "imageAlt", "coverAlt", "cover_alt", "feature_image_alt", "alt")
_PAID = frozenset({"paid", "members", "member", "members-only", "premium", "subscribers", "paid-subscribers", "locked"})
_PAID_KEYS = (
    "paywalled", "paywall", "members_only", "membersOnly", "premium", "paid", "subscribers_only", "locked",
    "is_locked", "isLocked", "member_only", "is_premium", "isPaywalled", "is_paywalled",
)  # fmt: skip
_FREE = frozenset({"false", "no", "0", "none", "public", "free", "everyone", "off", "null", ""})


def split_front_matter(text: str) -> tuple[dict[str, Any], int]:
    """Return the fields and where the body begins (0 where there is no front matter).

    Raises:
        StoryError: the block is no valid YAML, TOML or JSON; ``where`` is the line.
    """
    start = len(text) - len(text.lstrip("\ufeff\n"))
    for fence, load in (("---", _load_yaml), ("+++", _load_toml)):
        if text.startswith(fence, start) and not text[start + 3 : start + 40].partition("\n")[0].strip(" \t"):
            return _fenced(text, start, fence, load)
    if text.startswith("{\n", start):
        return _json(text, start)
    return {}, 0


def _fenced(text: str, start: int, fence: str, load: Any) -> tuple[dict[str, Any], int]:
    first = text.find("\n", start)
    at = first
    while 0 <= at < start + _MAX_FRONT:
        end = text.find("\n", at + 1)
        line = text[at + 1 : end if end >= 0 else len(text)].rstrip()
        if line == fence or (fence == "---" and line == "..."):
            fields = load(text[first + 1 : at + 1], text.count("\n", 0, first + 1))
            if fields is None:
                return {}, 0
            return fields, end + 1 if end >= 0 else len(text)
        at = end
    return {}, 0


def _load_yaml(block: str, before: int) -> dict[str, Any] | None:
    """None: the block is a text between two rules, not fields."""
    # Most documents have no front matter, and the parser costs a tenth of the start.
    from copydesk.story.readers.yaml_fields import YamlError, load_fields  # noqa: PLC0415

    try:
        return load_fields(block)
    except YamlError as error:
        if not _looks_like_fields(block):
            return None
        raise _broken("YAML", before + error.line, str(error)) from None


def _looks_like_fields(block: str) -> bool:
    """A text between two rules has empty lines or long first lines; broken front matter has neither."""
    first = next((line for line in block.split("\n") if line.strip() and not line.lstrip().startswith("#")), "")
    key, colon, _ = first.partition(":")
    return (bool(colon) and len(key.split()) == 1) or ("\n\n" not in block and len(first.split()) <= _SENTENCE)


def _load_toml(block: str, before: int) -> dict[str, Any]:
    try:
        return tomllib.loads(block)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        told = str(error)
        _, _, place = told.partition("at line ")
        line = int(digits) if (digits := place.split(",")[0]).isdigit() else 1
        raise _broken("TOML", before + line, told.partition(" (at")[0]) from None


def _json(text: str, start: int) -> tuple[dict[str, Any], int]:
    try:
        fields, end = json.JSONDecoder().raw_decode(text, start)
    except (ValueError, RecursionError):
        return {}, 0
    if not isinstance(fields, dict) or "title" not in fields or not text[end : end + 1].isspace():
        return {}, 0
    return fields, end


def _broken(language: str, line: int, why: str) -> StoryError:
    return StoryError(f"The front matter is no valid {language}: {why}.", where=f"line {line}", remedy=_REMEDY)


def meta_of(fields: Mapping[str, Any]) -> Meta:
    """Return what front matter says about the story, in the spellings of the usual site generators."""
    meta = Meta(
        title=_text(fields, _TITLES) or None,
        subtitle=_text(fields, _SUBTITLES),
        language=_text(fields, ("lang", "language", "locale")),
        paywalled=_paywalled(fields),
        unpublished=_unpublished(fields),
        canonical=_text(fields, ("canonical_url", "canonical", "canonicalUrl", "canonicalURL", "originalUrl")),
        author=_names(fields.get("author", fields.get("authors"))),
        published=_text(fields, ("date", "published_date", "datePublished", "publishedAt", "pubDate", "published_at")),
        tags=_tags(fields),
    )
    meta.cover = _cover(fields)
    return meta


def _text(fields: Mapping[str, Any], keys: tuple[str, ...]) -> str:
    for key in keys:
        value = fields.get(key)
        if isinstance(value, str) and value.strip():
            return value.strip()
        if isinstance(value, int | float | date) and not isinstance(value, bool):
            return str(value)
    return ""


def _names(value: Any) -> str:
    if isinstance(value, Mapping):
        return _names(value.get("name"))
    if isinstance(value, list):
        return ", ".join(name for item in value if (name := _names(item)))
    return str(value).strip() if isinstance(value, str | int) else ""


def _tags(fields: Mapping[str, Any]) -> tuple[str, ...]:
    tags: list[str] = []
    for key in ("tags", "categories", "category", "keywords", "tag"):
        value = fields.get(key)
        parts = value.split("," if "," in value else None) if isinstance(value, str) else value
        if isinstance(parts, list):
            tags += [str(part).strip() for part in parts if isinstance(part, str | int)]
    return tuple(dict.fromkeys(tag for tag in tags if tag))


def _unpublished(fields: Mapping[str, Any]) -> bool:
    said = {key: str(fields.get(key, "")).strip().lower() for key in ("draft", "published", "status")}
    return said["draft"] == "true" or said["published"] == "false" or said["status"] in {"draft", "private", "future"}


def _paywalled(fields: Mapping[str, Any]) -> bool | None:
    for key in _PAID_KEYS:
        if key in fields and not isinstance(fields[key], dict | list):
            return str(fields[key]).strip().lower() not in {*_FREE, "none"}
    for key in ("visibility", "access", "audience", "tier"):
        value = fields.get(key)
        if isinstance(value, str):
            low = value.strip().lower()
            return True if low in _PAID or low == "only_paid" else False if low in _FREE else None
    return None


def _cover(fields: Mapping[str, Any]) -> Any:
    for key in _COVERS:
        value = fields.get(key)
        if isinstance(value, Mapping):
            src = _text(value, ("image", "src", "url", "path", "feature", "teaser", "filename", "relative_path"))
            caption = _text(value, ("caption", "credit", "attribution"))
            alt = _text(value, ("alt", "image_description", "description"))
        else:
            src, caption, alt = (value if isinstance(value, str) else ""), "", ""
        if src.strip():
            caption = caption or _text(fields, _COVER_CAPTIONS)
            return cover(src.strip(), alt=alt or _text(fields, _COVER_ALTS), caption=caption)
    return None
