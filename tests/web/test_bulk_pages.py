"""Alike cases are chosen by a filter, seen before they are decided, decided with a reason, and taken back together."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from copydesk.desk.models import Case, CaseState, Decision, DecisionState, Reading
from copydesk.newsroom.models import Story, Tier
from kits import desk as kit

pytestmark = pytest.mark.django_db
ANSWERS = {"writing": "generated", "human_work": "none"}
REASON = {"reason": "They all read as one program's output."}


@pytest.fixture
def cases() -> list[Case]:
    """Three cases that one reading settles."""
    return [kit.open_case(kit.story(kit.account()), timezone.now()) for _ in range(3)]


@pytest.fixture
def at_desk(client: Client, person: Callable[..., Any]) -> Client:
    """A reviewer who is signed in."""
    client.force_login(person("rex", "reviewer"))
    return client


def ids(cases: list[Case]) -> list[str]:
    return [case.public_id for case in cases]


def digest_of(page: str) -> str:
    found = re.search(r'name="digest" value="(\w+)"', page)
    assert found
    return found[1]


def previewed(client: Client, cases: list[Case], **answers: str) -> str:
    return client.post("/desk/bulk/preview", {"case": ids(cases), **ANSWERS, **answers}).content.decode()


def test_a_filter_shows_the_cases_of_one_kind(at_desk: Client, cases: list[Case]) -> None:
    german = kit.open_case(kit.story(kit.account(), language="de"), timezone.now())
    page = at_desk.get("/desk/bulk", {"language": "de"}).content.decode()
    assert german.public_id in page
    assert not any(case.public_id in page for case in cases)
    assert "In conclusion, it is important" in page, "the marked words are there to read"


def test_the_preview_says_what_each_would_get_and_decides_nothing(at_desk: Client, cases: list[Case]) -> None:
    sold = kit.open_case(kit.story(kit.account(), paywalled=True), timezone.now())
    page = previewed(at_desk, [*cases, sold])
    assert page.count("Recommended to followers only") == 3
    assert "This case takes two readings." in page
    assert "Decide 3" in page
    assert (Decision.objects.count(), Reading.objects.count()) == (0, 0)


def test_they_are_decided_with_one_reason_and_taken_back_together(at_desk: Client, cases: list[Case]) -> None:
    digest = digest_of(previewed(at_desk, cases))
    given = {"case": ids(cases), **ANSWERS, **REASON, "digest": digest}
    page = at_desk.post("/desk/bulk/decide", given, follow=True).content.decode()
    assert "3 cases decided. You can take it back for 30 seconds." in page
    assert {story.ceiling for story in Story.objects.all()} == {Tier.NETWORK}
    assert {decision.reason for decision in Decision.objects.all()} == set(REASON.values())
    page = at_desk.post("/desk/undo", follow=True).content.decode()
    assert "3 cases wait as before" in page
    assert {story.ceiling for story in Story.objects.all()} == {Tier.BOOST}
    assert {case.state for case in Case.objects.all()} == {CaseState.OPEN}


def test_other_answers_than_were_seen_are_not_decided_by(at_desk: Client, cases: list[Case]) -> None:
    digest = digest_of(previewed(at_desk, cases))
    other = {"case": ids(cases), "writing": "human", "human_work": "rewritten", **REASON, "digest": digest}
    assert "look at it again" in at_desk.post("/desk/bulk/decide", other, follow=True).content.decode()
    assert not Decision.objects.exists()


def test_a_decision_without_a_reason_is_none(at_desk: Client, cases: list[Case]) -> None:
    digest = digest_of(previewed(at_desk, cases))
    given = {"case": ids(cases), **ANSWERS, "reason": " ", "digest": digest}
    assert "Say why" in at_desk.post("/desk/bulk/decide", given, follow=True).content.decode()
    assert not Decision.objects.filter(state=DecisionState.IN_FORCE).exists()


def test_nothing_chosen_is_said_in_words(at_desk: Client, cases: list[Case]) -> None:
    assert "Choose at least one" in at_desk.post("/desk/bulk/preview", ANSWERS, follow=True).content.decode()
    contradicting = {"case": ids(cases), "writing": "generated", "human_work": "rewritten"}
    assert "assisted, not generated" in at_desk.post("/desk/bulk/preview", contradicting, follow=True).content.decode()
