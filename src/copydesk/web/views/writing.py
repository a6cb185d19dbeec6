"""Write: the editor, its preview and its pre-publish check, publish and unpublish."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from copydesk.newsroom import pictures, publishing, writing
from copydesk.newsroom.access import Who, account_of, allow, relation_to_story
from copydesk.newsroom.enrolling import is_partner
from copydesk.newsroom.errors import RefusedError
from copydesk.newsroom.limits import Limit, spend
from copydesk.newsroom.models import Account, Publication, Story
from copydesk.newsroom.rendering import render_source
from copydesk.newsroom.writing import Words
from copydesk.story.errors import StoryError
from copydesk.web.captioning import captioned
from copydesk.web.checking import Checked, inserted, looked_over
from copydesk.web.pages import page_of
from copydesk.web.slowing import paced

__all__ = [
    "begin",
    "caption",
    "check",
    "edit",
    "insert",
    "picture",
    "preview",
    "publish",
    "save",
    "unpublish",
    "your_stories",
]

REFUSALS = (RefusedError, StoryError)
PLAIN = "text/plain; charset=utf-8"
A_CHECK = Limit(burst=90, a_minute=60)


def writer_of(request: HttpRequest) -> Account:
    """Return who writes; ``@allow`` has let only accounts pass."""
    account = account_of(request)
    assert account is not None
    return account


@allow(Who.ACCOUNT)
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a story, in a publication if one is named; whoever comes by its address finds where to begin one."""
    if request.method == "GET":
        return redirect("your-stories")
    slug = request.POST.get("publication")
    publication = get_object_or_404(Publication, slug=slug) if slug else None
    try:
        story = writing.begin(writer_of(request), publication=publication)
    except RefusedError as refusal:
        messages.error(request, refusal.message)
        return redirect("/your/stories")
    return redirect("edit", public_id=story.public_id)


@allow(Who.ACCOUNT)
@require_GET
def your_stories(request: HttpRequest) -> HttpResponse:
    """List one's own stories, the last changed first."""
    mine = writer_of(request).stories.select_related("draft", "live", "publication").order_by("-changed")
    return render(request, "web/pages/your_stories.html", {"stories": page_of(request, mine)})


@allow(Who.OWNER, related=relation_to_story, hide=True)
@require_GET
def edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show the editor."""
    story = _story(public_id)
    words = _in_progress(story)
    context = {
        "story": story,
        "words": words,
        "tags": ", ".join(tag.name for tag in story.tags.all()),
        **_around(story, words),
    }
    return render(request, "web/pages/edit.html", context)


@allow(Who.OWNER, related=relation_to_story, hide=True)
@require_POST
def save(request: HttpRequest, public_id: str) -> HttpResponse:
    """Keep the words: ``how=auto`` keeps what stands in the editor, anything else makes a revision."""
    story, words = _story(public_id), _words(request)
    try:
        if request.POST.get("how") == "auto":
            writing.autosave(story, words)
            return HttpResponse("Saved")
        writing.save_draft(story, words)
        _keep_around(story, request)
    except REFUSALS as refusal:
        return _refused(request, story, refusal)
    messages.success(request, "The draft is saved.")
    return redirect("edit", public_id=public_id)


@allow(Who.OWNER, related=relation_to_story, hide=True)
@require_POST
def preview(request: HttpRequest, public_id: str) -> HttpResponse:  # noqa: ARG001  # the address names the story
    """Show the words as readers will see them."""
    words = _words(request)
    context = {"words": words, "body": render_source(words.content, words.format)}
    return render(request, "web/parts/preview.html", context)


@allow(Who.OWNER, related=relation_to_story, hide=True)
@require_POST
def check(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say what the policy says of the words as they stand now."""
    _spend_a_check(request)
    story, words = _story(public_id), _words(request)
    return render(request, "web/parts/checked.html", {"story": story, **_around(story, words)})


@allow(Who.OWNER, related=relation_to_story, hide=True)
@require_POST
def insert(request: HttpRequest, public_id: str) -> HttpResponse:
    """Give the words back with what one piece of advice asks for in its place; ``do`` names the advice."""
    story, words = _story(public_id), _words(request)
    try:
        _spend_a_check(request)
        changed = inserted(looked_over(story, words), words, request.POST.get("do", ""))
    except REFUSALS as refusal:
        return _refused_plainly(refusal)
    return HttpResponse(changed, content_type=PLAIN)


@allow(Who.OWNER, related=relation_to_story, hide=True)
@require_POST
def caption(request: HttpRequest, public_id: str) -> HttpResponse:  # noqa: ARG001  # the address names the story
    """Give the words back with ``caption`` under the ``nth`` figure that begins with ``picture``; "" takes it out."""
    given = request.POST
    nth = given.get("nth", "0")
    try:
        _spend_a_check(request)
        changed = captioned(
            _words(request),
            given.get("picture", ""),
            int(nth) if nth.isdecimal() and nth.isascii() else -1,
            given.get("caption", ""),
        )
    except REFUSALS as refusal:
        return _refused_plainly(refusal)
    return HttpResponse(changed, content_type=PLAIN)


@allow(Who.OWNER, related=relation_to_story, hide=True)
@require_POST
def publish(request: HttpRequest, public_id: str) -> HttpResponse:
    """Publish the words."""
    story = _story(public_id)
    try:
        _keep_around(story, request)
        publishing.publish_words(story, _words(request), by=writer_of(request))
    except REFUSALS as refusal:
        return _refused(request, story, refusal)
    messages.success(request, "Your story is published. What the policy says of it stands below within a moment.")
    story.refresh_from_db()
    return redirect("story", public_id=public_id, slug=story.slug)


@allow(Who.OWNER, Who.EDITOR, related=relation_to_story, hide=True)
@require_POST
def unpublish(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a story off its page."""
    publishing.unpublish(_story(public_id), by=writer_of(request))
    messages.success(request, "The story is off its page. Its draft is kept.")
    return redirect("/your/stories")


@allow(Who.ACCOUNT)
@require_POST
def picture(request: HttpRequest) -> HttpResponse:
    """Take an uploaded picture and answer its address and what its file tells."""
    file = request.FILES.get("picture")
    if file is None:
        return JsonResponse({"error": "Choose a picture first."}, status=422)
    if (file.size or 0) > pictures.LARGEST_FILE:
        limit = pictures.LARGEST_FILE // 1024 // 1024
        return JsonResponse({"error": f"A picture has at most {limit} MB."}, status=422)
    try:
        kept = pictures.upload(writer_of(request), file.read())
    except RefusedError as refusal:
        return paced(JsonResponse({"error": refusal.message}, status=422), refusal)
    told = {name: kept.signal.get(name) for name in ("ai", "generator", "edited", "reason")}
    return JsonResponse({"src": pictures.address_of(kept), "signal": told})


def _refused_plainly(refusal: Exception) -> HttpResponse:
    return paced(HttpResponse(str(refusal), status=422, content_type=PLAIN), refusal)


def _spend_a_check(request: HttpRequest) -> None:
    spend(f"check:{writer_of(request).pk}", A_CHECK, "The words were checked too often")


def _story(public_id: str) -> Story:
    return get_object_or_404(
        Story.objects.select_related("author", "publication", "draft", "live"), public_id=public_id
    )


def _words(request: HttpRequest) -> Words:
    given = request.POST
    return Words(
        title=given.get("title", ""),
        subtitle=given.get("subtitle", ""),
        content=given.get("content", "").replace("\r\n", "\n"),
        format=given.get("format", "markdown"),
        declared=given.get("declared", ""),
        paywalled=given.get("paywalled") == "on",
    )


def _in_progress(story: Story) -> Words:
    """Return what stands in the editor: what was kept last, else the newest revision."""
    kept = getattr(story, "autosave", None)
    base = writing.words_of(story.draft) if story.draft else Words(paywalled=story.paywalled)
    if kept is None:
        return base
    return Words(kept.title, kept.subtitle, kept.content, base.format, kept.declared, base.paywalled)


def _keep_around(story: Story, request: HttpRequest) -> None:
    writing.set_tags(story, [name for name in request.POST.get("tags", "").split(",") if name.strip()])
    writing.set_canonical(story, request.POST.get("canonical", "").strip())


def _around(story: Story, words: Words) -> dict[str, Any]:
    """Return what stands beside the words: the check, and whether the paywall is open to the author."""
    try:
        checked: Checked | None = looked_over(story, words)
        trouble = ""
    except REFUSALS as refusal:
        checked, trouble = None, str(refusal)
    return {
        "checked": checked,
        "trouble": trouble,
        "partner": is_partner(story.author),
        "largest": pictures.LARGEST_FILE,
    }


def _refused(request: HttpRequest, story: Story, refusal: Exception) -> HttpResponse:
    words = _words(request)
    context = {"story": story, "words": words, "refusal": refusal, "tags": request.POST.get("tags", "")}
    return render(request, "web/pages/edit.html", {**context, **_around(story, words)}, status=422)
