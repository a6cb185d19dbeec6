"""``copydesk check --against`` and ``copydesk known``: what follows the named sources, side by side."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from detectors.derivation.texts import BEES, CHESS, TOPICS

Run = Callable[..., Any]


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    folder = tmp_path / "sources"
    folder.mkdir()
    for name in ("bees", "chess", "tea"):
        (folder / f"{name}.md").write_text(f"# {name}\n\n{TOPICS[name].source}\n", encoding="utf-8")
    return folder


@pytest.fixture
def follower(tmp_path: Path) -> Path:
    path = tmp_path / "mine.md"
    path.write_text(f"# My winter\n\n{BEES.paraphrase}\n", encoding="utf-8")
    return path


def matches(copydesk: Run, story: Path, against: Path) -> list[dict[str, Any]]:
    done = copydesk("check", story, "--no-deep", "--against", against, "--format", "json")
    return list(json.loads(done.out)["evidence"]["derivation"]["matches"])


def test_a_paraphrase_of_a_source_is_put_before_a_person(copydesk: Run, follower: Path, sources: Path) -> None:
    done = copydesk("check", follower, "--no-deep", "--against", sources)
    assert done.status == 1
    assert "conduct.derivative" in done.out
    assert "% of its own words follow" in " ".join(done.out.split())


def test_json_gives_both_passages(copydesk: Run, follower: Path, sources: Path) -> None:
    first = matches(copydesk, follower, sources)[0]
    assert first["source"].endswith("bees.md")
    assert first["source_text"].startswith("In February I press my ear")
    assert first["kind"] == "paraphrase"


def test_html_sets_them_side_by_side(copydesk: Run, follower: Path, sources: Path) -> None:
    page = copydesk("check", follower, "--no-deep", "--against", sources, "--format", "html").out
    assert "Beside its sources" in page
    assert "A healthy cluster sounds like a distant motorway" in page


def test_without_sources_nothing_is_said_of_them(copydesk: Run, follower: Path) -> None:
    assert "Known texts" not in copydesk("check", follower, "--no-deep").out


def test_a_story_is_not_its_own_source(copydesk: Run, sources: Path) -> None:
    assert copydesk("check", sources, "--no-deep", "--declare", "human", "--against", sources).status == 0


def test_the_same_file_name_elsewhere_is_another_story(copydesk: Run, sources: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copies/bees.md"
    copy.parent.mkdir()
    copy.write_bytes((sources / "bees.md").read_bytes())
    done = copydesk("check", copy.parent, "--no-deep", "--against", sources, "--format", "json")
    assert json.loads(done.out)["evidence"]["derivation"]["share"] == 1.0


def test_an_index_finds_what_its_folder_finds(copydesk: Run, follower: Path, sources: Path, tmp_path: Path) -> None:
    index = tmp_path / "known.index"
    built = copydesk("known", "build", sources, "--out", index, "--processes", "1")
    assert "3 new or changed, 3 in all" in built.out
    assert matches(copydesk, follower, index) == matches(copydesk, follower, sources)


def test_an_index_is_built_from_lines_too(copydesk: Run, follower: Path, tmp_path: Path) -> None:
    lines = tmp_path / "texts.jsonl.gz"
    with gzip.open(lines, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps({"id": topic.name, "text": topic.source}) + "\n" for topic in (BEES, CHESS))
    index = tmp_path / "known.index"
    copydesk("known", "build", lines, "--out", index, "--processes", "1")
    assert {match["source"] for match in matches(copydesk, follower, index)} == {"bees"}


def test_a_text_can_be_added_and_removed(copydesk: Run, follower: Path, sources: Path, tmp_path: Path) -> None:
    index = tmp_path / "known.index"
    copydesk("known", "build", sources / "chess.md", "--out", index, "--processes", "1")
    copydesk("known", "add", sources / "bees.md", "--index", index)
    assert matches(copydesk, follower, index)
    assert copydesk("known", "remove", str(sources / "bees.md"), "--index", index).status == 0
    assert not matches(copydesk, follower, index)
    assert copydesk("known", "remove", "nothing", "--index", index).status == 2


def test_a_source_that_is_missing_is_named(copydesk: Run, follower: Path) -> None:
    done = copydesk("check", follower, "--against", "nowhere")
    assert done.status != 0
    assert "nowhere" in done.err
    assert not done.out


def test_an_index_stands_alone(copydesk: Run, follower: Path, sources: Path, tmp_path: Path) -> None:
    index = tmp_path / "known.index"
    copydesk("known", "build", sources, "--out", index, "--processes", "1")
    done = copydesk("check", follower, "--against", index, "--against", sources)
    assert "one index, or files and folders, not both" in done.err


def test_a_bad_line_is_named(copydesk: Run, tmp_path: Path) -> None:
    lines = tmp_path / "texts.jsonl"
    lines.write_text('{"id": "a", "text": "b"}\n{"id": "c"}\n', encoding="utf-8")
    done = copydesk("known", "build", lines, "--out", tmp_path / "known.index", "--processes", "1")
    assert "line 2" in done.err


def test_evaluate_prints_the_figures(copydesk: Run, tmp_path: Path) -> None:
    topic = "\n".join(f"## {part}\n{getattr(BEES, part)}" for part in ("source", "paraphrase", "summary", "other"))
    (tmp_path / "topics.txt").write_text(f"# bees\n{topic}\n", encoding="utf-8")
    done = copydesk("evaluate", "derivation", tmp_path / "topics.txt")
    assert "| paraphrase |  | 1 | 1 | 100.0% |" in done.out
