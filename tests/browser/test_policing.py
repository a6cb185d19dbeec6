"""The policy owner's pages in a real browser: readable at both widths, with what the shadow showed."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from copydesk.newsroom import backtesting, policing, publishing
from copydesk.newsroom.models import PolicyVersion
from copydesk.newsroom.writing import Words, begin
from copydesk.queue.worker import drain
from kits import policies

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def version(person: Callable[..., Any]) -> PolicyVersion:
    """A version in the shadow that saw three stories, with its backtest."""
    made = policing.draft(policies.text(), person("ann", "policy-owner"), note="The board asked for it.")
    policing.start_shadow(made, made.author)
    writer = person("wim")
    for declared in ("assisted", "", "assisted"):
        words = Words(title="Bees", content="We keep bees on the roof.", declared=declared)
        publishing.publish_words(begin(writer), words, by=writer)
    backtesting.request(made, made.author, capacity=4)
    drain()
    return made


@pytest.mark.parametrize("width", [1280, 390])
def test_the_pages_of_a_version_can_be_read_by_all(
    visit: Callable[..., Page], person: Any, version: PolicyVersion, axe: Any, fits: Any, width: int
) -> None:
    owner = person("ben", "policy-owner")
    for path in ("/policy/versions", f"/policy/versions/{version.public_id}", "/policy/versions/new", "/policy/try"):
        page = visit(path, by=owner, width=width)
        assert axe(page) == [], path
        assert fits(page), path


def test_another_owner_puts_it_in_force_with_a_date_and_a_share(
    visit: Callable[..., Page], person: Any, version: PolicyVersion
) -> None:
    page = visit(f"/policy/versions/{version.public_id}", by=person("ben", "policy-owner"))
    page.get_by_label("From").fill("2999-01-01")
    page.get_by_label("For so many per cent of stories").fill("25")
    page.get_by_role("button", name="Approve").click()
    page.get_by_text("Approved, not yet in force").wait_for()
    version.refresh_from_db()
    assert version.share == 0.25
