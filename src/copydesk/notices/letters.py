"""Letters: written in the transaction of what they tell, shown and sent only once it can't be taken back any more."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.core.mail import send_mail
from django.db.models import QuerySet
from django.utils import timezone
from django_tasks import task

from copydesk.newsroom.models import Account
from copydesk.notices import links
from copydesk.notices.models import Letter

__all__ = ["HOLD", "Draft", "inbox", "mark_read", "send_letter", "withdraw", "write"]

HOLD = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter before it is stored; ``actions`` are (label, address) pairs."""

    to: Account
    kind: str
    about: str
    subject: str
    body: str
    passages: tuple[str, ...] = ()
    actions: tuple[tuple[str, str], ...] = field(default=())


def write(draft: Draft, now: datetime) -> Letter:
    """Store a letter and queue its e-mail, both for when the 30 seconds to undo are over.

    It belongs to the caller's transaction: if that is rolled back there is neither letter nor e-mail.
    """
    letter = Letter.objects.create(
        account=draft.to,
        kind=draft.kind,
        about=draft.about,
        subject=_one_line(draft.subject),
        body=draft.body,
        passages=list(draft.passages),
        actions=[list(pair) for pair in draft.actions],
        created=now,
        visible=now + HOLD,
    )
    send_letter.using(run_after=now + HOLD).enqueue(letter.pk)
    return letter


@task
def send_letter(letter_id: int) -> None:
    """Send a letter by e-mail unless it was withdrawn or has been sent."""
    letter = Letter.objects.select_related("account").get(pk=letter_id)
    if letter.withdrawn or letter.sent:
        return
    text = f"{letter.body}\n\n{links.letter(letter.public_id)}\n"
    send_mail(letter.subject, text, None, [letter.account.email])
    Letter.objects.filter(pk=letter.pk).update(sent=timezone.now())


def withdraw(about: Iterable[str], now: datetime) -> int:
    """Withdraw letters on these decisions, cases or appeals that nobody has seen yet; returns how many."""
    return Letter.objects.filter(about__in=list(about), visible__gt=now, withdrawn__isnull=True).update(withdrawn=now)


def inbox(account: Account, now: datetime) -> QuerySet[Letter]:
    """Return the letters that an account can read at ``now``, newest first."""
    return Letter.objects.filter(account=account, visible__lte=now, withdrawn__isnull=True).order_by("-visible", "-pk")


def mark_read(letter: Letter, now: datetime) -> None:
    """Note that a letter was opened; the first time counts."""
    Letter.objects.filter(pk=letter.pk, read__isnull=True).update(read=now)


def _one_line(subject: str) -> str:
    """Return a subject without line ends, which e-mail would take for headers."""
    return " ".join(subject.split())[:200]
