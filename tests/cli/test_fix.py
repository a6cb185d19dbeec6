"""What ``--fix`` promises: it writes what the author said, where it belongs, and nothing else."""

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cli.samples import BEES, EXAMPLES, LATE

Run = Callable[..., Any]


def test_a_late_disclosure_is_moved_to_the_start(copydesk: Run, late: Path) -> None:
    done = copydesk("check", "--fix", late)
    assert done.status == 0
    assert late.read_text(encoding="utf-8").startswith(
        "I drafted this post with Claude and edited it myself.\n\nMy grand"
    )
    assert late.read_text(encoding="utf-8").count("I drafted this post") == 1
    assert "+I drafted this post with Claude" in done.err


def test_a_second_run_changes_nothing(copydesk: Run, late: Path) -> None:
    copydesk("check", "--fix", late)
    once = late.read_bytes()
    done = copydesk("check", "--fix", late)
    assert (done.status, done.err, late.read_bytes()) == (0, "", once)


def test_a_declaration_becomes_a_disclosure(copydesk: Run, plain: Path) -> None:
    assert copydesk("check", "--fix", "--declare", "assisted", plain).status == 0
    assert plain.read_text(encoding="utf-8").endswith(BEES)
    assert plain.read_text(encoding="utf-8") != BEES


def test_a_picture_that_its_file_declares_gets_its_caption(copydesk: Run, tmp_path: Path) -> None:
    for name in ("bees.md", "hive.png"):
        shutil.copy(EXAMPLES / name, tmp_path / name)
    done = copydesk("check", "--fix", tmp_path / "bees.md")
    text = (tmp_path / "bees.md").read_text(encoding="utf-8")
    assert done.status == 0
    assert "![Two hives under a pear tree](hive.png)\n\n*Image generated with AI.*\n" in text
    assert text.startswith("---\ntitle: Four hives")


def test_html_is_fixed_too(copydesk: Run, tmp_path: Path) -> None:
    page = tmp_path / "late.html"
    page.write_text("".join(f"<p>{line}</p>\n" for line in LATE.split("\n\n")), encoding="utf-8")
    assert copydesk("check", "--fix", page).status == 0
    assert page.read_text(encoding="utf-8").startswith("<p>I drafted this post with Claude and edited it myself.</p>")


def test_a_suspicion_is_never_written_into_a_story(copydesk: Run, plain: Path) -> None:
    before = plain.read_bytes()
    copydesk("check", "--fix", plain)
    assert plain.read_bytes() == before


def test_an_archive_is_not_written_into(copydesk: Run, tmp_path: Path) -> None:
    archive = tmp_path / "export.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("late.md", LATE)
    before = archive.read_bytes()
    done = copydesk("check", "--fix", archive)
    assert done.status == 2
    assert "--fix cannot write into an archive" in done.err
    assert archive.read_bytes() == before


def test_line_ends_byte_order_mark_and_mode_are_kept(copydesk: Run, tmp_path: Path) -> None:
    story = tmp_path / "windows.md"
    story.write_bytes(b"\xef\xbb\xbf" + LATE.replace("\n", "\r\n").encode())
    story.chmod(0o640)
    assert copydesk("check", "--fix", story).status == 0
    data = story.read_bytes()
    assert data.startswith(b"\xef\xbb\xbfI drafted")
    assert data.count(b"\n") == data.count(b"\r\n")
    assert story.stat().st_mode & 0o777 == 0o640


def test_a_file_in_another_encoding_is_left_alone(copydesk: Run, tmp_path: Path) -> None:
    story = tmp_path / "latin.md"
    story.write_bytes(LATE.replace("lorry", "camión").encode("latin-1"))
    before = story.read_bytes()
    done = copydesk("check", "--fix", story)
    assert story.read_bytes() == before
    assert done.status == 2
    assert "Save it as UTF-8" in done.err


def test_nothing_is_left_beside_the_file_when_it_cannot_be_written(
    copydesk: Run, late: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = late.read_bytes()

    def refuse(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", refuse)
    done = copydesk("check", "--fix", late)
    assert done.status == 2
    assert "No space left on device" in done.err
    assert late.read_bytes() == before
    assert [path.name for path in late.parent.iterdir() if path.is_file()] == [late.name]
