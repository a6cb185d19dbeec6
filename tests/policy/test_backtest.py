"""Trying a version on stored evidence: nothing is lost by folding, and nothing stops a run."""

import json
import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from copydesk.evidence import DisclosureStatus, Evidence, PictureAI
from copydesk.evidence.wire import from_json, to_json
from copydesk.policy import Distribution, Policy, establish, load, rule
from copydesk.policy.backtest import Backtest, tenure_of
from copydesk.policy.backtest_page import page
from copydesk.policy.backtest_report import report, sign, verify

PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

MEDIUM = load("medium-2024-05")
NEXT = load(Path(__file__).parent / "no-boost-for-assistance.toml")
STRICTER = load("publication-overlay")

numbers = st.none() | st.floats(0, 1) | st.sampled_from([0.2, 0.3, 0.7])
scores = st.floats(0, 1) | st.sampled_from([0.2, 0.3, 0.7])
WRITING = st.sampled_from(["human", "assisted", "generated"])
pictures = st.fixed_dictionaries(
    {"src": st.sampled_from("ab")},
    optional={
        "ai": st.sampled_from([p.value for p in PictureAI]),
        "caption_identifies": st.booleans(),
        "edited": st.booleans(),
    },
)
records = st.fixed_dictionaries(
    {
        "id": st.text(max_size=3),
        "evidence": st.fixed_dictionaries(
            {},
            optional={
                "writing": st.fixed_dictionaries(
                    {}, optional={"estimate": WRITING, "p_human": numbers, "ai_share": numbers}
                ),
                "disclosure": st.fixed_dictionaries(
                    {"status": st.sampled_from([s.value for s in DisclosureStatus if s.value != "unseen"])},
                    optional={"says": st.sampled_from(["assisted", "generated"]), "unsure": st.booleans()},
                ),
                "pictures": st.lists(pictures, max_size=3),
                "promotion": st.fixed_dictionaries({"score": scores}),
                "derivation": st.fixed_dictionaries({"share": scores}),
                "harm": st.fixed_dictionaries({"score": scores}),
            },
        ),
    },
    optional={
        "declared": st.fixed_dictionaries({}, optional={"writing": WRITING}),
        "findings": st.fixed_dictionaries(
            {},
            optional={
                "writing": WRITING,
                "search_spam": st.booleans(),
                "pictures": st.dictionaries(st.sampled_from("ab"), st.sampled_from(["ai", "not-ai"])),
            },
        ),
        "paywalled": st.booleans(),
        "partial": st.booleans(),
    },
)


def lines(values: Iterable[Any]) -> list[bytes]:
    return [json.dumps(value).encode() for value in values]


def ruled(record: dict[str, Any], policy: Policy) -> Any:
    evidence = from_json(record["evidence"])
    facts = establish(
        evidence,
        declared=record.get("declared", {}),
        findings=record.get("findings", {}),
        paywalled=record.get("paywalled", False),
        partial=record.get("partial", False),
        policy=policy,
    )
    return rule(facts, policy)


@PATIENT
@given(st.lists(records, max_size=12))
def test_folding_gives_each_story_the_ruling_it_would_get_alone(stored: list[dict[str, Any]]) -> None:
    run = Backtest(MEDIUM, STRICTER)
    run.feed(lines(stored))
    assert (run.tally.stories, run.tally.bad) == (len(stored), 0)
    counted: dict[tuple[Any, Any], int] = {}
    for record in stored:
        pair = (ruled(record, MEDIUM), ruled(record, STRICTER))
        counted[pair] = counted.get(pair, 0) + 1
    assert {(o.old, o.new): run.tally.outcomes[i] for i, o in enumerate(run.outcomes)} == counted


ASSISTED = {
    "id": "a1",
    "evidence": to_json(Evidence()) | {"disclosure": {"status": "timely", "says": "assisted"}},
    "language": "pt",
    "tenure": 400,
    "publication": "bees",
    "published": "2026-03-02",
}
HUMAN = {"id": "h1", "evidence": {"v": 1}, "published": "2026-01-01"}
DOUBTED = {"id": "d1", "evidence": {"writing": {"estimate": "generated"}}, "published": "2026-03-02"}


def tried(*stored: Any, since: date | None = None, capacity: int | None = None) -> dict[str, Any]:
    run = Backtest(MEDIUM, NEXT, since=since)
    run.feed(lines(stored))
    return report(run, capacity=capacity, seconds=1.0)


def test_disclosed_assistance_that_loses_boost_is_counted_for_whom() -> None:
    body = tried(ASSISTED, HUMAN, HUMAN, DOUBTED)
    assert (body["stories"], body["changed"], body["stricter"], body["looser"]) == (4, 1, 1, 0)
    (change,) = body["changes"]
    assert change["now"][0]["distribution"] == "boost"
    assert change["now"][1]["distribution"] == "general"
    assert change["gained"] == ["writing.disclosed-assisted"]
    assert change["samples"] == [{"id": "a1", "language": "pt", "publication": "bees", "tenure": "1 to 3 years"}]
    assert body["clauses"]["writing.disclosed-assisted"] == {"old": 0, "new": 1, "gained": 1, "lost": 0}
    by_language = {row["value"]: (row["stories"], row["changed"]) for row in body["groups"]["language"]}
    assert by_language == {"unknown": (3, 0), "pt": (1, 1)}


def test_what_is_looser_today_and_stricter_once_confirmed_is_both() -> None:
    run = Backtest(load("dev"), load("stack-overflow"))
    run.feed(lines([{"id": "a", "evidence": {"v": 1}, "declared": {"writing": "generated"}}]))
    body = report(run)
    assert (body["stricter"], body["looser"], body["mixed"]) == (0, 0, 1)
    assert "obligations: disclose → none; once confirmed: strike: no → yes; obligations: disclose → none" in page(body)


def test_a_tag_that_one_version_takes_for_a_disclosure_is_told_apart() -> None:
    said = {"declared": {"writing": "generated"}}
    stored = [said | {"id": tag, "evidence": {"disclosure": {"tags": [tag]}}} for tag in ("abotwrotethis", "webdev")]
    run = Backtest(MEDIUM, load("dev"))
    run.feed(lines(stored))
    assert sorted(outcome.new.now.distribution.word for outcome in run.outcomes) == ["boost", "none"]


def test_cases_are_counted_by_day_against_the_capacity_of_the_desk() -> None:
    body = tried(DOUBTED, DOUBTED, HUMAN, capacity=1)
    assert body["cases"]["days"] == [
        {"day": "2026-01-01", "old": 0, "new": 0},
        {"day": "2026-03-02", "old": 2, "new": 2},
    ]
    assert body["cases"]["days_over_capacity"] == 1


def test_older_stories_are_left_out_when_asked() -> None:
    body = tried(ASSISTED, HUMAN, since=date(2026, 2, 1))
    assert (body["stories"], body["skipped"]) == (1, 1)


BAD = [b"", b"{", b"[]", b"3", b'{"id": 1}', b'{"evidence": 3}', b'{"evidence": {"writing": {"estimate": "robot"}}}',
       b'{"evidence": {"pictures": [{}]}}', b'{"evidence": {"writing": {"p_human": "x"}}}', b"\xff\xff",
       b'{"evidence": {"writing": {"estimate": []}}}', b"[" * 100_000]  # fmt: skip


@pytest.mark.parametrize("line", BAD)
def test_a_line_that_cannot_be_read_is_counted_and_the_rest_goes_on(line: bytes) -> None:
    run = Backtest(MEDIUM, NEXT)
    run.feed([line, *lines([ASSISTED])])
    assert (run.tally.bad, run.tally.stories) == (1, 1)
    assert run.tally.errors[0].startswith("line 1: ")


def test_the_same_archive_in_any_order_gives_the_same_samples() -> None:
    stored = [ASSISTED | {"id": f"s{i}"} for i in range(50)]
    assert tried(*stored)["changes"] == tried(*reversed(stored))["changes"]


def test_evidence_as_an_assessment_shows_it_is_read_as_well() -> None:
    shown = {"writing": {"estimate": None, "p_human": None, "passages": []}, "harm": {"score": 0.9, "signals": []}}
    run = Backtest(MEDIUM, NEXT)
    run.feed(lines([{"id": "a", "evidence": shown}]))
    assert [c.id for c in run.outcomes[0].new.clauses] == ["conduct.harmful-ai"]
    assert run.outcomes[0].new.now.distribution is Distribution.GENERAL


def test_a_signed_result_shows_when_it_was_changed() -> None:
    key = b"a secret of the desk"
    signed = sign(tried(ASSISTED), key)
    assert verify(json.loads(json.dumps(signed)), key)
    assert not verify(signed | {"changed": 0}, key)
    assert not verify(signed, b"some other secret")
    assert not verify(tried(ASSISTED), key)
    with pytest.raises(ValueError, match="16 bytes"):
        sign(tried(ASSISTED), b"short")


def test_the_page_stands_alone_and_escapes_what_it_shows() -> None:
    body = tried(ASSISTED | {"id": "<script>", "publication": "a&b"}, DOUBTED, "no record", capacity=3)
    shown = page(body)
    assert "<script" not in shown
    assert "&lt;script&gt;" in shown
    assert not re.findall(r"(?:src|href)=", shown)
    assert shown.count('role="img"') == 5
    assert "a&amp;b" in shown


def test_what_is_wider_than_a_small_screen_moves_by_itself() -> None:
    shown = page(tried(ASSISTED, DOUBTED, capacity=3))
    assert shown.count("<svg") + shown.count("<thead") == shown.count('<div class="wide" tabindex="0" role="region"')


def test_an_empty_archive_still_has_a_page() -> None:
    assert "0 of 0 stories" in page(tried())


def test_how_long_an_author_has_been_there_is_said_in_words() -> None:
    said = [tenure_of(days) for days in (0, 29, 30, 200, 500, 5000, None, "old", True)]
    assert said == [
        "under a month", "under a month", "1 to 6 months", "6 to 12 months", "1 to 3 years", "over 3 years",
        "unknown", "unknown", "unknown",
    ]  # fmt: skip
