"""Every error is a problem."""

from collections.abc import Callable
from typing import Any

import pytest

from copydesk.api.keys import issue, revoke
from copydesk.api.models import ApiKey
from copydesk.newsroom.hooks import StoryPublished, on_published
from copydesk.newsroom.models import Story

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "nowhere", None, 404),
        ("GET", "stories/AAAAAAAAAAAAAAAA", None, 404),
        ("DELETE", "stories", None, 405),
        ("POST", "stories", b"{", 400),
        ("POST", "stories", {"content": 3}, 422),
        ("POST", "stories", {"content": "a\x00b"}, 422),
        ("POST", "stories", {"content": "a", "titel": "b"}, 422),
        ("POST", "assess", b"[" * 100_000, 422),
        ("POST", "assess", {"story": {}}, 422),
        ("GET", "stories?cursor=x", None, 422),
        ("GET", "stories?limit=1000", None, 422),
        ("PUT", "follows/writer/nobody", None, 404),
        ("PUT", "follows/enemy/nobody", None, 422),
    ],
)
def test_an_error_is_a_problem(api: Callable[..., Any], method: str, path: str, body: Any, status: int) -> None:
    answer = api(method, path, body)
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == status


def test_too_much_is_a_problem(api: Callable[..., Any], settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    assert api("POST", "stories", {"content": "a" * 200}).status_code == 413


def test_a_stranger_is_asked_for_a_key(caller: Callable[..., Any]) -> None:
    answer = caller()("GET", "stories")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_a_key_is_kept_as_a_digest_only(people: dict[str, Any]) -> None:
    kept, token = issue(people["writer"], name="mine", scopes=["assess"])
    assert token not in str(ApiKey.objects.filter(pk=kept.pk).values().get())


def test_a_revoked_key_opens_nothing(people: dict[str, Any], caller: Callable[..., Any]) -> None:
    call = caller(people["writer"])
    assert revoke(people["writer"], ApiKey.objects.get().public_id)
    assert call("GET", "stories").status_code == 401


def test_who_asks_too_often_is_told_when_to_come_back(api: Callable[..., Any], settings: Any, moment: Any) -> None:
    settings.COPYDESK_LIMIT_KEY = (2, 1)
    answers = [api("GET", "follows") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[-1]["Retry-After"] == "60"


def test_guessed_keys_are_counted_by_household(client: Any, settings: Any, moment: Any) -> None:
    settings.COPYDESK_LIMIT_ADDRESS = (2, 1)
    guess = {"Authorization": "Bearer cdk_guess"}
    household = [f"2001:db8:1:2::{n}" for n in range(3)]
    answers = [client.get("/api/v1/stories", headers=guess, REMOTE_ADDR=address) for address in household]
    assert [answer.status_code for answer in answers] == [401, 401, 429]


def test_what_no_operation_answers_says_what_is_wrong_too(api: Callable[..., Any]) -> None:
    assert api("GET", "nothing").json()["detail"] == "There is nothing at this address."
    wrong = api("DELETE", "stories")
    assert (wrong.status_code, set(wrong["Allow"].split(", "))) == (405, {"GET", "POST"})
    assert "does not take this method" in wrong.json()["detail"]


def test_a_crash_is_a_problem_without_its_cause_and_leaves_nothing_behind(api: Callable[..., Any]) -> None:
    def crash(_event: StoryPublished) -> None:
        raise RuntimeError("the cause")

    on_published.register(crash)
    try:
        answer = api("POST", "stories", {"content": "Words.", "publish": True})
    finally:
        on_published.unregister(crash)
    assert answer.status_code == 500
    assert answer.json()["title"] == "Internal Server Error"
    assert "the cause" not in answer.content.decode()
    assert not Story.objects.exists()
