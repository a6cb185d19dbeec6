"""The readers' part of the demo: what it says, once."""

from collections.abc import Callable
from typing import Any

import pytest

from copydesk.readers import demo
from copydesk.readers.models import Boost, ReaderEvent

pytestmark = pytest.mark.django_db


def test_it_reads_shows_less_and_boosts_once(person: Callable[..., Any], story: Callable[..., Any]) -> None:
    for handle in ("reader", "curator", "curator2"):
        person(handle)
        from copydesk.newsroom.models import Account

        Account.objects.filter(handle=handle).update(email=f"{handle}@demo.example")
    for number in range(12):
        story(f"Story {number}", labels=["ai-generated"] * (number == 0))
    for _ in range(2):
        demo.load()
    assert ReaderEvent.objects.filter(doing="read").count() == 6
    assert ReaderEvent.objects.filter(doing="show-less").count() == 1
    assert [boost.approved is not None for boost in Boost.objects.order_by("pk")] == [True, False]


def test_without_the_demos_people_it_does_nothing(db: None) -> None:
    demo.load()
    assert not Boost.objects.exists()
