"""Promotion: what only ranks and sells is found, ordinary stories stay out."""

import time
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from copydesk.detectors.conduct.corpus import examples
from copydesk.detectors.conduct.logistic import OPERATING
from copydesk.detectors.conduct.training import learned
from copydesk.detectors.conduct.wording import load
from copydesk.detectors.promotion import weigh
from copydesk.detectors.promotion.train import RECIPE
from copydesk.evidence import Grade
from copydesk.story import Block, BlockKind, Link, Span, Story
from copydesk.story.readers import read
from kits.shared import SHARED

TEXTS = SHARED / "text/train.jsonl.gz"
SPAM = """# Best Kettle in 2025: Top 5 Picks

Look no further! In this article we will explore the best kettle models. Whether you are a beginner or a professional,
a kettle is a must-have. [Check price on Amazon](https://www.amazon.com/dp/B0?tag=picks-20)

## Pros and Cons

A game-changer with a sleek design. [Buy now](https://www.amazon.com/dp/B1?tag=picks-20)
"""
HONEST = """I bought this kettle myself in March; the one link is an affiliate link and earns me a few cents.

It leaks. My wife hates the noise, and I burnt my thumb on the lid after two weeks. I sent the first one back.
Still, I'd take it again: [this one](https://www.amazon.com/dp/B0?tag=mine-20), because it boils a litre in 3 minutes.
"""


def story(text: str) -> Story:
    return read(text.encode(), format="markdown")


def kinds(text: str) -> set[str]:
    return {signal.kind for signal in weigh(story(text)).signals}


def test_a_page_made_to_rank_is_brought_before_a_person() -> None:
    assert weigh(story(SPAM)).score >= OPERATING


def test_a_disclosed_affiliate_link_in_an_honest_review_is_no_spam() -> None:
    assert weigh(story(HONEST)).score < OPERATING / 2


def test_the_reviewer_is_shown_each_part_and_what_rests_on_the_prose() -> None:
    assert {"affiliate-links", "template", "call-to-buy", "needs-prose-estimate"} <= kinds(SPAM)


def test_no_part_is_more_than_an_estimate_but_a_trick() -> None:
    assert {signal.grade for signal in weigh(story(SPAM)).signals} == {Grade.ESTIMATE}


def test_each_span_lies_in_the_text_and_each_part_has_a_reason() -> None:
    page = story(SPAM)
    for signal in weigh(page).signals:
        assert signal.reason.endswith(".")
        assert all(span.end <= len(page.text) and len(span) for span in signal.spans)


def test_a_term_repeated_beyond_what_writing_of_that_length_repeats_is_told_of() -> None:
    assert "keyword-stuffing" in kinds("[Buy now](https://bit.ly/x) " + "The best cheap kettle is a cheap kettle. " * 9)


def test_stories_from_one_mould_weigh_more() -> None:
    one, other = (story(SPAM.replace("kettle", thing)) for thing in ("kettle", "toaster"))
    alone, beside = weigh(one), weigh(one, siblings=[other])
    assert "one-mould" in {signal.kind for signal in beside.signals}
    assert beside.score >= alone.score


def test_the_very_story_among_the_others_is_no_mould() -> None:
    assert weigh(story(SPAM), siblings=[story(SPAM)]) == weigh(story(SPAM))


def test_others_are_not_even_asked_for_where_they_could_not_matter() -> None:
    def never() -> Iterator[Story]:
        raise AssertionError("asked for")
        yield  # pragma: no cover  # makes it a generator

    assert weigh(story("Hello from the river."), siblings=never()).score < OPERATING


def test_no_more_than_fifty_others_are_read() -> None:
    read_: list[int] = []

    def many() -> Iterator[Story]:
        for number in range(10_000):
            read_.append(number)
            yield story(SPAM.replace("kettle", f"kettle{number}"))

    assert "one-mould" in {signal.kind for signal in weigh(story(SPAM), siblings=many()).signals}
    assert len(read_) <= 51


def test_own_stories_on_other_things_are_no_mould() -> None:
    assert weigh(story(HONEST), siblings=[story(SPAM)]) == weigh(story(HONEST))


def test_disguised_letters_change_nothing_but_are_told_of() -> None:
    hidden = SPAM.replace("best", "b\u200bes\u200bt").replace("price", "prісе").replace("game", "g\u2060ame")
    seen = weigh(story(hidden))
    assert seen.score == pytest.approx(weigh(story(SPAM)).score, abs=0.02)
    assert Grade.TELL in {signal.grade for signal in seen.signals}


def test_an_empty_story_scores_low() -> None:
    assert weigh(Story()).score < OPERATING


def test_a_story_of_only_links_ends_soon() -> None:
    text = "link\n\n" * 20_000
    blocks = tuple(
        Block(BlockKind.PARAGRAPH, Span(at, at + 4), links=(Link("https://bit.ly/x", Span(at, at + 4)),))
        for at in range(0, len(text), 6)
    )
    start = time.process_time()
    assert weigh(Story(text=text, blocks=blocks)).score >= OPERATING
    assert time.process_time() - start < 5


def test_one_paragraph_over_and_over_is_read_once() -> None:
    text = ("Best kettle.\n\n" * 100_000)[:-2]
    blocks = tuple(Block(BlockKind.PARAGRAPH, Span(at, at + 12)) for at in range(0, len(text), 14))
    start = time.process_time()
    weigh(Story(text=text, blocks=blocks))
    assert time.process_time() - start < 3


def test_no_look_alike_of_the_corpus_that_it_learned_from_is_flagged() -> None:
    stories = [example for example in examples("copydesk.detectors.promotion", "dev") if not example.positive]
    assert [e.template for e in stories if weigh(e.story).score >= OPERATING] == []


@pytest.mark.skipif(not TEXTS.is_file(), reason="needs the shared text")
def test_the_wording_is_what_the_corpus_gives() -> None:
    made, kept = learned(RECIPE, TEXTS), load(RECIPE.package)
    assert np.array_equal(made.keys, kept.keys)
    assert made.weights == pytest.approx(kept.weights, abs=0.02)


def test_code_is_not_read() -> None:
    page = story(SPAM)
    coded = replace(page, title="", blocks=tuple(replace(b, kind=BlockKind.CODE, links=()) for b in page.blocks))
    assert weigh(coded).score < OPERATING


def test_a_link_at_the_start_is_told_of() -> None:
    assert "early-link" in kinds("[Buy now](https://www.amazon.com/dp/B1?tag=picks-20)\n\n" + SPAM)
