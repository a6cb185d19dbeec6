"""From numbers to a verdict."""

import numpy as np
import pytest

from copydesk.detectors.prose import model as models
from copydesk.detectors.prose.verdict import KINDS, LENGTHS, Rule, interval, p_human, state_of
from copydesk.evidence import Origin

RULE = Rule(rate=0.02, unpolished=0.5, polish=1.0, mildest=0.0, part=0.25)
STRONG = np.array([4.0, 2.0])


def test_the_lower_end_of_the_share_must_be_a_majority_for_generated() -> None:
    assert RULE.decide(STRONG, 0.001, (0.51, 1.0), unlike=False) is Origin.GENERATED
    assert RULE.decide(STRONG, 0.001, (0.5, 1.0), unlike=False) is not Origin.GENERATED


def test_what_people_often_score_is_not_generated() -> None:
    assert RULE.decide(STRONG, 0.03, (0.0, 1.0), unlike=False) is Origin.HUMAN


def test_what_reads_like_polish_is_assisted_at_most() -> None:
    assert RULE.decide(np.array([4.0, -1.0]), 0.001, (0.6, 1.0), unlike=False) is Origin.ASSISTED


def test_a_sure_part_makes_a_text_assisted() -> None:
    assert RULE.decide(np.array([0.0, 3.0]), 0.5, (0.3, 0.6), unlike=False) is Origin.ASSISTED


def test_a_text_unlike_any_other_needs_more() -> None:
    assert RULE.decide(STRONG, 0.01, (0.9, 1.0), unlike=False) is Origin.GENERATED
    assert RULE.decide(STRONG, 0.01, (0.9, 1.0), unlike=True) is not Origin.GENERATED


@pytest.mark.parametrize("suffix", ["", "_deep"])
def test_a_higher_score_is_never_more_human(suffix: str) -> None:
    model = models.default()
    for kind in range(len(KINDS)):
        for length in range(len(LENGTHS) + 1):
            values = [p_human(model, score, kind, length, suffix) for score in np.linspace(-30, 30, 241)]
            assert all(0 < value <= 1 for value in values)
            assert (np.diff(values) <= 1e-12).all()


@pytest.mark.parametrize("state", ["single", "single-sure", "several", "several-sure"])
def test_an_interval_holds_its_estimate_and_widens_where_a_text_is_unlike(state: str) -> None:
    model = models.default()
    for share in np.linspace(0, 1, 21):
        low, high = interval(model, share, state, unlike=False)
        wide_low, wide_high = interval(model, share, state, unlike=True)
        assert 0 <= wide_low <= low <= share <= high <= wide_high <= 1


def test_the_state_of_a_text_has_a_name() -> None:
    assert [state_of(1, 0.5, 0.02), state_of(3, 0.01, 0.02)] == ["single", "several-sure"]
