"""What a chatbot leaves behind, and what only looks like it."""

import pytest

from copydesk.detectors.prose import tells
from copydesk.evidence import Grade
from copydesk.story import Block, BlockKind, Span, Story


def kinds(text: str) -> list[str]:
    return [signal.kind for signal in tells.find(Story(text=text))]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Certainly! Here is a blog post about bees.\n\nBees are insects.", "chatbot-boilerplate"),
        ("Sure, here's the revised version of your essay:\n\nBees.", "chatbot-boilerplate"),
        ("As an AI language model, I cannot keep bees myself, but many people do.", "chatbot-boilerplate"),
        ("Bees are insects.\n\nLet me know if you'd like me to expand on any part.", "chatbot-boilerplate"),
        ("As of my last knowledge update in September 2021, the hive had no queen.", "knowledge-cutoff"),
        ("The hive is old :contentReference[oaicite:3]{index=3}.", "chatbot-markup"),
        ("The hive is old citeturn0search4 and dry.", "chatbot-markup"),
        ("See https://example.org/bees?utm_source=chatgpt.com for more.", "chatbot-markup"),
        ("Kind regards,\n\n[Your Name]", "placeholder"),
        ("Welcome to [Company Name], where bees come first.", "placeholder"),
        ("It is told in *Bees of Ghent*, ISBN 978-0-306-40615-5.", "malformed-reference"),
        ("Vermeer, Bees, doi:10.xxxx/xxxxx.", "malformed-reference"),
        ("The b\u200be\u200be\u200bs\u200b a\u200bre out.", "invisible-characters"),
    ],
)
def test_what_a_chatbot_left_is_told(text: str, kind: str) -> None:
    assert kind in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        'Look for phrases like "As an AI language model, I cannot", and strike them out.',
        "The student had left “Certainly! Here is your essay” at the top of the page.",
        "Many posts open with `As an AI language model, I` and nobody notices.",
        "The tag utm_source=chatgpt.com is a tell that a link came from a chat.",
        "In the template, replace [Your Name] with your own.",
        "Certainly the bees were here first.",
        "Of course, here in Ghent we keep bees on the roofs.",
        "The book is *Bees*, ISBN 978-0-306-40615-7, and the paper is doi:10.1000/182.",
        "She works as an AI engineer and keeps bees.",
        "My last update to the hive was in May.",
        "Let me know if you would like a jar of honey, and I will put one aside.",
        "It was the turn of the search party [3] to rest [see the note].",
        "Пчёлы живут в улье, и их много.",
    ],
)
def test_what_is_quoted_discussed_or_innocent_is_not_told(text: str) -> None:
    assert kinds(text) == []


def test_a_tell_in_a_quote_or_code_block_does_not_count() -> None:
    text = "As an AI language model, I cannot say."
    for kind in (BlockKind.QUOTE, BlockKind.CODE):
        assert tells.find(Story(text=text, blocks=(Block(kind, Span(0, len(text))),))) == ()


def test_a_tell_is_graded_and_points_at_its_words() -> None:
    text = "Bees fly.\n\nAs an AI language model, I cannot fly."
    (signal,) = tells.find(Story(text=text))
    assert signal.grade is Grade.TELL
    assert signal.reason
    assert signal.spans[0].of(text) == "As an AI language model"


def test_letters_of_another_alphabet_inside_words_are_told_once() -> None:
    assert kinds("Thе hivеs arе old and thе bееs arе nеw hеre") == ["look-alike-letters"]
