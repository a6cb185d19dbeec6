"""The written policy, case by case: each is sent through ``copydesk check --jsonl`` as a client would."""

import json
import subprocess
import sys
from typing import Any

import pytest

from kits.shared import SHARED, skip_module_without_shared

skip_module_without_shared()
CASES = SHARED / "rulings" / "cases.jsonl"


def cases() -> list[dict[str, Any]]:
    return [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def answers() -> dict[str, dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, "-m", "copydesk", "check", "--jsonl", str(CASES)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1, done.stderr
    sent = [case["id"] for case in cases()]
    received = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["id"] for answer in received] == sent
    return {answer["id"]: answer for answer in received}


def test_there_are_sixty_one_cases() -> None:
    assert len(cases()) == 61


@pytest.mark.parametrize("case", cases(), ids=lambda case: case["id"])
def test_a_story_gets_what_the_policy_says(case: dict[str, Any], answers: dict[str, dict[str, Any]]) -> None:
    answer, expected = answers[case["id"]], case["expect"]
    confirmed = answer["ruling"]["if_confirmed"]
    received = {
        "disclosure": answer["facts"]["disclosure"],
        "distribution": confirmed["distribution"],
        "paywall": confirmed["paywall"],
        "clauses": {clause["id"] for clause in answer["ruling"]["clauses"]},
        "strike": confirmed["strike"],
    }
    assert {name: received[name] for name in expected} == {**expected, "clauses": set(expected["clauses"])}
