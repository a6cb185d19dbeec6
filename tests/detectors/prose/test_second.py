"""Windows that the deep stage reads, and what it says of each unit."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.detectors.prose.deep import WORDS
from copydesk.detectors.prose.second import MOST_WINDOWS, Window, by_unit, windows
from copydesk.detectors.prose.units import cut

SENTENCES = st.lists(
    st.integers(1, 150).map(lambda count: "Word" + " word" * (count - 1) + "."), min_size=1, max_size=40
)


@given(SENTENCES)
def test_every_unit_is_read_in_order_where_the_windows_suffice(sentences: list[str]) -> None:
    text = " ".join(sentences)
    units = cut(text)
    found = windows(text, units)
    assert [window.first for window in found] == sorted(window.first for window in found)
    assert all(len(window.text.split()) <= max(WORDS, units.words[window.first]) for window in found)
    if len(found) < MOST_WINDOWS:
        read = {unit for window in found for unit in range(window.first, window.last)}
        assert read == set(range(units.words.size))


def test_a_window_begins_in_the_middle_of_the_one_before_it() -> None:
    text = " ".join(["One two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen."] * 20)
    found = windows(text, cut(text))
    steps = np.diff([window.first for window in found])
    assert {window.last - window.first for window in found[:-1]} == {6}
    assert set(steps.tolist()) == {3}


def test_a_sentence_longer_than_a_window_is_read_to_its_end() -> None:
    text = " ".join(f"word{number}" for number in range(400))
    read = " ".join(window.text for window in windows(text, cut(text)))
    assert read == text


def test_a_long_text_is_read_at_both_ends_and_between() -> None:
    text = " ".join("Eleven words stand in this sentence, and one more to boot." for _ in range(3000))
    units = cut(text)
    found = windows(text, units)
    assert len(found) == MOST_WINDOWS
    assert found[0].first == 0
    assert found[-1].last == units.words.size


def test_a_unit_gets_the_mean_of_its_windows_and_an_unread_one_what_lies_between() -> None:
    cut_in = [Window("a", 0, 2), Window("b", 1, 2), Window("c", 4, 5)]
    logits = np.array([[0.0, 0.0, 1.0], [0.0, 1.0, 3.0], [0.0, 0.0, 8.0]])
    odds = by_unit(cut_in, logits, 6)
    assert odds[:, 0].tolist() == pytest.approx([1.0, 2.0, 4.0, 6.0, 8.0, 8.0])
    assert odds[1, 1] == pytest.approx(1.5)
