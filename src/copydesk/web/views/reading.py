"""Read: a story, a person's page, a publication, a topic."""

import json

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from copydesk.newsroom import assessing
from copydesk.newsroom.access import Who, account_of, allow
from copydesk.newsroom.labels import json_ld, made_pictures
from copydesk.newsroom.models import Account, Publication, Story, StoryState, Tag
from copydesk.newsroom.rendering import render as render_body
from copydesk.readers import doing, entries, surfaces
from copydesk.web.pages import page_of
from copydesk.web.telling import rules_of

__all__ = ["person", "publication", "story", "topics"]

WITH = ("author", "publication", "live")


def published(stories: QuerySet[Story] | None = None) -> QuerySet[Story]:
    """Return published stories, newest first, with what a list shows of them."""
    found = Story.objects.all() if stories is None else stories
    return (
        found.filter(state=StoryState.PUBLISHED).select_related(*WITH).prefetch_related("tags").order_by("-published")
    )


@allow(Who.ANYONE)
@require_GET
def story(request: HttpRequest, public_id: str, slug: str = "") -> HttpResponse:
    """Show a story; its page is open whatever its tier: a tier is about being recommended."""
    shown = get_object_or_404(Story.objects.select_related(*WITH), public_id=public_id, state=StoryState.PUBLISHED)
    if shown.live is None:
        raise Http404
    if slug != shown.slug:
        return redirect("story", public_id=public_id, slug=shown.slug, permanent=False)
    reader = account_of(request)
    if reader is not None:
        doing.read(reader, shown)
    address = f"{settings.SITE_URL}/story/{shown.public_id}/{shown.slug}"
    own = reader == shown.author
    ruling = rules_of(shown) if own else None
    kept = assessing.latest(shown.live) if "ai-pictures" in shown.labels else None
    described = json_ld(shown, address=address, made=made_pictures(kept.result) if kept else ())
    context = {
        "story": shown,
        "entry": entries.of(shown),
        "body": render_body(shown.live),
        "address": address,
        "json_ld": json.dumps(described).replace("<", "\\u003c"),
        "own": own,
        "more": surfaces.more_like(reader, shown),
        "ruling": ruling,
        "failed": own and ruling is None and assessing.failed(shown.live),
    }
    return render(request, "web/pages/story.html", context)


@allow(Who.ANYONE)
@require_GET
def person(request: HttpRequest, handle: str) -> HttpResponse:
    """Show a writer's page: everything they published, whatever its tier."""
    account = get_object_or_404(Account, handle__iexact=handle, is_active=True)
    stories = page_of(request, published(account.stories.all()))
    return render(request, "web/pages/person.html", {"person": account, "stories": stories})


@allow(Who.ANYONE)
@require_GET
def publication(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a publication and its stories."""
    shown = get_object_or_404(Publication, slug=slug)
    members = shown.memberships.select_related("account").order_by("role", "account__name")
    stories = page_of(request, published(shown.stories.all()))
    reader = account_of(request)
    edits = bool(reader) and any(m.account == reader and m.role == "editor" for m in members)
    context = {"publication": shown, "members": members, "stories": stories, "edits": edits}
    return render(request, "web/pages/publication.html", context)


@allow(Who.ANYONE)
@require_GET
def topics(request: HttpRequest) -> HttpResponse:
    """List the topics that have stories."""
    counted = Count("stories", filter=Q(stories__state=StoryState.PUBLISHED))
    found = Tag.objects.annotate(count=counted).filter(count__gt=0).order_by("-count", "name")[:200]
    return render(request, "web/pages/topics.html", {"topics": found})
