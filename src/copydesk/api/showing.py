"""Rows as the API shows them."""

from typing import Any

from copydesk.api.models import Delivery, Endpoint
from copydesk.newsroom import assessing
from copydesk.newsroom.addresses import absolute, of_story
from copydesk.newsroom.models import Assessment, Follow, Revision, Story

__all__ = ["assessment", "delivery", "endpoint", "follow", "holds", "revision", "story", "waiting"]


def holds(story: Story) -> dict[str, Any]:
    """Show what holds for a story."""
    paywall = "paywalled" if story.behind_paywall else "removed" if story.paywalled else "free"
    return {"distribution": story.tier.name.lower(), "paywall": paywall, "labels": story.labels}


def story(row: Story, *, tags: list[str] | None = None, assessed: bool | None = None) -> dict[str, Any]:
    """Show a story; wants author, publication, draft and live with it, and asks for what is not given."""
    newest = row.draft or row.live
    return {
        "id": row.public_id,
        "state": row.state,
        "title": newest.title if newest else "",
        "author": row.author.handle,
        "publication": row.publication.slug if row.publication else None,
        "tags": sorted(tag.slug for tag in row.tags.all()) if tags is None else tags,
        "canonical": row.canonical,
        "address": absolute(of_story(row)),
        "revision": newest.number if newest else None,
        "live": row.live.number if row.live else None,
        "content_hash": newest.content_hash if newest else None,
        "declared": (newest.declared or None) if newest else None,
        "assessment": _state(row, assessed),
        "holds": holds(row),
        "created": row.created,
        "changed": row.changed,
        "published": row.published,
    }


def _state(row: Story, assessed: bool | None) -> str:
    if row.live is None:
        return "none"
    if assessed is False:  # just published: there is nothing to look for
        return "waiting"
    return "assessed" if assessed or row.live.assessments.all() else waiting(row.live)


def waiting(live: Revision) -> str:
    """Say of a revision without assessment whether one is to come."""
    return "failed" if assessing.failed(live) else "waiting"


def revision(row: Revision) -> dict[str, Any]:
    """Show a revision."""
    names = ("number", "content_hash", "format", "title", "subtitle", "content", "paywalled", "created")
    return {name: getattr(row, name) for name in names} | {"declared": row.declared or None}


def assessment(row: Assessment) -> dict[str, Any]:
    """Show a stored assessment."""
    return {
        "id": row.public_id,
        "story": row.revision.story.public_id,
        "revision": row.revision.number,
        "policy": row.policy,
        "detectors": row.detectors,
        "created": row.created,
        "assessment": row.result,
    }


def follow(row: Follow) -> dict[str, Any]:
    """Show whom or what is followed."""
    if row.account:
        kind, name = "writer", row.account.handle
    elif row.publication:
        kind, name = "publication", row.publication.slug
    else:
        kind, name = "tag", row.tag.slug if row.tag else ""
    return {"kind": kind, "name": name, "since": row.since}


def endpoint(row: Endpoint, *, secret: bool = False) -> dict[str, Any]:
    """Show an endpoint, with its secret only where it was just made."""
    return {
        "id": row.public_id,
        "url": row.url,
        "events": row.events,
        "active": row.active,
        "secret": row.secret if secret else None,
        "created": row.created,
    }


def delivery(row: Delivery) -> dict[str, Any]:
    """Show a delivery."""
    names = ("event", "state", "attempts", "status", "trouble", "created", "tried", "payload")
    return {"id": row.public_id} | {name: getattr(row, name) for name in names}
