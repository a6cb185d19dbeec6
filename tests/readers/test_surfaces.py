"""All surfaces go through one filter, and what the database no longer allows is not shown."""

import random
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from copydesk.newsroom import clock, publications
from copydesk.newsroom.distribution import recommendable_to
from copydesk.newsroom.following import follow
from copydesk.newsroom.models import Story, StoryState, Tag, Tier
from copydesk.readers import doing, muting, pool, surfaces
from copydesk.readers.models import Impression

pytestmark = pytest.mark.django_db


def shown(items: list[surfaces.Item]) -> set[str]:
    return {item.entry.title for item in items}


def everywhere(reader: Any, about: Any) -> set[str]:
    """Return what any surface shows this reader."""
    pool.forget()
    tag = Tag.objects.get(slug="bees")
    return (
        shown(surfaces.feed(reader))
        | shown(surfaces.topic(reader, tag))
        | shown(surfaces.more_like(reader, about))
        | shown(surfaces.suggestions(reader, "hive"))
        | (shown(surfaces.following(reader)) | shown(surfaces.push(reader)) if reader else set())
    )


def test_a_network_story_reaches_followers_alone_on_every_surface(
    person: Callable[..., Any], story: Callable[..., Any]
) -> None:
    reader = person("rita")
    near = story("The hive in May", tags=("bees",))
    network = story("The hive in winter", tags=("bees",), tier=Tier.NETWORK)
    assert "The hive in winter" not in everywhere(reader, near) | everywhere(None, near)
    follow(reader, network.author)
    assert "The hive in winter" in everywhere(reader, near)


def test_a_story_of_tier_none_reaches_nobody(person: Callable[..., Any], story: Callable[..., Any]) -> None:
    reader, near = person("rita"), story("The hive in May", tags=("bees",))
    none = story("The hive of none", tags=("bees",), tier=Tier.NONE)
    follow(reader, none.author)
    assert "The hive of none" not in everywhere(reader, near)


def test_a_tier_that_fell_since_the_pool_was_built_is_heeded(
    person: Callable[..., Any], story: Callable[..., Any]
) -> None:
    reader, bees = person("rita"), story("Bees")
    assert shown(surfaces.feed(reader)) == {"Bees"}
    Story.objects.filter(pk=bees.pk).update(ceiling=Tier.NONE)
    assert shown(surfaces.feed(reader)) == set()
    Story.objects.filter(pk=bees.pk).update(ceiling=Tier.BOOST, state=StoryState.UNPUBLISHED)
    assert shown(surfaces.feed(reader)) == set()


def test_a_muted_writer_and_a_muted_topic_are_not_shown(person: Callable[..., Any], story: Callable[..., Any]) -> None:
    reader = person("rita")
    bees, trams = story("Bees", tags=("bees",)), story("Trams")
    muting.mute(reader, trams.author)
    muting.mute(reader, Tag.objects.get(slug="bees"))
    pool.forget()
    assert shown(surfaces.feed(reader)) == set()
    muting.unmute(reader, trams.author)
    assert shown(surfaces.feed(reader)) == {"Trams"}
    assert bees.pk


def test_a_story_that_nobody_opens_is_shown_on_three_days_and_no_more(
    person: Callable[..., Any], story: Callable[..., Any]
) -> None:
    reader = person("rita")
    story("Bees")
    for day in range(4):
        with clock.standing_at(clock.now() + timedelta(days=day)):
            for _ in range(3):
                assert (day, shown(surfaces.feed(reader))) == (day, {"Bees"} if day < 3 else set())


def test_each_place_is_written_down_with_how_likely_it_was(
    person: Callable[..., Any], story: Callable[..., Any]
) -> None:
    reader = person("rita")
    for number in range(30):
        story(f"Story {number}")
    surfaces.feed(reader)
    rows = list(Impression.objects.filter(reader=reader))
    assert len(rows) == 20
    assert all(0 < row.propensity <= 1 and row.features for row in rows)
    assert any(row.source == "new" for row in rows)


def test_what_was_read_is_not_shown_again(person: Callable[..., Any], story: Callable[..., Any]) -> None:
    reader, bees = person("rita"), story("Bees")
    doing.read(reader, bees)
    assert shown(surfaces.feed(reader)) == set()


@pytest.mark.parametrize("seed", range(6))
def test_in_any_graph_no_surface_shows_what_may_not_be_recommended(
    person: Callable[..., Any], story: Callable[..., Any], seed: int
) -> None:
    chance = random.Random(seed)
    writers = [person(f"w{n}") for n in range(4)]
    house = publications.found(name="House", by=writers[0])
    for number in range(14):
        place = chance.choice((None, house))
        tier = chance.choice((Tier.NONE, Tier.NETWORK, Tier.NETWORK, Tier.GENERAL))
        story(f"The hive {number}", tags=("bees",), tier=tier, by=chance.choice(writers), publication=place)
    for reader in (person("rita"), writers[1]):
        for target in chance.sample([*writers, house], 2):
            if target != reader:
                follow(reader, target)
        allowed = set(recommendable_to(reader).values_list("pk", flat=True))
        near = Story.objects.order_by("?")[0]
        digested = {item.entry.story for item in surfaces.digest(reader, 10)}
        assert everywhere_by_id(reader, near) | digested <= allowed
        of_each = Counter(Story.objects.filter(pk__in=allowed).values_list("author", flat=True)).values()
        assert len(surfaces.feed(reader)) == sum(min(2, count) for count in of_each)


def everywhere_by_id(reader: Any, near: Story) -> set[int]:
    tag = Tag.objects.get(slug="bees")
    pool.forget()
    shown_anywhere = (
        surfaces.feed(reader),
        surfaces.topic(reader, tag),
        surfaces.more_like(reader, near),
        surfaces.suggestions(reader, "hive"),
        surfaces.following(reader),
        surfaces.push(reader),
    )
    return {item.entry.story for items in shown_anywhere for item in items}
