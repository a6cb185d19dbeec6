"""Webhooks in: a post of a Ghost or WordPress blog becomes a story here, published, revised or taken down with it."""

import base64
import hashlib
import hmac
import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from copydesk.api.models import IncomingKind, IncomingSource, IncomingStory
from copydesk.newsroom import clock, publishing, writing
from copydesk.newsroom.models import Story
from copydesk.newsroom.writing import Words
from copydesk.story.readers.ghost import is_paywalled

__all__ = ["Post", "is_signed", "read_ghost", "read_wordpress", "receive"]

GHOST_SIGNATURE = re.compile(r"^sha256=([0-9a-f]{64}), t=(\d{10,14})$")
OLDEST_SIGNATURE = 600


@dataclass(frozen=True, slots=True)
class Post:
    """A post as a blog sent it; ``changed`` orders the messages on one post, ``canonical`` is where it stands there."""

    id: str
    words: Words
    live: bool
    changed: str = ""
    canonical: str = ""
    tags: tuple[str, ...] = ()


def is_signed(source: IncomingSource, headers: Mapping[str, str], body: bytes) -> bool:
    """Tell whether a message carries its blog's signature; a source without a secret is known by its address alone.

    Ghost signs body and time (``X-Ghost-Signature: sha256=…, t=…``), WordPress plugins the body
    (``X-WP-Webhook-Signature`` or ``X-WC-Webhook-Signature``, base64).
    """
    if not source.secret:
        return True
    key = source.secret.encode()
    if source.kind == IncomingKind.GHOST:
        return _ghost_signed(key, headers.get("X-Ghost-Signature", ""), body)
    given = headers.get("X-WP-Webhook-Signature") or headers.get("X-WC-Webhook-Signature") or ""
    wanted = base64.b64encode(hmac.new(key, body, hashlib.sha256).digest()).decode()
    return hmac.compare_digest(given.encode(), wanted.encode())


def _ghost_signed(key: bytes, header: str, body: bytes) -> bool:
    match = GHOST_SIGNATURE.match(header)
    if match is None or abs(clock.now().timestamp() - int(match[2]) / 1000) > OLDEST_SIGNATURE:
        return False
    wanted = hmac.new(key, body + match[2].encode(), hashlib.sha256).hexdigest()
    return hmac.compare_digest(match[1], wanted)


def read_ghost(message: Mapping[str, Any]) -> Post | None:
    """Read Ghost's ``{"post": {"current": …, "previous": …}}``; None where it holds no post."""
    post = message.get("post")
    if not isinstance(post, dict):
        return None
    current, previous = _dict(post.get("current")), _dict(post.get("previous"))
    identity = current.get("id") or previous.get("id")
    if not identity:
        return None
    words = Words(
        title=_text(current.get("title"), 300),
        subtitle=_text(current.get("custom_excerpt"), 500),
        content=_feature(current) + _text(current.get("html")),
        format="html",
        paywalled=bool(is_paywalled(current)),
    )
    live = current.get("status") == "published"
    tags = current.get("tags")
    return Post(
        _text(identity, 80),
        words,
        live,
        _text(current.get("updated_at"), 40),
        _text(current.get("canonical_url") or current.get("url"), 500),
        tuple(_topics(tags)) if isinstance(tags, list) else (),
    )


def _topics(tags: list[Any]) -> Iterator[str]:
    """Give the names of Ghost's tags but those for its own use, which begin with #."""
    names = (_text(_dict(tag).get("name"), 60) for tag in tags)
    yield from (name for name in names if name and not name.startswith("#"))


def _feature(post: Mapping[str, Any]) -> str:
    """Return the picture that Ghost shows above the body, with its caption."""
    src = _text(post.get("feature_image"))
    if not src:
        return ""
    caption = _text(post.get("feature_image_caption"))
    alt = html.escape(_text(post.get("feature_image_alt")))
    shown = f"<figcaption>{caption}</figcaption>" if caption else ""
    return f'<figure><img src="{html.escape(src)}" alt="{alt}">{shown}</figure>\n'


def read_wordpress(message: Mapping[str, Any]) -> Post | None:
    """Read a post of WordPress' REST form, or of a plugin's ``{"post": {"ID", "post_title", "post_content" …}}``."""
    inner = _dict(message.get("post")) or message
    identity = inner.get("id") or inner.get("ID")
    if not identity:
        return None
    title = html.unescape(_rendered(inner.get("title")) or _text(inner.get("post_title")))
    words = Words(
        title=title[:300],
        content=_rendered(inner.get("content")) or _text(inner.get("post_content")),
        format="html",
    )
    locked = _dict(inner.get("content")).get("protected") is True or bool(inner.get("post_password"))
    live = not locked and (inner.get("status") or inner.get("post_status")) == "publish"
    changed = inner.get("modified_gmt") or inner.get("post_modified_gmt")
    return Post(_text(identity, 80), words, live, _text(changed, 40), _text(inner.get("link"), 500))


READERS = {IncomingKind.GHOST: read_ghost, IncomingKind.WORDPRESS: read_wordpress}


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any, longest: int = writing.LONGEST_CONTENT) -> str:
    return str(value).replace("\x00", "")[:longest] if isinstance(value, str | int) else ""


def _rendered(value: Any) -> str:
    return _text(_dict(value).get("rendered"))


def receive(source: IncomingSource, post: Post) -> Story | None:
    """Do with the story here what was done with the post there.

    A message that was sent twice, or arrives after a newer one, changes nothing.

    Returns:
        the story, None where an unpublished post never was here.

    Raises:
        StoryError, RefusedError: its words can't be read, or its author may not publish.
    """
    with transaction.atomic():
        IncomingSource.objects.select_for_update().get(pk=source.pk)
        known = IncomingStory.objects.filter(source=source, external_id=post.id).select_related("story").first()
        if known and post.changed and known.seen and post.changed < known.seen:
            return known.story
        if not post.live:
            return _take_down(source, known, post.changed)
        story = known.story if known else writing.begin(source.account, publication=source.publication)
        IncomingStory.objects.update_or_create(
            source=source, external_id=post.id, defaults={"story": story, "seen": post.changed}
        )
        if post.canonical.startswith(("https://", "http://")):
            writing.set_canonical(story, post.canonical)
        if post.tags:
            writing.set_tags(story, list(post.tags[: writing.MOST_TAGS]))
        publishing.publish_or_keep(story, post.words, by=source.account)
    story.refresh_from_db()
    return story


def _take_down(source: IncomingSource, known: IncomingStory | None, changed: str) -> Story | None:
    if known is None:
        return None
    if changed:
        IncomingStory.objects.filter(pk=known.pk).update(seen=changed)
    publishing.unpublish(known.story, by=source.account)
    known.story.refresh_from_db()
    return known.story
