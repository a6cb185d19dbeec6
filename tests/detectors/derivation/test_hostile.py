"""Nothing that a stranger writes makes a comparison slow: its time is linear in the story."""

import time
import timeit
from collections.abc import Callable

import pytest

from copydesk.detectors.derivation import Known, MemoryIndex, compare
from copydesk.story import Block, BlockKind, Span, Story
from detectors.derivation.texts import BEES, index

HOSTILE: dict[str, Callable[[int], str]] = {
    "one sentence over and over": lambda n: "The bees are in the hive and the hive is in the snow. " * n,
    "links only": lambda n: "\n".join(f"https://example.org/{i}" for i in range(3 * n)),
    "quotation marks": lambda n: 'said "' * (9 * n),
    "open quotations": lambda n: "“ " * (25 * n),
    "letters parted by invisible characters": lambda n: "b\u200be\u200be\u200bs " * (7 * n),
    "full stops": lambda n: ". " * (25 * n),
    "one copied sentence over and over": lambda n: f"{BEES.source.split('. ')[0]}. " * n,
}


def seconds(text: str) -> float:
    """Compare three times and return the processor time of the quickest, which other work disturbed least.

    Other tests' objects would be counted too if rubbish were collected meanwhile.
    """
    told, known = Story(text=text), index()
    return min(timeit.repeat(lambda: compare(told, known), timer=time.process_time, number=1, repeat=3))


@pytest.mark.parametrize("kind", HOSTILE)
def test_eight_times_the_text_takes_nothing_like_the_square_of_that(kind: str) -> None:
    small = max(seconds(HOSTILE[kind](1_000)), 0.02)
    assert seconds(HOSTILE[kind](8_000)) < 24 * small


def test_a_paragraph_repeated_a_million_times_is_read_once() -> None:
    span = Span(0, len(BEES.source))
    told = Story(text=BEES.source, blocks=(Block(BlockKind.PARAGRAPH, span),) * 1_000_000)
    start = time.process_time()
    assert compare(told, index()).share == 1.0
    assert time.process_time() - start < 10


def test_a_hostile_source_is_no_slower() -> None:
    known = MemoryIndex([Known("flood", BEES.source.split(". ")[0] * 5_000)])
    start = time.process_time()
    compare(Story(text=BEES.source * 20), known)
    assert time.process_time() - start < 10
