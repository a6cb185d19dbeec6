"""Pages about the site itself: the design system, what an operator sees, and what is said when something fails."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from copydesk.newsroom.access import Who, allow
from copydesk.newsroom.labels import LABELS
from copydesk.newsroom.models import Tier
from copydesk.queue import dead
from copydesk.queue.models import Job
from copydesk.web.pages import page_of

__all__ = ["design", "operate", "retry"]


@allow(Who.ANYONE)
@require_GET
def design(request: HttpRequest) -> HttpResponse:
    """Show every component with its markup."""
    return render(request, "web/pages/design.html", {"tiers": list(Tier), "labels": list(LABELS.values())})


@allow(Who.OPERATOR)
@require_GET
def operate(request: HttpRequest) -> HttpResponse:
    """Show the queue: how much waits, and what failed for good."""
    states = {
        state: Job.objects.filter(state=state).count()
        for state in Job.objects.values_list("state", flat=True).distinct()
    }
    return render(request, "web/pages/operate.html", {"states": states, "dead": page_of(request, dead.letters())})


@allow(Who.OPERATOR)
@require_POST
def retry(request: HttpRequest, public_id: str) -> HttpResponse:
    """Try a dead job again."""
    if dead.retry(public_id):
        messages.success(request, "The job is back in the queue.")
    return redirect("operate")
