"""The policy for people, and the playground."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from copydesk.newsroom.publications import platform_policy
from copydesk.policy import bundled
from copydesk.web.models import Helpful

pytestmark = pytest.mark.django_db


def test_every_clause_has_an_anchor_that_letters_can_link_to(client: Client) -> None:
    page = client.get("/policy").content.decode()
    for clause in platform_policy().clauses:
        assert f'id="{clause.id}"' in page


def test_it_is_counted_whether_a_clause_was_helpful(client: Client) -> None:
    clause = platform_policy().clauses[0].id
    client.post(f"/policy/helpful/{clause}", {"answer": "yes"})
    client.post(f"/policy/helpful/{clause}", {"answer": "no"})
    counted = Helpful.objects.get(clause=clause)
    assert (counted.yes, counted.no) == (1, 1)
    assert client.post("/policy/helpful/nothing", {"answer": "yes"}).status_code == 404


@pytest.mark.parametrize("name", bundled())
def test_every_bundled_policy_can_be_tried(client: Client, name: str) -> None:
    assert client.get("/policy/try", {"policy": name}).status_code == 200


def test_facts_in_the_address_give_the_ruling(client: Client) -> None:
    sold = {"writing": "generated", "paywalled": "yes", "disclosure": "none"}
    page = client.get("/policy/try", sold).content.decode()
    assert "off the paywall" in page
    assert "recommended to followers" in page


def test_a_suspicion_alone_changes_nothing_but_boost(client: Client) -> None:
    doubted = {"writing": "generated", "suspected": "writing"}
    page = client.get("/policy/try", doubted).content.decode()
    assert "A person looks first" in page


@pytest.mark.parametrize("query", ["policy=../../etc/passwd", "writing=%00", "writing=<script>", "suspected=nothing"])
def test_a_hostile_address_is_read_as_the_default(client: Client, query: str) -> None:
    answer = client.get(f"/policy/try?{query}")
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


def test_a_pasted_story_is_read_and_forgotten(client: Client) -> None:
    from copydesk.newsroom.models import Revision

    words = "Most of this story was written by an AI program.\n\n" + "We went to the sea and back again that day. " * 9
    page = client.post("/policy/try/story", {"content": words}).content.decode()
    assert "Disclosed AI-generated writing" in page
    assert not Revision.objects.exists()


def test_pages_say_who_may_not_see_them_in_plain_words(client: Client, person: Callable[..., Any]) -> None:
    client.force_login(person("otto"))
    answer = client.get("/operate")
    assert answer.status_code == 403
    assert "not open to you" in answer.content.decode()
    missing = client.get("/story/nothing-here")
    assert missing.status_code == 404
    assert "Nothing stands here" in missing.content.decode()
