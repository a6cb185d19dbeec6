"""The desk: a simple case is decided in few keys, what can't be is said, and letters reach whom they concern."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from copydesk.desk.models import Case, CaseState, Decision, DecisionState
from copydesk.newsroom.models import Tier
from copydesk.notices.models import Letter
from kits import desk as kit

pytestmark = pytest.mark.django_db
READING = {"writing": "generated", "human_work": "none", "disclosure": "none", "reason": "It reads so from end to end."}


@pytest.fixture
def reviewer(person: Callable[..., Any]) -> Any:
    return person("rex", "reviewer")


@pytest.fixture
def at_desk(client: Client, reviewer: Any) -> Client:
    client.force_login(reviewer)
    return client


@pytest.fixture
def case() -> Case:
    return kit.open_case(kit.story(kit.account()), timezone.now())


def token_of(case: Case) -> str:
    case.refresh_from_db()
    return case.lease


def test_next_case_opens_the_case(at_desk: Client, case: Case) -> None:
    assert at_desk.post("/desk/next")["Location"] == f"/desk/case/{case.public_id}"
    page = at_desk.get(f"/desk/case/{case.public_id}").content.decode()
    assert "Who wrote the prose?" in page
    assert "The detector's number" not in page


def test_the_number_is_shown_only_after_the_reading(at_desk: Client, case: Case) -> None:
    at_desk.post("/desk/next")
    at_desk.post(f"/desk/case/{case.public_id}/reading", {**READING, "token": token_of(case)})
    page = at_desk.get(f"/desk/case/{case.public_id}").content.decode()
    assert "The detector's number" in page
    assert "Decide" in page


def test_a_decision_takes_effect_and_the_next_case_follows(at_desk: Client, case: Case) -> None:
    other = kit.open_case(kit.story(kit.account()), timezone.now())
    at_desk.post("/desk/next")
    first = Case.objects.get(holder__isnull=False)
    at_desk.post(f"/desk/case/{first.public_id}/reading", {**READING, "token": token_of(first)})
    sanction = "distribution-ceiling:writing.undisclosed-generated"
    page = at_desk.get(f"/desk/case/{first.public_id}").content.decode()
    value = page.partition('name="sanction" value="')[2].partition('"')[0]
    given = {"token": token_of(first), "reason": "As read.", "sanction": value or sanction}
    answer = at_desk.post(f"/desk/case/{first.public_id}/decision", given)
    following = ({case.public_id, other.public_id} - {first.public_id}).pop()
    assert answer["Location"] == f"/desk/case/{following}"
    first.revision.story.refresh_from_db()
    assert first.revision.story.tier == Tier.NETWORK


def test_a_decision_is_taken_back_within_thirty_seconds(at_desk: Client, case: Case) -> None:
    at_desk.post("/desk/next")
    at_desk.post(f"/desk/case/{case.public_id}/reading", {**READING, "token": token_of(case)})
    at_desk.post(f"/desk/case/{case.public_id}/decision", {"token": token_of(case), "reason": "As read."})
    assert Decision.objects.get().state == DecisionState.IN_FORCE
    at_desk.post("/desk/undo")
    assert Decision.objects.get().state == DecisionState.UNDONE


def test_a_reading_without_a_reason_is_refused_in_words(at_desk: Client, case: Case) -> None:
    at_desk.post("/desk/next")
    given = {**READING, "reason": " ", "token": token_of(case)}
    page = at_desk.post(f"/desk/case/{case.public_id}/reading", given, follow=True).content.decode()
    assert "Say why" in page
    case.refresh_from_db()
    assert case.state == CaseState.OPEN


def test_what_was_cited_is_kept(at_desk: Client, case: Case) -> None:
    at_desk.post("/desk/next")
    given = {**READING, "token": token_of(case), "spans": "0-11,40-52,nonsense,9-3"}
    at_desk.post(f"/desk/case/{case.public_id}/reading", given)
    assert case.readings.get().spans == [[0, 11], [40, 52]]


def test_somebody_who_does_not_hold_a_case_is_sent_back(at_desk: Client, case: Case) -> None:
    assert at_desk.get(f"/desk/case/{case.public_id}")["Location"] == "/desk"


def test_an_author_reads_the_letter_and_appeals_with_a_draft(client: Client, reviewer: Any) -> None:
    author = kit.account("anna")
    decision = kit.Desk(timezone.now()).confirm(kit.open_case(kit.story(author), timezone.now()), reviewer)
    Letter.objects.update(visible=timezone.now() - timedelta(minutes=1))
    client.force_login(author)
    inbox = client.get("/your/letters").content.decode()
    letter = Letter.objects.get(account=author)
    assert letter.subject in inbox.replace("&#x27;", "'")
    assert client.get(f"/letters/{letter.public_id}").status_code == 200
    page = client.post(f"/decisions/{decision.public_id}/appeal", {"text": "I wrote every word."}, follow=True)
    assert "judges it within a week" in page.content.decode()
    assert decision.appeals.get().text == "I wrote every word."


def test_a_reversal_puts_everything_back(client: Client, person: Callable[..., Any], reviewer: Any) -> None:
    author = kit.account("anna")
    story = kit.story(author)
    desk = kit.Desk(timezone.now() - timedelta(hours=1))
    decision = desk.confirm(kit.open_case(story, desk.now), reviewer)
    story.refresh_from_db()
    assert story.ceiling == Tier.NETWORK
    client.force_login(author)
    client.post(f"/decisions/{decision.public_id}/appeal", {"text": "I wrote every word."})
    appeal = decision.appeals.get()
    client.force_login(reviewer)
    assert client.get(f"/desk/appeal/{appeal.public_id}").status_code == 404, "who decided does not judge"
    client.force_login(person("judith", "reviewer"))
    assert "I wrote every word." in client.get(f"/desk/appeal/{appeal.public_id}").content.decode()
    client.post(f"/desk/appeal/{appeal.public_id}/judge", {"outcome": "reversed", "reason": "The drafts show it."})
    story.refresh_from_db()
    assert story.ceiling == Tier.BOOST


def appealed(client: Client, reviewer: Any) -> tuple[Any, Decision]:
    """A paywalled story that was decided on, and its appeal."""
    author = kit.account("anna", partner=True)
    desk = kit.Desk(timezone.now() - timedelta(hours=1))
    (other,) = kit.reviewers(1)
    decision = desk.confirm(kit.open_case(kit.story(author, paywalled=True), desk.now), other, reviewer)
    client.force_login(author)
    client.post(f"/decisions/{decision.public_id}/appeal", {"text": "I wrote half of it."})
    return decision.appeals.get(), decision


def test_a_judge_lets_a_part_of_a_decision_stand(client: Client, person: Callable[..., Any], reviewer: Any) -> None:
    appeal, decision = appealed(client, reviewer)
    ceiling = decision.sanctions.get(kind="distribution-ceiling")
    client.force_login(person("judith", "reviewer"))
    assert "A part of it stands" in client.get(f"/desk/appeal/{appeal.public_id}").content.decode()
    given = {"outcome": "changed", "keep": [ceiling.public_id], "tier": str(Tier.GENERAL), "reason": "Half is hers."}
    page = client.post(f"/desk/appeal/{appeal.public_id}/judge", given, follow=True).content.decode()
    assert "Changed as you said." in page
    story = type(decision.revision.story).objects.get(pk=decision.revision.story_id)
    assert (story.ceiling, story.off_paywall) == (Tier.GENERAL, False)
    assert not story.author.sanctions.filter(kind="strike", undone__isnull=True).exists()


@pytest.mark.parametrize(("kept", "said"), [("none", "reverse the decision"), ("all", "let the decision stand")])
def test_a_change_that_is_none_is_refused_in_words(
    client: Client, person: Callable[..., Any], reviewer: Any, kept: str, said: str
) -> None:
    appeal, decision = appealed(client, reviewer)
    client.force_login(person("judith", "reviewer"))
    ids = [row.public_id for row in decision.sanctions.all()] if kept == "all" else []
    given = {"outcome": "changed", "keep": ids, "reason": "So."}
    assert said in client.post(f"/desk/appeal/{appeal.public_id}/judge", given, follow=True).content.decode()
    appeal.refresh_from_db()
    assert appeal.judge is None


def test_what_is_next_stands_first_once_a_reading_is_in(at_desk: Client) -> None:
    case = kit.open_case(kit.story(kit.account(), paywalled=True), timezone.now())
    at_desk.post("/desk/next")
    reading = f"/desk/case/{case.public_id}/reading"
    page = at_desk.post(reading, {**READING, "token": token_of(case)}, follow=True).content.decode()
    assert page.index("Another person reads the story") < page.index("Why it is here")
