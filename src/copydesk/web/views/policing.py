"""The policy owner's pages: versions, what each changes in words, its backtest, its shadow, and the way into force."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from math import ceil
from typing import Any

from csp.decorators import csp_replace
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from copydesk.desk.models import Case
from copydesk.newsroom import backtesting, clock, policing, shadowing
from copydesk.newsroom.access import Who, allow
from copydesk.newsroom.errors import RefusedError
from copydesk.newsroom.models import Account, PolicyState, PolicyVersion, Story, StoryState
from copydesk.notices import plots
from copydesk.policy import PolicyError
from copydesk.policy.backtest_page import page, samples
from copydesk.policy.diffing import diff
from copydesk.policy.in_words import sections, verdict
from copydesk.web.pages import page_of
from copydesk.web.views.writing import writer_of

__all__ = ["approve", "backtest", "backtested", "new", "retire", "save", "shadow", "share", "version", "versions"]

HAPPENED = {
    "written": "written",
    "changed": "changed",
    "shadow": "put in the shadow",
    "backtest": "backtest asked for",
    "approved": "approved",
    "share": "share set",
    "retired": "retired",
    "breaker": "stopped by the circuit breaker",
}
LOOKED_BACK = 28
Act = Callable[[PolicyVersion, Account], None]


@allow(Who.POLICY_OWNER)
@require_GET
def versions(request: HttpRequest) -> HttpResponse:
    """List all versions, newest first, with where they stand."""
    kept = page_of(request, PolicyVersion.objects.select_related("author", "approver").order_by("-created", "-pk"))
    rows = [(version, policing.word_of(version)) for version in kept]
    context = {"page": kept, "rows": rows, "base": policing.base(), "in_force": policing.chosen()}
    return render(request, "web/pages/policy_versions.html", context)


@allow(Who.POLICY_OWNER)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write a new draft, begun with the source of the policy in force or of another version."""
    if request.method == "GET":
        text = _source(request.GET.get("from", ""))
        return render(request, "web/pages/policy_write.html", {"text": text})
    text, note = _text(request)
    try:
        made = policing.draft(text, writer_of(request), note=note)
    except RefusedError as refusal:
        return _refused(request, refusal, text, note)
    return redirect("policy-version", public_id=made.public_id)


@allow(Who.POLICY_OWNER)
@require_http_methods(["GET", "POST"])
def save(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change a draft."""
    kept = _found(public_id)
    if request.method == "GET":
        context = {"text": kept.text, "note": kept.note, "version": kept}
        return render(request, "web/pages/policy_write.html", context)
    text, note = _text(request)
    try:
        policing.rework(kept, text, writer_of(request), note=note)
    except RefusedError as refusal:
        return _refused(request, refusal, text, note, version=kept)
    return redirect("policy-version", public_id=public_id)


@allow(Who.POLICY_OWNER)
@require_GET
def version(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show one version: what it changes, what its backtest and its shadow say, and what can be done with it."""
    kept = _found(public_id)
    context = {
        "version": kept,
        "word": policing.word_of(kept),
        "events": [(event, HAPPENED.get(event.what, event.what)) for event in kept.events.select_related("by")],
        "mine": kept.author_id == writer_of(request).pk,
        "untouched": backtesting.is_untouched(kept),
        "first_day": _first_day(kept),
        "closed_a_day": _closed_a_day(),
        **_difference(kept),
        **_shadow(kept),
    }
    return render(request, "web/pages/policy_version.html", context)


@allow(Who.POLICY_OWNER)
@require_GET
@csp_replace({"style-src": ["'unsafe-inline'"], "script-src": ["'none'"]})  # type: ignore[arg-type]  # its stub knows no arguments
def backtested(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show the page of a backtest: one file that brings its own styles and has no script; never a tampered one."""
    kept = _found(public_id)
    if not kept.backtest:
        raise Http404
    if not backtesting.is_untouched(kept):
        messages.error(request, "The result is not as it was signed, so it is not shown. Run the backtest again.")
        return redirect("policy-version", public_id=public_id)
    return HttpResponse(page(kept.backtest, _addresses(kept.backtest)))


@allow(Who.POLICY_OWNER)
@require_POST
def backtest(request: HttpRequest, public_id: str) -> HttpResponse:
    """Queue a backtest."""
    capacity = request.POST.get("capacity", "")
    asked = int(capacity) if capacity.isascii() and capacity.isdigit() and len(capacity) < 8 else None  # noqa: PLR2004  # of digits
    said = "The backtest is in the queue. This page shows its result."
    return _done(request, public_id, lambda kept, by: backtesting.request(kept, by, asked), said)


@allow(Who.POLICY_OWNER)
@require_POST
def shadow(request: HttpRequest, public_id: str) -> HttpResponse:
    """Start the shadow."""
    said = "From now on it rules on each story without effect, and the differences are counted."
    return _done(request, public_id, policing.start_shadow, said)


@allow(Who.POLICY_OWNER)
@require_POST
def approve(request: HttpRequest, public_id: str) -> HttpResponse:
    """Approve what another person wrote, with a date and a share."""

    def act(kept: PolicyVersion, by: Account) -> None:
        policing.approve(kept, by, _day(request), _share(request))

    return _done(request, public_id, act, "It is approved.")


@allow(Who.POLICY_OWNER)
@require_POST
def share(request: HttpRequest, public_id: str) -> HttpResponse:
    """Set the share of stories that a version rules."""
    return _done(
        request, public_id, lambda kept, by: policing.set_share(kept, by, _share(request)), "The share is set."
    )


@allow(Who.POLICY_OWNER)
@require_POST
def retire(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a version out of force."""
    return _done(request, public_id, policing.retire, "It is retired. What it let go is ruled on again.")


def _found(public_id: str) -> PolicyVersion:
    return get_object_or_404(PolicyVersion.objects.select_related("author", "approver"), public_id=public_id)


def _done(request: HttpRequest, public_id: str, act: Act, said: str) -> HttpResponse:
    try:
        act(_found(public_id), writer_of(request))
        messages.success(request, said)
    except RefusedError as refusal:
        messages.error(request, refusal.message)
    return redirect("policy-version", public_id=public_id)


def _text(request: HttpRequest) -> tuple[str, str]:
    uploaded = request.FILES.get("file")
    if uploaded is not None and not isinstance(uploaded, list):
        text = uploaded.read(policing.LONGEST + 1).decode("utf-8", "replace")
    else:
        text = request.POST.get("text", "")
    return text.replace("\r\n", "\n"), request.POST.get("note", "")[:2000]


def _refused(request: HttpRequest, refusal: RefusedError, text: str, note: str, **more: Any) -> HttpResponse:
    context = {"text": text, "note": note, "refusal": refusal, "problems": refusal.message.split("\n"), **more}
    return render(request, "web/pages/policy_write.html", context, status=422)


def _source(public_id: str) -> str:
    kept = PolicyVersion.objects.filter(public_id=public_id).first()
    return kept.text if kept else policing.source_in_force()


def _day(request: HttpRequest) -> datetime:
    try:
        return datetime.strptime(request.POST.get("starts", ""), "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise RefusedError("date", "Give the day from which it holds.", field="starts") from None


def _addresses(body: dict[str, Any]) -> dict[str, str]:
    """Return where the stories to look at are, for those that this site holds."""
    held = Story.objects.filter(public_id__in=samples(body), state=StoryState.PUBLISHED)
    return {name: reverse("story-short", args=[name]) for name in held.values_list("public_id", flat=True)}


def _closed_a_day() -> int | None:
    """Return how many cases the desk closed a day in the last four weeks, None where it closed none."""
    since = clock.now() - timedelta(days=LOOKED_BACK)
    closed = Case.objects.filter(golden__isnull=True, closed__gte=since, closed__lte=clock.now()).count()
    return ceil(closed / LOOKED_BACK) or None


def _first_day(kept: PolicyVersion) -> date:
    """Return the first day from which a version may hold: its own, or today."""
    today = clock.now().date()
    try:
        return max(policing.rules(kept.text).effective, today)
    except PolicyError:
        return today


def _share(request: HttpRequest) -> float:
    try:
        return float(request.POST.get("share", "")) / 100
    except ValueError:
        raise RefusedError("share", "Give the share of stories in per cent.", field="share") from None


def _difference(kept: PolicyVersion) -> dict[str, Any]:
    try:
        found = diff(policing.predecessor(kept), policing.rules(kept.text))
    except PolicyError as error:
        return {"verdict": f"This version can't be read any more: {error}", "sections": []}
    return {"verdict": verdict(found), "sections": [(name, lines) for name, _, lines in sections(found, "en")]}


def _shadow(kept: PolicyVersion) -> dict[str, Any]:
    seen = shadowing.seen(kept)
    if not seen.stories:
        return {"running": kept.state == PolicyState.SHADOW}
    by_day = [(f"{day:%d %b}", changed) for day, _, changed in seen.days[-14:]]
    kinds = [(name, count) for name, count in sorted(seen.changes.items())]
    draw = plots.line if len(by_day) > 1 else plots.bars
    drawn = [draw("Stories a day that would fare otherwise", by_day), plots.bars("How stories would fare", kinds)]
    return {"running": kept.state == PolicyState.SHADOW, "seen": seen, "plots": [SafeString(svg) for svg in drawn]}
