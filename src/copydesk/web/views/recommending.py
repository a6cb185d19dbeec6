"""What readers are recommended, and how they steer it: feed, following, topics, Show less, report, the digest."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from copydesk.newsroom.access import Who, account_of, allow
from copydesk.newsroom.errors import RefusedError
from copydesk.newsroom.following import find_target, follow, followed, unfollow
from copydesk.newsroom.machines import address_of
from copydesk.newsroom.models import Story, StoryState, Tag
from copydesk.newsroom.publications import platform_policy
from copydesk.readers import digest, doing, entries, muting, reporting, surfaces
from copydesk.readers.models import ReaderState, Surface
from copydesk.web.pages import page_of
from copydesk.web.slowing import paced
from copydesk.web.views.writing import writer_of

__all__ = [
    "digest_leave",
    "digest_less",
    "digest_open",
    "digest_preview",
    "digest_settings",
    "follow_or_not",
    "following",
    "forget",
    "history",
    "home",
    "recommendations",
    "report",
    "search",
    "show_less",
    "topic",
    "undo",
]


@allow(Who.ANYONE)
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Show the home feed."""
    account = account_of(request)
    return render(request, "web/pages/home.html", {"items": surfaces.feed(account), "surface": Surface.FEED})


@allow(Who.ACCOUNT)
@require_GET
def following(request: HttpRequest) -> HttpResponse:
    """Show what comes from whom the reader follows."""
    account = writer_of(request)
    context = {
        "items": surfaces.following(account),
        "follows": followed(account),
        "mutes": muting.muted(account),
        "surface": Surface.FOLLOWING,
    }
    return render(request, "web/pages/following.html", context)


@allow(Who.ANYONE)
@require_GET
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what may be recommended to this reader on a topic."""
    tag = get_object_or_404(Tag, slug=slug)
    items = surfaces.topic(account_of(request), tag)
    return render(request, "web/pages/topic.html", {"topic": tag, "items": items, "surface": Surface.TOPIC})


@allow(Who.ANYONE)
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Suggest stories for the words of the search box."""
    words = request.GET.get("q", "")
    items = surfaces.suggestions(account_of(request), words, 20)
    return render(request, "web/pages/search.html", {"items": items, "words": words, "surface": Surface.SUGGESTIONS})


@allow(Who.ACCOUNT)
@require_POST
def show_less(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show less of a story and its like; the answer takes the story's place on the page."""
    story = _published(public_id)
    try:
        event = doing.show_less(writer_of(request), story, surface=request.POST.get("surface", Surface.FEED)[:16])
    except RefusedError as refusal:
        messages.error(request, refusal.message)
        return _back(request)
    context = {"event": event, "story": story}
    if request.headers.get("HX-Request"):
        return render(request, "web/parts/gone.html", context)
    messages.success(request, "You will see less of this.")
    return redirect("recommendations")


@allow(Who.ACCOUNT)
@require_POST
def undo(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a Show less back; on a page the story stands in its place again."""
    event = doing.undo(writer_of(request), public_id)
    if request.headers.get("HX-Request"):
        items = [surfaces.Item(entries.of(event.story), "Back again", "")] if event else []
        surface = event.surface if event else Surface.FEED
        context = {"items": items, "surface": surface, "empty": "Taken back."}
        return render(request, "web/components/items.html", context)
    messages.success(request, "Taken back.")
    return redirect("recommendations")


@allow(Who.ACCOUNT)
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, public_id: str) -> HttpResponse:
    """Report a story: a case for a paywalled one; for a free one Show less is explained."""
    story = _published(public_id)
    policy = platform_policy()
    context: dict[str, Any] = {
        "story": story,
        "clauses": [(c.id, c.title.get(policy.language, c.id)) for c in policy.clauses],
        "passages": request.GET.get("passages", "")[:2000],
    }
    if request.method == "GET":
        return render(request, "web/pages/report.html", context)
    given = {name: request.POST.get(name, "")[:2000] for name in ("clause", "words", "passages")}
    try:
        answer = reporting.report(story, writer_of(request), **given, address=address_of(request))
    except RefusedError as refusal:
        page = render(request, "web/pages/report.html", {**context, **given, "refusal": refusal}, status=422)
        return paced(page, refusal)
    return render(request, "web/pages/report.html", {**context, "answer": answer})


@allow(Who.ACCOUNT)
@require_POST
def follow_or_not(request: HttpRequest, kind: str, name: str) -> HttpResponse:
    """Follow, unfollow, mute or unmute a writer, a publication or a topic."""
    target = find_target(kind, name)
    if target is None:
        raise Http404
    account = writer_of(request)
    acts = {"follow": follow, "unfollow": unfollow, "mute": muting.mute, "unmute": muting.unmute}
    act = acts.get(request.POST.get("do", "follow"), follow)
    try:
        act(account, target)
    except RefusedError as refusal:
        messages.error(request, refusal.message)
    return _back(request)


@allow(Who.ACCOUNT)
@require_GET
def history(request: HttpRequest) -> HttpResponse:
    """Show what one read."""
    return render(request, "web/pages/history.html", {"events": page_of(request, doing.history(writer_of(request)))})


@allow(Who.ACCOUNT)
@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """Delete one's reading history, or one entry of it."""
    count = doing.forget_history(writer_of(request), request.POST.get("entry") or None)
    messages.success(
        request, f"{count} {'entry' if count == 1 else 'entries'} deleted, with all that followed from it."
    )
    return redirect("history")


@allow(Who.ACCOUNT)
@require_GET
def recommendations(request: HttpRequest) -> HttpResponse:
    """Show every effect on one's recommendations, each with its undo."""
    account = writer_of(request)
    context = {
        "effects": doing.effects(account),
        "mutes": muting.muted(account),
        "state": ReaderState.objects.filter(reader=account).first(),
        "hours": range(24),
    }
    return render(request, "web/pages/recommendations.html", context)


@allow(Who.ACCOUNT)
@require_POST
def digest_settings(request: HttpRequest) -> HttpResponse:
    """Keep when the digest comes, and whether at all."""
    hour = request.POST.get("hour", "7")
    digest.settle_in(writer_of(request), int(hour) if hour.isdecimal() else 7, wants=request.POST.get("wants") == "on")
    messages.success(request, "Kept.")
    return redirect("recommendations")


@allow(Who.ACCOUNT)
@require_GET
def digest_preview(request: HttpRequest) -> HttpResponse:
    """Show what today's digest would hold; nothing is sent or counted."""
    account = writer_of(request)
    items = surfaces.digest(account, digest.MOST)
    context = {"items": items, "enough": len(items) >= digest.FEWEST, "surface": Surface.DIGEST}
    return render(request, "web/pages/digest_preview.html", context)


@allow(Who.ANYONE)
@require_GET
def digest_open(request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG001  # the token says who
    """Open a story from the digest: a click counts as read, an opened letter does not."""
    found = digest.signed("open", token)
    if found is None or found[1] is None:
        raise Http404
    doing.read(found[0], found[1], surface=Surface.DIGEST)
    return redirect("story", public_id=found[1].public_id, slug=found[1].slug)


@allow(Who.ANYONE)
@require_http_methods(["GET", "POST"])
def digest_less(request: HttpRequest, token: str) -> HttpResponse:
    """Show less by one click in the digest: the page asks nothing but a press of its button."""
    found = digest.signed("less", token)
    if found is None or found[1] is None:
        raise Http404
    done = request.method == "POST"
    if done:
        doing.show_less(found[0], found[1], surface=Surface.DIGEST)
    return render(request, "web/pages/digest_less.html", {"story": found[1], "done": done})


@csrf_exempt
@allow(Who.ANYONE)
@require_http_methods(["GET", "POST"])
def digest_leave(request: HttpRequest, token: str) -> HttpResponse:
    """Send no more digests; the one-click POST of RFC 8058 carries no cookie: the signature is the proof."""
    found = digest.signed("leave", token)
    if found is None:
        raise Http404
    if request.method == "POST":
        digest.unsubscribe(found[0])
    return render(request, "web/pages/digest_leave.html", {"done": request.method == "POST"})


def _published(public_id: str) -> Story:
    whole = Story.objects.select_related("live", "author")
    return get_object_or_404(whole, public_id=public_id, state=StoryState.PUBLISHED)


def _back(request: HttpRequest) -> HttpResponse:
    """Return to the page that was left, if it is one of ours."""
    came = request.headers.get("Referer", "")
    here = {request.get_host()}
    return redirect(came if url_has_allowed_host_and_scheme(came, allowed_hosts=here) else "/")
