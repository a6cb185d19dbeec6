"""Measuring on a labelled file."""

from pathlib import Path

import pytest

from copydesk.detectors.disclosure.evaluate import evaluate

ROWS = (
    "text\tlabel\tposition\n"
    "This post was written by ChatGPT.\tdiscloses_generated\ttop\n"
    "No AI was used in writing this story.\tdenies_ai\ttop\n"
    "# This post was written by ChatGPT.\tnone\tcode\n"
    "Made with Midjourney\timage_caption_ai\tcaption\n"
    "Photo by Anna on Unsplash\tnone\tcaption\n"
)


def test_precision_and_recall_come_with_their_intervals(tmp_path: Path) -> None:
    path = tmp_path / "labelled.tsv"
    path.write_text(ROWS, "utf-8")
    report = evaluate(path)
    assert report.examples == 5
    assert report.score("discloses").precision == report.score("caption").recall == 1.0
    low, high = report.score("discloses").intervals()[0]
    assert 0 < low < high <= 1
    assert not report.misread


def test_a_file_without_labels_is_refused_with_its_name(tmp_path: Path) -> None:
    path = tmp_path / "empty.tsv"
    path.write_text("nothing here\n", "utf-8")
    with pytest.raises(ValueError, match=r"empty\.tsv"):
        evaluate(path)
