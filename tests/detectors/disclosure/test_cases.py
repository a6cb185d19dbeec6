"""The shared cases: each story's disclosure, and the measured accuracy on the shared sentences."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from copydesk.detectors.disclosure import find
from copydesk.detectors.disclosure.evaluate import evaluate
from copydesk.story.readers import read
from kits.shared import SHARED, skip_module_without_shared

skip_module_without_shared()
CASES = [json.loads(line) for line in (SHARED / "rulings" / "cases.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_each_shared_case_gets_its_disclosure(case: dict[str, dict[str, str]]) -> None:
    told = case["story"]
    made = read(told["content"].encode(), format=told["format"])
    made = replace(made, title=told["title"], subtitle=told.get("subtitle") or "")
    assert find(made).status == case["expect"]["disclosure"]


def test_shared_sentences_stay_as_accurate_as_measured() -> None:
    report = evaluate(SHARED / "disclosures" / "examples.tsv")
    captions, texts = report.score("caption"), report.score("discloses")
    assert (captions.precision or 0) >= 0.97
    assert captions.recall == 1.0
    assert (texts.precision or 0) >= 0.98
    assert (texts.recall or 0) >= 0.956
    assert report.generated_from_denial_or_tool == 0


HELD = Path(__file__).parent / "held_out"


def test_what_strangers_wrote_is_read_as_well_as_measured() -> None:
    reports = [evaluate(HELD / f"{name}.tsv") for name in ("stranger1", "stranger2")]
    assert not any(report.generated_from_denial_or_tool for report in reports)
    for name, precise, found in (("discloses", 0.98, 0.94), ("caption", 0.99, 0.96)):
        scores = [report.score(name) for report in reports]
        right, false, missed = (sum(getattr(score, kind) for score in scores) for kind in ("right", "false", "missed"))
        assert right / (right + false) >= precise
        assert right / (right + missed) >= found


def test_captions_of_strangers_are_read_as_well_as_measured() -> None:
    captions = evaluate(HELD / "captions.tsv").score("caption")
    assert (captions.precision or 0) >= 0.98
    assert (captions.recall or 0) >= 0.95


def test_the_seven_other_languages_stay_as_measured() -> None:
    texts = evaluate(HELD / "languages.tsv").score("discloses")
    assert (texts.precision or 0) >= 0.88
    assert (texts.recall or 0) >= 0.66
