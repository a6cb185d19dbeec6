"""What ladders recommend."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.standing import Ladder, Rung, SanctionKind, Strike, next_rung, standing_of

NOW = datetime(2026, 6, 1, tzinfo=UTC)
PARTNER = Ladder("partner", ("writing.paywalled-generated",), (Rung(2, SanctionKind.ENROLMENT_REVIEW),))
CONDUCT = Ladder(
    "conduct",
    ("conduct.", "pictures.violation"),
    (Rung(2, SanctionKind.RESTRICTED, 30), Rung(3, SanctionKind.SUSPENDED, 90)),
    weights=(("conduct.harmful-ai", 2.0),),
)


def test_the_first_partner_strike_recommends_nothing_more() -> None:
    assert next_rung([], PARTNER.strike("writing.paywalled-generated", NOW), PARTNER, NOW) is None


def test_the_second_partner_strike_puts_the_enrolment_under_review() -> None:
    first = PARTNER.strike("writing.paywalled-generated", NOW - timedelta(days=30))
    rung = next_rung([first], PARTNER.strike("writing.paywalled-generated", NOW), PARTNER, NOW)
    assert rung is not None
    assert rung.sanction is SanctionKind.ENROLMENT_REVIEW


def test_an_expired_strike_does_not_count_towards_the_next_rung() -> None:
    first = PARTNER.strike("writing.paywalled-generated", NOW - timedelta(days=366))
    assert next_rung([first], PARTNER.strike("writing.paywalled-generated", NOW), PARTNER, NOW) is None


def test_a_strike_of_another_ladder_does_not_count() -> None:
    other = CONDUCT.strike("conduct.derivative", NOW)
    assert standing_of([other], PARTNER, NOW).good


def test_a_heavy_clause_climbs_faster() -> None:
    rung = next_rung([], CONDUCT.strike("conduct.harmful-ai", NOW), CONDUCT, NOW)
    assert rung == CONDUCT.rungs[0]
    assert rung.until(NOW) == NOW + timedelta(days=30)


def test_a_strike_beyond_the_last_rung_recommends_no_step_again() -> None:
    many = [CONDUCT.strike("conduct.derivative", NOW) for _ in range(3)]
    assert next_rung(many, CONDUCT.strike("conduct.derivative", NOW), CONDUCT, NOW) is None


def test_a_ladder_that_does_not_rise_is_refused() -> None:
    with pytest.raises(ValueError, match="do not rise"):
        Ladder("bad", ("conduct.",), (Rung(3, SanctionKind.SUSPENDED), Rung(2, SanctionKind.RESTRICTED)))


@given(st.lists(st.sampled_from(["conduct.derivative", "conduct.search-spam", "conduct.harmful-ai"]), max_size=6))
def test_the_rung_reached_never_falls_as_strikes_are_added(clauses: list[str]) -> None:
    given_strikes: list[Strike] = []
    reached = 0.0
    for clause in clauses:
        given_strikes.append(CONDUCT.strike(clause, NOW))
        rung = standing_of(given_strikes, CONDUCT, NOW).reached
        assert (rung.at if rung else 0.0) >= reached
        reached = rung.at if rung else 0.0
