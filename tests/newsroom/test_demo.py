"""The demo: believable, complete, and the same each time."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from copydesk.newsroom.demo import load, sign_in_lines
from copydesk.newsroom.demo.drawing import draw
from copydesk.newsroom.demo.loading import samples
from copydesk.newsroom.demo.people import PASSWORD, PEOPLE, make
from copydesk.newsroom.models import Account, PictureFile, Role, Story, Tier
from kits import desk as kit


@pytest.fixture(autouse=True)
def _no_models(settings: Any) -> Iterator[None]:
    with kit.detectors_left_out(settings):
        settings.COPYDESK_DETECTORS = ["disclosure", "pictures"]
        yield


@pytest.mark.django_db
def test_the_demo_fills_the_site_once(moment: Any) -> None:
    load()
    stories, pictures = Story.objects.count(), PictureFile.objects.count()
    assert stories == len(samples()) >= 55
    tiers = Counter(Story.objects.values_list("ruled_tier", flat=True))
    assert tiers[Tier.NETWORK] >= 1
    assert {label for labels in Story.objects.values_list("labels", flat=True) for label in labels} >= {
        "ai-generated",
        "ai-assisted",
        "ai-pictures",
    }
    load()
    assert (Story.objects.count(), PictureFile.objects.count()) == (stories, pictures)


@pytest.mark.django_db
def test_there_is_somebody_of_each_role_who_can_sign_in(client: Any) -> None:
    assert {role for person in PEOPLE for role in person.roles} == set(Role)
    assert any(PASSWORD in line for line in sign_in_lines())


def test_a_picture_is_drawn_the_same_each_time() -> None:
    assert draw("hills-field") == draw("hills-field")
    assert b"Steps: 28" in draw("waves-dawn-a1111")


def test_every_story_has_an_author_and_some_length() -> None:
    handles = {person.handle for person in PEOPLE}
    for sample in samples():
        assert sample.head["author"] in handles
        assert 50 <= len(sample.body.split()) <= 400, sample.slug


@pytest.mark.django_db
def test_the_demos_people_are_made_once() -> None:

    assert make(PEOPLE[0]) == make(PEOPLE[0])
    assert Account.objects.count() == 1
