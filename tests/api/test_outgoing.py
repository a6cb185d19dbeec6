"""Webhooks out, to a receiver that is really there."""

import contextlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from standardwebhooks import Webhook

from copydesk.api import outgoing, sending
from copydesk.api.models import Delivery, DeliveryState, Endpoint
from copydesk.api.sending import UnsafeAddressError, check_address
from copydesk.newsroom import publishing
from copydesk.newsroom.errors import RefusedError
from copydesk.newsroom.models import Story
from copydesk.queue.models import Job, JobState
from copydesk.queue.worker import drain

pytestmark = pytest.mark.django_db


class Receiver(HTTPServer):
    """Keeps what it gets, and answers ``status``."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.status = 204
        self.over = threading.Event()


class Handler(BaseHTTPRequestHandler):
    """Answers a POST."""

    server: Receiver

    def do_POST(self) -> None:
        """Keep the message; ``drip`` answers a byte at a time and never comes to an end."""
        if self.path == "/drip":
            with contextlib.suppress(OSError):
                while not self.server.over.wait(0.02):
                    self.wfile.write(b"H")
            return
        self.server.got.append((dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *_: Any) -> None:  # type: ignore[override]
        """Say nothing."""


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    settings.COPYDESK_PRIVATE_WEBHOOKS = True
    server = Receiver()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.over.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def endpoint(receiver: Receiver, draft: Story) -> Endpoint:
    url = f"http://127.0.0.1:{receiver.server_port}/in"
    return outgoing.add_endpoint(draft.author, url=url, events=["story.published"])


def test_a_message_carries_a_signature_its_receiver_can_verify(
    endpoint: Endpoint, receiver: Receiver, draft: Story
) -> None:
    publishing.publish(draft, by=draft.author)
    drain()
    headers, body = receiver.got[0]
    message = Webhook(endpoint.secret).verify(body, headers)
    assert message["type"] == "story.published"
    assert message["data"]["story"] == draft.public_id
    assert Delivery.objects.get().state == DeliveryState.DELIVERED


def test_a_message_nobody_takes_is_tried_again_later(endpoint: Endpoint, receiver: Receiver, draft: Story) -> None:
    receiver.status = 503
    publishing.publish(draft, by=draft.author)
    drain()
    kept = Delivery.objects.get()
    assert (kept.state, kept.status, kept.attempts) == (DeliveryState.WAITING, 503, 1)
    assert Job.objects.filter(state=JobState.READY, task="copydesk.api.outgoing.deliver").count() == 1


def test_a_receiver_that_is_gone_is_asked_no_more(endpoint: Endpoint, receiver: Receiver, draft: Story) -> None:
    receiver.status = 410
    publishing.publish(draft, by=draft.author)
    drain()
    endpoint.refresh_from_db()
    assert not endpoint.active
    assert Delivery.objects.get().state == DeliveryState.FAILED


def test_a_redirect_is_not_followed(endpoint: Endpoint, receiver: Receiver, draft: Story) -> None:
    receiver.status = 302
    publishing.publish(draft, by=draft.author)
    drain()
    assert len(receiver.got) == 1
    assert Delivery.objects.get().state == DeliveryState.WAITING


def test_a_replayed_message_keeps_its_id(endpoint: Endpoint, receiver: Receiver, draft: Story) -> None:
    publishing.publish(draft, by=draft.author)
    drain()
    outgoing.replay(Delivery.objects.get())
    drain()
    ids = [headers["webhook-id"] for headers, _ in receiver.got]
    assert len(ids) == 2
    assert ids[0] == ids[1]


def test_only_the_events_asked_for_are_sent(endpoint: Endpoint, draft: Story) -> None:
    publishing.publish(draft, by=draft.author)
    drain()
    assert {json.loads(json.dumps(kept.payload))["type"] for kept in Delivery.objects.all()} == {"story.published"}


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/",
        "https://10.0.0.8/",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://localhost/",
        "https://2130706433/",
        "https://[64:ff9b::a00:1]/",
        "https://[2002:a00:1::]/",
        "https://[::a00:1]/",
        "https://[fec0::1]/",
        "http://93.184.216.34/",
        "ftp://93.184.216.34/",
        "https://user:word@93.184.216.34/",
        "https://[93.184.216.34",
    ],
)
def test_no_message_goes_into_a_private_network(url: str, people: dict[str, Any]) -> None:
    with pytest.raises(UnsafeAddressError):
        check_address(url)
    with pytest.raises(RefusedError):
        outgoing.add_endpoint(people["writer"], url=url, events=[])


def test_the_secret_is_shown_once(people: dict[str, Any], caller: Callable[..., Any], receiver: Receiver) -> None:
    call = caller(people["writer"])
    made = call("POST", "webhooks", {"url": f"http://127.0.0.1:{receiver.server_port}/in"}).json()
    assert made["secret"].startswith("whsec_")
    assert call("GET", "webhooks").json()[0]["secret"] is None


def test_an_answer_that_comes_drop_by_drop_is_cut_off(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "TIMEOUT", 0.3)
    began = time.monotonic()
    answer = sending.post(f"http://127.0.0.1:{receiver.server_port}/drip", b"{}", {})
    assert not answer.accepted
    assert time.monotonic() - began < 5
