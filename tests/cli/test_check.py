"""What ``copydesk check`` promises: the verdict, the exit status, the formats, and what it takes as input."""

import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cli.samples import BEES, EXAMPLES, LATE

Run = Callable[..., Any]


def test_a_story_that_complies_ends_with_0(copydesk: Run, plain: Path) -> None:
    done = copydesk("check", plain, "--declare", "human")
    assert done.status == 0
    assert "COMPLIES" in done.out
    assert not done.err


def test_something_to_fix_ends_with_1(copydesk: Run, late: Path) -> None:
    done = copydesk("check", late)
    assert done.status == 1
    assert done.out.lstrip().startswith("TO FIX")


def test_the_verdict_is_the_first_word(copydesk: Run, late: Path) -> None:
    first = copydesk("check", late).out.splitlines()[0]
    assert "TO FIX" in first


def test_a_finding_names_its_clause_its_words_and_its_fix(copydesk: Run, late: Path) -> None:
    out = copydesk("check", late).out
    assert "writing.undisclosed-assisted" in out
    assert "I drafted this post with Claude and edited it" in out
    assert "→ Move your note on AI into the first two paragraphs." in out


def test_the_window_of_a_timely_disclosure_is_shown(copydesk: Run, late: Path) -> None:
    before, _, after = copydesk("check", late).out.partition("a disclosure counts as timely up to here")
    assert "The first winter" in before
    assert "The first winter" not in after


def test_a_declaration_is_ruled_on(copydesk: Run, plain: Path) -> None:
    done = copydesk("check", plain, "--declare", "generated", "--paywalled", "--format", "json")
    confirmed = json.loads(done.out)["ruling"]["if_confirmed"]
    assert (confirmed["distribution"], confirmed["paywall"], confirmed["strike"]) == ("network", "removed", True)


def test_json_of_one_story_is_one_assessment(copydesk: Run, late: Path) -> None:
    told = json.loads(copydesk("check", late, "--format", "json").out)
    assert told["id"] == str(late)
    assert told["evidence"]["disclosure"]["status"] == "late"
    assert told["ruling"]["advice"][0]["patch"].startswith("--- a/")


def test_json_of_several_stories_is_an_array(copydesk: Run, late: Path, plain: Path) -> None:
    told = json.loads(copydesk("check", late, plain, "--format", "json").out)
    assert [one["id"] for one in told] == [str(late), str(plain)]


def test_standard_input_is_a_story(copydesk: Run) -> None:
    done = copydesk("check", "-", "--format", "json", stdin=LATE.encode())
    assert done.status == 1
    assert json.loads(done.out)["id"] == "standard input"


def test_a_folder_gets_a_table_of_all_its_stories(copydesk: Run, late: Path, plain: Path) -> None:
    done = copydesk("check", late.parent)
    assert done.status == 1
    assert "late.md" in done.out
    assert "plain.md" in done.out
    assert done.out.rstrip().splitlines()[-1].startswith("2 stories:")


def test_an_archive_is_read_without_unpacking_it(copydesk: Run, tmp_path: Path) -> None:
    archive = tmp_path / "export.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("posts/a.md", LATE)
        file.writestr("posts/b.md", BEES)
    told = json.loads(copydesk("check", archive, "--format", "json").out)
    assert [one["id"] for one in told] == [f"{archive}: posts/a.md", f"{archive}: posts/b.md"]


def test_the_report_goes_where_out_says(copydesk: Run, late: Path, tmp_path: Path) -> None:
    done = copydesk("check", late, "--format", "json", "--out", tmp_path / "report.json")
    assert not done.out
    assert json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["id"] == str(late)


PICTURES_NOBODY_SEES = {
    "gone.png": "missing",
    "empty.png": "empty",
    "torn.png": "Nobody",
    "https://example.org/a.png": "web",
    "data:image/png;base64,@@": "address",
}


@pytest.mark.parametrize("format_", ["text", "json", "html"])
def test_a_picture_that_is_missing_or_unreadable_is_said_to_be(copydesk: Run, tmp_path: Path, format_: str) -> None:
    path = tmp_path / "a.md"
    path.write_text(BEES + "".join(f"\n![]({src})\n" for src in PICTURES_NOBODY_SEES), encoding="utf-8")
    (tmp_path / "empty.png").touch()
    (tmp_path / "torn.png").write_bytes(b"no picture")
    told = " ".join(copydesk("check", path, "--format", format_).out.split())
    for why in PICTURES_NOBODY_SEES.values():
        assert why in told
    assert "nothing known" not in told


def test_a_picture_beside_the_story_is_examined(copydesk: Run, tmp_path: Path) -> None:
    for name in ("bees.md", "hive.png"):
        shutil.copy(EXAMPLES / name, tmp_path / name)
    told = json.loads(copydesk("check", tmp_path / "bees.md", "--format", "json").out)
    assert told["evidence"]["pictures"][0]["ai"] == "declared"
    assert "pictures.uncaptioned" in [clause["id"] for clause in told["ruling"]["clauses"]]


def test_nothing_of_a_story_steers_the_terminal(copydesk: Run, tmp_path: Path) -> None:
    story = tmp_path / "hostile.md"
    story.write_text(f'---\ntitle: "red \\e[31m"\n---\n\x1b]0;owned\x07\x1b[2J [bold]{BEES}', encoding="utf-8")
    out = copydesk("check", story).out
    assert "\x1b" not in out
    assert "\x07" not in out
    assert "[bold]" in out


def test_no_lines_are_wider_than_the_terminal(copydesk: Run, late: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    assert max(len(line) for line in copydesk("check", late).out.splitlines()) <= 60


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "Name a STORY"),
        (["--jsonl", "x", "y.md"], "leave out STORY"),
        (["--fix", "-"], "--fix writes files back"),
        (["--policy", "nope", "a.md"], 'no policy "nope"'),
        (["--format", "pdf", "a.md"], "'pdf' is not one of"),
    ],
)
def test_a_contradiction_is_refused_with_a_reason(copydesk: Run, words: list[str], said: str) -> None:
    done = copydesk("check", *words)
    assert done.status == 2
    assert said in done.err
