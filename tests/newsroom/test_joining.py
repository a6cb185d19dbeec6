"""Joining the site and signing in."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from copydesk.newsroom import clock, joining
from copydesk.newsroom.errors import RefusedError
from copydesk.newsroom.models import Account, SignUp
from copydesk.queue.models import Job
from copydesk.queue.worker import drain

pytestmark = pytest.mark.django_db
ADA = {"email": "Ada@Example.org", "handle": "Ada", "name": "Ada", "password": "a long enough phrase"}


def request_from(client: Any, address: str = "203.0.113.9") -> Any:
    request = RequestFactory().post("/sign-in", REMOTE_ADDR=address)
    request.session = client.session
    return request


def wish(client: Any, **change: str) -> SignUp:
    """Ask for an account and have the letters written."""
    asked = joining.sign_up(request_from(client), **(ADA | change))
    drain()
    return asked


def ada(client: Any) -> Account:
    """The account, its address confirmed."""
    account = joining.confirm(joining.confirmation_token(wish(client)))
    assert account is not None
    mail.outbox.clear()
    return account


def link_of(letter: Any, path: str) -> str:
    return next(word for word in str(letter.body).split() if path in word).rpartition("/")[2]


def test_an_account_is_made_by_the_link_of_its_letter_and_not_before(client: Any) -> None:
    asked = wish(client)
    assert not Account.objects.exists()
    token = link_of(mail.outbox[0], "/join/confirm/")
    account = joining.confirm(token)
    assert account is not None
    assert (account.email, account.handle, account.email_confirmed) == ("ada@example.org", "ada", True)
    assert account.check_password(ADA["password"])
    assert joining.confirm(token) == account
    assert asked.password != ADA["password"]
    assert not SignUp.objects.exists()


def test_a_taken_address_gets_the_same_answer_and_its_owner_a_letter(client: Any) -> None:
    account = ada(client)
    pages = [
        client.post("/join", ADA | {"email": email, "handle": "other"}, follow=True)
        for email in ("new@example.org", "ADA@example.org")
    ]
    free, taken = ([page.status_code, page.redirect_chain, str(page.context["messages"])] for page in pages)
    assert free == taken
    assert "sessionid" in client.cookies
    drain()
    letters = {letter.to[0]: letter for letter in mail.outbox}
    assert set(letters) == {"new@example.org", account.email}
    told = str(letters[account.email].body)
    assert "somebody tried" in told
    assert "/sign-in" in told
    assert "/forgot" in told
    assert "/join/confirm/" not in told
    assert "/join/confirm/" in str(letters["new@example.org"].body)


def test_a_name_asked_for_with_a_taken_address_tells_nothing_either(client: Any) -> None:
    ada(client)
    for email in ("ada@example.org", "new@example.org"):
        wish(client, email=email, handle="other")
        assert client.get("/@other").status_code == 404
        wish(client, email="third@example.org", handle="other")


def test_one_who_waits_does_not_keep_a_name_and_gets_one_near_it(client: Any) -> None:
    first, second = wish(client), wish(client, email="second@example.org")
    made = [joining.confirm(joining.confirmation_token(asked)) for asked in (first, second)]
    assert [account and account.handle for account in made] == ["ada", "ada-2"]


def test_of_two_wishes_for_one_address_the_first_confirmed_is_the_account(client: Any) -> None:
    first, second = wish(client), wish(client, password="quite another phrase")
    tokens = [joining.confirmation_token(asked) for asked in (first, second)]
    assert joining.confirm(tokens[1])
    assert joining.confirm(tokens[0]) is None
    assert Account.objects.get().check_password("quite another phrase")


def test_the_link_signs_in_where_the_account_was_asked_for_and_nowhere_else(client: Any) -> None:
    client.post("/join", ADA | {"next": "/your/stories"})
    drain()
    path = f"/join/confirm/{link_of(mail.outbox[0], '/join/confirm/')}"
    elsewhere = Client()
    assert elsewhere.get(path)["Location"] == "/"
    assert "_auth_user_id" not in elsewhere.session
    assert client.get(path)["Location"] == "/your/stories"
    assert client.get("/your/stories").status_code == 200


def test_a_wish_that_nobody_confirmed_is_forgotten(client: Any, moment: Any) -> None:
    wish(client)
    assert joining.forget_sign_ups() == 0
    with clock.standing_at(moment + joining.CONFIRM_WITHIN + timedelta(minutes=1)):
        assert joining.forget_sign_ups() == 1


def test_nobody_has_a_stranger_flooded_with_letters(client: Any) -> None:
    for n in range(6):
        joining.sign_up(request_from(client, f"203.0.113.{n}"), **ADA)
    drain()
    assert len(mail.outbox) == 3


def test_a_forged_or_old_link_confirms_nothing(client: Any) -> None:
    assert joining.confirm(joining.confirmation_token(wish(client))[:-2] + "xx") is None
    assert joining.confirm("") is None


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"email": "nobody"}, "email"),
        ({"handle": "a b"}, "handle"),
        ({"name": " "}, "name"),
        ({"name": "a" * 81}, "name"),
        ({"handle": "a" * 41}, "handle"),
        ({"email": f"{'a' * 64}@{'b' * 60}.{'c' * 60}.{'d' * 60}.example.org"}, "email"),
        ({"password": "short"}, "password"),
        ({"password": "ada@example.org"}, "password"),
    ],
)
def test_a_wrong_entry_is_named(client: Any, change: dict[str, str], field: str) -> None:
    with pytest.raises(RefusedError) as refused:
        wish(client, **change)
    assert refused.value.field == field


def test_the_page_leads_to_the_entry_that_is_wrong(client: Any) -> None:
    ada(client)
    page = client.post("/join", ADA | {"email": "other@example.org"}).content.decode()
    wrong = page.partition('<input id="handle"')[2].partition(">")[0]
    assert "autofocus" in wrong
    assert 'aria-describedby="handle-error handle-help"' in wrong
    assert page.count("autofocus") == 1


def test_nobody_takes_anothers_name_whatever_the_case(client: Any) -> None:
    ada(client)
    with pytest.raises(RefusedError) as refused:
        wish(client, email="other@example.org", handle="ADA")
    assert refused.value.field == "handle"


def test_signing_in_begins_a_new_session(client: Any) -> None:
    ada(client)
    request = request_from(client)
    request.session["basket"] = 1
    request.session.save()
    before = request.session.session_key
    joining.sign_in(request, email=" ada@example.ORG ", password=ADA["password"])
    assert request.session.session_key != before


def test_guessing_is_slowed_down_even_from_many_addresses(client: Any, moment: Any) -> None:
    ada(client)
    codes = []
    for n in range(9):
        with pytest.raises(RefusedError) as refused:
            joining.sign_in(request_from(client, f"203.0.113.{n}"), email="ada@example.org", password="wrong")
        codes.append(refused.value.code)
    assert codes == ["wrong"] * 8 + ["slow-down"]
    with pytest.raises(RefusedError):
        joining.sign_in(request_from(client), email="ada@example.org", password=ADA["password"])


def test_after_a_while_one_may_try_again(client: Any, moment: Any) -> None:
    ada(client)
    for _ in range(9):
        with pytest.raises(RefusedError):
            joining.sign_in(request_from(client), email="ada@example.org", password="wrong")
    with clock.standing_at(moment + timedelta(minutes=2)):
        assert joining.sign_in(request_from(client), email="ada@example.org", password=ADA["password"])


def test_a_suspended_account_is_told_until_when_and_can_read_its_letters_alone(client: Any) -> None:
    account = ada(client)
    Account.objects.update(suspended_until=timezone.now().replace(year=2999))
    answer = client.post("/sign-in", {"email": account.email, "password": ADA["password"]}, follow=True)
    assert answer.request["PATH_INFO"] == "/your/letters"
    assert "suspended until" in answer.content.decode()
    assert client.get("/your/stories").status_code == 302
    assert client.get("/your/settings").status_code == 302


def test_asking_for_a_reset_takes_the_same_way_whether_there_is_an_account_or_not(client: Any) -> None:
    account = ada(client)
    ways = []
    for email in (account.email, "nobody@example.org"):
        with CaptureQueriesContext(connection) as asked:
            joining.request_reset(request_from(client), email)
        ways.append([re.sub(r"'[^']*'|\d[\d.e+-]*|NULL", "?", query["sql"]) for query in asked.captured_queries])
    assert ways[0] == ways[1]
    assert Job.objects.filter(task__endswith="send_reset", state="ready").count() == 2


@pytest.mark.parametrize("email", ["ada@example.org", "nobody@example.org"])
def test_letters_for_a_reset_are_few_for_one_address_known_or_not(client: Any, email: str) -> None:
    ada(client)
    for n in range(6):
        joining.request_reset(request_from(client, f"203.0.113.{n}"), email)
    assert Job.objects.filter(task__endswith="send_reset").count() == 3


def test_a_reset_link_serves_once_and_the_stranger_learns_nothing(client: Any) -> None:
    account = ada(client)
    joining.request_reset(request_from(client), "nobody@example.org")
    joining.request_reset(request_from(client), account.email)
    drain()
    assert [letter.to for letter in mail.outbox] == [[account.email]]
    token = link_of(mail.outbox[0], "/reset/")
    joining.reset(token, "another long phrase")
    with pytest.raises(RefusedError):
        joining.reset(token, "a third long phrase")
    account.refresh_from_db()
    assert account.check_password("another long phrase")
