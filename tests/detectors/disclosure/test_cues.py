"""Which sentences are read, and in which language."""

import pytest

from copydesk.detectors.disclosure.cues import hints_at_ai, names_ai
from copydesk.detectors.disclosure.tongue import is_english


@pytest.mark.parametrize(
    "text",
    [
        "Written by Claude.",
        "This is all o3.",
        "The words are the model's.",
        "#AIwritten",
        "A.I. did it.",
        "GrammarlyGO rephrased it.",
        "My prompt was short.",
        "GPT-4o-mini",
    ],
)
def test_what_stands_for_ai_is_a_reason_to_read(text: str) -> None:
    assert names_ai(text) or hints_at_ai(text)


@pytest.mark.parametrize("text", ["I said so again.", "The air in the aisle was dry.", "Corn for the maid.", ""])
def test_what_only_holds_the_letters_is_none(text: str) -> None:
    assert not names_ai(text)
    assert not hints_at_ai(text)


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("Drafted with Claude.", True),
        ("Text: me. Image: Midjourney.", True),
        ("Rédigé avec l'aide de ChatGPT.", False),
        ("Este texto lo escribió una IA.", False),
        ("Dieser Text ist KI-generiert.", False),
        ("Texto gerado por IA.", False),
        ("本文由AI生成。", False),
        ("यह लेख ChatGPT ने लिखा है।", False),
        ("كتبه ChatGPT.", False),
        ("", True),
    ],
)
def test_a_few_words_tell_whether_they_are_english(text: str, *, english: bool) -> None:
    assert is_english(text) is english
