"""An author learns what was decided, by which rule, on which words, by whom, and what can be done about it."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import transaction

from copydesk.desk import deciding, intake
from copydesk.desk.models import Decision
from copydesk.newsroom.models import Account
from copydesk.notices import letters
from copydesk.notices.letters import Draft
from copydesk.notices.models import Letter
from copydesk.queue.models import Job
from kits import desk as kit


@pytest.fixture
def letter(decision: Decision) -> Letter:
    """The letter on the decision."""
    return Letter.objects.get(kind="decision", about=decision.public_id)


def test_it_says_what_was_decided_and_by_which_rule(letter: Letter) -> None:
    assert "AI-generated writing is not sold (writing.paywalled-generated)" in letter.body
    assert "The story is off the paywall" in letter.body
    assert "Your account has a strike under writing.paywalled-generated" in letter.body


def test_it_quotes_the_very_passages(letter: Letter) -> None:
    assert letter.passages == [kit.TEXT[kit.TEXT.index("In conclusion") :][:60].strip()]
    assert f"“{letter.passages[0]}”" in letter.body


def test_it_says_how_to_mend_and_how_to_appeal_and_until_when(letter: Letter, decision: Decision) -> None:
    assert "Take the story off the paywall" in letter.body
    assert "How to appeal: until 01 September 2026" in letter.body
    assert f"/decisions/{decision.public_id}/appeal" in letter.body
    assert [label for label, _ in letter.actions] == ["Mend the story", "Appeal"]


def test_no_reviewers_identity_reaches_the_author(letter: Letter, readers: list[Account]) -> None:
    text = f"{letter.subject} {letter.body} {letter.actions}"
    for reader in readers:
        for secret in (reader.name, reader.handle, reader.email, reader.public_id):
            assert secret not in text
    assert "a reviewer at the desk" in text


def test_no_placeholder_is_left(letter: Letter) -> None:
    assert "{" not in letter.body + letter.subject


def test_it_is_shown_and_sent_only_after_the_time_to_undo(letter: Letter, decision: Decision) -> None:
    now = decision.in_force
    assert now
    assert list(letters.inbox(letter.account, now + timedelta(seconds=29))) == []
    assert list(letters.inbox(letter.account, now + timedelta(seconds=30))) == [letter]
    job = Job.objects.get(task__endswith="send_letter", args=[letter.pk])
    assert job.run_after == now + timedelta(seconds=30)


def test_a_decision_taken_back_tells_nobody(desk: kit.Desk, decision: Decision, readers: list[Account]) -> None:
    deciding.undo(decision, readers[1], desk.later(seconds=10))
    letter = Letter.objects.get(kind="decision")
    assert list(letters.inbox(letter.account, desk.later(days=1))) == []
    letters.send_letter.call(letter.pk)
    assert mail.outbox == []


def test_it_goes_out_by_email_once(letter: Letter) -> None:
    letters.send_letter.call(letter.pk)
    letters.send_letter.call(letter.pk)
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == ([letter.account.email], letter.subject)
    assert f"/letters/{letter.public_id}" in sent.body


@pytest.mark.django_db(transaction=True)
def test_a_letter_belongs_to_the_transaction_of_its_cause() -> None:
    person = kit.account("", "reviewer")
    with transaction.atomic():
        letters.write(Draft(person, "decision", "x", "Subject", "Body"), kit.Desk(person.joined).now)
        transaction.set_rollback(True)
    assert not Letter.objects.exists()
    assert not Job.objects.exists()


def test_a_title_with_line_ends_makes_no_headers(desk: kit.Desk, db: None) -> None:
    person = kit.account()
    letter = letters.write(Draft(person, "decision", "x", "Hello\r\nBcc: all@example.org", "Body"), desk.now)
    assert letter.subject == "Hello Bcc: all@example.org"


def test_reporters_hear_what_came_of_it(desk: kit.Desk, sold: Any, readers: list[Account]) -> None:
    reporter = kit.account()
    case = intake.report(sold.live, reporter, "writing.paywalled-generated", "<b>AI!</b>", desk.now).case
    assert case is not None
    decision = desk.confirm(case, *readers[:2])
    letter = Letter.objects.get(account=reporter)
    assert "We acted on it" in letter.body
    assert "AI-generated writing is not sold" in letter.body
    assert decision.reason not in letter.body
    assert "<b>" not in letter.body


def test_a_reporter_who_was_wrong_learns_of_the_second_look(desk: kit.Desk, sold: Any, readers: list[Account]) -> None:
    reporter = kit.account()
    case = intake.report(sold.live, reporter, "", "", desk.now).case
    assert case is not None
    decision = desk.confirm(case, *readers[: 1 + case.two_readings], answers=kit.HUMAN)
    letter = Letter.objects.get(account=reporter)
    assert f"/decisions/{decision.public_id}/second-look" in letter.body


def test_who_was_cleared_hears_nothing_of_it(desk: kit.Desk, sold: Any, readers: list[Account]) -> None:
    desk.confirm(kit.open_case(sold, desk.now), *readers[:2], answers=kit.HUMAN)
    assert not Letter.objects.exists()


def test_opening_a_letter_is_noted_once(letter: Letter) -> None:
    letters.mark_read(letter, letter.visible)
    letters.mark_read(letter, letter.visible + timedelta(days=1))
    letter.refresh_from_db()
    assert letter.read == letter.visible
