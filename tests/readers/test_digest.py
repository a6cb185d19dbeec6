"""The digest comes once a day, holds only what may be recommended when it is sent, and is left with one click."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from copydesk.newsroom import clock
from copydesk.newsroom.models import Story, Tier
from copydesk.queue.worker import drain
from copydesk.readers import digest
from copydesk.readers.models import Digest, Impression, ReaderEvent, ReaderState

pytestmark = pytest.mark.django_db
SEVEN_IN_BERLIN = datetime(2026, 5, 4, 5, 30, tzinfo=UTC)


@pytest.fixture
def reader(person: Callable[..., Any], story: Callable[..., Any]) -> Any:
    account = person("rita", time_zone="Europe/Berlin")
    ReaderState.objects.create(reader=account)
    for number in range(12):
        story(f"Story {number}")
    return account


def test_it_is_due_at_the_readers_own_hour(reader: Any) -> None:
    assert digest.due(SEVEN_IN_BERLIN) == [reader]
    assert digest.due(SEVEN_IN_BERLIN.replace(hour=4)) == []


def test_one_digest_a_day_however_often_it_is_made(reader: Any) -> None:
    for _ in range(5):
        digest.make(reader)
        drain()
    assert len(mail.outbox) == 1
    assert Digest.objects.count() == 1


def test_sending_twice_sends_once(reader: Any) -> None:
    made = digest.make(reader)
    assert made
    digest.send.call(made.pk)
    digest.send.call(made.pk)
    assert len(mail.outbox) == 1


def test_what_fell_since_is_left_out_when_it_is_sent(reader: Any) -> None:
    made = digest.make(reader)
    assert made
    fallen = Story.objects.get(pk=made.stories[0])
    Story.objects.filter(pk=fallen.pk).update(ceiling=Tier.NONE)
    digest.send.call(made.pk)
    assert fallen.live.title not in mail.outbox[0].body.replace("Story 1", "Story 1 ").split("\n")
    assert fallen not in digest.stories_of(made)


def test_it_can_be_left_with_one_click_as_rfc_8058_says(reader: Any) -> None:
    made = digest.make(reader)
    assert made
    digest.send.call(made.pk)
    headers = mail.outbox[0].extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = "/digest/leave/" + headers["List-Unsubscribe"].strip("<>").rpartition("/digest/leave/")[2]
    assert Client(enforce_csrf_checks=True).post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert digest.due(clock.now().replace(hour=23)) == []


def test_a_click_counts_as_read_and_a_wrong_link_is_nothing(reader: Any) -> None:
    made = digest.make(reader)
    assert made
    link = digest.open_link(made, digest.stories_of(made)[0])
    assert Client().get(link.partition("8000")[2]).status_code == 302
    assert ReaderEvent.objects.get(reader=reader).doing == "read"
    assert Client().get("/digest/open/forged").status_code == 404
    assert Client().get(link.partition("8000")[2].replace("/open/", "/less/")).status_code == 404


def test_show_less_in_the_digest_changes_nothing_until_it_is_pressed(reader: Any) -> None:
    made = digest.make(reader)
    assert made
    path = digest.less_link(made, digest.stories_of(made)[0]).partition("8000")[2]
    client = Client()
    assert client.get(path).status_code == 200
    assert not ReaderEvent.objects.exists()
    client.post(path)
    assert ReaderEvent.objects.get(reader=reader).doing == "show-less"


def test_every_story_of_the_letter_bears_both_controls(reader: Any) -> None:
    made = digest.make(reader)
    assert made
    digest.send.call(made.pk)
    letter = mail.outbox[0]
    for told in digest.stories_of(made):
        for part in (letter.body, str(letter.alternatives[0][0])):
            assert digest.less_link(made, told) in part
            assert f"/stories/{told.public_id}/report" in part


def test_the_preview_shows_what_would_be_sent_and_notes_nothing(reader: Any) -> None:
    client = Client()
    client.force_login(reader)
    page = client.get("/your/digest/preview").content.decode()
    assert page.count("Show less like this") == page.count("Report this story") == digest.MOST
    assert "As it would be sent" in page
    assert not Impression.objects.exists()
    assert not Digest.objects.exists()


def test_the_preview_says_that_too_few_stories_make_no_digest(reader: Any) -> None:
    Story.objects.exclude(pk__in=Story.objects.values("pk")[:3]).update(ceiling=Tier.NONE)
    client = Client()
    client.force_login(reader)
    page = client.get("/your/digest/preview").content.decode()
    assert "none would be sent" in page
    assert page.count("Show less like this") == 3
