"""Whether a story discloses, where, and whether in time."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.detectors.disclosure import find
from copydesk.evidence import DisclosureStatus, Origin
from copydesk.story import BlockKind, Story
from detectors.disclosure.stories import PROSE, SENTENCE, prose, story

TIMELY, LATE, NONE = DisclosureStatus.TIMELY, DisclosureStatus.LATE, DisclosureStatus.NONE
P = BlockKind.PARAGRAPH


@pytest.mark.parametrize(
    ("made", "status"),
    [
        (prose(SENTENCE, PROSE, PROSE), TIMELY),
        (prose(PROSE, SENTENCE, PROSE), TIMELY),
        (prose(f"{PROSE} {SENTENCE}", PROSE), TIMELY),
        (prose(PROSE, PROSE, SENTENCE), LATE),
        (prose(PROSE, PROSE, subtitle=SENTENCE), TIMELY),
        (prose(PROSE, PROSE), NONE),
        (prose("Part 2 of my bee diary", "For Anna", PROSE, SENTENCE), TIMELY),
        (story((BlockKind.HEADING, "Bees and why I keep them"), (P, PROSE), (P, SENTENCE)), TIMELY),
        (story((P, PROSE), (BlockKind.CODE, PROSE), (P, PROSE), (BlockKind.QUOTE, SENTENCE)), LATE),
        (story((P, PROSE), (BlockKind.CODE, PROSE), (BlockKind.QUOTE, SENTENCE)), TIMELY),
        (story((BlockKind.CALLOUT, SENTENCE), (P, PROSE)), TIMELY),
        (story((P, PROSE), (P, "Co-written with Claude."), (P, PROSE)), TIMELY),
    ],
)
def test_a_disclosure_is_timely_up_to_the_end_of_the_second_counted_paragraph(
    made: Story, status: DisclosureStatus
) -> None:
    assert find(made).status is status


@pytest.mark.parametrize("kind", [BlockKind.CODE, BlockKind.FIGURE, BlockKind.EMBED])
def test_code_captions_and_embeds_disclose_nothing(kind: BlockKind) -> None:
    assert find(story((kind, SENTENCE), (P, PROSE))).status is NONE


def test_a_title_counts_only_when_it_speaks_of_the_story_itself() -> None:
    assert find(prose(PROSE, title="I let GPT-4 write this post")).status is TIMELY
    assert find(prose(PROSE, title="How to write with ChatGPT")).status is NONE


def test_a_sentence_quoted_as_an_example_discloses_nothing() -> None:
    assert find(prose(f'The platform wants a line such as "{SENTENCE}" near the top.', PROSE)).status is NONE


def test_the_statement_is_quoted_with_its_place() -> None:
    found = find(prose(f"{PROSE} {SENTENCE}", PROSE))
    assert found.quote == SENTENCE
    assert found.block == 0
    assert found.span is not None
    assert found.says is Origin.ASSISTED


def test_denials_and_tools_are_reported_and_disclose_nothing() -> None:
    found = find(prose("No AI was used in writing this story.", "Spelling was checked with Grammarly.", PROSE))
    assert found.status is NONE
    assert [statement.says for statement in found.statements] == ["denial", "tool"]


def test_a_statement_of_two_sentences_is_read_as_one() -> None:
    found = find(prose("Full disclosure: I used ChatGPT. It wrote most of what follows.", PROSE))
    assert found.status is TIMELY
    assert found.says is Origin.GENERATED


def test_a_timely_statement_counts_before_a_late_one() -> None:
    found = find(prose("Co-written with Claude.", PROSE, PROSE, "This post was written by ChatGPT."))
    assert found.quote == "Co-written with Claude."


def test_the_window_can_be_set() -> None:
    made = prose(PROSE, PROSE, SENTENCE)
    assert find(made, paragraphs=3).status is TIMELY


def test_chinese_lines_are_counted_without_spaces() -> None:
    short = "献给我的祖母"
    long = "我的祖母在根特郊外的加油站后面养蜂,每年八月她都让我拿着烟熏器,自己用两种语言咒骂,邻居们都听得见。"
    assert find(prose(short, long, "本文由人工智能生成。", long)).status is TIMELY
    assert find(prose(long, long, "本文由人工智能生成。")).status is LATE


@given(st.lists(st.tuples(st.sampled_from(list(BlockKind)), st.text(max_size=200)), max_size=8))
def test_every_story_gets_a_reading_whose_spans_lie_in_it(parts: list[tuple[BlockKind, str]]) -> None:
    made = story(*parts)
    for statement in find(made).statements:
        assert statement.span is None or statement.span.of(made.text) == statement.quote


@pytest.mark.parametrize(
    "text", ["AI " * 40_000, '"' * 100_000, "“AI " * 30_000, "a" * 300_000, "AI.\n" * 20_000, "这" * 100_000]
)
def test_hostile_text_is_read_in_linear_time(text: str) -> None:
    start = time.perf_counter()
    find(prose(text))
    assert time.perf_counter() - start < 10
