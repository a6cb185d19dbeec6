"""Boost takes two curators, an eligible story, and ends when the ruling falls."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from copydesk.newsroom import clock
from copydesk.newsroom.distribution import restrict
from copydesk.newsroom.errors import RefusedError
from copydesk.newsroom.models import Assessment, Suspicion, Tier
from copydesk.readers import boosting, doing, pool, surfaces
from copydesk.readers.models import Boost

pytestmark = pytest.mark.django_db


@pytest.fixture
def curators(person: Callable[..., Any]) -> tuple[Any, Any]:
    return person("cleo", "curator"), person("carl", "curator")


def test_a_boost_takes_two_curators(curators: tuple[Any, Any], story: Callable[..., Any]) -> None:
    boost = boosting.nominate(story("Bees"), curators[0], "Read it.")
    with pytest.raises(RefusedError, match="second curator"):
        boosting.approve(boost, curators[0])
    assert boosting.approve(boost, curators[1]).approved


def test_the_database_refuses_a_curator_who_approves_their_own(
    curators: tuple[Any, Any], story: Callable[..., Any]
) -> None:
    boost = boosting.nominate(story("Bees"), curators[0], "Read it.")
    with pytest.raises(IntegrityError), transaction.atomic():
        Boost.objects.filter(pk=boost.pk).update(approved_by=curators[0])


@pytest.mark.parametrize("tier", [Tier.GENERAL, Tier.NETWORK, Tier.NONE])
def test_a_story_below_boost_can_not_be_put_forward(
    curators: tuple[Any, Any], story: Callable[..., Any], tier: Tier
) -> None:
    with pytest.raises(RefusedError, match="not eligible"):
        boosting.nominate(story("Bees", tier=tier), curators[0], "Read it.")


def test_a_curators_own_story_and_a_missing_note_are_refused(
    curators: tuple[Any, Any], story: Callable[..., Any]
) -> None:
    with pytest.raises(RefusedError, match="your own"):
        boosting.nominate(story("Bees", by=curators[0]), curators[0], "Read it.")
    with pytest.raises(RefusedError, match="sentence"):
        boosting.nominate(story("Trams"), curators[0], " ")


def test_a_boost_is_lost_when_the_ruling_falls(curators: tuple[Any, Any], story: Callable[..., Any]) -> None:
    bees = story("Bees")
    boosting.approve(boosting.nominate(bees, curators[0], "Read it."), curators[1])
    restrict(bees, ceiling=Tier.NETWORK)
    assert Boost.objects.get().why_ended == "ruling"


def test_a_boosted_story_goes_first_but_never_over_a_show_less(
    curators: tuple[Any, Any], person: Callable[..., Any], story: Callable[..., Any]
) -> None:
    reader = person("rita")
    for number in range(10):
        story(f"Story {number}")
    bees = story("Bees")
    boosting.approve(boosting.nominate(bees, curators[0], "Read it."), curators[1])
    assert surfaces.feed(reader)[0].entry.story == bees.pk
    doing.show_less(reader, bees)
    pool.forget()
    assert bees.pk not in [item.entry.story for item in surfaces.feed(reader)]


def test_a_boost_ends_with_its_days_or_its_goal(curators: tuple[Any, Any], story: Callable[..., Any]) -> None:
    boosting.approve(boosting.nominate(story("Bees"), curators[0], "Read it."), curators[1])
    boosting.approve(boosting.nominate(story("Trams"), curators[0], "Read it."), curators[1])
    Boost.objects.filter(story__live__title="Trams").update(views=500)
    with clock.standing_at(clock.now() + timedelta(days=15)):
        assert boosting.end_over() == 2
    assert set(Boost.objects.values_list("why_ended", flat=True)) <= {"time", "goal"}


def test_only_what_may_be_put_forward_is_offered(curators: tuple[Any, Any], story: Callable[..., Any]) -> None:
    free, taken, doubted, own = story("Bees"), story("Trams"), story("Bread"), story("Mine", by=curators[0])
    story("Network", tier=Tier.NETWORK)
    boosting.nominate(taken, curators[1], "Read it.")
    seen = Assessment.objects.create(revision=doubted.live, policy="p", detectors_key="k")
    Suspicion.objects.create(revision=doubted.live, assessment=seen, clause="c", detector="prose", version="1")
    assert list(boosting.could_be(curators[0])) == [free]
    assert own in boosting.could_be(curators[1])
    for offered in boosting.could_be(curators[0]):
        boosting.nominate(offered, curators[0], "Read it.")


def test_a_curator_is_offered_to_take_back_and_not_to_approve_their_own(
    curators: tuple[Any, Any], story: Callable[..., Any]
) -> None:
    boosting.nominate(story("Bees"), curators[0], "Read it.")
    pages = []
    for curator in curators:
        client = Client()
        client.force_login(curator)
        pages.append(client.get("/curate").content.decode())
    assert "Take it back" in pages[0]
    assert "Approve" not in pages[0]
    assert "Approve" in pages[1]
