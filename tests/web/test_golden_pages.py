"""The policy owner chooses golden cases with their answers, sees how each was read, and retires them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from copydesk.desk import choosing, golden
from copydesk.desk.models import GoldenCase
from copydesk.newsroom.models import Story
from kits import desk as kit

pytestmark = pytest.mark.django_db
PASTED = {"title": "A boat", "content": kit.TEXT, "paywalled": "on", "report": "It has no voice.", "writing": "human"}


@pytest.fixture
def owner(client: Client, person: Callable[..., Any]) -> Any:
    """A policy owner who is signed in."""
    made = person("paula", "policy-owner")
    client.force_login(made)
    return made


def decided(answers: Any = kit.GENERATED) -> Any:
    """Return a case that was decided."""
    (reader,) = kit.reviewers(1)
    case = kit.open_case(kit.story(kit.account()), timezone.now())
    kit.Desk(timezone.now()).confirm(case, reader, answers=answers)
    return case


def test_what_was_decided_is_proposed_as_the_right_answers(client: Client, owner: Any) -> None:
    case = decided()
    assert case.public_id in client.get("/desk/golden/new").content.decode()
    page = client.get(f"/desk/golden/new/case/{case.public_id}").content.decode()
    assert 'name="writing" value="generated" checked' in page
    assert 'name="search_spam" value="no" checked' in page


def test_a_decided_case_becomes_golden_with_the_answers_that_count(client: Client, owner: Any) -> None:
    case = decided()
    given = {"writing": "generated", "disclosure": "", "search_spam": "no", "harmful_ai": ""}
    answer = client.post(f"/desk/golden/new/case/{case.public_id}", given)
    made = GoldenCase.objects.get()
    assert answer["Location"] == f"/desk/golden/{made.pk}"
    assert (made.source, made.expected) == (case, {"writing": "generated", "search_spam": False})
    assert case.public_id not in client.get("/desk/golden/new").content.decode(), "it is not offered twice"


def test_a_pasted_story_becomes_golden(client: Client, owner: Any) -> None:
    client.post("/desk/golden/new/words", PASTED)
    made = GoldenCase.objects.get()
    assert (made.revision.title, made.expected, made.reports) == ("A boat", {"writing": "human"}, ["It has no voice."])


def test_what_was_pasted_is_not_lost_when_it_is_refused(client: Client, owner: Any) -> None:
    page = client.post("/desk/golden/new/words", {**PASTED, "paywalled": "", "report": ""}).content.decode()
    assert "No detector asks about this" in page
    assert "sold mackerel" in page
    assert 'name="writing" value="human" checked' in page
    assert not Story.objects.exists()


def test_a_story_of_the_site_is_found_by_its_address(client: Client, owner: Any) -> None:
    story = kit.story(kit.account())
    kit.assess(story.live)
    address = f"https://example.org/story/{story.public_id}/the-harbour"
    assert client.get("/desk/golden/new", {"story": address})["Location"] == f"/desk/golden/new/story/{story.public_id}"
    client.post(f"/desk/golden/new/story/{story.public_id}", {"writing": "human"})
    assert GoldenCase.objects.get().reasons[0]["detector"] == "prose"
    assert "no published story" in client.get("/desk/golden/new", {"story": "nowhere-at-all"}).content.decode()


def test_an_answer_that_does_not_exist_is_refused_in_words(client: Client, owner: Any) -> None:
    page = client.post("/desk/golden/new/words", {**PASTED, "writing": "robots"}).content.decode()
    assert "none of the possible answers" in page
    page = client.post("/desk/golden/new/words", {**PASTED, "writing": ""}).content.decode()
    assert "who wrote the prose" in page


def test_its_page_tells_how_each_reader_answered_by_pseudonym(client: Client, owner: Any) -> None:
    now, (reader,) = timezone.now(), kit.reviewers(1)
    story = kit.story(kit.account())
    kit.assess(story.live)
    kit.open_case(kit.story(kit.account()), now)
    made = choosing.add(story.live, [], {"writing": "human"}, owner, now)
    case = golden.draw(reader, now, chance=0)
    assert case
    kit.Desk(now).read(case, reader, kit.GENERATED)
    page = client.get(f"/desk/golden/{made.pk}").content.decode()
    assert reader.reviewer.pseudonym in page
    assert reader.name not in page
    assert "0 of 1 readings answered as expected" in page
    assert "0 %" in client.get("/desk/golden").content.decode()


def test_it_is_retired_and_used_again(client: Client, owner: Any) -> None:
    client.post("/desk/golden/new/words", PASTED)
    made = GoldenCase.objects.get()
    client.post(f"/desk/golden/{made.pk}/use", {"do": "retire"})
    assert "Retired" in client.get(f"/desk/golden/{made.pk}").content.decode()
    made.refresh_from_db()
    assert not made.active
    client.post(f"/desk/golden/{made.pk}/use", {"do": "again"})
    made.refresh_from_db()
    assert made.active


def test_the_masthead_marks_one_place(client: Client, owner: Any) -> None:
    for path in ("/policy/versions", "/policy", "/desk/quality"):
        masthead = client.get(path).content.decode().partition("</nav>")[0]
        assert masthead.count('aria-current="page"') == 1
