"""An author's other stories: those that are published, the newest first, and not the one that is assessed."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from copydesk.newsroom import publishing
from copydesk.newsroom.models import Account, Assessment, Story
from copydesk.newsroom.siblings import MOST, Siblings
from copydesk.newsroom.writing import Words
from copydesk.queue.worker import drain
from kits import desk as kit

pytestmark = pytest.mark.django_db
Person = Callable[..., Any]


def publish(author: Any, text: str) -> Story:
    return publishing.publish_new(author, Words(title="A story", content=text))


def texts(siblings: Siblings) -> list[str]:
    return [story.text.strip() for story in siblings]


PAGE = """Look no further! In this article we will explore the best {thing} models. Whether you are a beginner or a
professional, a {thing} is a must-have. [Check price on Amazon](https://www.amazon.com/dp/B0?tag=picks-20)

## Pros and Cons

A game-changer with a sleek design, and great value for money. [Buy now](https://www.amazon.com/dp/B1?tag=picks-20)
"""


@pytest.fixture
def _promotion_alone(settings: Any) -> Any:
    with kit.detectors_left_out(settings, "promotion"):
        yield


@pytest.mark.usefixtures("_promotion_alone")
def test_a_second_page_from_one_mould_is_told_of_on_publishing(person: Person) -> None:
    ada = person("ada")
    pages = [publish(ada, PAGE.format(thing=thing)) for thing in ("kettle", "toaster")]
    drain()
    kept = Assessment.objects.get(revision__story=pages[1])
    assert "one-mould" in {signal["kind"] for signal in kept.result["evidence"]["promotion"]["signals"]}


def test_they_are_the_authors_own_newest_first_without_the_story_itself(person: Person) -> None:
    ada = person("ada")
    first, second = publish(ada, "I keep bees."), publish(ada, "I keep goats.")
    publish(person("ben"), "I keep quiet.")
    third = publish(ada, "I keep hens.")
    assert texts(Siblings(ada, third)) == ["I keep goats.", "I keep bees."]
    assert texts(Siblings(ada, second)) == ["I keep hens.", "I keep bees."]
    publishing.unpublish(first, by=ada)
    assert texts(Siblings(ada, third)) == ["I keep goats."]


def test_nothing_is_read_before_they_are_asked_for(person: Person) -> None:
    ada = person("ada")
    publish(ada, "I keep bees.")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        siblings = Siblings(ada)
        assert not asked.captured_queries
        assert texts(siblings)
        assert len(asked.captured_queries) == 1


def test_no_more_are_read_than_a_few(person: Person) -> None:
    ada = person("ada")
    for number in range(MOST + 2):
        publish(ada, f"I keep {number} bees.")
    assert len(texts(Siblings(ada))) == MOST


def test_somebody_without_stories_has_none(person: Person) -> None:
    assert not texts(Siblings(person("ada")))
    assert not texts(Siblings(Account()))
