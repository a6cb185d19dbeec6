"""Transparency: what the desk did, month by month, each number with the query it came from."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, cast

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from copydesk.desk import reporting
from copydesk.desk.models import LedgerEntry
from copydesk.newsroom import clock
from copydesk.newsroom.access import Who, allow
from copydesk.notices import plots
from copydesk.notices.report import Happening, Report, month_of

__all__ = ["behind", "download", "report"]

MOST_ROWS = 200
KEPT_SECONDS = 60


@allow(Who.ANYONE)
@require_GET
def report(request: HttpRequest, month: str = "") -> HttpResponse:
    """Show a month's report, the latest by default."""
    months = _months()
    now = clock.now()
    year, number = _month(month) if month else (months[0] if months else (now.year, now.month))
    shown = _report(year, number)
    counts = [(f.title, f.value) for f in shown.figures if f.unit == "count"]
    context = {
        "report": shown,
        "yet": (year, number) >= (now.year, now.month),
        "months": [f"{y:04d}-{m:02d}" for y, m in months],
        "plot": plots.bars("Counts of the month", [(title, value) for title, value in counts if value]),
        "trend": plots.line("Decisions a month", _trend(months[:12])),
    }
    return render(request, "web/pages/transparency.html", context)


@allow(Who.ANYONE)
@require_GET
def download(request: HttpRequest, month: str, kind: str) -> HttpResponse:  # noqa: ARG001  # the address says all
    """Give a month's report as CSV or JSON."""
    shown = _report(*_month(month))
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
    figure = next((f for f in _report(year, number).figures if f.name == name), None)
    if figure is None:
        raise Http404
    rows, count = _rows(year, number, name)
    now = clock.now()
    yet = (year, number) >= (now.year, now.month)
    context = {"figure": figure, "month": month, "rows": rows, "count": count, "yet": yet}
    return render(request, "web/pages/transparency_rows.html", context)


def _report(year: int, month: int) -> Report:
    return cast("Report", _kept("report", year, month, lambda: reporting.report_for(year, month)))


def _rows(year: int, month: int, name: str) -> tuple[list[Happening], int]:
    """Return the first rows behind a figure, and how many there are."""

    def made() -> tuple[list[Happening], int]:
        rows = reporting.rows_behind(year, month, name)
        return rows[:MOST_ROWS], len(rows)

    return cast("tuple[list[Happening], int]", _kept(f"rows.{name}", year, month, made))


def _months() -> list[tuple[int, int]]:
    now = clock.now()
    return cast("list[tuple[int, int]]", _kept("months", now.year, now.month, reporting.months))


def _kept(what: str, year: int, month: int, make: Callable[[], Any]) -> Any:
    """Return what was made of a month's rows a short time ago, if not one was added since.

    The hash of the month's last row stands for all before it, so a new row shows at once; one that was dated before
    another that is there already, when the short time is over.
    """
    _, end = month_of(year, month)
    until = LedgerEntry.objects.filter(at__lt=end + timedelta(minutes=1)).order_by("-at", "-seq")
    last = until.values_list("hash", flat=True).first() or "none"
    return cache.get_or_set(f"transparency:{what}:{year:04d}-{month:02d}:{last}", make, KEPT_SECONDS)


def _month(text: str) -> tuple[int, int]:
    year, _, month = text.partition("-")
    if not (year.isdecimal() and month.isdecimal() and 2000 <= int(year) < 3000 and 1 <= int(month) <= 12):  # noqa: PLR2004
        raise Http404
    return int(year), int(month)


def _trend(months: list[tuple[int, int]]) -> list[tuple[str, float]]:
    """Return the number of decisions of each month, oldest first."""
    return [(f"{y:04d}-{m:02d}", _decisions(_report(y, m))) for y, m in reversed(months)]


def _decisions(month: Report) -> float:
    return month["decisions"] or 0.0
