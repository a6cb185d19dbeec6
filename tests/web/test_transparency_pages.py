"""Transparency and quality: each number leads to where it came from; nothing is set by itself."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from copydesk.newsroom.models import Account
from kits import desk as kit

pytestmark = pytest.mark.django_db


@pytest.fixture
def month(person: Callable[..., Any]) -> str:
    """A month in which one case was decided."""
    now = timezone.now()
    kit.Desk(now).confirm(kit.open_case(kit.story(kit.account()), now), person("rex", "reviewer"))
    return f"{now:%Y-%m}"


def test_each_number_of_the_report_leads_to_its_query_and_rows(client: Client, month: str) -> None:
    page = client.get(f"/transparency/{month}").content.decode()
    assert "Decisions in force" in page
    behind = client.get(f"/transparency/{month}/decisions").content.decode()
    assert "1 rows of the ledger" in behind
    assert "decision.in-force" in behind


def test_the_report_can_be_had_as_csv_and_json(client: Client, month: str) -> None:
    assert client.get(f"/transparency/{month}/report.csv").content.decode().startswith("month,name,title,value")
    figures = client.get(f"/transparency/{month}/report.json").json()["figures"]
    assert next(f["value"] for f in figures if f["name"] == "decisions") == 1


@pytest.mark.parametrize("path", ["2026-13", "nothing", "2026-03/nothing", "2026-03/report.exe", "99999-01"])
def test_a_month_or_figure_that_is_none_is_not_found(client: Client, path: str) -> None:
    assert client.get(f"/transparency/{path}").status_code == 404


def test_the_ledger_behind_the_report_holds_no_words_of_anybody(client: Client, month: str) -> None:
    behind = client.get(f"/transparency/{month}/decisions").content.decode()
    assert "ferry" not in behind
    assert kit.REASON not in behind


def test_the_rows_behind_a_figure_name_neither_author_nor_reviewer(client: Client, month: str) -> None:
    pages = [client.get(f"/transparency/{month}/{name}").content.decode() for name in ("decisions", "readings")]
    assert all("case" in page for page in pages)
    ids = Account.objects.values_list("public_id", flat=True)
    assert [public_id for public_id in ids if public_id in "".join(pages)] == []


def test_the_policy_owner_sees_the_quality_of_the_desk(client: Client, person: Callable[..., Any], month: str) -> None:
    client.force_login(person("paula", "policy-owner"))
    for days in (7, 30, 90, 365):
        page = client.get(f"/desk/quality?days={days}").content.decode()
        assert "nothing is set by itself" in page
    assert client.get("/desk/quality?days=-1").status_code == 200
    assert month


def test_a_figure_without_data_says_so_in_plain_words(client: Client, month: str) -> None:
    page = client.get(f"/transparency/{month}").content.decode()
    assert ">no data yet</a>" in page
    behind = client.get(f"/transparency/{month}/reversal-rate").content.decode()
    assert "<strong>no data yet</strong>" in behind
    past = client.get("/transparency/2020-03/reversal-rate").content.decode()
    assert "<strong>no data</strong>" in past
    assert not any(words in whole for whole in (page, behind, past) for words in ("none share", ">none<", "None"))


def test_a_share_is_shown_alike_on_both_pages(client: Client, month: str) -> None:
    for path in (month, f"{month}/automated-detection"):
        assert re.search(r">\d+ %<", client.get(f"/transparency/{path}").content.decode())


def test_a_report_is_computed_once_and_anew_when_a_row_is_added(
    client: Client, month: str, person: Callable[..., Any]
) -> None:
    paths = ("/transparency", f"/transparency/{month}", f"/transparency/{month}/report.json")
    before = [client.get(path) for path in paths][2].content
    with CaptureQueriesContext(connection) as asked:
        assert [client.get(path) for path in paths][2].content == before
    assert not [query["sql"] for query in asked if '"body"' in query["sql"]]
    again = timezone.now()
    kit.Desk(again).confirm(kit.open_case(kit.story(kit.account()), again), person("rosa", "reviewer"))
    figures = client.get(paths[2]).json()["figures"]
    assert next(f["value"] for f in figures if f["name"] == "decisions") == 2
    assert "2 rows of the ledger" in client.get(f"/transparency/{month}/decisions").content.decode()


def test_a_month_that_is_over_is_kept_while_the_next_one_grows(
    client: Client, month: str, person: Callable[..., Any]
) -> None:
    client.get("/transparency/2020-03/report.json")
    with CaptureQueriesContext(connection) as asked:
        now = timezone.now()
        kit.Desk(now).confirm(kit.open_case(kit.story(kit.account()), now), person("rosa", "reviewer"))
        before = len(asked)
        client.get("/transparency/2020-03/report.json")
    assert month
    assert not [query["sql"] for query in asked.captured_queries[before:] if '"body"' in query["sql"]]
