"""The JSON contract: what may be sent, what is refused and how, and what comes back."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk import wire
from copydesk.assess import Detectors, assess
from copydesk.evidence import Evidence
from copydesk.story.errors import StoryError

SENT = {
    "id": "a1",
    "story": {
        "format": "markdown", "title": "Notes", "subtitle": None, "content": "# Notes\n\nI keep bees.\n\n![](pic.png)",
        "paywalled": True, "language": None,
    },
    "declared": {"writing": "assisted"},
    "findings": {
        "writing": "generated", "pictures": {"pic.png": "ai"}, "picture_violation": "disinformation",
        "search_spam": True, "harmful_ai": True, "derivative": True,
    },
    "author": {"partner": True, "strikes": []},
}  # fmt: skip

NOTHING = Detectors(prose=None, pictures=None, promotion=None, harm=None)

values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def answer(sent: dict[str, Any]) -> dict[str, Any]:
    read = wire.submission_from_json(sent)
    made = assess(read.story, declared=read.declared, findings=read.findings, author=read.author, detectors=NOTHING)
    return wire.assessment_to_json(made, id=read.id)


def test_the_example_of_the_contract_is_read() -> None:
    read = wire.submission_from_json(SENT)
    assert (read.id, read.story.title, read.story.text.strip(), read.story.paywalled) == (
        "a1",
        "Notes",
        "I keep bees.",
        True,
    )
    assert read.declared == {"writing": "assisted"}
    assert read.findings == SENT["findings"]
    assert read.author.partner


def test_other_stories_of_the_author_are_read_fifty_at_most() -> None:
    other = {"format": "text", "title": "Another", "content": "I keep bees there too."}
    read = wire.submission_from_json({**SENT, "author": {"stories": [other] * 60}})
    stories = list(read.author.stories)
    assert len(stories) == 50
    assert (stories[0].title, stories[0].text) == ("Another", "I keep bees there too.")


@pytest.mark.parametrize(
    ("stories", "path"),
    [("one", "author.stories"), ([{}], "author.stories[0].content"), ([{"content": 1}], "author.stories[0].content")],
)
def test_another_story_that_is_none_is_named(stories: Any, path: str) -> None:
    with pytest.raises(wire.WireError) as refused:
        wire.submission_from_json({**SENT, "author": {"stories": stories}})
    assert refused.value.path == path


def test_the_answer_has_every_field_of_the_contract() -> None:
    told = answer(SENT)
    assert set(told) >= {"id", "copydesk", "policy", "revision", "story", "evidence", "facts", "ruling"}
    assert set(told["story"]) >= {"words", "paragraphs", "language"}
    evidence = told["evidence"]
    assert set(evidence) >= {"writing", "disclosure", "pictures", "promotion", "derivation", "harm"}
    writing = {"estimate", "ai_share", "interval", "p_human", "score", "passages", "abstained", "detectors"}
    assert set(evidence["writing"]) >= writing
    assert set(evidence["disclosure"]) >= {"status", "says", "quote", "block", "unsure"}
    pictures = {"src", "ai", "signal", "generator", "caption", "caption_identifies"}
    assert set(evidence["pictures"][0]) >= pictures
    assert told["facts"]["writing"] == {"value": "generated", "basis": "finding"}
    assert (told["facts"]["disclosure"], told["facts"]["paywalled"]) == ("none", True)
    assert told["facts"]["pictures"] == "uncaptioned"
    assert set(told["ruling"]) >= {"now", "if_confirmed", "review", "clauses", "advice"}
    assert set(told["ruling"]["now"]) >= {"distribution", "paywall"}
    assert set(told["ruling"]["if_confirmed"]) >= {"distribution", "paywall", "strike"}
    assert all(set(clause) >= {"id", "because"} for clause in told["ruling"]["clauses"])
    assert all(set(advice) >= {"do", "text", "patch"} for advice in told["ruling"]["advice"])


def test_a_finding_on_a_picture_is_what_is_told_of_it() -> None:
    made = {"ai": "found", "ai-edited": "found-edited", "not-ai": "not-ai"}
    for finding, told in made.items():
        sent = {**SENT, "findings": {"writing": "human", "pictures": {"pic.png": finding}}}
        assert answer(sent)["evidence"]["pictures"][0]["ai"] == told


def test_the_least_that_may_be_sent_is_a_content() -> None:
    told = answer({"story": {"content": "I keep bees."}})
    assert told["id"] is None
    assert told["ruling"]["now"]["distribution"] == "boost"


def test_what_is_null_was_not_said() -> None:
    sent = {"story": {"content": "I keep bees."}, "declared": None, "findings": {"writing": None}, "author": None}
    assert wire.submission_from_json(sent).findings == {}


def test_a_fact_of_another_policy_may_be_declared() -> None:
    sent = {"story": {"content": "I keep bees."}, "declared": {"activity": "translation"}}
    assert wire.submission_from_json(sent).declared == {"activity": "translation"}


def test_a_data_url_is_a_picture_that_came_along() -> None:
    src = "data:image/gif;base64,R0lGODlh"
    read = wire.submission_from_json({"story": {"format": "html", "content": f'<img src="{src}">'}})
    assert read.assets.get(src) == b"GIF89a"
    assert read.assets.get("other.png") is None


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"id": True}, "id"),
        ({"story": None}, "story"),
        ({"story": {"content": "x", "title": 1}}, "story.title"),
        ({"declared": {"writing": "robot"}}, "declared.writing"),
        ({"declared": []}, "declared"),
        ({"findings": {"pictures": {"a.png": "maybe"}}}, 'findings.pictures["a.png"]'),
        ({"findings": {"picture_violation": "rude"}}, "findings.picture_violation"),
        ({"findings": {"derivative": "yes"}}, "findings.derivative"),
        ({"author": {"partner": 1}}, "author.partner"),
    ],
)
def test_a_field_of_the_wrong_kind_is_named(change: dict[str, Any], path: str) -> None:
    with pytest.raises(wire.WireError) as refused:
        wire.submission_from_json({**SENT, **change})
    assert refused.value.path == path
    assert "expected" in str(refused.value) or "missing" in str(refused.value)


@settings(deadline=None)
@given(values)
def test_any_value_is_read_or_refused(value: Any) -> None:
    with suppress(wire.WireError, StoryError):
        wire.submission_from_json(value)


@settings(deadline=None)
@given(st.sampled_from(["story", "declared", "findings", "author"]), st.text(max_size=12), values)
def test_any_change_of_one_field_is_read_or_refused(part: str, name: str, value: Any) -> None:
    fields = SENT[part]
    assert isinstance(fields, dict)
    with suppress(wire.WireError, StoryError):
        wire.submission_from_json({**SENT, part: {**fields, name: value}})


@settings(deadline=None)
@given(values)
def test_what_is_written_can_be_read_again(value: Any) -> None:
    line = wire.dump(value)
    assert "\n" not in line
    line.encode()
    assert json.loads(line) == value


def test_nothing_seen_is_written_as_nothing_known() -> None:
    told = answer({"story": {"content": "I keep bees."}})
    assert told["evidence"]["writing"]["estimate"] is None
    assert told["facts"]["writing"] == {"value": "unknown", "basis": "none"}
    assert Evidence().writing.score is None
