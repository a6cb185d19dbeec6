"""Stories over the API."""

from collections.abc import Callable
from typing import Any

import pytest

from copydesk.newsroom.models import Revision, Story
from copydesk.queue.models import Job, JobState
from copydesk.queue.worker import drain

pytestmark = pytest.mark.django_db
WORDS = {"title": "Bees", "content": "We keep bees on the roof of the house, and count the hives again each spring."}


def test_a_story_is_created_published_and_assessed(api: Callable[..., Any]) -> None:
    made = api("POST", "stories", WORDS | {"publish": True, "tags": ["Bees", "City"]})
    assert made.status_code == 201
    story = made.json()
    assert (story["state"], story["assessment"], story["tags"]) == ("published", "waiting", ["bees", "city"])
    drain()
    ruling = api("GET", f"stories/{story['id']}/ruling").json()
    assert ruling["state"] == "assessed"
    assert ruling["assessment"]["ruling"]["now"]["distribution"] == ruling["holds"]["distribution"]


def test_a_request_sent_twice_with_one_key_happens_once(api: Callable[..., Any]) -> None:
    first = api("POST", "stories", WORDS, Idempotency_Key="a1")
    second = api("POST", "stories", WORDS, Idempotency_Key="a1")
    assert first.json() == second.json()
    assert second["Idempotent-Replayed"] == "true"
    assert Story.objects.count() == 1


def test_one_idempotency_key_serves_one_request(api: Callable[..., Any]) -> None:
    api("POST", "stories", WORDS, Idempotency_Key="a1")
    other = api("POST", "stories", WORDS | {"title": "Wasps"}, Idempotency_Key="a1")
    assert other.status_code == 422
    assert other.json()["code"] == "key-reused"


def test_a_failed_request_may_be_repeated_with_its_key(api: Callable[..., Any]) -> None:
    refused = api("POST", "stories", WORDS | {"publication": "nowhere"}, Idempotency_Key="a1")
    assert refused.status_code == 422
    assert api("POST", "stories", WORDS, Idempotency_Key="a1").status_code == 201


def test_a_revision_changes_what_was_sent_and_keeps_the_rest(api: Callable[..., Any]) -> None:
    story = api("POST", "stories", WORDS).json()
    api("PATCH", f"stories/{story['id']}", {"title": "Wasps"})
    newest = Revision.objects.order_by("-number").first()
    assert newest is not None
    assert (newest.title, newest.content, newest.number) == ("Wasps", WORDS["content"], 2)


def test_the_paywall_refuses_declared_generated_writing_with_the_clause(api: Callable[..., Any]) -> None:
    story = api("POST", "stories", WORDS | {"declared": "generated"}).json()
    refused = api("PUT", f"stories/{story['id']}/paywall", {"paywalled": True})
    assert refused.status_code == 409
    assert refused["Content-Type"] == "application/problem+json"
    assert refused.json()["clause"] == "writing.paywalled-generated"


def test_pages_follow_each_other_without_gap_or_repetition(api: Callable[..., Any]) -> None:
    made = [api("POST", "stories", WORDS | {"title": str(n)}).json()["id"] for n in range(5)]
    seen, after = [], ""
    while after is not None:
        page = api("GET", f"stories?limit=2{f'&cursor={after}' if after else ''}").json()
        seen += [story["id"] for story in page["items"]]
        after = page["next"]
    assert seen == made[::-1]


def test_somebody_elses_story_is_not_there(
    published: Story, people: dict[str, Any], caller: Callable[..., Any]
) -> None:
    assert caller(people["reader"])("GET", f"stories/{published.public_id}").status_code == 404


def test_a_key_does_only_what_its_scopes_say(people: dict[str, Any], caller: Callable[..., Any]) -> None:
    assert caller(people["writer"], "stories:read")("POST", "stories", WORDS).status_code == 403
    assert caller(people["writer"], "stories:read")("GET", "stories").status_code == 200


def test_an_assessment_that_was_given_up_is_told(api: Callable[..., Any]) -> None:
    made = api("POST", "stories", {"title": "Bees", "content": "We keep bees.", "publish": True}).json()
    assert made["assessment"] == "waiting"
    Job.objects.update(state=JobState.DEAD)
    assert api("GET", f"stories/{made['id']}").json()["assessment"] == "failed"
    assert api("GET", f"stories/{made['id']}/ruling").json()["state"] == "failed"
