"""The month's report from the ledger that the desk keeps, and the rows behind each of its numbers."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.utils.crypto import salted_hmac

from copydesk.desk import ledger
from copydesk.desk.models import LedgerEntry
from copydesk.notices.report import Happening, Report, counted, month_of, monthly

__all__ = ["months", "report_for", "rows_behind"]

PERSONS = frozenset({"account", "author", "judge", "reader", "reviewer", "second"})
#: Shown under another name, the same in each row: who knows an address can't look up what was decided there, and a
#: reviewer can't look up whether a case of theirs is a golden one.
MASKED = frozenset({"case", "reading", "revision", "story"})
LENGTH = 12


def report_for(year: int, month: int) -> Report:
    """Return the transparency report of a month."""
    return monthly(_rows(year, month), year, month)


def rows_behind(year: int, month: int, name: str) -> list[Happening]:
    """Return the ledger's rows that one figure of the report counts; none for a name that the report does not have.

    Anybody may see them: whose account it was, the author's or the reviewer's, is left out, and cases and stories go
    by other names.
    """
    rows = _rows(year, month)
    figure = next((figure for figure in monthly(rows, year, month).figures if figure.name == name), None)
    found = figure.query.rows(counted(rows, year, month)) if figure else []
    return [_shown(row) for row in found]


def _shown(row: Happening) -> Happening:
    kept = {name: value for name, value in row.data.items() if name not in PERSONS}
    return replace(row, data={name: _masked(value) if name in MASKED else value for name, value in kept.items()})


def _masked(value: Any) -> str:
    return salted_hmac("transparency", str(value), algorithm="sha256").hexdigest()[:LENGTH] if value else ""


def months() -> list[tuple[int, int]]:
    """Return the months that the ledger has rows of, newest first."""
    return [(day.year, day.month) for day in LedgerEntry.objects.datetimes("at", "month", order="DESC")]


def _rows(year: int, month: int) -> list[Happening]:
    start, end = month_of(year, month)
    found = ledger.entries(start, end + timedelta(minutes=1))
    return [Happening(row.seq, row.at, row.kind, row.data) for row in found]
