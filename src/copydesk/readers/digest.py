"""The daily digest: five to ten stories at the reader's hour, exactly one a day whatever crashes."""

import zoneinfo
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django_tasks import task

from copydesk.newsroom import clock
from copydesk.newsroom.distribution import recommendable_to
from copydesk.newsroom.models import Account, Story
from copydesk.queue.backend import enqueue_once
from copydesk.readers.models import Digest, ReaderState, Surface
from copydesk.readers.noting import note
from copydesk.readers.surfaces import choose

__all__ = ["FEWEST", "MOST", "due", "less_link", "make", "open_link", "preview", "send", "stories_of", "unsubscribe"]

FEWEST, MOST = 5, 10
LINKS = signing.Signer(salt="copydesk.digest")


def due(now: datetime) -> list[Account]:
    """Return the readers whose hour it is and who have no digest of today yet."""
    wanting = ReaderState.objects.filter(wants_digest=True, reader__is_active=True, reader__email_confirmed=True)
    near = [(now + timedelta(days=days)).date() for days in (-1, 0, 1)]
    made = set(Digest.objects.filter(day__in=near).values_list("reader_id", "day"))
    found = []
    for state in wanting.select_related("reader").iterator(chunk_size=2000):
        local = now.astimezone(_zone(state.reader))
        if local.hour >= state.digest_hour and (state.reader_id, local.date()) not in made:
            found.append(state.reader)
    return found


def _zone(reader: Account) -> zoneinfo.ZoneInfo:
    try:
        return zoneinfo.ZoneInfo(reader.time_zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return zoneinfo.ZoneInfo("UTC")


def make(reader: Account) -> Digest | None:
    """Choose today's stories and queue the letter in one transaction; None where there is one already."""
    day = clock.now().astimezone(_zone(reader)).date()
    shown = choose(reader, MOST)
    with transaction.atomic():
        digest, new = Digest.objects.get_or_create(
            reader=reader, day=day, defaults={"stories": [s.story for s in shown], "made": clock.now()}
        )
        if not new:
            return None
        if len(shown) >= FEWEST:
            note(reader, Surface.DIGEST, shown)
            enqueue_once(send, digest.pk, key=f"digest:{digest.pk}")
    return digest


@task
def send(digest_id: int) -> None:
    """Send a digest that was not sent; what may no longer be recommended is left out.

    The message's id is the digest's, so that a mail server which took it just before a crash takes it for the same.
    """
    digest = Digest.objects.select_related("reader").get(pk=digest_id)
    if digest.sent:
        return
    if len(stories_of(digest)) >= FEWEST:
        letter(digest).send()
    Digest.objects.filter(pk=digest.pk, sent__isnull=True).update(sent=clock.now())


def stories_of(digest: Digest) -> list[Story]:
    """Return the stories of a digest that may be recommended to its reader now, in its order."""
    allowed = recommendable_to(digest.reader, Story.objects.filter(pk__in=digest.stories))
    found = {story.pk: story for story in allowed.select_related("author", "live")}
    return [found[pk] for pk in digest.stories if pk in found]


def letter(digest: Digest) -> EmailMultiAlternatives:
    """Return the digest as an e-mail in text and HTML, with one-click unsubscribe (RFC 8058)."""
    context = preview(digest)
    leave = f"{settings.SITE_URL}/digest/leave/{context['token']}"
    message = EmailMultiAlternatives(
        subject=f"{len(context['entries'])} stories for you",
        body=render_to_string("readers/digest.txt", context),
        to=[digest.reader.email],
        headers={
            "Message-ID": f"<digest.{digest.public_id}@{urlsplit(settings.SITE_URL).hostname}>",
            "List-Unsubscribe": f"<{leave}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
    message.attach_alternative(render_to_string("readers/digest.html", context), "text/html")
    return message


def preview(digest: Digest) -> dict[str, Any]:
    """Return what the templates show."""
    entries = [
        {"story": s, "open": open_link(digest, s), "less": less_link(digest, s), "report": report_link(s)}
        for s in stories_of(digest)
    ]
    token = LINKS.sign_object(["leave", digest.reader.public_id])
    return {"digest": digest, "reader": digest.reader, "entries": entries, "token": token, "site": settings.SITE_URL}


def open_link(digest: Digest, story: Story) -> str:
    """Return the address that opens a story and counts it as seen."""
    return f"{settings.SITE_URL}/digest/open/{LINKS.sign_object(['open', digest.reader.public_id, story.public_id])}"


def less_link(digest: Digest, story: Story) -> str:
    """Return the address that shows less of a story's kind by one click."""
    return f"{settings.SITE_URL}/digest/less/{LINKS.sign_object(['less', digest.reader.public_id, story.public_id])}"


def report_link(story: Story) -> str:
    """Return the address where a story is reported; who follows it signs in first: a report is a person's word."""
    return f"{settings.SITE_URL}/stories/{story.public_id}/report"


def signed(kind: str, token: str) -> tuple[Account, Story | None] | None:
    """Return the reader and the story of a signed link of this kind, or None where the link is wrong."""
    try:
        said, reader, *rest = LINKS.unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    account = Account.objects.filter(public_id=reader, is_active=True).first()
    story = Story.objects.select_related("live").filter(public_id=rest[0]).first() if rest else None
    return (account, story) if account and said == kind else None


def unsubscribe(reader: Account) -> None:
    """Send no more digests."""
    ReaderState.objects.update_or_create(reader=reader, defaults={"wants_digest": False})


def settle_in(reader: Account, hour: int, *, wants: bool) -> None:
    """Keep at which local hour a reader wants the digest, and whether at all."""
    ReaderState.objects.update_or_create(reader=reader, defaults={"digest_hour": hour % 24, "wants_digest": wants})
