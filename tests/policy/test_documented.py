"""What the policy language has is in its page, and the examples of the page work."""

import re
from dataclasses import fields
from pathlib import Path

from copydesk.cli.policy import app
from copydesk.policy.cases import read_cases, run
from copydesk.policy.clauses import CLAUSE_KEYS, EFFECTS
from copydesk.policy.loading import load
from copydesk.policy.model import Reading, Thresholds
from copydesk.policy.parsing import BASES, MEDIA, PLACES, SUSPICIONS, TABLES

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/policy-language.md").read_text(encoding="utf-8")
SOURCES = "\n".join(p.read_text(encoding="utf-8") for p in (ROOT / "src/copydesk/policy").glob("*.py"))


def test_every_code_of_the_checker_is_explained() -> None:
    found = re.findall(r'(?:refuse|problem|Problem)\(\s*"([a-z-]+)"', SOURCES)
    found += re.findall(r'_at\((?:clause|found), "([a-z-]+)"', SOURCES)
    assert len(set(found)) > 20
    assert {code for code in found if f"`{code}`" not in PAGE} == set()


def test_every_key_of_a_file_is_explained() -> None:
    names = {f.name for f in (*fields(Reading), *fields(Thresholds))} | {*CLAUSE_KEYS, *EFFECTS, *BASES, *MEDIA}
    names |= {*PLACES, *SUSPICIONS, *TABLES} - {"clause"}
    assert {name for name in names if name not in PAGE} == set()


def test_every_command_is_explained() -> None:
    names = {c.name or (c.callback.__name__.strip("_") if c.callback else "") for c in app.registered_commands}
    assert {name for name in names - {"list"} if f"copydesk policy {name}" not in PAGE} == set()


def test_the_case_on_the_page_comes_out_as_written(tmp_path: Path) -> None:
    (case,) = re.findall(r"```toml\n(\[\[case\]\].*?)```", PAGE, re.DOTALL)
    (tmp_path / "case.toml").write_text(case)
    assert run(read_cases(tmp_path / "case.toml")[0], load("medium-2024-05")).differences == ()
