"""The documents say what is so: every folder and command that they name exists, and the other way round."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = sorted(p.parent.name for p in (ROOT / "src/copydesk").glob("*/__init__.py"))
PAGES = sorted(p for p in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("models/*.md")])
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")


@pytest.mark.parametrize("package", PACKAGES)
def test_every_package_stands_on_the_map(package: str) -> None:
    assert f"`{package}/`" in (ROOT / "docs/map.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_between_documents_lead_somewhere(page: Path) -> None:
    targets = LINK.findall(FENCED.sub("", page.read_text(encoding="utf-8")))
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_every_command_of_the_readme_exists() -> None:
    from copydesk.cli.main import COMMANDS  # collected without the command line

    named = set(re.findall(r"^copydesk (\w+)", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE))
    assert named <= set(COMMANDS)
    assert named


def test_every_command_is_documented() -> None:
    from copydesk.cli.main import COMMANDS  # the same

    words = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert [name for name in COMMANDS if f"copydesk {name}" not in words] == []


def test_every_shipped_model_has_a_card() -> None:
    detectors = {p.parent.name for p in (ROOT / "src/copydesk/detectors").glob("*/__init__.py")}
    detectors -= {"conduct", "encoder"}  # no detectors: what some of them share
    assert detectors <= {p.stem for p in (ROOT / "models").glob("*.md")}
