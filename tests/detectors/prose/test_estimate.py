"""What the estimate promises on any text."""

import resource
import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.detectors.prose import estimate
from copydesk.evidence import Abstention, Writing
from copydesk.story import Block, BlockKind, Span, Story

PLAIN = (
    "We got to the lake around six, later than dad wanted, because Tom had left the bait on the kitchen table and "
    "we had to go back for it. Nobody said much. The water was flat and kind of brown and I didn't think we'd "
    "catch anything, which we didn't, apart from one small perch that Tom threw back before I could see it. Dad "
    "told the story about the pike again. He always makes it bigger. On the way home it rained so hard that we "
    "pulled over by the old mill and ate the sandwiches there, and that, I guess, was the best part of the whole "
    "day. I still have the photo somewhere."
)
MACHINE = (
    "In today's rapidly evolving landscape, the importance of community cannot be overstated. By fostering a "
    "sense of belonging, local initiatives empower individuals to navigate the complexities of modern life, while "
    "also enhancing resilience and promoting sustainable growth. Moreover, these programs serve as a testament to "
    "the power of collaboration, highlighting the crucial role that diverse perspectives play in shaping a "
    "brighter future. Ultimately, it is essential to embrace innovative strategies that not only address pressing "
    "challenges but also unlock new opportunities for meaningful engagement, ensuring that everyone can thrive in "
    "a dynamic and interconnected world. Furthermore, by leveraging technology, communities can create a vibrant "
    "tapestry of support."
)


def of(text: str, *, deep: bool = False) -> Writing:
    return estimate(Story(text=text), deep=deep)


def test_plain_human_prose_is_not_called_generated() -> None:
    assert of(PLAIN).estimate != "generated"


def test_stock_machine_prose_scores_far_above_plain_human_prose() -> None:
    human, machine = of(PLAIN), of(MACHINE)
    assert human.score is not None
    assert machine.score is not None
    assert machine.score > human.score + 0.3


@pytest.mark.parametrize("deep", [False, True])
def test_numbers_lie_in_their_ranges_and_the_interval_holds_the_share(*, deep: bool) -> None:
    for text in (PLAIN, MACHINE, f"{PLAIN}\n\n{MACHINE}"):
        found = of(text, deep=deep)
        assert found.interval is not None
        assert found.ai_share is not None
        assert 0 <= found.interval[0] <= found.ai_share <= found.interval[1] <= 1
        assert found.p_human is not None
        assert 0 < found.p_human <= 1


def test_the_deep_stage_agrees_on_what_is_plain() -> None:
    human, machine = of(PLAIN, deep=True), of(MACHINE, deep=True)
    assert human.estimate != "generated"
    assert (machine.score or 0) > (human.score or 0) + 0.3


def test_the_deep_stage_finds_where_a_machine_goes_on() -> None:
    found = of(f"{PLAIN}\n\n{MACHINE}", deep=True)
    assert [passage.ai > 0.5 for passage in found.passages] == [False, True]
    assert abs(found.passages[1].span.start - len(PLAIN)) < 200


def test_the_same_text_always_gets_the_same_answer() -> None:
    assert of(MACHINE) == of(MACHINE)


def test_quotes_dashes_and_invisible_characters_do_not_change_the_score() -> None:
    dressed = MACHINE.replace("'", "’").replace("community", "com\u200bmuni\u200bty")
    assert of(dressed).score == of(MACHINE).score


def test_look_alike_letters_do_not_change_the_score() -> None:
    assert of(MACHINE.replace("o", "о")).score == of(MACHINE).score


def test_passages_are_in_order_inside_the_story_and_explained_where_they_read_like_ai() -> None:
    text = f"{PLAIN}\n\n{MACHINE}"
    passages = of(text).passages
    assert passages
    assert all(a.span.end <= b.span.start for a, b in pairwise(passages))
    assert passages[-1].span.end <= len(text)
    assert any(passage.reasons for passage in passages if passage.ai > 0.5)


def test_a_reason_never_speaks_of_proof() -> None:
    reasons = " ".join(reason for passage in of(MACHINE).passages for reason in passage.reasons).lower()
    assert reasons
    assert "proof" not in reasons
    assert "prove" not in reasons


def test_code_and_quotes_are_not_weighed() -> None:
    quote = f"> {MACHINE}"
    text = f"{PLAIN}\n\n{quote}"
    blocks = (
        Block(BlockKind.PARAGRAPH, Span(0, len(PLAIN))),
        Block(BlockKind.QUOTE, Span(len(PLAIN) + 2, len(text))),
    )
    assert estimate(Story(text=text, blocks=blocks), deep=False).score == of(PLAIN).score


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", Abstention.TOO_SHORT),
        ("I keep bees.", Abstention.TOO_SHORT),
        ("Wir gingen am Morgen zum Fluss und es war kalt. " * 20, Abstention.LANGUAGE),
        ("我们走到河边, 天气很冷, 除了他没有人想游泳. " * 40, Abstention.LANGUAGE),
        (
            "O bee of the morning\nThou hum of the air\nThe clover is dawning\nAnd honey is there\n" * 8,
            Abstention.NO_PROSE,
        ),
    ],
)
def test_it_abstains_and_says_why(text: str, why: Abstention) -> None:
    found = of(text)
    assert found.abstained == why
    assert (found.estimate, found.score, found.ai_share, found.p_human) == (None, None, None, None)


def test_a_story_of_code_gets_no_estimate() -> None:
    code = "x = 1\n" * 100
    story = Story(text=code, blocks=(Block(BlockKind.CODE, Span(0, len(code))),))
    assert estimate(story).abstained == Abstention.NO_PROSE


@given(st.text(max_size=600))
@settings(max_examples=40, deadline=None)
def test_no_text_raises(text: str) -> None:
    of(text)
    of(f"{text} {PLAIN} {text}")


HUGE = {
    "one word": "a" * 10_000_000,
    "one line of words": "word " * 2_000_000,
    "emoji": "😀" * 2_000_000,
    "digits": "1234567890 " * 900_000,
    "NULs": "\x00" * 5_000_000,
    "lone surrogates": "\ud800 " * 1_000_000,
    "line ends": "\n" * 5_000_000,
    "brackets": "[" * 2_000_000,
    "many scripts": "".join(chr(point) for point in range(33, 0xD000)) * 30,
    "full stops": ". " * 2_000_000,
}


@pytest.mark.parametrize("name", HUGE)
def test_a_huge_or_strange_text_takes_bounded_time_and_memory(name: str) -> None:
    text = HUGE[name]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.process_time()
    of(text)
    assert time.process_time() - began < max(1.0, len(text.encode("utf-8", "surrogatepass")) / 1e6)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300_000
