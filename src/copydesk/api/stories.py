"""Stories over the API: create, revise, publish, declare, read."""

from dataclasses import replace
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from copydesk.api import showing
from copydesk.api.answers import answers
from copydesk.api.idempotency import once
from copydesk.api.paging import Page, page
from copydesk.api.problems import ProblemError
from copydesk.api.schemas import (
    DeclarationIn,
    PaywallIn,
    PublicId,
    RevisionPage,
    RulingOut,
    StoryIn,
    StoryOut,
    StoryPage,
    StoryPatch,
)
from copydesk.newsroom import assessing, publishing, writing
from copydesk.newsroom.access import Who, allow, relation_to_story
from copydesk.newsroom.models import Account, Publication, Story
from copydesk.newsroom.writing import Words

__all__ = ["router"]

router = Router(tags=["stories"])
mine = allow(Who.OWNER, Who.EDITOR, related=relation_to_story, scope="stories:read", hide=True)
edit = allow(Who.OWNER, related=relation_to_story, scope="stories:write", hide=True)
take_down = allow(Who.OWNER, Who.EDITOR, related=relation_to_story, scope="stories:write", hide=True)
author_only = allow(Who.OWNER, related=relation_to_story, scope="declarations:write", hide=True)


def _rows() -> QuerySet[Story]:
    together = Story.objects.select_related("author", "publication", "draft", "live")
    return together.prefetch_related("tags", "live__assessments")


def _shown(story: Story) -> dict[str, Any]:
    return showing.story(_rows().get(pk=story.pk))


def _find(public_id: str) -> Story:
    return get_object_or_404(_rows(), public_id=public_id)


def _account(request: HttpRequest) -> Account:
    assert isinstance(request.user, Account)
    return request.user


@router.get("", response=answers({200: StoryPage}), summary="Your stories, newest first")
@allow(Who.ACCOUNT, scope="stories:read")
def list_stories(request: HttpRequest, wanted: Query[Page]) -> Any:
    """List the account's stories."""
    rows, after = page(_rows().filter(author=_account(request)), wanted)
    return {"items": [showing.story(row) for row in rows], "next": after}


@router.post("", response=answers({201: StoryOut}, 409), summary="Create a story, and publish it if asked")
@allow(Who.ACCOUNT, scope="stories:write")
@once
def create_story(request: HttpRequest, body: StoryIn) -> Status[Any]:
    """Create a story of the account."""
    account = _account(request)
    words = Words(
        title=body.title,
        subtitle=body.subtitle,
        content=body.content,
        format=body.format,
        declared=body.declared or "",
        paywalled=body.paywalled,
    )
    publication = _publication(body.publication)
    with transaction.atomic():
        if body.publish:
            story = publishing.publish_new(account, words, publication=publication, canonical=body.canonical)
        else:
            story = writing.begin(account, publication=publication, canonical=body.canonical)
            writing.save_draft(story, words)
            story.refresh_from_db()
        if body.tags:
            writing.set_tags(story, body.tags)
    return Status(201, showing.story(story, tags=[] if not body.tags else None, assessed=False))


def _publication(slug: str | None) -> Publication | None:
    if slug is None:
        return None
    found = Publication.objects.filter(slug=slug).first()
    if found is None:
        raise ProblemError(422, "no-publication", f"There is no publication {slug!r}.")
    return found


@router.get("/{public_id}", response=answers({200: StoryOut}), summary="A story's state")
@mine
def read_story(request: HttpRequest, public_id: PublicId) -> Any:  # noqa: ARG001  # ninja's signature
    """Read the state of a story."""
    return showing.story(_find(public_id))


@router.patch("/{public_id}", response=answers({200: StoryOut}, 409), summary="Revise a story")
@edit
@once
def revise_story(request: HttpRequest, public_id: PublicId, body: StoryPatch) -> Status[Any]:
    """Make a new revision; a published story shows it at once and is assessed anew."""
    story = _find(public_id)
    before = writing.words_of(story.draft) if story.draft else Words()
    changes = {name: value for name, value in body.dict(exclude_unset=True).items() if value is not None}
    publishing.revise(story, replace(before, **changes), by=_account(request))
    return Status(200, _shown(story))


@router.post("/{public_id}/publish", response=answers({200: StoryOut}, 409), summary="Publish the newest revision")
@edit
@once
def publish_story(request: HttpRequest, public_id: PublicId) -> Status[Any]:
    """Put the newest revision on the page and queue its assessment."""
    story = _find(public_id)
    publishing.publish(story, by=_account(request))
    return Status(200, _shown(story))


@router.post("/{public_id}/unpublish", response=answers({200: StoryOut}, 409), summary="Take a story off its page")
@take_down
@once
def unpublish_story(request: HttpRequest, public_id: PublicId) -> Status[Any]:
    """Take a story off its page."""
    story = _find(public_id)
    publishing.unpublish(story, by=_account(request))
    return Status(200, _shown(story))


@router.put("/{public_id}/declaration", response=answers({200: StoryOut}, 409), summary="Declare AI use")
@author_only
def declare(request: HttpRequest, public_id: PublicId, body: DeclarationIn) -> Any:
    """Declare how the newest revision was written; only its author can."""
    story = _find(public_id)
    publishing.declare(story, body.writing or "", by=_account(request))
    return _shown(story)


@router.put("/{public_id}/paywall", response=answers({200: StoryOut}, 409), summary="Put behind the paywall, or free")
@edit
def set_paywall(request: HttpRequest, public_id: PublicId, body: PaywallIn) -> Any:
    """Turn the paywall on or off; writing declared AI-generated is refused with the clause."""
    story = _find(public_id)
    publishing.set_paywall(story, paywalled=body.paywalled, by=_account(request))
    return _shown(story)


@router.get("/{public_id}/revisions", response=answers({200: RevisionPage}), summary="A story's revisions")
@mine
def list_revisions(request: HttpRequest, public_id: PublicId, wanted: Query[Page]) -> Any:  # noqa: ARG001  # ninja's signature
    """List a story's revisions, newest first."""
    rows, after = page(_find(public_id).revisions.all(), wanted)
    return {"items": [showing.revision(row) for row in rows], "next": after}


@router.get("/{public_id}/ruling", response=answers({200: RulingOut}), summary="What the policy says of a story")
@mine
def read_ruling(request: HttpRequest, public_id: PublicId) -> Any:  # noqa: ARG001  # ninja's signature
    """Read the ruling on the live revision; ``state`` is "waiting" until it was assessed, "failed" if given up."""
    story = _find(public_id)
    revision = story.live
    if revision is None:
        raise Http404
    kept = assessing.latest(revision)
    return {
        "story": story.public_id,
        "revision": revision.number,
        "state": "assessed" if kept else showing.waiting(revision),
        "policy": kept.policy if kept else None,
        "assessment": kept.result if kept else None,
        "holds": showing.holds(story),
    }
