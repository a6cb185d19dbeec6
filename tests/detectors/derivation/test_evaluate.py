"""The figures of the model card hold: the bars of the issue on the part kept aside."""

from importlib.resources import as_file, files
from pathlib import Path

import pytest

from copydesk.detectors.derivation.evaluate import evaluate, read_topics

BARS = {"near-copy": 0.99, "light-edit": 0.95, "paraphrase": 0.8, "summary": 0.8}


@pytest.fixture(scope="module")
def rows() -> dict[tuple[str, bool], tuple[int, int]]:
    with as_file(files("copydesk.detectors.derivation").joinpath("corpus/topics.txt")) as path:
        return {(kind, kept): (found, total) for kind, kept, found, total in evaluate(path).rows()}


@pytest.mark.parametrize(("kind", "bar"), BARS.items())
def test_recall_on_the_part_kept_aside_reaches_its_bar(
    rows: dict[tuple[str, bool], tuple[int, int]], kind: str, bar: float
) -> None:
    found, total = rows[kind, True]
    assert found / total >= bar


def test_nothing_is_found_in_other_stories_on_the_same_topics(rows: dict[tuple[str, bool], tuple[int, int]]) -> None:
    assert [rows["other", kept][0] for kept in (False, True)] == [0, 0]


def test_there_are_150_pairs_and_a_third_is_kept_aside(rows: dict[tuple[str, bool], tuple[int, int]]) -> None:
    total, aside = (sum(n for (_, kept), (_, n) in rows.items() if kept or every) for every in (True, False))
    assert total >= 150
    assert 0.28 < aside / total < 0.38


def test_a_topic_without_a_part_is_named(tmp_path: Path) -> None:
    (tmp_path / "topics.txt").write_text("# bees\n## source\nThey hum.\n")
    with pytest.raises(ValueError, match="'bees' has no paraphrase"):
        read_topics(tmp_path / "topics.txt")
