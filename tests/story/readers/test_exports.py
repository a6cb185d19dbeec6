"""Exports of blogs and feeds: each story with its title, pictures and paywall."""

import pytest

from copydesk.story.errors import StoryError
from copydesk.story.readers import read
from story.shapes import (
    ATOM,
    GHOST,
    MEDIUM,
    POSTS_CSV,
    RESPONSE,
    REST,
    RSS,
    SUBSTACK,
    WXR,
    captions,
    outline,
    stories,
    story,
)


def test_medium_title_and_subtitle_repeated_in_the_body_are_not_counted_twice() -> None:
    one = story(MEDIUM)
    assert (one.format, one.title, one.subtitle, one.author) == ("medium", "The smoker", "A summer in Ghent", "Ana Roe")
    assert [kind for kind, _ in outline(one)] == ["figure", "paragraph", "quote", "code", "boilerplate", "boilerplate"]
    assert captions(one) == [("https://cdn-images-1.medium.com/1*a.png", "Made with Midjourney")]
    assert (one.canonical, one.published) == ("https://medium.com/@a/the-smoker-1", "2024-06-03T09:41:57.629Z")


def test_a_medium_response_is_marked_and_a_story_is_not() -> None:
    assert story(RESPONSE).response
    assert not story(MEDIUM).response


def test_a_medium_summary_that_only_repeats_the_first_paragraph_is_no_subtitle() -> None:
    text = MEDIUM.replace("A summer in Ghent</section>", "My grandmother kept…</section>").replace(
        '<h4 name="b" class="graf graf--h4 graf--subtitle">A summer in Ghent</h4>', ""
    )
    assert story(text).subtitle == ""
    assert story(text).paragraphs == 1


def test_ghost_gives_posts_with_captions_paywall_and_people() -> None:
    first, lexical, mobiledoc = stories(GHOST)
    assert (first.title, first.subtitle, first.paywalled) == ("Hives", "On weight", True)
    assert (first.author, first.tags) == ("Ana", ("Bees",))
    assert captions(first) == [("https://x/c.png", "Cover by Midjourney"), ("a.png", "Drawn with DALL-E")]
    assert outline(first)[-1] == ("callout", "Mind the dog.")
    assert (lexical.text, captions(lexical), lexical.paywalled) == ("Two.\n\nBy me", [("b.png", "By me")], False)
    assert (mobiledoc.text, captions(mobiledoc), mobiledoc.paywalled) == (
        "Three words\n\nMine",
        [("m.png", "Mine")],
        True,
    )


def test_wordpress_classic_posts_get_their_paragraphs_captions_and_galleries() -> None:
    classic, blocks = stories(WXR)
    assert [words for kind, words in outline(classic) if kind == "paragraph"] == [
        "First paragraph.",
        "Second [sic] line\ngoes on.",
    ]
    assert captions(classic) == [
        ("https://x/five.jpg?a=1&b=2", "Made with Midjourney"),
        ("a.jpg", "Generated with Firefly"),
        ("https://x/five.jpg?a=1&b=2", "Made with Midjourney"),
        ("https://x/six.jpg", ""),
    ]
    assert (blocks.title, captions(blocks), blocks.paywalled) == ("Blocks", [("b.jpg", "By hand")], True)


def test_wordpress_rest_gives_captions_of_the_featured_picture_too() -> None:
    one = story(REST)
    assert (one.title, one.author, one.paragraphs) == ("Bees & me", "Ana", 1)
    assert captions(one) == [("https://x/f.png", "Cover by DALL-E"), ("a.png", "AI art")]


def test_a_list_of_wordpress_users_holds_no_story() -> None:
    users = '[{"id": 1, "name": "Ana", "slug": "ana", "_links": {}}]'
    assert stories(users) == []
    with pytest.raises(StoryError, match="no story"):
        story(users)


def test_substack_buttons_are_boilerplate_and_captions_are_read() -> None:
    one = story(SUBSTACK, "html")
    assert [kind for kind, _ in outline(one)] == ["paragraph", "figure", "boilerplate", "paragraph"]
    assert captions(one) == [("https://x/a.png", "By ChatGPT")]


def test_a_table_of_posts_without_their_text_is_partial() -> None:
    (one,) = stories(POSTS_CSV)
    assert (one.title, one.subtitle, one.paywalled, one.partial) == ("First “post”", "On bees", True, True)


def test_a_feed_says_which_of_its_stories_are_partial() -> None:
    whole, part = stories(RSS)
    assert (whole.partial, whole.subtitle, whole.text) == (False, "A line about it", "All of the text.")
    assert part.partial
    assert [note.code for note in part.notes] == ["partial"]


def test_atom_xhtml_is_read() -> None:
    one = story(ATOM)
    assert (one.title, one.text, one.language) == ("Eins & zwei", "Ein Satz.\n\nNoch einer.", "de")


def test_a_json_feed_is_read() -> None:
    feed = '{"version": "https://jsonfeed.org/version/1.1", "items": [{"title": "A", "content_html": "<p>x</p>"}]}'
    assert story(feed).text == "x"


def test_jekyll_html_has_front_matter_too() -> None:
    one = read(b"---\ntitle: Basic\n---\n<p>One.</p>", name="a.html")
    assert (one.title, one.text) == ("Basic", "One.")


def test_plain_text_is_parted_by_blank_lines_or_long_lines() -> None:
    assert outline(story("a\nb\n\n***\n\nc", "text")) == [("paragraph", "a\nb"), ("rule", ""), ("paragraph", "c")]
    long = "word " * 30
    assert story(f"{long}\n{long}\n{long}", "text").paragraphs == 3


def test_a_blogger_backup_gives_its_posts_alone() -> None:
    entry = '<entry><category term="http://x/2008/kind#{}"/><title>{}</title><content>x</content></entry>'
    feed = "".join(entry.format(kind, kind) for kind in ("settings", "post", "comment"))
    assert [one.title for one in stories(f'<feed xmlns="http://www.w3.org/2005/Atom">{feed}</feed>')] == ["post"]
