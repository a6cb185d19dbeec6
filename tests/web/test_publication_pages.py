"""A publication's members: one can leave by oneself, and the last editor is told why not."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from copydesk.newsroom import publications
from copydesk.newsroom.models import Account, MembershipRole, Publication
from copydesk.newsroom.publishing import publish_words
from copydesk.newsroom.writing import Words, begin

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(person: Callable[..., Any]) -> Account:
    return person("edda")


@pytest.fixture
def writer(person: Callable[..., Any]) -> Account:
    return person("wanda")


@pytest.fixture
def house(editor: Account, writer: Account) -> Publication:
    made = publications.found(name="The Orchard", by=editor)
    publications.add_member(made, writer, MembershipRole.WRITER)
    return made


def members(house: Publication) -> set[str]:
    return set(house.memberships.values_list("account__handle", flat=True))


def test_a_member_leaves_after_a_question_and_not_by_a_link(
    client: Client, house: Publication, writer: Account
) -> None:
    client.force_login(writer)
    assert f"/in/{house.slug}/leave" in client.get("/your/publications").content.decode()
    assert "Leave The Orchard?" in client.get(f"/in/{house.slug}/leave").content.decode()
    assert members(house) == {"edda", "wanda"}
    client.post(f"/in/{house.slug}/leave")
    assert members(house) == {"edda"}
    assert client.get(f"/in/{house.slug}/leave").status_code == 403


def test_published_stories_stay_and_drafts_go_with_their_author(
    client: Client, house: Publication, writer: Account, editor: Account
) -> None:
    told, draft, others = (begin(by, publication=house) for by in (writer, writer, editor))
    publish_words(told, Words(title="Bees", content="We keep bees on the roof."), by=writer)
    client.force_login(writer)
    assert "Your 1 published story in it stays" in client.get(f"/in/{house.slug}/leave").content.decode()
    client.post(f"/in/{house.slug}/leave")
    for story in (told, draft, others):
        story.refresh_from_db()
    assert [story.publication for story in (told, draft, others)] == [house, None, house]
    assert "Bees" in client.get(f"/in/{house.slug}").content.decode()
    assert client.get(f"/write/{told.public_id}").status_code == 200


def test_the_last_editor_cannot_leave_and_is_told_why(client: Client, house: Publication, editor: Account) -> None:
    client.force_login(editor)
    asked = client.get(f"/in/{house.slug}/leave").content.decode()
    assert "keeps at least one editor" in asked
    assert "Leave it" not in asked
    answer = client.post(f"/in/{house.slug}/leave")
    assert answer.status_code == 422
    assert "Make another member an editor first" in answer.content.decode()
    assert members(house) == {"edda", "wanda"}


def test_an_editor_beside_another_can_leave(
    client: Client, house: Publication, editor: Account, writer: Account
) -> None:
    publications.add_member(house, writer, MembershipRole.EDITOR)
    client.force_login(editor)
    client.post(f"/in/{house.slug}/leave")
    assert members(house) == {"wanda"}
    assert publications.is_last_editor(house, writer)


def test_nobody_makes_another_leave(client: Client, house: Publication, person: Callable[..., Any]) -> None:
    client.force_login(person("rudi"))
    assert client.post(f"/in/{house.slug}/leave", {"handle": "wanda"}).status_code == 403
    assert members(house) == {"edda", "wanda"}
