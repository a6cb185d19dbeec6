"""Edits change a source where they say, and nowhere else."""

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.story import BlockKind, Story
from copydesk.story.edit import insert_caption, insert_paragraph, set_caption, unified
from copydesk.story.errors import StoryError
from copydesk.story.readers import read
from story.shapes import HTML, MARKDOWN, MEDIUM, TEXT, captions, outline, story

SENTENCE = "I drafted this with Claude & edited <all> of it, *by hand* [really]."
SOURCES = {"markdown": MARKDOWN, "html": HTML, "medium": MEDIUM, "text": TEXT}
WORDS = st.text(
    st.characters(min_codepoint=32, max_codepoint=0x17F, exclude_characters="\x7f"), min_size=1, max_size=60
)


def is_plain(words: str) -> bool:
    folded = " ".join(words.split())
    return (
        any(ch.isalnum() for ch in folded)
        and folded.isprintable()
        and read(folded.encode(), format="text").text == folded
    )


@pytest.mark.parametrize("format_", SOURCES)
def test_a_paragraph_is_put_where_it_is_asked_for_and_nothing_else_changes(format_: str) -> None:
    source = SOURCES[format_]
    before = story(source, format_)
    for at in range(len(before.blocks) + 1):
        after = story(insert_paragraph(source, format_, before, at, SENTENCE), format_)
        left = outline(after)
        left.remove(("paragraph", SENTENCE))
        assert left == outline(before)
        assert (after.title, after.subtitle) == (before.title, before.subtitle)


@pytest.mark.parametrize("format_", SOURCES)
def test_before_the_first_block_means_first(format_: str) -> None:
    before = story(SOURCES[format_], format_)
    first = next(index for index, block in enumerate(before.blocks) if block.source is not None)
    after = story(insert_paragraph(SOURCES[format_], format_, before, first, SENTENCE), format_)
    assert outline(after)[first] == ("paragraph", SENTENCE)


@pytest.mark.parametrize("format_", ["markdown", "html", "medium"])
def test_a_caption_is_put_under_its_picture_and_nothing_else_changes(format_: str) -> None:
    source = SOURCES[format_]
    before = story(source, format_)
    for index, block in enumerate(before.blocks):
        if block.kind is not BlockKind.FIGURE or block.source is None:
            continue
        after = story(insert_caption(source, format_, before, index, SENTENCE), format_)
        assert after.blocks[index].figure.caption == f"{block.figure.caption} {SENTENCE}".strip()
        assert [one for i, one in enumerate(outline(after)) if i != index] == [
            one for i, one in enumerate(outline(before)) if i != index
        ]


@pytest.mark.parametrize(
    ("format_", "source"),
    [
        ("markdown", "Text.\n\n![](a.png)\n\nText."),
        ("markdown", "- one\n- ![](a.png)\n- two"),
        ("markdown", "> ![](a.png)\n\nx"),
        ("markdown", '{{< figure src="a.png" >}}\n\nText.'),
        ("markdown", '<img src="a.png">\n\nText.'),
        ("markdown", "![](a.png)"),
        ("markdown", '<p align="center">\n<img src="a.png">\n</p>\n\nText.'),
        ("html", "<p><img src=a.png></p><p>Text.</p>"),
        ("html", "<img src=a.png>Text."),
        ("html", "<figure><img src=a.png></figure>"),
        ("html", "<ul><li><img src=a.png></ul>"),
    ],
)
def test_a_picture_without_caption_gets_one(format_: str, source: str) -> None:
    before = story(source, format_)
    index, _ = next(before.figures())
    after = story(insert_caption(source, format_, before, index, "Image made with Midjourney."), format_)
    assert captions(after) == [("a.png", "Image made with Midjourney.")]
    assert after.text.replace("Image made with Midjourney.", "").split() == before.text.split()


@given(WORDS.filter(is_plain), st.sampled_from(["markdown", "html"]), st.integers(0, 20))
@settings(max_examples=150, deadline=None)
def test_any_sentence_comes_back_as_it_was_written(words: str, format_: str, at: int) -> None:
    source = SOURCES[format_]
    before = story(source, format_)
    after = story(insert_paragraph(source, format_, before, min(at, len(before.blocks)), words), format_)
    assert ("paragraph", " ".join(words.split())) in outline(after)
    assert len(after.blocks) == len(before.blocks) + 1


CAPTIONED = {
    "markdown": [
        "One.\n\n![a](a.png)\n\n*Old.*\n\nTwo.",
        "![](a.png)\nPhoto: Ana\n\nTwo.",
        "> ![](a.png)\n>\n> *Old.*\n\nTwo.",
        "- one\n- ![](a.png)\n\n  *Old.*\n\nTwo.",
        "[![](a.png)](https://example.org)\n\n_Old [link](https://example.org)._\n",
        "![](a.png)\n\nImage made with Midjourney.\n\nTwo.",
        "<figure><img src='a.png'><figcaption>Old <b>one</b></figcaption></figure>\n\nTwo.",
        '{{< figure src="a.png" caption="Old" >}}\n\nTwo.',
        "![](a.png)\n\nTwo.",
    ],
    "html": [
        "<p>One.</p><figure><img src=a.png><figcaption>Old <b>one</b></figcaption></figure><p>Two.</p>",
        "<p><img src=a.png></p><p><em>Old.</em></p><p>Two.</p>",
        "<p><img src=a.png></p><p>Two.</p>",
    ],
}
ALL_CAPTIONED = [(format_, source) for format_, sources in CAPTIONED.items() for source in sources]


def with_caption(source: str, format_: str, caption: str) -> str:
    before = story(source, format_)
    index, _ = next(before.figures())
    return set_caption(source, format_, before, index, caption, again=lambda text: story(text, format_))


@pytest.mark.parametrize(("format_", "source"), ALL_CAPTIONED)
def test_a_caption_takes_the_place_of_the_one_that_was_there(format_: str, source: str) -> None:
    once = with_caption(source, format_, "First words")
    twice = with_caption(once, format_, " Other \n words ")
    bare = with_caption(twice, format_, "")
    assert [captions(story(text, format_)) for text in (once, twice, bare)] == [
        [("a.png", "First words")],
        [("a.png", "Other words")],
        [("a.png", "")],
    ]
    for text in (once, twice, bare):
        others = [one for one in outline(story(text, format_)) if one[0] != "figure"]
        assert others == [one for one in outline(story(source, format_)) if one[0] != "figure"]


@given(WORDS.filter(is_plain), st.sampled_from(ALL_CAPTIONED))
@settings(max_examples=150, deadline=None)
def test_a_caption_comes_back_as_it_was_typed_or_is_refused(words: str, case: tuple[str, str]) -> None:
    format_, source = case
    try:
        changed = with_caption(source, format_, words)
    except StoryError:
        return
    assert captions(story(changed, format_)) == [("a.png", " ".join(words.split()))]


def test_a_long_story_is_not_read_again_and_again_for_a_caption_that_cannot_be_found() -> None:
    source = f"<figure><img src=a.png>{'<b></b>' * 30}<p>Old</p></figure>{'<p>Words.</p>' * 30_000}"
    before, read_again = story(source, "html"), []

    def again(text: str) -> Story:
        read_again.append(len(text))
        return Story()

    with pytest.raises(StoryError, match="would not read as the caption"):
        set_caption(source, "html", before, 0, "Photo: me", again=again)
    assert 0 < sum(read_again) <= 1_600_000


def test_the_caption_that_is_there_already_changes_nothing() -> None:
    assert with_caption("![](a.png)\n\n*Old.*", "markdown", "Old.") == "![](a.png)\n\n*Old.*"


def test_what_would_not_read_as_a_caption_is_refused_and_mendable() -> None:
    source = "![](a.png)\n\nText."
    with pytest.raises(StoryError, match="would not read as the caption"):
        with_caption(source, "markdown", "What this story is about")
    assert "*Photo: what this story" in with_caption(source, "markdown", "Photo: what this story is about")
    with pytest.raises(StoryError, match="does not stand in the source"):
        with_caption("---\ntitle: x\ncover: a.png\n---\nText.", "markdown", "By me")


def test_the_source_holds_all_that_it_held() -> None:
    new = insert_paragraph(MARKDOWN, "markdown", story(MARKDOWN, "markdown"), 3, SENTENCE)
    added = [line for line in new.splitlines() if line not in MARKDOWN.splitlines()]
    assert len(added) == 1
    assert new.replace(f"{added[0]}\n\n", "") == MARKDOWN


def test_a_patch_applies(tmp_path: Path) -> None:
    source = "One.\n\nTwo."
    new = insert_paragraph(source, "markdown", story(source, "markdown"), 0, "First.")
    (tmp_path / "a.md").write_text(source)
    subprocess.run(["git", "apply", "-"], cwd=tmp_path, input=unified(source, new, "a.md").encode(), check=True)
    assert (tmp_path / "a.md").read_text() == new


def test_a_picture_that_is_not_in_the_source_cannot_be_captioned_there() -> None:
    source = "---\ntitle: x\ncover: a.png\n---\nText."
    before = story(source, "markdown")
    with pytest.raises(StoryError, match="does not stand in the source"):
        insert_caption(source, "markdown", before, 0, "By me")
    with pytest.raises(StoryError, match="cannot be edited"):
        insert_paragraph(source, "ghost", replace(before, format="ghost"), 0, "x")
