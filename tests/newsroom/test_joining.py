"""Joining the site and signing in."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import RequestFactory
from django.utils import timezone

from copydesk.newsroom import clock, joining
from copydesk.newsroom.errors import RefusedError
from copydesk.newsroom.models import Account
from copydesk.queue.worker import drain

pytestmark = pytest.mark.django_db
ADA = {"email": "Ada@Example.org", "handle": "Ada", "name": "Ada", "password": "a long enough phrase"}


def request_from(client: Any, address: str = "203.0.113.9") -> Any:
    request = RequestFactory().post("/sign-in", REMOTE_ADDR=address)
    request.session = client.session
    return request


def test_a_new_account_gets_a_letter_and_its_link_confirms_the_address() -> None:
    account = joining.sign_up(**ADA)
    drain()
    assert not account.email_confirmed
    link = next(word for word in str(mail.outbox[0].body).split() if "/join/confirm/" in word)
    assert joining.confirm(link.rpartition("/")[2]) == account
    account.refresh_from_db()
    assert account.email_confirmed


def test_a_forged_or_old_link_confirms_nothing(moment: Any) -> None:
    account = joining.sign_up(**ADA)
    assert joining.confirm(joining.confirmation_token(account)[:-2] + "xx") is None
    assert joining.confirm("") is None


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"email": "nobody"}, "email"),
        ({"handle": "a b"}, "handle"),
        ({"name": " "}, "name"),
        ({"password": "short"}, "password"),
        ({"password": "ada@example.org"}, "password"),
    ],
)
def test_a_wrong_entry_is_named(change: dict[str, str], field: str) -> None:
    with pytest.raises(RefusedError) as refused:
        joining.sign_up(**(ADA | change))
    assert refused.value.field == field


@pytest.mark.parametrize("change", [{"handle": "other"}, {"email": "other@example.org"}])
def test_nobody_takes_anothers_name_or_address_whatever_the_case(change: dict[str, str]) -> None:
    joining.sign_up(**ADA)
    with pytest.raises(RefusedError):
        joining.sign_up(**(ADA | {"email": "ADA@example.org", "handle": "ADA"} | change))


def test_signing_in_begins_a_new_session(client: Any) -> None:
    joining.sign_up(**ADA)
    request = request_from(client)
    request.session["basket"] = 1
    request.session.save()
    before = request.session.session_key
    joining.sign_in(request, email=" ada@example.ORG ", password=ADA["password"])
    assert request.session.session_key != before


def test_guessing_is_slowed_down_even_from_many_addresses(client: Any, moment: Any) -> None:
    joining.sign_up(**ADA)
    codes = []
    for n in range(9):
        with pytest.raises(RefusedError) as refused:
            joining.sign_in(request_from(client, f"203.0.113.{n}"), email="ada@example.org", password="wrong")
        codes.append(refused.value.code)
    assert codes == ["wrong"] * 8 + ["slow-down"]
    with pytest.raises(RefusedError):
        joining.sign_in(request_from(client), email="ada@example.org", password=ADA["password"])


def test_after_a_while_one_may_try_again(client: Any, moment: Any) -> None:
    joining.sign_up(**ADA)
    for _ in range(9):
        with pytest.raises(RefusedError):
            joining.sign_in(request_from(client), email="ada@example.org", password="wrong")
    with clock.standing_at(moment + timedelta(minutes=2)):
        assert joining.sign_in(request_from(client), email="ada@example.org", password=ADA["password"])


def test_a_suspended_account_is_told_until_when_and_can_read_its_letters_alone(client: Any) -> None:
    account = joining.sign_up(**ADA)
    Account.objects.update(suspended_until=timezone.now().replace(year=2999))
    answer = client.post("/sign-in", {"email": account.email, "password": ADA["password"]}, follow=True)
    assert answer.request["PATH_INFO"] == "/your/letters"
    assert "suspended until" in answer.content.decode()
    assert client.get("/your/stories").status_code == 302
    assert client.get("/your/settings").status_code == 302


def test_a_reset_link_serves_once_and_the_stranger_learns_nothing() -> None:
    account = joining.sign_up(**ADA)
    joining.request_reset("nobody@example.org")
    joining.request_reset(account.email)
    drain()
    assert [letter.to for letter in mail.outbox] == [[account.email]] * 2
    link = next(word for word in str(mail.outbox[1].body).split() if "/reset/" in word)
    token = link.rpartition("/")[2]
    joining.reset(token, "another long phrase")
    with pytest.raises(RefusedError):
        joining.reset(token, "a third long phrase")
    account.refresh_from_db()
    assert account.check_password("another long phrase")
