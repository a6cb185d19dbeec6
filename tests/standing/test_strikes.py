"""What strikes promise."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.standing import Strike, in_force, weight

START = datetime(2026, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 2000).map(lambda days: START + timedelta(days=days))


@st.composite
def strikes(draw: st.DrawFn) -> Strike:
    at = draw(MOMENTS)
    lasts = draw(st.none() | st.integers(0, 700))
    return Strike(
        "conduct.search-spam", at, draw(st.floats(0.1, 5)), None if lasts is None else at + timedelta(days=lasts)
    )


def test_a_strike_counts_from_its_moment_until_just_before_it_expires() -> None:
    strike = Strike("conduct.derivative", START, 1.0, START + timedelta(days=10))
    assert [strike.counts_at(START + timedelta(days=d)) for d in (-1, 0, 9, 10)] == [False, True, True, False]


def test_a_strike_without_weight_is_refused() -> None:
    with pytest.raises(ValueError, match="weighs"):
        Strike("x", START, 0)


def test_a_strike_never_expires_before_it_is_given() -> None:
    with pytest.raises(ValueError, match="expire"):
        Strike("x", START, 1, START - timedelta(seconds=1))


@given(st.lists(strikes(), max_size=8), MOMENTS)
def test_standing_is_right_at_any_clock(given_strikes: list[Strike], now: datetime) -> None:
    expected = 0.0
    for strike in sorted(given_strikes, key=lambda s: s.at):
        if strike.at <= now and not (strike.expires and strike.expires <= now):
            expected += strike.weight
    assert weight(given_strikes, now) == pytest.approx(expected)


@given(st.lists(strikes(), max_size=8), MOMENTS, MOMENTS)
def test_without_new_strikes_time_only_lightens(given_strikes: list[Strike], one: datetime, other: datetime) -> None:
    early, late = sorted((one, other))
    old = [s for s in given_strikes if s.at <= early]
    assert set(in_force(old, late)) <= set(in_force(old, early))
