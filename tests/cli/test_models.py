"""Rebuilding and measuring the shipped models from the command line."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]

SENTENCES = """text\tlabel\tposition
I drafted this post with Claude and edited it myself.\tdiscloses_assisted\ttop
No AI was used in writing this essay.\tdenies_ai\ttop
My bees survived the winter.\tnone\ttop
Image generated with Midjourney\timage_caption_ai\tcaption
"""


def test_the_readers_of_disclosures_are_measured_on_a_file(copydesk: Run, tmp_path: Path) -> None:
    (tmp_path / "s.tsv").write_text(SENTENCES, encoding="utf-8")
    done = copydesk("evaluate", "disclosure", tmp_path / "s.tsv")
    assert done.status == 0
    assert "| discloses | 1 | 0 | 0 | 1.000 (" in done.out
    assert "4 examples" in done.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["evaluate", "disclosure", "s.tsv"], "no line with a known label"),
        (["evaluate", "pictures", "s.tsv"], "no column"),
        (["evaluate", "prose", "nowhere.jsonl"], "does not exist"),
        (["train", "prose", "."], "there is no train.jsonl.gz in it"),
    ],
)
def test_a_file_that_does_not_fit_is_told(copydesk: Run, tmp_path: Path, words: list[str], said: str) -> None:
    (tmp_path / "s.tsv").write_text("a\tb\n1\t2\n", encoding="utf-8")
    done = copydesk(*words)
    assert done.status == 2
    assert said in done.err
    assert "fault of Copydesk" not in done.err
