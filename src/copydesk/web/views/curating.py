"""Curate: put stories forward for Boost, and approve what another curator put forward."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from copydesk.newsroom.access import Who, allow
from copydesk.newsroom.errors import RefusedError
from copydesk.newsroom.models import Story
from copydesk.readers import boosting
from copydesk.readers.models import Boost
from copydesk.web.pages import page_of
from copydesk.web.views.writing import writer_of

__all__ = ["approve", "curate", "nominate"]


@allow(Who.CURATOR)
@require_GET
def curate(request: HttpRequest) -> HttpResponse:
    """Show what waits, what is boosted, and what could be put forward."""
    fresh = boosting.could_be(writer_of(request))
    running = Boost.objects.filter(approved__isnull=False, ended__isnull=True).select_related("story__live")
    context = {"waiting": boosting.waiting(), "running": running, "stories": page_of(request, fresh)}
    return render(request, "web/pages/curate.html", context)


@allow(Who.CURATOR)
@require_POST
def nominate(request: HttpRequest, public_id: str) -> HttpResponse:
    """Put a story forward, with a note."""
    story = get_object_or_404(Story, public_id=public_id)
    try:
        boosting.nominate(story, writer_of(request), request.POST.get("note", ""))
        messages.success(request, "Put forward. Another curator approves it.")
    except RefusedError as refusal:
        messages.error(request, refusal.message)
    return redirect("curate")


@allow(Who.CURATOR)
@require_POST
def approve(request: HttpRequest, public_id: str) -> HttpResponse:
    """Approve what another curator put forward, or say no."""
    boost = get_object_or_404(Boost, public_id=public_id)
    try:
        if request.POST.get("do") == "no":
            boosting.withdraw(boost, "refused")
            messages.success(request, "It is not put forward any more.")
        else:
            boosting.approve(boost, writer_of(request))
            messages.success(request, "Approved: the story has priority for 14 days or 500 views.")
    except RefusedError as refusal:
        messages.error(request, refusal.message)
    return redirect("curate")
