"""The bars on real files: every signal-bearing AI file found, no not-AI file called AI."""

import pytest

from copydesk.detectors.pictures.evaluate import Report, evaluate
from copydesk.evidence import PictureAI
from kits.shared import SHARED

LABELS = SHARED / "pictures/labels.tsv"
pytestmark = pytest.mark.skipif(not LABELS.exists(), reason="the shared pictures are not here")


@pytest.fixture(scope="module")
def report() -> Report:
    return evaluate(LABELS)


def test_every_file_that_bears_a_signal_is_found(report: Report) -> None:
    assert [str(example.path) for example in report.missed()] == []


def test_no_picture_that_ai_did_not_make_is_called_ai(report: Report) -> None:
    assert [str(example.path) for example in report.false_positives()] == []


def test_what_is_silent_is_unknown_or_unresolved_with_a_reason(report: Report) -> None:
    silent = [example.told for example in report.examples if not example.found]
    assert {told.ai for told in silent} <= {PictureAI.UNKNOWN, PictureAI.UNRESOLVED}
    assert all(told.reason for told in silent)
