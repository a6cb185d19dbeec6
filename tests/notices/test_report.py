"""Each number of the report is what its query says of the ledger."""

import csv
import io
import json
import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.notices import plots
from copydesk.notices.report import Happening, Query, month_of, monthly

MARCH = datetime(2026, 3, 2, tzinfo=UTC)


def decided(seq: int, hours: float = 2, **more: object) -> Happening:
    data = {"decision": f"d{seq}", "outcome": "confirmed", "clauses": ["writing.x"], "detected": True, "reviewer": "r"}
    opened = (MARCH - timedelta(hours=hours)).isoformat()
    return Happening(seq, MARCH, "decision.in-force", {**data, "appeal": None, "opened": opened, **more})


def test_it_counts_decisions_by_clause_and_outcome() -> None:
    report = monthly(
        [decided(1), decided(2, clauses=["conduct.y", "writing.x"]), decided(3, outcome="cleared")], 2026, 3
    )
    assert (report["decisions"], report["decisions.confirmed"], report["decisions.cleared"]) == (3, 2, 1)
    assert (report["clauses.writing.x"], report["clauses.conduct.y"]) == (2, 1)


def test_medians_are_in_hours() -> None:
    assert monthly([decided(n, hours=n) for n in (1, 5, 30)], 2026, 3)["hours-to-decision"] == 5


def test_what_was_taken_back_in_time_is_not_counted() -> None:
    taken_back = Happening(2, MARCH, "decision.ended", {"decision": "d1", "state": "undone"})
    assert monthly([decided(1), taken_back], 2026, 3)["decisions"] == 0


def test_a_decision_without_a_person_would_show() -> None:
    assert monthly([decided(1), decided(2, reviewer=None)], 2026, 3)["automated-decisions"] == 1


def test_other_months_do_not_count() -> None:
    assert monthly([decided(1)], 2026, 4)["decisions"] == 0


def test_nothing_is_said_of_nothing() -> None:
    empty = monthly([], 2026, 3)
    assert (empty["reversal-rate"], empty["hours-to-decision"], empty["decisions"]) == (None, None, 0)


def test_each_number_stands_beside_its_query_in_both_formats() -> None:
    report = monthly([decided(1), decided(2)], 2026, 3)
    stored = json.loads(report.to_json())
    rows = list(csv.DictReader(io.StringIO(report.to_csv())))
    assert len(rows) == len(stored["figures"]) == len(report.figures)
    for figure, row in zip(stored["figures"], rows, strict=True):
        assert figure["query"] == row["query"]
        assert ("" if figure["value"] is None else str(figure["value"])) == row["value"]


@given(st.lists(st.sampled_from(["confirmed", "cleared"])))
def test_the_parts_make_the_whole(outcomes: list[str]) -> None:
    report = monthly([decided(n, outcome=outcome) for n, outcome in enumerate(outcomes)], 2026, 3)
    assert report["decisions"] == (report["decisions.confirmed"] or 0) + (report["decisions.cleared"] or 0)


@pytest.mark.parametrize(("year", "month", "end"), [(2026, 12, (2027, 1)), (2026, 2, (2026, 3))])
def test_a_month_ends_where_the_next_begins(year: int, month: int, end: tuple[int, int]) -> None:
    assert month_of(year, month)[1] == datetime(*end, 1, tzinfo=UTC)


def test_a_query_says_itself_in_words() -> None:
    assert Query("x", (("a", True),), "opened").text == "rows of kind x where a = yes, median hours since opened"


@pytest.mark.parametrize(
    "svg",
    [
        plots.bars("A & <b>", [("one <script>", 3), ("two", 0)]),
        plots.intervals("Agreement", [("writing", 0.2, 0.5, 0.9)]),
        plots.line("Months", [("2026-01", 3), ("2026-02", 5)]),
        plots.bars("Nothing", []),
        plots.line("One", [("2026-01", 0)]),
    ],
)
def test_a_plot_is_well_formed_has_a_title_and_no_script_or_style(svg: str) -> None:
    root = ET.fromstring(svg)
    assert root[0].tag.endswith("title")
    assert root[1].text
    assert "script>" not in svg.replace("&lt;script&gt;", "")
    assert "style=" not in svg
