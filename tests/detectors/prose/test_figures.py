"""Figures of merit against their definitions."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.detectors.prose.figures import auroc, bootstrap, macro_f1, rate_at, roc

SCORES = st.lists(st.integers(0, 8).map(float), min_size=1, max_size=30).map(np.array)


@given(SCORES, SCORES)
@settings(max_examples=60, deadline=None)
def test_the_area_is_the_share_of_pairs_in_order(positive: np.ndarray, negative: np.ndarray) -> None:
    pairs = [(p > n) + (p == n) / 2 for p in positive for n in negative]
    assert abs(auroc(positive, negative) - np.mean(pairs)) < 1e-9


@given(SCORES, SCORES)
@settings(max_examples=60, deadline=None)
def test_the_curve_rises_from_nothing_to_everything(positive: np.ndarray, negative: np.ndarray) -> None:
    false, true = roc(positive, negative)
    assert (false[0], true[0], false[-1], true[-1]) == (0, 0, 1, 1)
    assert (np.diff(false) >= 0).all()
    assert (np.diff(true) >= 0).all()


def test_a_rate_stands_inside_its_interval() -> None:
    value, low, high = rate_at(np.arange(50.0) + 30, np.arange(100.0), 0.05)
    assert low <= value <= high


def test_perfect_answers_have_f1_of_one() -> None:
    assert macro_f1(np.array([[0, 0], [1, 1], [2, 2]])) == 1.0
    assert macro_f1(np.array([[0, 0], [1, 2], [2, 2]])) < 1.0


def test_an_interval_is_repeatable() -> None:
    values = np.arange(20.0)
    assert bootstrap(values, np.mean) == bootstrap(values, np.mean)
