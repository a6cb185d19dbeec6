"""Cutting a text where the evidence changes."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.detectors.prose.segments import LEAST_WORDS, best_cut, cut_levels

WORDS = np.full(12, 20)


def test_a_change_of_level_is_found_where_it_is() -> None:
    evidence = np.array([-3.0] * 5 + [4.0] * 7)
    assert best_cut(evidence, WORDS)[0] == 5
    assert cut_levels(evidence, WORDS, 20.0).tolist() == [0, 5]


def test_a_stretch_in_the_middle_has_two_ends() -> None:
    evidence = np.array([-3.0] * 4 + [4.0] * 4 + [-3.0] * 4)
    assert cut_levels(evidence, WORDS, 20.0).tolist() == [0, 4, 8]


def test_level_evidence_is_not_cut() -> None:
    assert cut_levels(np.ones(12), WORDS, 1.0).tolist() == [0]


@given(st.lists(st.tuples(st.floats(-20, 20), st.integers(0, 60)), min_size=1, max_size=60), st.floats(0.1, 50))
@settings(max_examples=80, deadline=None)
def test_segments_are_in_order_begin_at_the_start_and_are_long_enough(
    units: list[tuple[float, int]], least: float
) -> None:
    evidence, words = np.array([e for e, _ in units]), np.array([w for _, w in units])
    starts = cut_levels(evidence, words, least)
    assert starts[0] == 0
    assert (np.diff(starts) > 0).all()
    if starts.size > 1:
        assert (np.add.reduceat(words, starts) >= LEAST_WORDS).all()
