"""The month's report from the ledger that the desk keeps, and the rows behind each of its numbers."""

from dataclasses import replace
from datetime import timedelta

from copydesk.desk import ledger
from copydesk.desk.models import LedgerEntry
from copydesk.notices.report import Happening, Report, counted, month_of, monthly

__all__ = ["months", "report_for", "rows_behind"]

PERSONS = frozenset({"account", "author", "judge", "reader", "reviewer", "second"})


def report_for(year: int, month: int) -> Report:
    """Return the transparency report of a month."""
    return monthly(_rows(year, month), year, month)


def rows_behind(year: int, month: int, name: str) -> list[Happening]:
    """Return the ledger's rows that one figure of the report counts; none for a name that the report does not have.

    Anybody may see them: whose account it was, the author's or the reviewer's, is left out.
    """
    rows = _rows(year, month)
    figure = next((figure for figure in monthly(rows, year, month).figures if figure.name == name), None)
    found = figure.query.rows(counted(rows, year, month)) if figure else []
    return [_without_persons(row) for row in found]


def _without_persons(row: Happening) -> Happening:
    return replace(row, data={name: value for name, value in row.data.items() if name not in PERSONS})


def months() -> list[tuple[int, int]]:
    """Return the months that the ledger has rows of, newest first."""
    return [(day.year, day.month) for day in LedgerEntry.objects.datetimes("at", "month", order="DESC")]


def _rows(year: int, month: int) -> list[Happening]:
    start, end = month_of(year, month)
    found = ledger.entries(start, end + timedelta(minutes=1))
    return [Happening(row.seq, row.at, row.kind, row.data) for row in found]
