"""Cutting a text into units."""

from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.detectors.prose.units import LEAST_WORDS, cut, word_starts

SENTENCE = "The bees came back to the old hive before the rain began. "


def test_a_unit_ends_with_a_sentence() -> None:
    text = SENTENCE * 8
    assert all(text[end - 1] == "." for end in cut(text).ends[:-1])


def test_an_abbreviation_ends_no_unit() -> None:
    text = "We had waited all through the long cold wet morning for Dr. Brown to come back home. It rained."
    assert "for Dr." not in {text[a:b][-7:] for a, b in zip(cut(text).starts, cut(text).ends, strict=True)}


@given(st.text(alphabet="ab .!?\n\u00a0", max_size=400))
@settings(max_examples=100, deadline=None)
def test_units_cover_the_text_in_order_and_count_every_word_once(text: str) -> None:
    units = cut(text)
    assert units.words.sum() == word_starts(text).size
    if units.starts.size:
        assert units.starts[0] == 0
        assert units.ends[-1] <= len(text)
        assert (units.starts[1:] == units.ends[:-1]).all()
        assert (units.words[:-1] >= LEAST_WORDS).all()
