"""Who does something too often is told plainly when to try again, as a page and in the place htmx fills."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from PIL import Image

from copydesk.api.keys import issue
from copydesk.newsroom import clock, joining, pictures
from copydesk.newsroom.limits import Limit
from copydesk.newsroom.models import PictureFile, SignUp
from copydesk.newsroom.writing import begin
from copydesk.queue.worker import drain
from copydesk.readers import reporting
from copydesk.web.views import playground, writing

pytestmark = pytest.mark.django_db
ONE = Limit(burst=1, a_minute=0.5)
AGAIN = "Try again in 2 minutes."
ADA = {"email": "ada@example.org", "handle": "ada", "name": "Ada", "password": "a long enough phrase"}


def pixel(colour: int = 0) -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (1, 1), (colour, 0, 0)).save(out, "PNG")
    return SimpleUploadedFile("a.png", out.getvalue(), "image/png")


def says_when(answer: Any) -> bool:
    return (answer.status_code, answer["Retry-After"]) == (429, "120") and AGAIN in answer.content.decode()


@pytest.fixture
def one(moment: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each of these be done once, and once more after two minutes."""
    monkeypatch.setattr(joining, "SIGN_UP_ADDRESS", ONE)
    monkeypatch.setattr(joining, "RESET_ADDRESS", ONE)
    monkeypatch.setattr(joining, "MAIL_ACCOUNT", ONE)
    monkeypatch.setattr(joining, "SIGN_IN_ADDRESS", ONE)
    monkeypatch.setattr(writing, "A_CHECK", ONE)
    monkeypatch.setattr(playground, "A_STORY", ONE)
    monkeypatch.setattr(reporting, "A_READER", ONE)
    monkeypatch.setattr(pictures, "UPLOADS", ONE)


def checked(client: Client, story: Any, **how: Any) -> HttpResponse:
    return client.post(f"/write/{story.public_id}/check", {"content": "We keep bees."}, **how)  # type: ignore[return-value]


@pytest.mark.usefixtures("one")
def test_signing_up_is_slowed_by_address_and_keeps_what_was_typed(client: Client) -> None:
    assert client.post("/join", ADA).status_code == 302
    again = client.post("/join", ADA | {"email": "other@example.org"})
    assert says_when(again)
    assert "other@example.org" in again.content.decode()
    assert SignUp.objects.count() == 1
    assert client.post("/join", ADA, REMOTE_ADDR="203.0.113.7").status_code == 302


@pytest.mark.usefixtures("one")
def test_one_household_of_the_new_internet_is_one_address(client: Client) -> None:
    assert client.post("/join", ADA, REMOTE_ADDR="2001:db8:1:2::1").status_code == 302
    assert client.post("/join", ADA, REMOTE_ADDR="2001:db8:1:2:ffff::9").status_code == 429
    assert client.post("/join", ADA, REMOTE_ADDR="2001:db8:1:3::1").status_code == 302


@pytest.mark.usefixtures("one")
def test_letters_to_reset_are_slowed_by_address_alike_for_known_and_unknown(
    client: Client, person: Callable[..., Any]
) -> None:
    known = person("ada").email
    for first, second in ((known, "nobody@example.org"), ("nobody@example.org", known)):
        away = {"REMOTE_ADDR": f"203.0.113.{len(first)}"}
        assert client.post("/forgot", {"email": first}, **away).status_code == 302
        assert says_when(client.post("/forgot", {"email": second}, **away))
    drain()
    assert len(mail.outbox) == 1


@pytest.mark.usefixtures("one")
def test_the_check_is_slowed_by_account_in_its_place_or_as_a_page(client: Client, person: Callable[..., Any]) -> None:
    one, two = person("one"), person("two")
    client.force_login(one)
    story = begin(one)
    assert checked(client, story).status_code == 200
    fragment, page = checked(client, story, headers={"HX-Request": "true"}), checked(client, story)
    assert says_when(fragment)
    assert says_when(page)
    assert "<html" not in fragment.content.decode()
    assert "<h1>" in page.content.decode()
    assert says_when(client.post(f"/write/{story.public_id}/insert", {"content": "We keep bees.", "do": "x"}))
    client.force_login(two)
    assert checked(client, begin(two)).status_code == 200


@pytest.mark.usefixtures("one")
def test_pictures_are_slowed_by_account_on_the_page_and_by_the_api_alike(
    client: Client, person: Callable[..., Any]
) -> None:
    ana = person("ana")
    client.force_login(ana)
    assert client.post("/write/picture", {"picture": pixel()}).status_code == 200
    again = client.post("/write/picture", {"picture": pixel(1)})
    assert says_when(again)
    assert "Too many pictures" in again.json()["error"]
    key = {"Authorization": f"Bearer {issue(ana, name='a', scopes=['stories:write'])[1]}"}
    by_key = client.post("/api/v1/pictures", {"file": pixel(2)}, headers=key)
    assert says_when(by_key)
    assert by_key.json()["code"] == "slow-down"
    assert PictureFile.objects.count() == 1


@pytest.mark.usefixtures("one")
def test_pasting_stories_to_try_is_slowed_by_household_and_keeps_the_words(client: Client) -> None:
    given = {"content": "We keep bees."}
    assert client.post("/policy/try/story", given, REMOTE_ADDR="2001:db8:1:2::1").status_code == 200
    again = client.post("/policy/try/story", given, REMOTE_ADDR="2001:db8:1:2::2")
    assert says_when(again)
    assert "We keep bees." in again.content.decode()


@pytest.mark.usefixtures("one")
def test_reports_are_slowed_by_reader_and_keep_what_was_typed(
    client: Client, person: Callable[..., Any], published: Any
) -> None:
    client.force_login(person("ana"))
    path, given = f"/stories/{published.public_id}/report", {"words": "It sells what it never read."}
    assert client.post(path, given).status_code == 200
    again = client.post(path, given)
    assert says_when(again)
    assert "You reported many stories" in again.content.decode()
    assert given["words"] in again.content.decode()


@pytest.mark.usefixtures("one")
def test_signing_in_and_letters_to_confirm_say_when_too(client: Client, person: Callable[..., Any]) -> None:
    wrong = {"email": "nobody@example.org", "password": "x"}
    assert client.post("/sign-in", wrong).status_code == 422
    assert says_when(client.post("/sign-in", wrong))
    client.force_login(person("ana"))
    assert client.post("/your/settings/confirmation").status_code == 302
    assert says_when(client.post("/your/settings/confirmation"))


@pytest.mark.usefixtures("one")
def test_when_that_time_is_over_it_goes_on(client: Client, moment: Any) -> None:
    client.post("/join", ADA)
    assert [client.post("/join", ADA).status_code for _ in range(3)] == [429] * 3
    with clock.standing_at(moment + timedelta(minutes=2)):
        assert client.post("/join", ADA).status_code == 302
