"""Archives brought in: every story once, wherever the import was stopped."""

import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.newsroom import importing
from copydesk.newsroom.errors import RefusedError
from copydesk.newsroom.models import Assessment, Story, StoryState
from copydesk.newsroom.rebuilding import as_html
from copydesk.queue.worker import drain
from copydesk.story.readers import read, read_path
from kits import desk as kit
from story.shapes import MEDIUM

db = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_models(settings: Any) -> Iterator[None]:
    with kit.detectors_left_out(settings):
        yield


@pytest.fixture
def medium(shared: Path, tmp_path: Path) -> Path:
    archive = tmp_path / "medium.zip"
    with zipfile.ZipFile(archive, "w") as out:
        for path in sorted((shared / "samples/medium_export").glob("*posts*.html")):
            out.write(path, f"posts/{path.name.rpartition('posts_')[2]}")
    return archive


@db
def test_an_archive_becomes_published_and_assessed_stories(medium: Path, people: dict[str, Any]) -> None:
    outcome = importing.bring_in(medium, author="@writer")
    assert outcome.stories == Story.objects.filter(state=StoryState.PUBLISHED).count() > 0
    assert Assessment.objects.count() == outcome.stories
    assert sum(outcome.tiers.values()) == outcome.stories
    assert drain() >= 0
    assert Assessment.objects.count() == outcome.stories


@db
def test_bringing_it_in_again_changes_nothing(medium: Path, people: dict[str, Any]) -> None:
    first = importing.bring_in(medium, author="writer")
    again = importing.bring_in(medium, author="writer")
    assert (again.stories, again.already) == (0, first.stories)


@db
def test_an_import_that_was_stopped_goes_on(medium: Path, people: dict[str, Any]) -> None:
    def stop(done: int, _total: int | None) -> None:
        if done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        importing.bring_in(medium, author="writer", step=stop)
    assert Story.objects.count() == 1
    rest = importing.bring_in(medium, author="writer")
    assert rest.already == 1
    assert Story.objects.count() == 1 + rest.stories


REST = '[{"id": 1, "slug": "a", "status": "%s", "title": {"rendered": "A"}, "content": {"rendered": "<p>Words.</p>"}}]'


def ghost_export(tmp_path: Path, **posts: dict[str, Any]) -> Path:
    rows = [
        {"id": name, "title": name, "html": f"<p>{name}.</p>", "type": "post", **post} for name, post in posts.items()
    ]
    path = tmp_path / "ghost.json"
    path.write_text(json.dumps({"db": [{"meta": {"version": "5.0"}, "data": {"posts": rows}}]}), encoding="utf-8")
    return path


@db
def test_what_was_held_back_there_is_a_draft_here(tmp_path: Path, people: dict[str, Any]) -> None:
    posts = {
        "out": {"status": "published"},
        "begun": {"status": "draft"},
        "later": {"status": "scheduled", "published_at": "2999-01-01"},
    }
    outcome = importing.bring_in(ghost_export(tmp_path, **posts), author="writer")
    assert (outcome.stories, outcome.drafts) == (3, 2)
    assert [story.draft.title for story in Story.objects.filter(state=StoryState.PUBLISHED)] == ["out"]


@db
def test_what_was_paid_for_there_is_never_free_here(
    tmp_path: Path, people: dict[str, Any], person: Callable[..., Any]
) -> None:
    path = ghost_export(tmp_path, sold={"status": "published", "visibility": "paid"})
    person("partner", partner=True)
    sold = importing.bring_in(path, author="partner")
    assert sold.tiers.total() == 1
    assert Story.objects.get().behind_paywall
    person("other")
    held = importing.bring_in(path, author="other")
    assert held.drafts == 1
    assert "Join the partner programme" in "\n".join(importing.summary(held))
    assert Story.objects.get(author__handle="other").state == StoryState.DRAFT


@pytest.mark.parametrize(
    ("name", "text", "held"),
    [
        ("a.md", "---\ntitle: A\ndraft: true\n---\nWords.", True),
        ("a.md", "---\ntitle: A\npublished: false\n---\nWords.", True),
        ("a.md", "---\ntitle: A\npublished: true\n---\nWords.", False),
        ("a.md", "Words.", False),
        ("draft_A-1.html", MEDIUM, True),
        ("2024-06-03_A-1.html", MEDIUM, False),
        ("posts.csv", "post_id,title,is_published,body_html\n1,A,false,<p>Words.</p>\n", True),
        ("posts.csv", "post_id,title,is_published,body_html\n1,A,true,<p>Words.</p>\n", False),
        ("a.json", REST % "private", True),
        ("a.json", REST % "publish", False),
    ],
)
def test_each_format_says_what_it_holds_back(tmp_path: Path, name: str, text: str, held: bool) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert [entry.story.unpublished for entry in read_path(tmp_path / name) if entry.story] == [held]


@db
def test_a_feed_file_is_an_archive_too(shared: Path, people: dict[str, Any]) -> None:
    feed = next((shared / "samples/rss").glob("*.xml"))
    outcome = importing.bring_in(feed, author="writer", publish=False)
    assert outcome.drafts == outcome.stories > 0


@db
def test_what_cannot_be_read_is_named_and_the_rest_goes_on(people: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "good.md").write_text("# Bees\n\nWe keep bees on the roof of the house.\n", encoding="utf-8")
    (tmp_path / "bad.json").write_text("{", encoding="utf-8")
    outcome = importing.bring_in(tmp_path, author="writer")
    assert outcome.stories == 1
    assert any("bad.json" in line for line in outcome.unreadable)
    assert any("Not brought in" in line for line in importing.summary(outcome))


@db
def test_an_unknown_author_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="no account @nobody"):
        importing.bring_in(tmp_path, author="nobody")


def test_what_is_stored_reads_as_the_export_did(shared: Path) -> None:
    """The words that detectors see are those of the archive, whatever it was wrapped in."""
    for folder in ("medium_export", "ghost", "wordpress_rest"):
        for path in sorted((shared / "samples" / folder).iterdir()):
            for entry in read_path(path):
                if entry.story is None:
                    continue
                stored = read(as_html(entry.story, {}).encode(), format="html")
                assert stored.text.split() == _shown(entry.story).split(), path.name


def _shown(story: Any) -> str:
    """The words of a story's blocks, and captions that its page shows outside the body."""
    parts = []
    for block in story.blocks:
        if block.figure is not None:
            parts.append(block.figure.caption)
        else:
            parts.append(story.text_of(block))
    return "\n\n".join(parts)


@given(words=st.text(alphabet="abc <>&\"'", max_size=60))
def test_rebuilding_escapes_whatever_stands_in_a_story(words: str) -> None:
    document = read(f"x{words}".encode(), format="text")
    rebuilt = read(as_html(document, {}).encode(), format="html")
    assert rebuilt.text.split() == document.text.split()
