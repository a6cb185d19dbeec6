"""One person with ten accounts is one voice; ten people are ten."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.desk.linking import Voice, linked, loudest, network_of
from copydesk.desk.weighing import strength

NOW = datetime(2026, 5, 4, 8, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def voice(at: timedelta = timedelta(), age: timedelta = 400 * DAY, network: str = "", word: float = 0.3) -> Voice:
    return Voice(NOW + at, NOW + at - age, network, word)


def test_ten_old_accounts_from_ten_networks_are_ten_voices() -> None:
    assert len(loudest([voice(n * MINUTE, (100 + n) * DAY, f"net{n}") for n in range(10)])) == 10


def test_ten_accounts_from_one_network_are_one() -> None:
    assert loudest([voice(n * DAY, network="home", word=0.1 * n) for n in range(10)]) == [pytest.approx(0.9)]


def test_young_accounts_within_minutes_are_one_and_days_apart_are_many() -> None:
    burst = [voice(n * MINUTE, (1 + n / 3) * DAY) for n in range(10)]
    apart = [voice(n * DAY, (1 + n / 3) * DAY) for n in range(6)]
    assert len(loudest(burst)) == 1
    assert len(loudest(apart)) == 6


@given(st.lists(st.builds(voice, st.timedeltas(timedelta(), DAY), st.timedeltas(timedelta(), 20 * DAY),
                          st.sampled_from(["", "a", "b"]), st.floats(0, 1)), max_size=8))  # fmt: skip
def test_more_reports_never_speak_louder_than_their_groups(voices: list[Voice]) -> None:
    words = loudest(voices)
    assert len(words) <= len(voices)
    assert strength(words) <= strength(v.word for v in voices) + 1e-9
    assert not voices or max(words) == max(v.word for v in voices)
    assert all(linked(a, b) == linked(b, a) for a in voices for b in voices)


def test_a_network_is_kept_as_a_hash_that_needs_the_key() -> None:
    assert network_of("192.0.2.7", "key") == network_of("192.0.2.99", "key") != network_of("192.0.3.7", "key")
    assert network_of("192.0.2.7", "key") != network_of("192.0.2.7", "other")
    assert network_of("2001:db8:1::7", "key") == network_of("2001:db8:1:9::1", "key")
    assert network_of("nowhere", "key") == network_of("", "key") == ""
