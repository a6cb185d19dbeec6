"""A reader's state follows from their log, exactly."""

from datetime import UTC, datetime, timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.readers.taste import Event, Taste, apply, from_bytes, replay, to_bytes
from copydesk.readers.vectors import DIMENSIONS, describe

START = datetime(2026, 5, 4, 8, tzinfo=UTC)


@st.composite
def logs(draw: st.DrawFn) -> list[Event]:
    """Logs in which each Show less is undone at most once."""
    events: list[Event] = []
    standing: list[int] = []
    for number in range(1, draw(st.integers(0, 25)) + 1):
        doing = draw(st.sampled_from(["read", "show-less", *(["undo"] if standing else [])]))
        undoes = standing.pop(draw(st.integers(0, len(standing) - 1))) if doing == "undo" else None
        if doing == "show-less":
            standing.append(number)
        vector = np.random.default_rng(number).normal(size=DIMENSIONS).astype(np.float32)
        at = START + timedelta(hours=number)
        events.append(Event(number, doing, draw(st.integers(1, 5)), 7, draw(st.booleans()), vector, at, undoes))
    return events


@settings(max_examples=150, deadline=None)
@given(logs(), st.integers(0, 25))
def test_replaying_the_log_gives_the_state_byte_by_byte(events: list[Event], cut: int) -> None:
    step_by_step = Taste()
    for event in events[:cut]:
        step_by_step = apply(step_by_step, event)
    kept = from_bytes(to_bytes(step_by_step))
    for event in events[cut:]:
        kept = from_bytes(to_bytes(apply(kept, event)))
    assert to_bytes(kept) == to_bytes(replay(events))


@settings(max_examples=100, deadline=None)
@given(logs())
def test_an_undo_takes_back_exactly_its_show_less(events: list[Event]) -> None:
    undone = {event.undoes for event in events if event.doing == "undo"}
    standing = {event.number for event in events if event.doing == "show-less"} - undone
    assert {dislike.number for dislike in replay(events).dislikes} == standing


def test_stories_on_one_topic_are_alike_and_on_another_are_not() -> None:
    one = describe("The hive in winter", "Bees cluster around the queen and eat honey of the comb.", ["bees"])
    two = describe("Why swarms leave", "A queen leaves the hive; the bees follow with honey of the comb.", ["bees"])
    other = describe("The last tram", "The driver rang the bell, and rails shone under the platform lamps.", ["trains"])
    assert one @ two > 0.5
    assert abs(one @ other) < 0.3


def test_any_text_can_be_described() -> None:
    for text in ("", "\ud800", "0" * 10_000, "a" * 100_000):
        assert np.isfinite(describe(text, text, [text])).all()
