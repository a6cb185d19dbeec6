"""Read, show less, take it back, forget: what a reader does takes effect in the very next request."""

import os
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, connections

from copydesk.newsroom import clock
from copydesk.newsroom.following import follow
from copydesk.newsroom.models import Tier
from copydesk.readers import doing, pool, surfaces
from copydesk.readers.knowing import reader_of, taste_of
from copydesk.readers.models import Description, ReaderEvent, ReaderState
from copydesk.readers.taste import from_bytes, to_bytes

pytestmark = pytest.mark.django_db


def titles(account: Any) -> list[str]:
    pool.forget()
    return [item.entry.title for item in surfaces.feed(account)]


def test_a_story_shown_less_is_gone_from_the_next_page(person: Callable[..., Any], story: Callable[..., Any]) -> None:
    reader = person("rita")
    bees = story("Bees")
    story("Trams")
    assert "Bees" in titles(reader)
    doing.show_less(reader, bees)
    assert titles(reader) == ["Trams"]


def test_an_undo_brings_it_back(person: Callable[..., Any], story: Callable[..., Any]) -> None:
    reader, bees = person("rita"), story("Bees")
    event = doing.show_less(reader, bees)
    assert doing.undo(reader, event.public_id) is not None
    assert titles(reader) == ["Bees"]
    assert doing.undo(reader, event.public_id) is None


def test_nobody_takes_back_what_another_reader_did(person: Callable[..., Any], story: Callable[..., Any]) -> None:
    event = doing.show_less(person("rita"), story("Bees"))
    assert doing.undo(person("otto"), event.public_id) is None


def test_show_less_twice_is_once_and_says_nothing_against_the_author(
    person: Callable[..., Any], story: Callable[..., Any]
) -> None:
    from copydesk.desk.models import Case
    from copydesk.newsroom.models import Suspicion

    reader, bees = person("rita"), story("Bees")
    assert doing.show_less(reader, bees) == doing.show_less(reader, bees)
    assert Description.objects.get(story=bees).less == 1
    assert not Case.objects.exists()
    assert not Suspicion.objects.exists()
    bees.refresh_from_db()
    assert bees.tier == Tier.BOOST


def test_deleting_the_history_takes_back_what_followed_from_it(
    person: Callable[..., Any], story: Callable[..., Any]
) -> None:
    reader, bees = person("rita"), story("Bees")
    doing.read(reader, bees)
    assert reader_of(reader).view.read == {bees.pk}
    assert doing.forget_history(reader) == 1
    assert reader_of(reader).view.read == frozenset()
    assert to_bytes(taste_of(reader)) == to_bytes(from_bytes(b""))


def test_the_stored_state_is_what_the_log_says(person: Callable[..., Any], story: Callable[..., Any]) -> None:
    reader = person("rita")
    stories = [story(f"Story {n}") for n in range(4)]
    for one in stories[:3]:
        doing.read(reader, one)
    doing.undo(reader, doing.show_less(reader, stories[3]).public_id)
    doing.show_less(reader, stories[0])
    stored = bytes(ReaderState.objects.get(reader=reader).taste)
    assert to_bytes(doing.rebuild(reader)) == stored


@pytest.mark.postgres
@pytest.mark.skipif(not os.environ.get("DATABASE_URL", "").startswith("postgres"), reason="row locks need PostgreSQL")
@pytest.mark.django_db(transaction=True)
def test_clicks_at_once_leave_a_state_that_the_log_rebuilds(
    person: Callable[..., Any], story: Callable[..., Any]
) -> None:
    reader = person("rita")
    stories = [story(f"Story {n}") for n in range(4)]
    failed: list[Exception] = []

    def click(one: Any) -> None:
        try:
            for _ in range(3):
                event = doing.show_less(reader, one)
                doing.undo(reader, event.public_id)
            doing.show_less(reader, one)
        except Exception as error:  # noqa: BLE001  # told in the test's own thread
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=click, args=(one,)) for one in stories for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    stored = bytes(ReaderState.objects.get(reader=reader).taste)
    assert to_bytes(doing.rebuild(reader)) == stored
    assert taste_of(reader).hidden == {one.pk for one in stories}
    assert ReaderEvent.objects.filter(reader=reader).count() >= 4
    connection.close()


def test_each_effect_says_how_its_writer_stands_and_until_when(
    person: Callable[..., Any], story: Callable[..., Any]
) -> None:
    reader, bees, trams = person("rita"), story("Bees"), story("Trams")
    follow(reader, trams.author)
    for told in (bees, trams):
        doing.show_less(reader, told)
    friend, stranger = doing.effects(reader)
    assert (friend.event.story, friend.followed, stranger.followed) == (trams, True, False)
    assert stranger.factor == pytest.approx(0.2, abs=0.01)
    assert (stranger.until - stranger.event.at).days == 140
    with clock.standing_at(stranger.until):
        assert doing.effects(reader)[1].factor == 1.0
