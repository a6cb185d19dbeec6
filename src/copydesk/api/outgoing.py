"""Webhooks out: an event becomes one stored delivery an endpoint: signed, retried for a day, replayed on request."""

import json
from datetime import timedelta
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import F
from django_tasks import task
from standardwebhooks import Webhook

from copydesk import __version__
from copydesk.api import showing
from copydesk.api.models import Delivery, DeliveryState, Endpoint
from copydesk.api.sending import Answer, UnsafeAddressError, check_address, post
from copydesk.newsroom import clock
from copydesk.newsroom.errors import RefusedError
from copydesk.newsroom.hooks import RevisionAssessed, RulingChanged, StoryPublished, StoryUnpublished
from copydesk.newsroom.models import Account, Story
from copydesk.queue.lease import finishing

__all__ = ["add_endpoint", "assessed", "deliver", "emit", "published", "replay", "ruling_changed", "unpublished"]

WAITS = [timedelta(seconds=s) for s in (5, 60, 300, 1800, 7200, 18_000, 36_000, 36_000)]
MOST_ENDPOINTS = 10
GONE = 410


def add_endpoint(account: Account, *, url: str, events: list[str]) -> Endpoint:
    """Set up an endpoint.

    Raises:
        RefusedError: the address is unsafe, or there are ten already.
    """
    try:
        check_address(url)
    except UnsafeAddressError as error:
        raise RefusedError("unsafe-address", str(error), field="url") from None
    if account.webhook_endpoints.count() >= MOST_ENDPOINTS:
        raise RefusedError("too-many", f"An account has at most {MOST_ENDPOINTS} webhooks.")
    return Endpoint.objects.create(account=account, url=url, events=sorted(set(events)))


def emit(account: Account, event: str, data: dict[str, Any]) -> None:
    """Queue an event for the endpoints of ``account`` in the running transaction."""
    endpoints = Endpoint.objects.filter(account=account, active=True)
    if not endpoints:
        return
    now = clock.now()
    payload = {"type": event, "timestamp": now.isoformat(), "data": json.loads(json.dumps(data, cls=DjangoJSONEncoder))}
    for endpoint in endpoints:
        if not endpoint.events or event in endpoint.events:
            kept = Delivery.objects.create(endpoint=endpoint, event=event, payload=payload, created=now)
            deliver.enqueue(kept.pk)


@task
def deliver(delivery_id: int) -> None:
    """Send one message; while nobody takes it, try again later and later, eight times in a day."""
    kept = Delivery.objects.select_related("endpoint").get(pk=delivery_id)
    if kept.state == DeliveryState.DELIVERED or not kept.endpoint.active:
        return
    answer = _send(kept)
    with finishing():
        _record(kept, answer)


def _send(kept: Delivery) -> Answer:
    body = json.dumps(kept.payload, ensure_ascii=False, separators=(",", ":"))
    now = clock.now()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": f"copydesk/{__version__}",
        "webhook-id": kept.public_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(kept.endpoint.secret).sign(kept.public_id, now, body),
    }
    return post(kept.endpoint.url, body.encode(), headers)


def _record(kept: Delivery, answer: Answer) -> None:
    attempts = kept.attempts + 1
    state = DeliveryState.DELIVERED if answer.accepted else DeliveryState.WAITING
    if answer.status == GONE:
        Endpoint.objects.filter(pk=kept.endpoint_id).update(active=False)
        state = DeliveryState.FAILED
    elif not answer.accepted and attempts > len(WAITS):
        state = DeliveryState.FAILED
    Delivery.objects.filter(pk=kept.pk).update(
        state=state, attempts=F("attempts") + 1, status=answer.status, trouble=answer.trouble, tried=clock.now()
    )
    if state == DeliveryState.WAITING:
        deliver.using(run_after=clock.now() + WAITS[attempts - 1]).enqueue(kept.pk)


def replay(kept: Delivery) -> Delivery:
    """Send a message once more, under the same id, so that its receiver can tell that it knows it."""
    with transaction.atomic():
        Delivery.objects.filter(pk=kept.pk).update(state=DeliveryState.WAITING, attempts=0)
        deliver.enqueue(kept.pk)
    kept.refresh_from_db()
    return kept


def published(event: StoryPublished) -> None:
    """Tell that a revision went live."""
    _about(event.story, "story.published", revision=event.revision.number, again=event.again)


def unpublished(event: StoryUnpublished) -> None:
    """Tell that a story was taken off its page."""
    _about(event.story, "story.unpublished")


def assessed(event: RevisionAssessed) -> None:
    """Tell that a revision was assessed."""
    ruling = event.assessment.result["ruling"]
    _about(
        event.story,
        "story.assessed",
        revision=event.revision.number,
        ruling=ruling,
        assessment=event.assessment.public_id,
    )


def ruling_changed(event: RulingChanged) -> None:
    """Tell that what holds for a story changed."""
    _about(event.story, "ruling.changed", before=event.before.name.lower())


def _about(story: Story, event: str, **more: Any) -> None:
    emit(story.author, event, {"story": story.public_id, "holds": showing.holds(story)} | more)
