"""Which words count as prose."""

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
    assert select(story((BlockKind.LIST, f"Eggs\nMilk\n{long}")), LIMIT).text == long


def test_verse_in_a_paragraph_does_not_count() -> None:
    verse = "O bee of the morning\nThou hum of the air\nThe clover is dawning\nAnd honey is there"
    assert select(story((BlockKind.PARAGRAPH, verse)), LIMIT).text == ""


def test_hard_wrapped_prose_counts() -> None:
    wrapped = "\n".join(["we went down to the river that was cold, and then we all came home"] * 6)
    assert select(Story(text=wrapped), LIMIT).text == wrapped


def test_a_story_without_blocks_is_read_by_paragraphs() -> None:
    text = "I keep bees.\n\n[1] Smith, Bees (2001), pp. 3\n\nThey fly."
    assert select(Story(text=text), LIMIT).text == "I keep bees.\n\nThey fly."
