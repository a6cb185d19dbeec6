"""The pool holds what the database holds, as numbers."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from copydesk.newsroom import clock
from copydesk.newsroom.models import Story, Tag, Tier
from copydesk.readers import pool

pytestmark = pytest.mark.django_db


def test_each_column_says_what_the_stories_say(story: Callable[..., Any]) -> None:
    labels: list[list[str]] = [[], ["ai-pictures"], ["ai-assisted"], ["ai-generated", "ai-pictures"]]
    told = [story(f"Story {n}", labels=own, tier=Tier(n % 3 + 1)) for n, own in enumerate(labels)]
    Story.objects.filter(pk=told[1].pk).update(published=clock.now() - timedelta(days=400, microseconds=17))
    built = pool.build()
    kept = list(Story.objects.order_by("pk"))
    assert built.story.tolist() == [each.pk for each in kept]
    assert built.author.tolist() == [each.author_id for each in kept]
    assert built.tier.tolist() == [each.tier for each in kept]
    assert built.ai.tolist() == [False, False, True, True]
    moments = [each.published.timestamp() for each in kept if each.published]
    assert np.abs(built.published - moments).max() < 0.001


def test_a_storys_topics_are_found_by_the_story(story: Callable[..., Any]) -> None:
    both, none = story("Both", tags=("bees", "trams")), story("None")
    built = pool.build()
    names = {built.topic_names[topic] for topic in built.topics_of(both.pk)}
    assert names == set(Tag.objects.values_list("name", flat=True))
    assert built.topics_of(none.pk) == built.topics_of(0) == []
