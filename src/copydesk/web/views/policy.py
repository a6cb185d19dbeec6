"""The policy for people: each clause in plain words, how to disclose, how suspicions are found, how to appeal."""

from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from copydesk.newsroom import policing
from copydesk.newsroom.access import Who, account_of, allow
from copydesk.newsroom.limits import Limit, take
from copydesk.newsroom.machines import network_of
from copydesk.newsroom.publications import platform_policy
from copydesk.web.models import Helpful

__all__ = ["helpful", "policy"]

A_READER = Limit(burst=20, a_minute=2)


@allow(Who.ANYONE)
@require_GET
def policy(request: HttpRequest) -> HttpResponse:
    """Show the policy in force."""
    shown = platform_policy()
    clauses = [(c, c.title.get(shown.language, c.id), c.explain[shown.language]) for c in shown.clauses]
    context = {
        "policy": shown,
        "summary": shown.summary[shown.language],
        "clauses": clauses,
        "permitted": [p.explain[shown.language] for p in shown.permitted],
        "sentences": {name: texts.get(shown.language, "") for name, texts in shown.sentences.items()},
        "versions": policing.history(),
        "ladders": shown.ladders.values(),
        "account": account_of(request),
    }
    return render(request, "web/pages/policy.html", context)


@allow(Who.ANYONE)
@require_POST
def helpful(request: HttpRequest, clause: str) -> HttpResponse:
    """Count whether a clause's text was helpful."""
    shown = platform_policy()
    if clause not in {c.id for c in shown.clauses}:
        raise Http404
    if not take(f"helpful:{network_of(request)}", A_READER):
        counted, _ = Helpful.objects.get_or_create(policy=shown.id, clause=clause)
        side = "yes" if request.POST.get("answer") == "yes" else "no"
        Helpful.objects.filter(pk=counted.pk).update(**{side: F(side) + 1})
    if request.headers.get("HX-Request"):
        return HttpResponse("Thank you.")
    return redirect(f"/policy#{clause}")
