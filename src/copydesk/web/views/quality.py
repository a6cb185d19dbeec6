"""Quality of the desk for the policy owner: agreement, golden cases, overturned decisions, detectors, thresholds."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from copydesk.desk import breaker, calibrating, quality
from copydesk.desk.errors import Refused
from copydesk.desk.models import Breaker
from copydesk.desk.quality import Agreement, FalsePositives
from copydesk.desk.statistics import Rate
from copydesk.newsroom import clock
from copydesk.newsroom.access import Who, allow
from copydesk.newsroom.publications import platform_policy
from copydesk.notices import plots
from copydesk.web.views.writing import writer_of

__all__ = ["lift", "show"]

SPANS = (7, 30, 90, 365)


@allow(Who.POLICY_OWNER)
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """Show all figures over the last days, 30 by default."""
    asked = request.GET.get("days", "30")
    days = int(asked) if asked.isdecimal() and int(asked) in SPANS else 30
    now = clock.now()
    found = quality.overview(now - timedelta(days=days), now)
    context = {
        "overview": found,
        "days": days,
        "spans": SPANS,
        "agreement": plots.intervals("Krippendorff's alpha by clause", _agreement(found.by_clause)),
        "languages": plots.intervals("Krippendorff's alpha by language", _agreement(found.by_language)),
        "false": plots.intervals(
            "Cleared by people, of what each detector asked for",
            [_row(_group(f), f.rate) for f in found.false_positives],
        ),
        "golden": plots.intervals(
            "Golden cases read as expected", [_row(g.reader or "all", g.rate) for g in found.golden]
        ),
        "proposals": calibrating.propose(calibrating.labels(now - timedelta(days=days), now), platform_policy()),
        "shadows": breaker.in_shadow(),
    }
    return render(request, "web/pages/quality.html", context)


@allow(Who.POLICY_OWNER)
@require_POST
def lift(request: HttpRequest, detector: str, version: str) -> HttpResponse:
    """Give a detector in the shadow its voice back."""
    tripped = get_object_or_404(Breaker, detector=detector, version=version, reset__isnull=True)
    try:
        opened = breaker.reset(tripped, writer_of(request), clock.now())
        messages.success(request, f"It opens cases again; {opened} suspicions went to the desk.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("quality")


def _agreement(groups: tuple[Agreement, ...]) -> list[tuple[str, float, float, float]]:
    found = []
    for group in groups:
        if group.alpha is not None and group.alpha_interval is not None:
            low, high = group.alpha_interval
            found.append((f"{group.group} (n = {group.n})", low, group.alpha, high))
    return found


def _group(found: FalsePositives) -> str:
    return f"{found.detector} {found.version}, {found.language or 'all languages'}, {found.tenure or 'all authors'}"


def _row(label: str, share: Rate) -> tuple[str, float, float, float]:
    low, high = share.interval or (0.0, 1.0)
    return f"{label} (n = {share.n})", low, share.value or 0.0, high
