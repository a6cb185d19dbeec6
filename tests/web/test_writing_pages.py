"""Write: the check follows the words, one click puts right what can be, and publishing says no with the clause."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image, PngImagePlugin

from copydesk.newsroom.models import Account, Story, StoryState
from copydesk.newsroom.writing import begin

pytestmark = pytest.mark.django_db
WORDS = "We dug the first bed in March, when the soil still held the frost of the night and nothing grew.\n\n" * 3


@pytest.fixture
def writer(person: Callable[..., Any]) -> Account:
    return person("wanda", partner=True)


@pytest.fixture
def client_of(client: Client, writer: Account) -> Client:
    client.force_login(writer)
    return client


@pytest.fixture
def story(writer: Account) -> Story:
    return begin(writer)


def test_beginning_makes_a_draft_and_opens_the_editor(client_of: Client, writer: Account) -> None:
    answer = client_of.post("/write")
    assert answer.status_code == 302
    assert answer["Location"] == f"/write/{writer.stories.get().public_id}"


def test_a_link_begins_nothing_and_leads_to_where_a_story_is_begun(client_of: Client, writer: Account) -> None:
    answer = client_of.get("/write")
    assert (answer.status_code, answer["Location"]) == (302, "/your/stories")
    assert not writer.stories.exists()


def test_the_check_follows_what_is_declared(client_of: Client, story: Story) -> None:
    path = f"/write/{story.public_id}/check"
    clear = client_of.post(path, {"content": WORDS}).content.decode()
    assert "All clear" in clear
    declared = client_of.post(path, {"content": WORDS, "declared": "generated"}).content.decode()
    assert "writing.undisclosed-generated" in declared
    assert 'data-insert="add-disclosure"' in declared


def test_what_uses_up_a_place_is_marked_by_the_policys_own_count(client_of: Client, story: Story) -> None:
    content = f"# A heading that is a good deal longer than the twelve words a short line may have\n\n{WORDS}"
    opening = client_of.post(f"/write/{story.public_id}/check", {"content": content}).context["checked"].opening
    assert [counted for _, counted in opening] == [False, True, True]


def test_one_click_puts_the_disclosure_where_it_counts(client_of: Client, story: Story) -> None:
    given = {"content": WORDS, "declared": "assisted"}
    inserted = client_of.post(f"/write/{story.public_id}/insert", {**given, "do": "add-disclosure"})
    text = inserted.content.decode()
    assert text.startswith("I wrote this story with the help of an AI program.")
    after = client_of.post(f"/write/{story.public_id}/check", {**given, "content": text}).content.decode()
    assert "That is in time." in after
    again = client_of.post(f"/write/{story.public_id}/insert", {**given, "content": text, "do": "add-disclosure"})
    assert again.status_code == 422


def test_publishing_shows_the_story_and_its_label(client_of: Client, story: Story) -> None:
    given = {"title": "The first bed", "content": WORDS, "tags": "Garden, Spring"}
    answer = client_of.post(f"/write/{story.public_id}/publish", given)
    story.refresh_from_db()
    assert story.state == StoryState.PUBLISHED
    assert answer["Location"] == f"/story/{story.public_id}/the-first-bed"
    page = client_of.get(answer["Location"]).content.decode()
    assert "The first bed" in page
    assert "application/ld+json" in page


def test_generated_writing_is_refused_behind_the_paywall_with_the_clause(client_of: Client, story: Story) -> None:
    given = {"title": "A", "content": WORDS, "declared": "generated", "paywalled": "on"}
    answer = client_of.post(f"/write/{story.public_id}/publish", given)
    assert answer.status_code == 422
    assert "/policy#writing.paywalled-generated" in answer.content.decode()
    assert WORDS.split("\n", maxsplit=1)[0] in answer.content.decode(), "what was written must not be lost"


def test_what_was_typed_is_kept_while_it_is_written(client_of: Client, story: Story) -> None:
    client_of.post(f"/write/{story.public_id}/save", {"content": "first", "how": "auto"})
    client_of.post(f"/write/{story.public_id}/save", {"content": "first, then more", "how": "auto"})
    assert "first, then more" in client_of.get(f"/write/{story.public_id}").content.decode()


def test_an_ai_picture_is_told_when_it_is_uploaded(client_of: Client) -> None:
    info = PngImagePlugin.PngInfo()
    info.add_text("parameters", "a barn\nSteps: 20, Sampler: Euler, Seed: 1")
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG", pnginfo=info)
    told = client_of.post("/write/picture", {"picture": SimpleUploadedFile("a.png", out.getvalue())}).json()
    assert told["src"].startswith("/pictures/")
    assert told["signal"]["ai"] == "declared"


def picture_in(client: Client) -> str:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "teal").save(out, "PNG")
    return str(client.post("/write/picture", {"picture": SimpleUploadedFile("a.png", out.getvalue())}).json()["src"])


def test_the_check_lists_each_picture_with_its_caption_and_what_its_file_says(client_of: Client, story: Story) -> None:
    src = picture_in(client_of)
    content = f"{WORDS}![The beds]({src})\n\n*In March*\n\n![]({src})\n\n![](https://example.org/b.png)\n"
    answer = client_of.post(f"/write/{story.public_id}/check", {"content": content})
    rows = answer.context["checked"].pictures
    assert [(row.src, row.nth, row.numbers, row.caption, row.editable) for row in rows] == [
        (src, 0, "1", "In March", True),
        (src, 1, "2", "", True),
        ("https://example.org/b.png", 0, "3", "", True),
    ]
    page = answer.content.decode()
    assert 'id="pictures" hx-swap-oob="true"' in page
    assert 'value="In March"' in page
    assert "Alt text: “The beds”." in page
    assert "says nothing of AI" in page
    assert '<img src="https://example.org' not in page


def test_a_typed_caption_stands_in_the_words(client_of: Client, story: Story) -> None:
    src, path = picture_in(client_of), f"/write/{story.public_id}/caption"
    content = f"One.\n\n![]({src})\n\nTwo.\n\n![]({src})\n\n*Old*\n\nThree.\n"
    first = client_of.post(path, {"content": content, "picture": src, "nth": "0", "caption": "The beds *in* March"})
    assert first.content.decode() == content.replace(
        f"![]({src})\n\nTwo", f"![]({src})\n\n*The beds \\*in\\* March*\n\nTwo"
    )
    second = client_of.post(path, {"content": content, "picture": src, "nth": "1", "caption": "New"})
    assert second.content.decode() == content.replace("*Old*", "*New*")
    emptied = client_of.post(path, {"content": content, "picture": src, "nth": "1", "caption": " "})
    assert emptied.content.decode() == content.replace("\n\n*Old*", "")


@pytest.mark.parametrize("nth", ["2", "x", "-1", "\u0663", "9" * 40])
def test_a_caption_for_a_picture_that_is_gone_is_refused_in_plain_words(
    client_of: Client, story: Story, nth: str
) -> None:
    given = {"content": "![](a.png)", "picture": "a.png", "nth": nth, "caption": "Ours"}
    answer = client_of.post(f"/write/{story.public_id}/caption", given)
    assert answer.status_code == 422
    assert "not in the story any more" in answer.content.decode()


def test_the_editor_opens_with_the_captions_that_are_there(client_of: Client, story: Story) -> None:
    client_of.post(f"/write/{story.public_id}/save", {"content": "![](a.png)\n\n*By the river*\n\nWords."})
    page = client_of.get(f"/write/{story.public_id}").content.decode()
    assert 'value="By the river"' in page
    assert "hx-swap-oob" not in page


def test_enter_in_a_field_saves_and_never_publishes(client_of: Client, story: Story) -> None:
    page = client_of.get(f"/write/{story.public_id}").content.decode()
    form = page.partition('id="editor"')[2].partition("</form>")[0]
    first = next(part for part in form.split("<button")[1:] if 'type="button"' not in part.partition(">")[0])
    assert f'formaction="/write/{story.public_id}/save"' in first.partition(">")[0]


def test_what_is_no_picture_is_refused_in_plain_words(client_of: Client) -> None:
    answer = client_of.post("/write/picture", {"picture": SimpleUploadedFile("a.png", b"hello")})
    assert answer.status_code == 422
    assert "picture" in answer.json()["error"]


def test_hostile_mark_up_never_reaches_the_page(client_of: Client, story: Story) -> None:
    hostile = WORDS + '<script>alert(1)</script><img src=x onerror=alert(1)><a href="javascript:alert(1)">x</a>'
    client_of.post(f"/write/{story.public_id}/publish", {"title": "<b>T</b>", "content": hostile})
    story.refresh_from_db()
    page = client_of.get(f"/story/{story.public_id}/{story.slug}").content.decode()
    body = page.partition('<div class="prose">')[2].partition("</article>")[0]
    assert "<script" not in body
    assert "onerror" not in body
    assert "javascript:" not in body
    assert "<b>T</b>" not in page
