"""The fifty public samples are read as a person would read them."""

from pathlib import Path

import pytest

from copydesk.story import Story
from copydesk.story.readers import Entry, read_path
from kits.shared import SHARED, skip_module_without_shared
from story.shapes import captions, outline

skip_module_without_shared()
SAMPLES = SHARED / "samples"
FILES = sorted(path for path in SAMPLES.glob("*/*") if path.is_file())


def sample(ending: str) -> list[Story]:
    (path,) = [path for path in FILES if path.name.endswith(ending)]
    return [entry.story for entry in read_path(path) if entry.story is not None]


def facts(story: Story) -> tuple[str, str, int, list[tuple[str, str]], bool | None]:
    """Return title, subtitle, number of paragraphs, (end of the picture's address, caption), paywalled."""
    pictures = [(src.rsplit("/", 1)[-1].partition("?")[0], caption) for src, caption in captions(story)]
    return story.title, story.subtitle, story.paragraphs, pictures, story.paywalled


def test_there_are_fifty_samples() -> None:
    assert len(FILES) == 50


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name[-40:])
def test_every_sample_is_read_without_an_error(path: Path) -> None:
    found: list[Entry] = list(read_path(path))
    assert [entry.error for entry in found if entry.error is not None] == []
    holds_no_story = path.name.endswith("multiple-users.json")
    assert bool(found) is not holds_no_story


def test_the_samples_are_read_as_one_folder_too() -> None:
    assert all(entry.error is None for entry in read_path(SAMPLES))


def test_medium_quotes_are_told_from_paragraphs() -> None:
    (one,) = sample("quote-post.html")
    assert facts(one) == ("Quote Post Title", "This is a subtitle of some sort", 2, [], None)
    assert outline(one)[1:3] == [("quote", "“Lorem Ipsum”\xa0Example"), ("paragraph", "Dolor Simet")]
    assert (one.author, one.tags, one.response) == ("Joe Bloggs", ("Things", "Stuff"), False)


def test_a_medium_comment_is_a_response() -> None:
    (one,) = sample("comment.html")
    assert (one.response, one.paragraphs) == (True, 1)


def test_medium_post_without_a_date() -> None:
    (one,) = sample("no-date-post.html")
    assert facts(one) == ("No Date Post", "A post with no datetime", 2, [], None)
    assert one.published is None


def test_ghost_export_with_lexical() -> None:
    stories = sample("fixtures_ghost.json")
    assert [facts(one) for one in stories] == [
        ("Post 1", "", 2, [("feature-1.jpg", ""), ("photo-1.jpg", "")], False),
        ("Post 2", "", 1, [("feature-2.jpg", ""), ("inline-2.png", "")], False),
        ("Post 3 - Lexical", "", 0, [("lexical-image.jpg", "")], False),
    ]


def test_ghost_feature_picture_has_its_caption() -> None:
    (one,) = sample("fixtures_single-post-only.json")
    assert facts(one)[0] == "Blog Post Title"
    assert captions(one) == [("/content/images/image.jpg", "Caption text")]


def test_ghost_api_posts() -> None:
    (one,) = sample("fixtures_posts.json")
    assert facts(one) == (
        "Welcome",
        "Welcome, it's great to have you here.",
        1,
        [("welcome-to-ghost.jpg", "")],
        None,
    )
    assert one.text == "👋 Welcome, it's great to have you here."


def test_wordpress_rest_post_has_captions_inside_and_of_the_featured_picture() -> None:
    (one,) = sample("fixtures_single-post.json")
    assert facts(one) == (
        "My Awesome Post",
        "",
        2,
        [
            ("BOOP.jpg", "This is Boopity"),
            ("image.png", "My awesome image"),
            ("image.png", "srcset images"),
            ("another_image.png", "srcset images"),
        ],
        None,
    )
    assert [kind for kind, _ in outline(one)] == [
        "figure", "heading", "paragraph", "paragraph", "figure", "figure", "quote", "quote",
    ]  # fmt: skip


def test_wordpress_export_joins_the_thumbnail_with_its_attachment() -> None:
    stories = sample("sample-no-slug.xml")
    assert [one.title for one in stories] == ["Draft Post", "Basic Post", "Another Post", "My CPT Post"]
    picture = ("photo-1601276861758-2d9c5ca69a17", "exc-5134cbefe4b0c6fb04df8065")
    assert facts(stories[1]) == ("Basic Post", "", 1, [picture], None)
    assert stories[1].author == "Hermione Granger"


def test_a_wordpress_export_of_pages_gives_the_page() -> None:
    (one,) = sample("pages-only.xml")
    assert facts(one)[:3] == ("Services", "", 1)


def test_substack_page_and_podcast() -> None:
    (podcast,) = sample("123402.podcast.html")
    assert [kind for kind, _ in outline(podcast)] == ["heading", "paragraph", "boilerplate", "paragraph"]
    (page,) = sample("substack-single-author.html")
    assert facts(page) == ("Social title", "Social description", 1, [], False)


def test_the_tables_of_substack_and_beehiiv() -> None:
    listed = sample("mg-substack_test_fixtures_posts.csv")
    assert [one.partial for one in listed] == [True] * 4
    assert facts(listed[0]) == ("Plain Text", "“This quote’s rather short”", 0, [], False)
    beehiiv = sample("mg-beehiiv_src_test_fixtures_posts.csv")
    assert facts(beehiiv[0]) == ("Sample Post", "A website subtitle", 1, [], False)
    assert beehiiv[0].text == "Sample HTML here"


def test_jekyll_posts() -> None:
    (one,) = sample("relative-links.md")
    pictures = [("photo.jpg", "")] * 3
    assert facts(one) == ("This has relative links", "", 3, pictures, None)
    (spaced,) = sample("has-spaced-lists.md")
    assert [kind for kind, _ in outline(spaced)] == ["paragraph", "list"] * 4 + ["paragraph"]


def test_hashnode_front_matter_and_cover() -> None:
    (one,) = sample("cm7r2psig00010ala8s8a6ul6.md")
    assert one.title == "Building an Automated GitHub Repository Showcase"
    assert len(captions(one)) == 4
    assert one.tags[:2] == ("css", "python")


def test_a_heading_that_repeats_the_title_in_other_type_is_not_counted_twice() -> None:
    (one,) = sample("apples-2025-ai-playbook-privacy-partnerships-and-the-un_article.md")
    assert one.title == "Apple’s 2025 AI Playbook: Privacy, Partnerships, and the Unseen AR Frontier"
    assert one.text.startswith("Apple's 2025 strategy reveals")
    assert one.paragraphs == 19


def test_a_podcast_feed() -> None:
    stories = sample("libsyn_test_fixtures_feed.xml")
    assert [(one.title, one.text, one.language) for one in stories] == [
        ("Lorem Ipsum", "Description", "en"),
        ("Dolor Simet", "Description", "en"),
    ]
