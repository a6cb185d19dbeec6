"""`copydesk pictures` as an operator uses it."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from copydesk.cli.pictures import app
from detectors.pictures import samples

run = CliRunner().invoke


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COPYDESK_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path


def test_it_says_of_each_file_what_it_tells(home: Path) -> None:
    (home / "a.png").write_bytes(samples.png(parameters=samples.A1111))
    (home / "b.png").write_bytes(samples.png())
    result = run(app, ["look", str(home / "a.png"), str(home / "b.png")])
    assert result.exit_code == 0
    assert "declared" in result.output
    assert "unknown" in result.output


def test_a_remembered_picture_is_met_again_until_it_is_forgotten(home: Path) -> None:
    (home / "a.png").write_bytes(samples.saved(samples.scene(1), "PNG"))
    (home / "copy.jpg").write_bytes(samples.saved(samples.scene(1), "JPEG", quality=70))
    remembered = run(app, ["remember", str(home / "a.png"), "--kind", "disinformation", "--note", "a made-up flood"])
    phash = remembered.output.split()[0]
    assert "a made-up flood" in run(app, ["known"]).output
    assert "indicated" in run(app, ["look", str(home / "copy.jpg")]).output
    assert run(app, ["forget", phash]).exit_code == 0
    assert "unknown" in run(app, ["look", str(home / "copy.jpg")]).output


def test_an_unknown_kind_is_refused_with_the_choices(home: Path) -> None:
    (home / "a.png").write_bytes(samples.png())
    result = run(app, ["remember", str(home / "a.png"), "--kind", "ugly"])
    assert result.exit_code == 2
    assert "disinformation" in result.output


def test_the_trust_list_is_shown_and_a_newer_one_takes_its_place(home: Path) -> None:
    assert "2026-09-24, 30 certificates" in run(app, ["trust"]).output
    newer = home / "newer.pem"
    newer.write_text("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", encoding="utf-8")
    updated = run(app, ["trust", "--update", str(newer), "--published", "2026-11-01"])
    assert "2026-11-01, 1 certificates" in updated.output


def test_a_file_that_is_no_list_is_refused(home: Path) -> None:
    (home / "a.pem").write_text("hello", encoding="utf-8")
    assert run(app, ["trust", "--update", str(home / "a.pem")]).exit_code == 2
