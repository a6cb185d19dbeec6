"""The transparency report: monthly figures, each computed from the ledger by a query that is shown beside it; pure."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from statistics import median
from typing import Any

__all__ = ["Figure", "Happening", "Query", "Report", "counted", "month_of", "monthly"]


@dataclass(frozen=True, slots=True)
class Happening:
    """One row of the ledger: its number, when, its kind, what it tells."""

    seq: int
    at: datetime
    kind: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Query:
    """A question to the ledger: rows of one kind whose fields have certain values, and what is measured over them.

    ``where`` holds (field, value); a list has the value among its members. ``measure`` is "count", or the name of a
    field with a moment: then the median of hours from that moment to the row is measured.
    """

    kind: str
    where: tuple[tuple[str, Any], ...] = ()
    measure: str = "count"

    def matches(self, row: Happening) -> bool:
        """Tell whether a row is counted."""
        return row.kind == self.kind and all(_has(row.data.get(name), value) for name, value in self.where)

    def rows(self, ledger: Iterable[Happening]) -> list[Happening]:
        """Return the rows that are counted."""
        return [row for row in ledger if self.matches(row)]

    def run(self, ledger: Iterable[Happening]) -> float | None:
        """Return the measure over the rows that match; None for the median of nothing."""
        rows = self.rows(ledger)
        if self.measure == "count":
            return len(rows)
        hours = [(row.at - datetime.fromisoformat(row.data[self.measure])).total_seconds() / 3600 for row in rows]
        return round(median(hours), 2) if hours else None

    @property
    def text(self) -> str:
        """The query in words, as it stands beside its number.

        >>> Query("appeal.judged", (("outcome", "reversed"),)).text
        'rows of kind appeal.judged where outcome = reversed, counted'
        """
        conditions = " and ".join(f"{name} = {_shown(value)}" for name, value in self.where)
        measured = "counted" if self.measure == "count" else f"median hours since {self.measure}"
        return f"rows of kind {self.kind}{f' where {conditions}' if conditions else ''}, {measured}"


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of the report; a share has a second query for what it is a share of."""

    name: str
    title: str
    value: float | None
    unit: str
    query: Query
    of: Query | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """A month's figures; ``first`` and ``last`` are the ledger's rows that they were computed from."""

    month: str
    first: int
    last: int
    figures: tuple[Figure, ...]

    def __getitem__(self, name: str) -> float | None:
        for figure in self.figures:
            if figure.name == name:
                return figure.value
        raise KeyError(name)

    def to_json(self) -> str:
        """Return the report as JSON."""
        figures = [
            {
                "name": figure.name,
                "title": figure.title,
                "value": figure.value,
                "unit": figure.unit,
                "query": figure.query.text,
                "of": figure.of.text if figure.of else None,
            }
            for figure in self.figures
        ]
        return json.dumps({"month": self.month, "rows": [self.first, self.last], "figures": figures}, indent=2)

    def to_csv(self) -> str:
        """Return the report as CSV, one figure a line."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["month", "name", "title", "value", "unit", "query", "of"])
        for f in self.figures:
            value = "" if f.value is None else f.value
            writer.writerow([self.month, f.name, f.title, value, f.unit, f.query.text, f.of.text if f.of else ""])
        return out.getvalue()


def month_of(year: int, month: int) -> tuple[datetime, datetime]:
    """Return the first moment of a month and that of the next, in UTC."""
    start = datetime(year, month, 1, tzinfo=UTC)
    return start, datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC)


def monthly(ledger: Sequence[Happening], year: int, month: int) -> Report:
    """Compute the report of one month.

    A decision that was taken back within its 30 seconds never took effect for anybody and is not counted.

    Args:
        ledger: the rows of the month, and those of the minute after it.
        year: the year.
        month: 1 to 12.
    """
    rows = counted(ledger, year, month)
    first, last = (rows[0].seq, rows[-1].seq) if rows else (0, 0)
    return Report(f"{year:04d}-{month:02d}", first, last, tuple(_figures(rows)))


def counted(ledger: Sequence[Happening], year: int, month: int) -> list[Happening]:
    """Return the rows of a month, those of a decision that was taken back in time marked ``taken_back``."""
    start, end = month_of(year, month)
    undone = {row.data["decision"] for row in ledger if row.kind == "decision.ended" and row.data["state"] == "undone"}
    return [_marked(row, undone) for row in ledger if start <= row.at < end]


def _marked(row: Happening, undone: set[str]) -> Happening:
    return replace(row, data={**row.data, "taken_back": row.data.get("decision") in undone})


STANDS = ("taken_back", False)
DECIDED, JUDGED = "decision.in-force", "appeal.judged"
BY_AUTHOR = ("by", "author")


def _figures(rows: Sequence[Happening]) -> Iterator[Figure]:
    yield _count(rows, "cases", "Cases opened", Query("case.opened"))
    yield _count(rows, "reports", "Reports received on paywalled stories", Query("report.received"))
    yield _count(rows, "readings", "Readings given", Query("reading.given"))
    decided = Query(DECIDED, (STANDS,))
    yield _count(rows, "decisions", "Decisions in force", decided)
    for outcome, title in (("confirmed", "Breaches confirmed"), ("cleared", "Stories cleared")):
        yield _count(rows, f"decisions.{outcome}", title, Query(DECIDED, (STANDS, ("outcome", outcome))))
    yield from _by(rows, Query(DECIDED, (STANDS, ("outcome", "confirmed"))), "clauses", "Breaches confirmed under")
    yield from _by(rows, Query("sanction.applied", (STANDS,)), "kind", "Sanctions applied:")
    detected = Query(DECIDED, (STANDS, ("detected", True)))
    yield _share(rows, "automated-detection", "Decisions on cases that a detector asked for", detected, decided)
    by_machine = Query(DECIDED, (STANDS, ("reviewer", None)))
    yield _count(rows, "automated-decisions", "Decisions without a person", by_machine)
    yield from _appeals(rows)
    opened = Query(DECIDED, (STANDS, ("appeal", None)), "opened")
    yield Figure("hours-to-decision", "Median time to a decision", opened.run(rows), "hours", opened)
    filed = Query(JUDGED, measure="filed")
    yield Figure("hours-to-judgement", "Median time to judge an appeal", filed.run(rows), "hours", filed)
    yield _count(rows, "breakers", "Detector versions put in the shadow", Query("breaker.tripped"))


def _appeals(rows: Sequence[Happening]) -> Iterator[Figure]:
    yield _count(rows, "appeals", "Appeals filed by authors", Query("appeal.filed", (BY_AUTHOR,)))
    judged = Query(JUDGED, (BY_AUTHOR,))
    yield _count(rows, "appeals.judged", "Appeals of authors judged", judged)
    for outcome in ("upheld", "changed", "reversed"):
        query = Query(JUDGED, (BY_AUTHOR, ("outcome", outcome)))
        yield _count(rows, f"appeals.{outcome}", f"Appeals of authors: decision {outcome}", query)
    reversed_ = Query(JUDGED, (BY_AUTHOR, ("outcome", "reversed")))
    yield _share(rows, "reversal-rate", "Appealed decisions that were reversed", reversed_, judged)
    looked = Query("appeal.filed", (("by", "reporter"),))
    yield _count(rows, "second-looks", "Second looks that reporters asked for", looked)


def _count(rows: Sequence[Happening], name: str, title: str, query: Query) -> Figure:
    return Figure(name, title, query.run(rows), "count", query)


def _share(rows: Sequence[Happening], name: str, title: str, part: Query, whole: Query) -> Figure:
    n = whole.run(rows)
    return Figure(name, title, round((part.run(rows) or 0) / n, 4) if n else None, "share", part, whole)


def _by(rows: Sequence[Happening], query: Query, field: str, title: str) -> Iterator[Figure]:
    """Count the rows of a query for each value of a field, as far as it occurs."""
    found = [row.data.get(field) for row in query.rows(rows)]
    values = {str(v) for value in found for v in (value if isinstance(value, list) else [value])}
    for value in sorted(values):
        narrowed = replace(query, where=(*query.where, (field, value)))
        yield _count(rows, f"{field}.{value}", f"{title} {value}", narrowed)


def _has(held: Any, value: Any) -> bool:
    return value in held if isinstance(held, list) else held == value


def _shown(value: Any) -> str:
    return {True: "yes", False: "no", None: "nobody"}.get(value, str(value))
