"""The wire format of evidence: nothing is lost, and what is wrong is named."""

import contextlib
import json
import math
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from copydesk.evidence import Basis, Evidence, Fact, Facts, Origin, Passage, PictureEvidence, Writing
from copydesk.evidence.wire import VERSION, EvidenceError, facts_from_json, facts_to_json, from_json, to_json
from copydesk.story import Span

PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

spans = st.tuples(st.integers(0, 10_000), st.integers(0, 100)).map(lambda ends: Span(ends[0], sum(ends)))
st.register_type_strategy(Span, spans)


@PATIENT
@given(st.from_type(Evidence))
def test_evidence_comes_back_as_it_was(evidence: Evidence) -> None:
    sent = json.dumps(to_json(evidence))
    if all(math.isfinite(number) for number in numbers(json.loads(sent))):
        assert from_json(json.loads(sent)) == evidence
    else:
        with pytest.raises(EvidenceError, match="a number was expected"):
            from_json(json.loads(sent))


def numbers(value: Any) -> Iterator[float]:
    """Yield all floats in JSON values."""
    if isinstance(value, float):
        yield value
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for each in inner:
        yield from numbers(each)


@PATIENT
@given(st.from_type(Facts))
def test_facts_come_back_as_they_were(facts: Facts) -> None:
    assert facts_from_json(json.loads(json.dumps(facts_to_json(facts)))) == facts


def test_what_is_at_its_default_takes_no_room() -> None:
    passage = Passage(Span(2, 5), 0.5)
    evidence = Evidence(writing=Writing(estimate=Origin.ASSISTED, passages=(passage,)))
    assert to_json(evidence) == {
        "v": VERSION,
        "writing": {"estimate": "assisted", "passages": [{"span": [2, 5], "ai": 0.5}]},
    }
    assert facts_to_json(Facts(writing=Fact("human", Basis.FINDING)))["writing"] == {
        "value": "human",
        "basis": "finding",
    }


def test_fields_of_a_later_detector_are_passed_over() -> None:
    assert from_json({"v": 1, "weather": "fine", "pictures": [{"src": "a", "depth": 3}]}).pictures == (
        PictureEvidence("a"),
    )


WRONG: list[tuple[Any, str]] = [
    ([], ""),
    ({"v": 99}, "v"),
    ({"v": True}, "v"),
    ({"writing": []}, "writing"),
    ({"writing": {"estimate": "robot"}}, "writing.estimate"),
    ({"writing": {"score": "high"}}, "writing.score"),
    ({"writing": {"score": float("nan")}}, "writing.score"),
    ({"writing": {"interval": [0.1]}}, "writing.interval"),
    ({"writing": {"passages": [{"span": [5, 2], "ai": 0.1}]}}, "writing.passages[0].span"),
    ({"writing": {"passages": [{"ai": 0.1}]}}, "writing.passages[0].span"),
    ({"disclosure": {"unsure": 1}}, "disclosure.unsure"),
    ({"pictures": {"src": "a"}}, "pictures"),
]


@pytest.mark.parametrize(("value", "path"), WRONG)
def test_what_is_wrong_is_named(value: Any, path: str) -> None:
    with pytest.raises(EvidenceError) as caught:
        from_json(value)
    assert caught.value.path == path


KEYS = st.sampled_from(["v", "writing", "disclosure", "pictures", "span", "src", "ai"])
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@PATIENT
@given(json_values)
def test_any_json_is_read_or_refused(value: Any) -> None:
    with contextlib.suppress(EvidenceError):
        assert isinstance(from_json(value), Evidence)
