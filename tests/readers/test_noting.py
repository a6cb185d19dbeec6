"""What was shown is written down with its place, its source and how likely it was."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from copydesk.readers.models import Impression, Surface
from copydesk.readers.noting import note
from copydesk.readers.ranking import FEATURES, Shown

pytestmark = pytest.mark.django_db
SEEN = (1.0, 0.0, 0.1234, -0.5, 0.0, 1.0, 0.0)


def test_each_place_is_noted_in_one_statement(
    person: Callable[..., Any], story: Callable[..., Any], django_assert_num_queries: Callable[..., Any]
) -> None:
    reader, bees, trams = person("rita"), story("Bees"), story("Trams")
    shown = [Shown(bees.pk, "following", 1.0, SEEN), Shown(trams.pk, "new", 0.0625, (0.0,) * len(FEATURES))]
    with django_assert_num_queries(1):
        note(reader, Surface.TOPIC, shown)
    rows = Impression.objects.order_by("place")
    assert [(r.reader, r.story, r.place, r.source, r.propensity) for r in rows] == [
        (reader, bees, 0, "following", 1.0),
        (reader, trams, 1, "new", 0.0625),
    ]
    assert rows[0].features == list(SEEN)
    assert {(r.surface, r.read, r.learned) for r in rows} == {("topic", False, False)}
    assert rows[0].at == rows[1].at


def test_nothing_shown_is_nothing_noted(
    person: Callable[..., Any], django_assert_num_queries: Callable[..., Any]
) -> None:
    reader = person("rita")
    with django_assert_num_queries(0):
        note(reader, Surface.FEED, [])


@pytest.mark.django_db(transaction=True)
def test_a_page_waits_for_no_disk_and_nothing_after_it_is_hurried(
    person: Callable[..., Any], story: Callable[..., Any]
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL can commit without a wait; run under scripts/with-postgres")
    reader, bees = person("rita"), story("Bees")
    note(reader, Surface.FEED, [Shown(bees.pk, "following", 1.0, SEEN)])
    with connection.cursor() as cursor:
        cursor.execute("SHOW synchronous_commit")
        assert cursor.fetchone() == ("on",)


def test_a_reader_and_a_story_that_go_take_their_impressions_along(
    person: Callable[..., Any], story: Callable[..., Any]
) -> None:
    gone, stays, bees, trams = person("rita"), person("rosa"), story("Bees"), story("Trams")
    for reader in (gone, stays):
        note(reader, Surface.FEED, [Shown(each.pk, "following", 1.0, SEEN) for each in (bees, trams)])
    gone.delete()
    trams.delete()
    assert [(row.reader, row.story) for row in Impression.objects.all()] == [(stays, bees)]
