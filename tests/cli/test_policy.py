"""``copydesk policy``: what people see on the command line."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from copydesk.cli.checker import Checker
from copydesk.cli.policy import app
from copydesk.policy import bundled

NEXT = str(Path(__file__).parents[1] / "policy" / "no-boost-for-assistance.toml")
RECORD = {"id": "a", "evidence": {"disclosure": {"status": "timely", "says": "assisted"}}, "published": "2026-03-02"}


def run(*args: str) -> Result:
    return CliRunner().invoke(app, list(args), catch_exceptions=False, env={"COLUMNS": "100", "TERM": "dumb"})


def test_every_bundled_policy_is_listed_shown_and_sound() -> None:
    listed = run("list").stdout
    for name in bundled():
        assert name in listed
        assert name in run("show", name).stdout
        checked = run("check", name)
        assert checked.exit_code == 0
        assert "is sound" in checked.stdout


def test_the_policy_fits_on_a_page() -> None:
    shown = run("table").stdout
    assert len(shown.splitlines()) < 60
    assert "writing.paywalled-generated" in shown
    assert "3,840 combinations" in shown


def test_the_table_is_there_for_programs() -> None:
    full = json.loads(run("table", "--full", "--format", "json").stdout)
    assert len(full) == 3840
    assert run("table", "--format", "csv").stdout.startswith("writing,disclosure,paywalled,")
    assert run("table", "--format", "md").stdout.startswith("# AI on a platform")


def test_a_broken_policy_is_pointed_at_with_status_1(tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    path.write_text(Path(NEXT).read_text().replace("writing = ", "writting = "))
    found = run("check", str(path))
    assert found.exit_code == 1
    assert f"{path}:12:10: error: unknown fact" in found.stdout
    assert 'did you mean "writing"?' in found.stdout


def test_a_clause_of_a_later_day_is_shown_with_it_and_checks_no_story_yet(tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    path.write_text(Path(NEXT).read_text().replace("when = {", "applies_from = 2999-01-01\nwhen = {"))
    assert "Applies from 2999-01-01." in run("show", str(path)).stdout
    with Checker(str(path)) as checker:
        assert "writing.disclosed-assisted" not in {clause.id for clause in checker.policy.clauses}


@pytest.mark.parametrize("command", ["show", "table", "check"])
def test_a_policy_that_is_not_there_is_status_2(command: str) -> None:
    assert run(command, "medium-2024-5").exit_code == 2


def test_failing_cases_are_shown_with_status_1(tmp_path: Path) -> None:
    cases = tmp_path / "cases.toml"
    cases.write_text(
        '[[case]]\nname = "Too kind"\nfacts = { writing = "generated" }\nexpect = { distribution = "boost" }\n'
    )
    found = run("check", "medium-2024-05", "--cases", str(cases))
    assert found.exit_code == 1
    assert "distribution: boost was expected, and it is network" in found.stdout
    cases.write_text("[[case]]\n")
    assert run("check", "medium-2024-05", "--cases", str(cases)).exit_code == 2


def test_a_comparison_is_said_in_words_and_as_data() -> None:
    told = run("diff", "medium-2024-05", NEXT)
    assert told.exit_code == 1
    assert "medium-next is stricter" in told.stdout
    assert "may be boosted → general, no Boost" in " ".join(told.stdout.split())
    assert json.loads(run("diff", "medium-2024-05", NEXT, "--format", "json").stdout)["direction"] == "stricter"
    assert "## Stricter" in run("diff", "medium-2024-05", NEXT, "--format", "md").stdout
    assert run("diff", "dev", "dev").exit_code == 0


def test_a_backtest_writes_a_signed_record_and_a_page(tmp_path: Path) -> None:
    (tmp_path / "part-1.jsonl").write_text(json.dumps(RECORD) + "\n{\n")
    key = tmp_path / "key"
    key.write_text("a secret of the desk")
    out = tmp_path / "tried"
    done = run("backtest", NEXT, "--archive", str(tmp_path), "--key", str(key), "--out", str(out), "--capacity", "1")
    assert done.exit_code == 0
    assert "1 stories, 1 change (100.00%)" in done.stdout
    assert "1 lines could not be read" in done.stdout
    assert json.loads(out.with_suffix(".json").read_text())["signature"]["algorithm"] == "hmac-sha256"
    assert out.with_suffix(".html").read_text().startswith("<!doctype html>")


def test_a_signed_result_is_told_from_one_that_was_changed(tmp_path: Path) -> None:
    (tmp_path / "part-1.jsonl").write_text(json.dumps(RECORD))
    key, other, result = tmp_path / "key", tmp_path / "other", tmp_path / "tried.json"
    key.write_text("a secret of the desk")
    other.write_text("another secret of it")
    run("backtest", NEXT, "--archive", str(tmp_path), "--key", str(key), "--out", str(tmp_path / "tried"))
    good = run("verify", str(result), "--key", str(key))
    assert (good.exit_code, "medium-next" in good.stdout) == (0, True)
    assert run("verify", str(result), "--key", str(other)).exit_code == 1
    body = json.loads(result.read_text())
    result.write_text(json.dumps(body | {"stricter": 0}))
    assert run("verify", str(result), "--key", str(key)).exit_code == 1
    for signature in ("none", {"value": "é"}, {"value": 3}):
        result.write_text(json.dumps(body | {"signature": signature}))
        assert run("verify", str(result), "--key", str(key)).exit_code == 1
    for data in ("[]", "{", "{}"):
        result.write_text(data)
        assert run("verify", str(result), "--key", str(key)).exit_code == 2


@pytest.mark.parametrize(
    ("line", "since", "why"),
    [("{", "2020-01-01", "1 lines could not be read"), (json.dumps(RECORD), "2031-01-01", "older than 2031-01-01")],
)
def test_an_archive_without_a_story_to_rule_on_gives_no_result(tmp_path: Path, line: str, since: str, why: str) -> None:
    (tmp_path / "part-1.jsonl").write_text(line)
    told = run("backtest", NEXT, "--archive", str(tmp_path), "--since", since, "--out", str(tmp_path / "x"))
    assert told.exit_code == 2
    assert why in told.output
    assert not (tmp_path / "x.json").exists()


def test_an_archive_that_is_not_there_is_status_2(tmp_path: Path) -> None:
    assert run("backtest", NEXT, "--archive", str(tmp_path), "--out", str(tmp_path / "x")).exit_code == 2
