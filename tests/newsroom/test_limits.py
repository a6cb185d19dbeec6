"""How often one caller may do one thing."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from copydesk.newsroom import clock
from copydesk.newsroom.errors import SlowDownError
from copydesk.newsroom.limits import Limit, spend, take
from copydesk.newsroom.models import Bucket

pytestmark = pytest.mark.django_db
WAITS = st.lists(st.floats(0, 90), min_size=1, max_size=12)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(burst=st.integers(1, 5), a_minute=st.floats(0.1, 60), waits=WAITS)
def test_who_waits_as_long_as_they_were_told_is_let_through(
    moment: Any, burst: int, a_minute: float, waits: list[float]
) -> None:
    Bucket.objects.all().delete()
    limit, now, told = Limit(burst, a_minute), moment, 0.0
    for wait in waits:
        now += timedelta(seconds=wait)
        with clock.standing_at(now):
            told = take("a", limit)
    with clock.standing_at(now + timedelta(seconds=told + 0.001)):
        assert not told or take("a", limit) == 0


def test_never_more_than_the_burst_and_what_was_refilled_is_let_through(moment: Any) -> None:
    limit, let_through = Limit(burst=3, a_minute=6), 0
    for second in range(60):
        with clock.standing_at(moment + timedelta(seconds=second)):
            let_through += not take("a", limit)
    assert let_through == 3 + 5


@pytest.mark.parametrize(
    ("a_minute", "words"), [(60, "1 second"), (2, "30 seconds"), (0.5, "2 minutes"), (0.01, "2 hours")]
)
def test_the_time_is_told_in_words(moment: Any, a_minute: float, words: str) -> None:
    spend("a", Limit(1, a_minute), "Too many")
    with pytest.raises(SlowDownError, match=f"^Too many. Try again in {words}.$"):
        spend("a", Limit(1, a_minute), "Too many")


def test_a_caller_with_a_long_name_is_counted_too(moment: Any) -> None:
    waits = [take("address:" + "9" * 300, Limit(1, 1)) for _ in range(2)]
    assert waits == [0, 60]
    assert len(Bucket.objects.get().key) == 120
