"""The rules of the house that a machine can check: sizes, openings, annotations of place."""

import ast
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = sorted(p for p in (ROOT / "src/copydesk").rglob("*.py") if "migrations" not in p.parts)
LONGEST_FUNCTION = 60
LONGEST_FILE = 400


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Yield (name, lines of code without the docstring) of each function."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[1] if ast.get_docstring(node) and len(node.body) > 1 else node.body[0]
            yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", (node.end_lineno or 0) - first.lineno + 1


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_module_opens_with_its_sentence(path: Path) -> None:
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    assert docstring, "no docstring"
    assert docstring.splitlines()[0].rstrip().endswith((".", "?")), "the first line is no sentence"


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_file_fits_in_the_head(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE


def test_functions_fit_in_the_head() -> None:
    sizes = dict(entry for path in SOURCES for entry in functions(path))
    assert [name for name, lines in sizes.items() if lines > LONGEST_FUNCTION] == []
    assert median(sizes.values()) < 8
    assert sum(lines <= 30 for lines in sizes.values()) >= 0.9 * len(sizes)


def test_no_path_of_a_machine_is_written_down() -> None:
    marks = ("/" + "work/", "/" + "farm/", "/" + "root/")
    suffixes = {".py", ".md", ".toml", ".html", ".css", ".js", ".json", ".lock", ".txt"}
    files = [
        p for p in ROOT.rglob("*") if p.suffix in suffixes and not {".venv", "data", "node_modules"} & set(p.parts)
    ]
    assert [str(p) for p in files if any(m in p.read_text(encoding="utf-8", errors="ignore") for m in marks)] == []
