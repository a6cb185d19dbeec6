"""Both controls of the reader, driven in a real browser, and the pages they stand on."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_it_opens(visit: Callable[..., Page], person: Callable[..., Any]) -> None:
    page = visit("/", by=person("rita"))
    expect(page.get_by_role("heading", name="Stories for you")).to_be_attached()
