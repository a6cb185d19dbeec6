"""Posts of Ghost and WordPress blogs that arrive by webhook."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from copydesk.api.models import IncomingSource
from copydesk.newsroom import clock
from copydesk.newsroom.models import Assessment, Enrolment, EnrolmentStatus, Story, StoryState
from copydesk.queue.worker import drain

pytestmark = pytest.mark.django_db


@pytest.fixture
def stranger(caller: Callable[..., Any]) -> Any:
    return caller()


@pytest.fixture
def ghost(people: dict[str, Any]) -> IncomingSource:
    return IncomingSource.objects.create(kind="ghost", account=people["writer"], secret="s3cret")


@pytest.fixture
def wordpress(people: dict[str, Any]) -> IncomingSource:
    return IncomingSource.objects.create(kind="wordpress", account=people["writer"])


def ghost_post(shared: Path) -> dict[str, Any]:
    path = shared / "samples/ghost/migrate__packages_mg-ghost-api_src_test_fixtures_posts.json"
    return dict(json.loads(path.read_text(encoding="utf-8"))["posts"][0])


def send_ghost(call: Any, source: IncomingSource, current: Any, previous: Any = None) -> Any:
    body = json.dumps({"post": {"current": current, "previous": previous or {}}}).encode()
    stamp = str(int(clock.now().timestamp() * 1000))
    signature = hmac.new(source.secret.encode(), body + stamp.encode(), hashlib.sha256).hexdigest()
    header = {"X-Ghost-Signature": f"sha256={signature}, t={stamp}"}
    return call("POST", f"hooks/ghost/{source.public_id}", body, **header)


def test_a_post_of_ghosts_own_form_ends_assessed(stranger: Any, ghost: IncomingSource, shared: Path) -> None:
    answer = send_ghost(stranger, ghost, ghost_post(shared))
    assert answer.json()["state"] == "published"
    drain()
    kept = Assessment.objects.get()
    assert kept.revision.title == "Welcome"
    assert kept.result["ruling"]["now"]["distribution"]


def test_a_post_of_wordpress_own_form_ends_assessed(stranger: Any, wordpress: IncomingSource, shared: Path) -> None:
    body = (shared / "samples/wordpress_rest/migrate__packages_mg-wp-api_test_fixtures_single-post.json").read_bytes()
    answer = stranger("POST", f"hooks/wordpress/{wordpress.public_id}", body)
    assert answer.json()["state"] == "published"
    drain()
    assert Assessment.objects.get().revision.title == "My Awesome Post"


def test_a_post_for_payers_is_never_free_here(stranger: Any, ghost: IncomingSource, shared: Path) -> None:
    post = ghost_post(shared)
    Enrolment.objects.filter(account=ghost.account).update(status=EnrolmentStatus.NONE)
    assert send_ghost(stranger, ghost, post).json()["state"] == "published"
    sold = post | {"visibility": "paid", "updated_at": "2030-01-01T00:00:00.000+00:00"}
    assert send_ghost(stranger, ghost, sold).json()["state"] == "unpublished"
    story = Story.objects.get()
    assert story.draft is not None
    assert story.draft.paywalled
    Enrolment.objects.update_or_create(account=ghost.account, defaults={"status": EnrolmentStatus.ENROLLED})
    again = sold | {"updated_at": "2030-01-02T00:00:00.000+00:00"}
    assert send_ghost(stranger, ghost, again).json()["state"] == "published"
    story.refresh_from_db()
    assert story.behind_paywall


def test_the_form_of_wordpress_plugins_is_read_too(stranger: Any, wordpress: IncomingSource) -> None:
    post = {"ID": 7, "post_title": "Bees &amp; wasps", "post_content": "<p>We keep bees.</p>", "post_status": "publish"}
    assert stranger("POST", f"hooks/wordpress/{wordpress.public_id}", {"post": post}).status_code == 200
    live = Story.objects.get().live
    assert live is not None
    assert live.title == "Bees & wasps"


def test_a_post_brings_its_topics_and_where_it_stands(
    stranger: Any, ghost: IncomingSource, wordpress: IncomingSource, shared: Path
) -> None:
    post = ghost_post(shared) | {
        "url": "https://blog.example/welcome/",
        "tags": [{"name": "Bees"}, {"name": "#int"}, 1],
    }
    send_ghost(stranger, ghost, post)
    story = Story.objects.get()
    assert story.canonical == "https://blog.example/welcome/"
    assert {tag.name for tag in story.tags.all()} == {"Bees"}
    body = {
        "id": 9,
        "status": "publish",
        "link": "https://wp.example/9",
        "content": {"rendered": "<p>We keep bees.</p>"},
    }
    stranger("POST", f"hooks/wordpress/{wordpress.public_id}", body)
    assert Story.objects.order_by("pk").last().canonical == "https://wp.example/9"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "locked",
    [
        {"id": 7, "status": "publish", "content": {"rendered": "<p>We keep bees.</p>", "protected": True}},
        {"post": {"ID": 7, "post_content": "<p>We keep bees.</p>", "post_status": "publish", "post_password": "x"}},
        {"id": 7, "status": "private", "content": {"rendered": "<p>We keep bees.</p>"}},
    ],
)
def test_a_post_under_a_password_is_not_shown_here(
    stranger: Any, wordpress: IncomingSource, locked: dict[str, Any]
) -> None:
    path = f"hooks/wordpress/{wordpress.public_id}"
    assert stranger("POST", path, locked).json()["story"] is None
    shown = {"id": 7, "status": "publish", "content": {"rendered": "<p>We keep bees.</p>"}}
    assert stranger("POST", path, shown).json()["state"] == "published"
    assert stranger("POST", path, locked).json()["state"] == "unpublished"


def test_an_edit_there_is_a_revision_here(stranger: Any, ghost: IncomingSource, shared: Path) -> None:
    post = ghost_post(shared)
    send_ghost(stranger, ghost, post)
    send_ghost(stranger, ghost, post | {"title": "Welcome again", "updated_at": "2030-01-01T00:00:00.000+00:00"})
    story = Story.objects.get()
    assert story.live is not None
    assert (story.live.title, story.revisions.count()) == ("Welcome again", 2)


def test_a_message_sent_twice_changes_nothing(stranger: Any, ghost: IncomingSource, shared: Path) -> None:
    send_ghost(stranger, ghost, ghost_post(shared))
    send_ghost(stranger, ghost, ghost_post(shared))
    assert Story.objects.get().revisions.count() == 1


def test_a_late_message_does_not_bring_back_old_words(stranger: Any, ghost: IncomingSource, shared: Path) -> None:
    post = ghost_post(shared)
    send_ghost(stranger, ghost, post | {"title": "New", "updated_at": "2030-01-01T00:00:00.000+00:00"})
    send_ghost(stranger, ghost, post | {"title": "Old"})
    live = Story.objects.get().live
    assert live is not None
    assert live.title == "New"


def test_unpublishing_there_takes_the_story_down_here(stranger: Any, ghost: IncomingSource, shared: Path) -> None:
    post = ghost_post(shared)
    send_ghost(stranger, ghost, post)
    send_ghost(stranger, ghost, post | {"status": "draft"}, {"status": "published"})
    assert Story.objects.get().state == StoryState.UNPUBLISHED


def test_a_late_message_does_not_bring_back_a_story_that_was_taken_down(
    stranger: Any, ghost: IncomingSource, shared: Path
) -> None:
    post = ghost_post(shared)
    send_ghost(stranger, ghost, post | {"updated_at": "2030-01-01T00:00:00.000+00:00"})
    send_ghost(stranger, ghost, post | {"status": "draft", "updated_at": "2030-01-03T00:00:00.000+00:00"})
    send_ghost(stranger, ghost, post | {"updated_at": "2030-01-02T00:00:00.000+00:00"})
    assert Story.objects.get().state == StoryState.UNPUBLISHED


def test_deleting_there_takes_the_story_down_here(stranger: Any, ghost: IncomingSource, shared: Path) -> None:
    post = ghost_post(shared)
    send_ghost(stranger, ghost, post)
    send_ghost(stranger, ghost, {}, post)
    assert Story.objects.get().state == StoryState.UNPUBLISHED


@pytest.mark.parametrize("header", ["", "sha256=" + "0" * 64 + ", t=1700000000000", "sha256=x"])
def test_an_unsigned_or_old_message_is_refused(stranger: Any, ghost: IncomingSource, header: str) -> None:
    answer = stranger("POST", f"hooks/ghost/{ghost.public_id}", {"post": {}}, **{"X-Ghost-Signature": header})
    assert answer.status_code == 401


def test_wordpress_signatures_are_verified_where_a_secret_is_set(stranger: Any, wordpress: IncomingSource) -> None:
    wordpress.secret = "s3cret"
    wordpress.save()
    body = b'{"id": 1, "status": "publish", "content": {"rendered": "<p>Words.</p>"}}'
    right = base64.b64encode(hmac.new(b"s3cret", body, hashlib.sha256).digest()).decode()
    address = f"hooks/wordpress/{wordpress.public_id}"
    assert stranger("POST", address, body, **{"X-WP-Webhook-Signature": "wrong"}).status_code == 401
    assert stranger("POST", address, body, **{"X-WP-Webhook-Signature": right}).status_code == 200


def test_an_unknown_address_is_none(stranger: Any) -> None:
    assert stranger("POST", "hooks/ghost/AAAAAAAAAAAAAAAA", {"post": {}}).status_code == 404
