"""Transparency: what the desk did, month by month, each number with the query it came from."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from copydesk.desk import reporting
from copydesk.newsroom import clock
from copydesk.newsroom.access import Who, allow
from copydesk.notices import plots
from copydesk.notices.report import Report

__all__ = ["behind", "download", "report"]

MOST_ROWS = 200


@allow(Who.ANYONE)
@require_GET
def report(request: HttpRequest, month: str = "") -> HttpResponse:
    """Show a month's report, the latest by default."""
    months = reporting.months()
    now = clock.now()
    year, number = _month(month) if month else (months[0] if months else (now.year, now.month))
    shown = reporting.report_for(year, number)
    counts = [(f.title, f.value) for f in shown.figures if f.unit == "count"]
    context = {
        "report": shown,
        "months": [f"{y:04d}-{m:02d}" for y, m in months],
        "plot": plots.bars("Counts of the month", [(title, value) for title, value in counts if value]),
        "trend": plots.line("Decisions a month", _trend(months[:12])),
    }
    return render(request, "web/pages/transparency.html", context)


@allow(Who.ANYONE)
@require_GET
def download(request: HttpRequest, month: str, kind: str) -> HttpResponse:  # noqa: ARG001  # the address says all
    """Give a month's report as CSV or JSON."""
    shown = reporting.report_for(*_month(month))
    forms = {"csv": (shown.to_csv, "text/csv"), "json": (shown.to_json, "application/json")}
    if kind not in forms:
        raise Http404
    make, media_type = forms[kind]
    answer = HttpResponse(make(), content_type=f"{media_type}; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="transparency-{month}.{kind}"'
    return answer


@allow(Who.ANYONE)
@require_GET
def behind(request: HttpRequest, month: str, name: str) -> HttpResponse:
    """Show the query behind one figure and the ledger's rows that it counts; they hold no personal text."""
    year, number = _month(month)
    figure = next((f for f in reporting.report_for(year, number).figures if f.name == name), None)
    if figure is None:
        raise Http404
    rows = reporting.rows_behind(year, number, name)
    context = {"figure": figure, "month": month, "rows": rows[:MOST_ROWS], "count": len(rows)}
    return render(request, "web/pages/transparency_rows.html", context)


def _month(text: str) -> tuple[int, int]:
    year, _, month = text.partition("-")
    if not (year.isdecimal() and month.isdecimal() and 2000 <= int(year) < 3000 and 1 <= int(month) <= 12):  # noqa: PLR2004
        raise Http404
    return int(year), int(month)


def _trend(months: list[tuple[int, int]]) -> list[tuple[str, float]]:
    """Return the number of decisions of each month, oldest first."""
    return [(f"{y:04d}-{m:02d}", _decisions(reporting.report_for(y, m))) for y, m in reversed(months)]


def _decisions(month: Report) -> float:
    return month["decisions"] or 0.0
