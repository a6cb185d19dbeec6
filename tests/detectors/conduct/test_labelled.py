"""Labelled stories: recall and the share flagged by kind; a bad line is named by its number."""

import json
from pathlib import Path

import pytest

from copydesk.detectors.conduct.labelled import Share, load, measure


def test_a_file_gives_recall_and_shares_flagged_by_kind(tmp_path: Path) -> None:
    rows = [
        {"label": "yes", "text": "found it"},
        {"label": "yes", "text": "nothing"},
        {"label": "no", "text": "found too"},
        {"label": "human", "text": "nothing"},
        {"label": "ai", "text": "found but of no kind"},
    ]
    path = tmp_path / "stories.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    figures = measure(load(path), lambda story: float("found" in story.text))
    assert (figures.recall, figures.hard, figures.ordinary) == (Share(1, 2), Share(1, 1), Share(0, 1))


def test_a_bad_line_is_named_by_its_number(tmp_path: Path) -> None:
    path = tmp_path / "stories.jsonl"
    path.write_text('{"label": "yes", "text": "a"}\n{"label": "yes"}\n')
    with pytest.raises(ValueError, match="Line 2"):
        list(load(path))
