"""The policy owner's pages: a version from its first draft into force, with every refusal in words."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from copydesk.desk.models import Case
from copydesk.newsroom import policing, publications, publishing
from copydesk.newsroom.models import PolicyState, PolicyVersion
from copydesk.newsroom.writing import Words, begin
from copydesk.queue.worker import drain
from kits import desk as kit
from kits import policies


@pytest.fixture
def owner(people: dict[str, Any], client: Client) -> Client:
    """A policy owner's browser."""
    client.force_login(people["policy-owner"])
    return client


@pytest.fixture
def theirs(person: Any) -> PolicyVersion:
    """A draft of another policy owner."""
    return policing.draft(policies.text(), person("ann", "policy-owner"))


def shown(client: Client, version: PolicyVersion) -> str:
    return client.get(f"/policy/versions/{version.public_id}").content.decode()


def test_a_new_version_begins_with_the_source_of_the_one_in_force(owner: Client) -> None:
    assert "id = &quot;medium-2024-05&quot;" in owner.get("/policy/versions/new").content.decode()


def test_the_checkers_errors_are_shown_where_they_point_and_the_text_is_kept(owner: Client) -> None:
    broken = policies.text().replace("undisclosed-assisted", "made-up")
    page = owner.post("/policy/versions/new", {"text": broken})
    assert page.status_code == 422
    assert "policy.toml:9:1: error" in page.content.decode()
    assert "writing.made-up" in page.content.decode()
    assert not PolicyVersion.objects.exists()


def test_a_file_can_be_uploaded(owner: Client) -> None:
    file = SimpleUploadedFile("next.toml", policies.text().encode())
    answer = owner.post("/policy/versions/new", {"text": "", "file": file, "note": "As the board asked."})
    assert answer.status_code == 302
    assert "As the board asked." in shown(owner, PolicyVersion.objects.get())


def test_a_version_says_in_words_what_gets_stricter(owner: Client, theirs: PolicyVersion) -> None:
    page = shown(owner, theirs)
    assert "stricter" in page
    assert "followers only → recommended to nobody" in page


def test_a_version_goes_by_backtest_and_shadow_into_force_and_out_again(
    owner: Client, theirs: PolicyVersion, people: dict[str, Any], moment: Any
) -> None:
    at = f"/policy/versions/{theirs.public_id}"
    story = begin(people["writer"])
    publishing.publish_words(story, Words(content="We keep bees.", declared="assisted"), by=people["writer"])
    drain()
    owner.post(f"{at}/backtest", {"capacity": "5"})
    drain()
    assert "1 of 1 stories would fare otherwise" in shown(owner, theirs)
    result = owner.get(f"{at}/backtested")
    assert "<svg" in result.content.decode()
    assert "style-src 'unsafe-inline'" in result["Content-Security-Policy"]
    assert f'<a href="/story/{story.public_id}">' in result.content.decode()
    owner.post(f"{at}/shadow")
    story.refresh_from_db()
    publishing.revise(story, Words(content="We keep bees on the roof.", declared="assisted"), by=people["writer"])
    drain()
    assert "1 of 1 stories would have fared otherwise" in shown(owner, theirs)
    owner.post(f"{at}/approve", {"starts": moment.date().isoformat(), "share": "100"})
    assert publications.platform_policy().id == "medium-2026-03"
    assert "in force" in owner.get("/policy/versions").content.decode()
    owner.post(f"{at}/retire")
    assert publications.platform_policy().id == "medium-2024-05"


def test_a_result_that_was_changed_is_shown_nowhere(
    owner: Client, theirs: PolicyVersion, people: dict[str, Any]
) -> None:
    at = f"/policy/versions/{theirs.public_id}"
    owner.post(f"{at}/backtest")
    drain()
    theirs.refresh_from_db()
    PolicyVersion.objects.filter(pk=theirs.pk).update(backtest={**(theirs.backtest or {}), "stories": 987_654})
    page = owner.get(f"{at}/backtested", follow=True).content.decode()
    assert "not as it was signed" in page
    assert "987" not in page


def test_the_desks_own_pace_is_offered_as_its_capacity(
    owner: Client, theirs: PolicyVersion, people: dict[str, Any], moment: datetime
) -> None:
    assert "in the last four weeks" not in shown(owner, theirs)
    case = kit.open_case(kit.story(people["writer"]), moment, "writing.undisclosed-generated")
    Case.objects.filter(pk=case.pk).update(state="withdrawn", closed=moment)
    page = shown(owner, theirs)
    assert "closed about 1 a day in the last four weeks" in page
    assert 'max="1000000" value="1"' in page


def test_the_first_day_of_a_version_is_offered_for_it(owner: Client, person: Any, moment: datetime) -> None:
    later = (moment + timedelta(days=40)).date().isoformat()
    text = policies.text("later").replace("effective = 2026-01-01", f"effective = {later}")
    assert f'value="{later}"' in shown(owner, policing.draft(text, person("ann", "policy-owner")))


def test_who_wrote_it_is_told_that_another_has_to_approve(owner: Client, people: dict[str, Any]) -> None:
    version = policing.draft(policies.text(), people["policy-owner"])
    assert "Another policy owner has to approve it" in shown(owner, version)
    answer = owner.post(
        f"/policy/versions/{version.public_id}/approve", {"starts": "2999-01-01", "share": "10"}, follow=True
    )
    assert "Another policy owner has to approve what you wrote" in answer.content.decode()
    version.refresh_from_db()
    assert version.state == PolicyState.DRAFT


@pytest.mark.parametrize(("starts", "share"), [("", "10"), ("2999-01-01", "nan"), ("2999-01-01", "101"), ("x", "x")])
def test_no_date_and_no_share_approve_nothing(owner: Client, theirs: PolicyVersion, starts: str, share: str) -> None:
    answer = owner.post(f"/policy/versions/{theirs.public_id}/approve", {"starts": starts, "share": share}, follow=True)
    assert "Give " in answer.content.decode()
    theirs.refresh_from_db()
    assert theirs.state == PolicyState.DRAFT
