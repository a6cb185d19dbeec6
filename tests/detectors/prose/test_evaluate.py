"""Evaluation on a labelled file."""

import json
from pathlib import Path

import pytest

from copydesk.detectors.prose.evaluate import boundaries_found, judge_all, main, report
from copydesk.detectors.prose.labelled import Document, read

HUMAN = (
    "We got to the lake around six, later than dad wanted, because Tom had left the bait on the kitchen table. Nobody "
    "said much. The water was flat and kind of brown and I didn't think we'd catch anything, which we didn't. "
) * 3
AI = (
    "In today's rapidly evolving landscape, the importance of community cannot be overstated. By fostering a sense of "
    "belonging, local initiatives empower individuals to navigate the complexities of modern life. "
) * 4


@pytest.fixture
def file(tmp_path: Path) -> Path:
    mixed = {"text": HUMAN + AI, "label": "mixed"}
    mixed["segments"] = [[0, len(HUMAN), "human"], [len(HUMAN), len(HUMAN + AI), "ai"]]  # type: ignore[assignment]
    rows = [{"text": HUMAN, "label": "human", "source": "diary"}, {"text": AI, "label": "ai", "generator": "g"}] * 3
    path = tmp_path / "texts.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in [*rows, mixed]))
    return path


def test_the_report_has_every_figure_and_the_plots_are_drawn(file: Path, tmp_path: Path) -> None:
    text = main(file, tmp_path / "plots", deep=False)
    for figure in (
        "AUROC",
        "human: flagged",
        "error of ai_share",
        "boundaries found",
        "stories of 700 words",
        "p_human",
    ):
        assert figure in text
    assert (tmp_path / "plots" / "prose.svg").stat().st_size > 1000
    assert (tmp_path / "plots" / "prose.png").stat().st_size > 1000


def test_a_file_of_one_label_is_reported_too(tmp_path: Path) -> None:
    documents = [Document(HUMAN, "human")]
    outcomes, seconds = judge_all(documents, deep=False)
    assert any("human: flagged" in line for line in report(outcomes, seconds))


def test_a_bad_line_is_named(tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_text('{"text": "a", "label": "human"}\n{"text": 1}\n')
    with pytest.raises(ValueError, match="Line 2"):
        read(tmp_path / "bad.jsonl")


def test_each_true_boundary_is_found_or_missed(file: Path) -> None:
    outcomes, _ = judge_all([d for d in read(file) if d.segments], deep=False)
    assert len(boundaries_found(outcomes[0])) == 1
