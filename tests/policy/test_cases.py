"""The reference cases, from facts to ruling (the readers and detectors have their own tests of them)."""

import json
from typing import Any

import pytest

from copydesk.evidence import Disclosure, DisclosureStatus, Evidence, PictureEvidence
from copydesk.policy import establish, load, rule
from kits.shared import SHARED, skip_module_without_shared

skip_module_without_shared()
CASES = [json.loads(line) for line in (SHARED / "rulings" / "cases.jsonl").read_text().splitlines() if line.strip()]


def evidence_of(case: dict) -> Evidence:
    """Give the detectors' part as the case expects it, so that only the policy is under test."""
    wants_caption = "pictures.uncaptioned" in case["expect"]["clauses"]
    named = case.get("findings", {}).get("pictures", {})
    pictures = tuple(PictureEvidence(src, caption_identifies=not wants_caption) for src in named)
    return Evidence(disclosure=Disclosure(status=DisclosureStatus(case["expect"]["disclosure"])), pictures=pictures)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_the_case_is_ruled_as_expected(case: dict[str, Any]) -> None:
    policy = load("medium-2024-05")
    facts = establish(
        evidence_of(case),
        declared=case.get("declared", {}),
        findings=case.get("findings", {}),
        paywalled=case["story"]["paywalled"],
        policy=policy,
    )
    ruling = rule(facts, policy)
    expect = case["expect"]
    assert [c.id for c in ruling.clauses] == expect["clauses"]
    assert ruling.if_confirmed.distribution.word == expect["distribution"]
    assert ruling.if_confirmed.paywall == expect["paywall"]
    assert ruling.if_confirmed.strike == expect.get("strike", ruling.if_confirmed.strike)
    assert facts.disclosure == expect["disclosure"]
