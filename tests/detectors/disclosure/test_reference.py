"""What "it" and "this" stand for when a statement runs over two sentences."""

import pytest

from copydesk.detectors.disclosure import read_statement

TWO_SENTENCES = (
    "I used ChatGPT. It wrote most of this post.",
    "The previous paragraphs were not mine. They came out of a chatbot.",
    "I didn't write this post. ChatGPT did.",
    "I said I would never use AI for this blog. I used it for this post.",
)
OF_OTHER_TEXTS = (
    "I bought a book on mushrooms. It was written by AI.",
    "A friend sent me an essay. It turned out Claude had written it.",
    "My brother published a memoir and a novel. It was ghostwritten by ChatGPT.",
)


@pytest.mark.parametrize("text", TWO_SENTENCES)
def test_a_pronoun_for_the_story_or_the_ai_is_followed_back(text: str) -> None:
    assert read_statement(text).discloses


@pytest.mark.parametrize("text", OF_OTHER_TEXTS)
def test_a_pronoun_for_another_text_discloses_nothing(text: str) -> None:
    assert not read_statement(text).discloses
