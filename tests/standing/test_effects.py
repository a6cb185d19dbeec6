"""Every sanction has an exact inverse."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.standing import Aspect, SanctionKind, Value, meet, without
from copydesk.standing.effects import ENROLMENT_ORDER

START = datetime(2026, 1, 1, tzinfo=UTC)
DATES = st.integers(0, 400).map(lambda days: START + timedelta(days=days))
VALUES: dict[Aspect, st.SearchStrategy[Value]] = {
    Aspect.DISTRIBUTION: st.integers(0, 3),
    Aspect.PAYWALL: st.booleans(),
    Aspect.ENROLMENT: st.sampled_from(ENROLMENT_ORDER),
    Aspect.PUBLISHING: st.none() | DATES,
    Aspect.SIGNING_IN: st.none() | DATES,
}
LAYERED = st.sampled_from(sorted(VALUES)).flatmap(
    lambda aspect: st.tuples(st.just(aspect), VALUES[aspect], st.lists(VALUES[aspect], min_size=1, max_size=5))
)


@given(LAYERED, st.data())
def test_taking_one_back_leaves_what_the_others_alone_would(
    layers: tuple[Aspect, Value, list[Value]], data: st.DataObject
) -> None:
    aspect, base, values = layers
    undone = data.draw(st.sampled_from(values))
    others = list(values)
    others.remove(undone)
    assert without(aspect, base, values, undone) == meet(aspect, base, others)


@given(LAYERED, st.data())
def test_taking_all_back_in_any_order_restores_the_exact_former_state(
    layers: tuple[Aspect, Value, list[Value]], data: st.DataObject
) -> None:
    aspect, base, values = layers
    left = list(values)
    while left:
        undone = data.draw(st.sampled_from(left))
        held = without(aspect, base, left, undone)
        left.remove(undone)
        assert held == meet(aspect, base, reversed(left))
    assert meet(aspect, base, left) == base


@given(LAYERED)
def test_more_sanctions_never_restrict_less(layers: tuple[Aspect, Value, list[Value]]) -> None:
    aspect, base, values = layers
    all_of_them = meet(aspect, base, values)
    assert meet(aspect, all_of_them, values) == all_of_them


def test_strikes_add_up_and_do_not_meet() -> None:
    with pytest.raises(ValueError, match="add up"):
        meet(Aspect.STRIKES, 1, [1])


def test_revocation_and_suspension_alone_need_a_second_person() -> None:
    assert {kind for kind in SanctionKind if kind.needs_two_people} == {
        SanctionKind.ENROLMENT_REVOKED,
        SanctionKind.SUSPENDED,
    }


def test_paywall_enrolment_and_account_need_two_readings() -> None:
    assert {kind for kind in SanctionKind if not kind.needs_two_readings} == {SanctionKind.CEILING, SanctionKind.STRIKE}
