"""Edits change a source where they say, and nowhere else."""

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.story import BlockKind
from copydesk.story.edit import insert_caption, insert_paragraph, unified
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
