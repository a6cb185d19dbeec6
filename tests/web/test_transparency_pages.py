"""Transparency and quality: each number leads to where it came from; nothing is set by itself."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
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
