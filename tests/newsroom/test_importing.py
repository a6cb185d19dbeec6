"""Archives brought in: every story once, wherever the import was stopped."""

import zipfile
from collections.abc import Iterator
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
