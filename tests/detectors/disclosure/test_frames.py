"""Frames that disclose whatever else stands in the sentence."""

import pytest

from copydesk.detectors.disclosure.features import read
from copydesk.detectors.disclosure.frames import frame

FRAMES = (
    ("What you have just read was written by GPT-4 in the voice of my dead uncle.", "generated"),
    ("These minutes were drafted by an AI assistant and corrected by me.", "assisted"),
    ("ChatGPT wrote this entry.", "generated"),
    ("I asked ChatGPT to write this post.", "generated"),
    ("I wrote this with AI help.", "assisted"),
    ("Generative AI helped write this quiz.", "assisted"),
    ("Author: ChatGPT", "generated"),
    ("本文由AI生成。", "generated"),
)
NONE = (
    "No AI wrote this post.",
    "This function was written by Copilot.",
    "This post is about AI.",
    "Author: Dr. Hernani Costa, founder of an AI lab",
    "I wrote this post and then GPT-4 fixed my spelling.",
    "This post was written by hand, not by AI.",
)


@pytest.mark.parametrize(("sentence", "says"), FRAMES)
def test_a_frame_tells_how_much_was_made(sentence: str, says: str) -> None:
    assert frame(read(sentence)) == says


@pytest.mark.parametrize("sentence", NONE)
def test_a_negation_a_task_or_something_else_made_is_no_frame(sentence: str) -> None:
    assert frame(read(sentence)) is None
