"""Folding: disguised letters read as what they look like, and places lead back to the source."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.detectors.conduct.folding import fold


def test_letters_parted_by_invisible_characters_are_read_as_one_word() -> None:
    assert fold("phi\u200bsh\u2060ing").text == "phishing"


def test_look_alike_letters_are_read_as_the_letters_they_imitate() -> None:
    assert fold("рhishing kіt").text == "phishing kit"


@pytest.mark.parametrize("text", ["Привет, мир", "Καλημέρα κόσμε", "日本語の文章", "हिन्दी में", "façade"])
def test_another_language_is_no_disguise(text: str) -> None:
    assert fold(text).disguised == ()


def test_a_soft_hyphen_is_no_disguise() -> None:
    assert fold("Kinder\u00adgarten").disguised == ()


@given(st.text(max_size=200))
def test_every_place_in_the_folded_text_leads_back_into_the_original(text: str) -> None:
    folded = fold(text)
    for at in range(len(folded.text)):
        span = folded.span(at, at + 1)
        assert 0 <= span.start < span.end <= len(text)


@given(st.text(alphabet=st.sampled_from("abcåß \n"), max_size=100))
def test_a_text_without_invisible_characters_keeps_its_places(text: str) -> None:
    assert fold(text).span(0, len(text)).end == len(text)
