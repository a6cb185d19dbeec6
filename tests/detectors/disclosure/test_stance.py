"""What of a sentence its author asserts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.detectors.disclosure import read_statement
from copydesk.detectors.disclosure.stance import answer, asks, asserted, jokes

NOT_ASSERTED = (
    "If an AI had written this post, it would have fewer typos.",
    "Would you still read on if you knew that Claude had written this?",
    "My editor said that this post was written by ChatGPT.",
    "This column was written by ChatGPT, the reader complained.",
    "Imagine that ChatGPT wrote this article.",
    "Perhaps a chatbot wrote this post.",
    "Next week ChatGPT will write this newsletter.",
    "Let an AI summarise this article for you.",
    "Si este texto lo hubiera escrito una IA, no tendría erratas.",
    "Wäre dieser Text von einer KI, hätte er weniger Fehler.",
    "Et si ce billet avait été écrit par une IA ?",
    "如果这篇文章是AI写的,你会失望吗?",
)
ASSERTED = (
    "If you liked this post, thank Claude, who wrote it.",
    "I must say that ChatGPT wrote this post.",
    "Needless to say, this post was written by ChatGPT.",
    "Perhaps a third of this post was written by ChatGPT.",
    "Ohne ChatGPT wäre dieser Text nicht entstanden: ChatGPT hat ihn geschrieben.",
    "Was this post written by AI? Yes.",
    "I could not have written this post without Claude.",
)


@pytest.mark.parametrize("sentence", NOT_ASSERTED)
def test_what_is_imagined_asked_or_reported_is_no_disclosure(sentence: str) -> None:
    assert not read_statement(sentence).discloses


@pytest.mark.parametrize("sentence", ASSERTED)
def test_what_the_author_vouches_for_is_one_whatever_stands_beside_it(sentence: str) -> None:
    assert read_statement(sentence).discloses


def test_a_joke_leaves_the_question_to_its_author() -> None:
    plain, joking = (read_statement(f"This post was written by ChatGPT{tail}") for tail in (".", ", just kidding."))
    assert plain.discloses
    assert not plain.unsure
    assert joking.unsure or not joking.discloses


def test_a_question_answered_with_no_is_a_denial() -> None:
    assert read_statement("Was this post written by ChatGPT? No.").says == "denial"


def test_a_question_that_takes_it_for_granted_is_unsure() -> None:
    verdict = read_statement("Did you notice that this post was written by ChatGPT?")
    assert verdict.unsure or not verdict.discloses


def test_a_draft_that_was_thrown_away_discloses_nothing() -> None:
    assert not read_statement("I asked ChatGPT to write this; it was terrible, so I wrote it by hand.").discloses


def test_yes_and_no_are_told_in_the_languages_of_the_lexicon() -> None:
    assert [answer(word) for word in ("Yes.", "Nein.", "Oui!", "不是。", "Bees.")] == [True, False, True, False, None]


def test_a_statement_with_a_question_behind_it_is_no_question() -> None:
    assert asks("Did ChatGPT write this?")
    assert not asks("ChatGPT wrote this, can you tell?")


def test_seriousness_cancels_the_mark_of_a_joke() -> None:
    assert jokes("My cat wrote this.")
    assert not jokes("No joke: my cat sat on the keyboard.")


@given(st.text(st.sampled_from(list("if AI wrote said, perhaps; ?:…–“”如果说\n")), max_size=200))
def test_what_is_asserted_is_never_longer_than_the_text(text: str) -> None:
    assert len(asserted(text)) <= len(text)
