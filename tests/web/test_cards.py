"""Cards are filled for one reader and one moment: nothing of another reader or of before stays in them."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from copydesk.newsroom import publications
from copydesk.newsroom.following import follow
from copydesk.newsroom.models import Revision, Story
from copydesk.readers import doing, pool
from copydesk.readers.entries import Entry
from copydesk.readers.surfaces import Item
from copydesk.web.cards import cards
from kits import readers

PUBLISHED = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def story(person: Callable[..., Any]) -> Callable[..., Any]:
    pool.forget()
    return readers.teller(person)


def page(reader: Any) -> str:
    client = Client()
    if reader:
        client.force_login(reader)
    return client.get("/").content.decode()


def test_words_of_people_are_escaped_and_never_taken_for_a_slot() -> None:
    wild = "<b>%(csrf_token)s slot0csrf_token0slot & 100 %"
    entry = Entry(1, "s1", "bees", wild, wild, (), True, None, 2, "ada", wild, "house", wild)
    drawn = cards([Item(entry, wild, "new")], None, surface='"><i>', token="secret")
    assert "<b>" not in drawn
    assert "<i>" not in drawn
    assert "secret" not in drawn
    assert drawn.count("&lt;b&gt;%(csrf_token)s slot0csrf_token0slot &amp; 100 %") == 4


@pytest.mark.django_db
def test_no_slot_of_the_template_is_left_empty(person: Callable[..., Any]) -> None:
    entry = Entry(1, "s1", "bees", "Bees", "Lead", ("ai-assisted", "gone"), True, PUBLISHED, 0, "ada", "Ada", "h", "H")
    drawn = cards([Item(entry, "New", "new")], person("rita"), surface="feed", token="t0ken")
    assert "slot0" not in drawn
    assert "%(" not in drawn
    for words in ("AI-assisted", "Members", "2 March 2026", "2026-03-02T09:00:00+00:00", "/in/h", "t0ken", ">New<"):
        assert words in drawn


@pytest.mark.django_db
def test_one_reader_never_gets_anothers_token_or_reason(person: Callable[..., Any], story: Callable[..., Any]) -> None:
    rita, fan = person("rita"), person("fan")
    bees = story("Bees")
    follow(fan, bees.author)
    hers, theirs, nobodys = page(rita), page(fan), page(None)
    tokens = [set(re.findall(r'csrfmiddlewaretoken" value="(\w+)"', html)) for html in (hers, theirs)]
    assert tokens[0].isdisjoint(tokens[1])
    assert "You follow Writer0" in theirs
    assert "You follow" not in hers + nobodys
    assert "Show less" in hers
    assert "Show less" not in nobodys + page(bees.author)


@pytest.mark.django_db
def test_what_changed_of_a_story_shows_on_the_very_next_page(
    person: Callable[..., Any], story: Callable[..., Any]
) -> None:
    reader, bees = person("rita"), story("Bees", paywalled=True)
    assert "Members" in page(reader)
    bees.live = Revision.objects.create(story=bees, number=2, content_hash="h", title="Wasps")
    bees.publication = publications.found(name="The Hive", by=bees.author)
    bees.off_paywall, bees.labels = True, ["ai-generated"]
    bees.save()
    after = page(reader)
    assert "Members" not in after
    assert "Bees" not in after
    for words in ("Wasps", "AI-generated", "The Hive"):
        assert words in after


@pytest.mark.django_db
def test_show_less_and_a_ruling_hold_on_the_very_next_page(
    person: Callable[..., Any], story: Callable[..., Any]
) -> None:
    rita, rosa = person("rita"), person("rosa")
    bees, trams = story("Bees"), story("Trams")
    assert "Bees" in page(rita)
    doing.show_less(rita, bees)
    assert "Bees" not in page(rita)
    assert "Bees" in page(rosa)
    Story.objects.filter(pk=trams.pk).update(ceiling=1)
    assert "Trams" not in page(rita) + page(rosa)
