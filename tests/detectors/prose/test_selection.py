"""Which words count as prose."""

import pytest

from copydesk.detectors.prose.selection import select
from copydesk.story import Block, BlockKind, Span, Story

LIMIT = 10_000


def story(*blocks: tuple[BlockKind, str]) -> Story:
    text, placed = "", []
    for kind, words in blocks:
        start = len(text) + 2 * bool(text)
        text = f"{text}\n\n{words}" if text else words
        placed.append(Block(kind, Span(start, start + len(words))))
    return Story(text=text, blocks=tuple(placed))


def test_paragraphs_count_and_code_quotes_headings_and_tables_do_not() -> None:
    found = select(
        story(
            (BlockKind.HEADING, "Bees"), (BlockKind.PARAGRAPH, "I keep bees."), (BlockKind.CODE, "x = 1"),
            (BlockKind.QUOTE, "To be."), (BlockKind.TABLE, "a b"), (BlockKind.PARAGRAPH, "They fly."),
        ),
        LIMIT,
    )  # fmt: skip
    assert found.text == "I keep bees.\n\nThey fly."


def test_places_lead_back_into_the_story() -> None:
    told = story((BlockKind.PARAGRAPH, "I keep bees."), (BlockKind.CODE, "x = 1"), (BlockKind.PARAGRAPH, "They fly."))
    found = select(told, LIMIT)
    at = found.text.index("They")
    assert found.place(at, at + 4).of(told.text) == "They"
    assert found.place(0, len(found.text)).of(told.text) == told.text


def test_what_follows_a_heading_of_references_does_not_count() -> None:
    told = story(
        (BlockKind.PARAGRAPH, "I keep bees."), (BlockKind.HEADING, "References"), (BlockKind.PARAGRAPH, "Smith (2001).")
    )
    assert select(told, LIMIT).text == "I keep bees."


def test_long_items_of_a_list_count_and_short_ones_do_not() -> None:
    long = "Bees fly out in the morning when the sun is warm."
    told = story((BlockKind.PARAGRAPH, "What bees do:"), (BlockKind.LIST, f"Eggs\nMilk\n{long}"))
    assert select(told, LIMIT).text == f"What bees do:\n\n{long}"


def test_a_story_that_is_a_list_has_no_prose() -> None:
    items = "\n".join(["Bees fly out in the morning when the sun is warm."] * 20)
    assert select(story((BlockKind.PARAGRAPH, "On bees."), (BlockKind.LIST, items)), LIMIT).text == "On bees."


def test_verse_in_a_paragraph_does_not_count() -> None:
    verse = "O bee of the morning\nThou hum of the air\nThe clover is dawning\nAnd honey is there"
    assert select(story((BlockKind.PARAGRAPH, verse)), LIMIT).text == ""


@pytest.mark.parametrize("gap", ["\n\n", "\n"])
@pytest.mark.parametrize("stanza", [1, 2, 3, 5])
def test_modern_verse_does_not_count_however_its_lines_are_parted(stanza: int, gap: str) -> None:
    lines = ["the rain falls down", "upon the town", "and no one wears", "a paper crown", "but you, who did"] * 6
    stanzas = [gap.join(lines[at : at + stanza]) for at in range(0, len(lines), stanza)]
    assert select(story(*((BlockKind.PARAGRAPH, one) for one in stanzas)), LIMIT).text == ""
    assert select(Story(text="\n\n".join(stanzas)), LIMIT).text == ""


def test_a_short_line_between_paragraphs_stays_prose() -> None:
    text = "I keep bees, and have for six years now.\n\nHere is the thing\n\nThey fly out in the morning, all of them."
    assert select(Story(text=text), LIMIT).text == text


def test_short_sentences_each_in_its_paragraph_are_prose() -> None:
    text = "\n\n".join(["Nobody came.", "Not a sound.", "We waited there.", "He laughed."] * 3)
    assert select(Story(text=text), LIMIT).text == text


def test_hard_wrapped_prose_counts() -> None:
    wrapped = "\n".join(["we went down to the river that was cold, and then we all came home"] * 6)
    assert select(Story(text=wrapped), LIMIT).text == wrapped


def test_a_story_without_blocks_is_read_by_paragraphs() -> None:
    text = "I keep bees.\n\n[1] Smith, Bees (2001), pp. 3\n\nThey fly."
    assert select(Story(text=text), LIMIT).text == "I keep bees.\n\nThey fly."
