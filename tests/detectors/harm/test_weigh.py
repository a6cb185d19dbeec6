"""Harm: named ends are found, look-alikes mostly stay out, hostile text costs little."""

import time

import numpy as np
import pytest

from copydesk.detectors.conduct.corpus import examples
from copydesk.detectors.conduct.logistic import OPERATING
from copydesk.detectors.conduct.training import learned
from copydesk.detectors.conduct.wording import load
from copydesk.detectors.harm import weigh
from copydesk.detectors.harm.train import RECIPE
from copydesk.evidence import Grade
from copydesk.story import Block, BlockKind, Span, Story
from copydesk.story.readers import read
from kits.shared import SHARED

TEXTS = SHARED / "text/train.jsonl.gz"
SOLD = """Our AI toolkit writes phishing emails for you, and nobody will know it was you. You choose your victims, and
it does the rest. It costs 40 dollars a month; message me on [Telegram](https://t.me/example) to get access.
"""
REPORTED = """Police in Leeds arrested two men on Tuesday who, according to the court, had sold an AI toolkit that
writes phishing emails. The victims lost their savings, a spokesman said. Researchers
warned that such kits are spreading.
"""
PADDING = "In the morning we walked along the river, and my sister counted the herons until she lost interest.\n\n"


def story(text: str) -> Story:
    return read(text.encode(), format="markdown")


def test_an_advertisement_is_brought_before_a_person() -> None:
    assert weigh(story(SOLD)).score >= OPERATING


def test_a_report_on_the_same_thing_is_not() -> None:
    assert weigh(story(REPORTED)).score < OPERATING


def test_the_reviewer_is_told_what_it_names_and_to_whom_it_speaks() -> None:
    kinds = {signal.kind for signal in weigh(story(SOLD)).signals}
    assert {"harmful-end", "stance-reader", "stance-sells", "stance-evades", "contact-channel"} <= kinds


def test_each_span_lies_in_the_text_and_each_part_has_a_reason() -> None:
    page = story(SOLD)
    for signal in weigh(page).signals:
        assert signal.grade is Grade.ESTIMATE
        assert signal.reason.endswith(".")
        assert all(len(span) > 0 and span.end <= len(page.text) for span in signal.spans)


def test_one_bad_page_is_not_thinned_out_by_a_long_story() -> None:
    assert weigh(story(PADDING * 40 + SOLD + "\n" + PADDING * 40)).score >= OPERATING


def test_where_no_ai_is_named_the_reviewer_is_told() -> None:
    assert "ai-unnamed" in {signal.kind for signal in weigh(story(SOLD.replace("AI ", ""))).signals}
    assert "ai-unnamed" not in {signal.kind for signal in weigh(story(SOLD)).signals}


def test_the_words_that_weighed_most_are_marked() -> None:
    page = story(SOLD)
    (worded,) = [signal for signal in weigh(page).signals if signal.kind == "wording"]
    assert worded.spans


def test_disguised_letters_change_nothing_but_are_told_of() -> None:
    hidden = (
        SOLD.replace("phishing", "ph\u200bishing").replace("victims", "vіctіms").replace("toolkit", "tool\u2060kit")
    )
    page = story(hidden)
    seen = weigh(page)
    assert seen.score == pytest.approx(weigh(story(SOLD)).score, abs=0.02)
    ends = [span.of(page.text) for signal in seen.signals if signal.kind == "harmful-end" for span in signal.spans]
    assert any("ph\u200bishing" in end for end in ends)
    assert [signal.kind for signal in seen.signals if signal.grade is Grade.TELL] == ["disguised-letters"]


def test_disguised_letters_are_told_of_even_in_a_harmless_story() -> None:
    seen = weigh(story("Good m\u200born\u200bing, h\u200bero\u200bn"))
    assert seen.score < OPERATING
    assert [signal.grade for signal in seen.signals] == [Grade.TELL]


def test_an_empty_story_scores_nothing() -> None:
    assert weigh(Story()).score < 0.01


def test_a_story_in_a_language_that_it_does_not_know_is_not_flagged() -> None:
    told = "Gestern gingen wir am Fluss entlang, und meine Schwester zählte Reiher, bis es zu regnen anfing. "
    assert weigh(story(told * 3 + "Die KI-App des Nachbarn schreibt ihm Briefe für 20 Euro im Monat.")).score < 0.2


def test_one_paragraph_over_and_over_is_read_once() -> None:
    text = ("AI phishing!\n\n" * 100_000)[:-2]
    blocks = tuple(Block(BlockKind.PARAGRAPH, Span(at, at + 12)) for at in range(0, len(text), 14))
    start = time.process_time()
    weigh(Story(text=text, blocks=blocks))
    assert time.process_time() - start < 3


def test_one_endless_paragraph_takes_time_linear_in_its_length() -> None:
    def taken(times: int) -> float:
        text = "you clone the voice of your victim with ai and " * times
        start = time.process_time()
        weigh(Story(text=text, blocks=(Block(BlockKind.PARAGRAPH, Span(0, len(text))),)))
        return time.process_time() - start

    assert taken(8_000) < 12 * taken(2_000) + 0.2


def test_most_look_alikes_of_the_corpus_stay_out() -> None:
    stories = [e for part in ("train", "dev", "seen") for e in examples(RECIPE.package, part) if not e.positive]
    assert sum(weigh(e.story).score >= OPERATING for e in stories) <= 0.15 * len(stories)


@pytest.mark.skipif(not TEXTS.is_file(), reason="needs the shared text")
def test_the_wording_is_what_the_corpus_gives() -> None:
    made, kept = learned(RECIPE, TEXTS), load(RECIPE.package)
    assert np.array_equal(made.keys, kept.keys)
    assert made.weights == pytest.approx(kept.weights, abs=0.02)
