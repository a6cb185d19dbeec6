"""The command line run in this process, with what it printed and its exit status."""

import io
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from cli.samples import BEES, LATE
from copydesk.cli.main import run as run_command


@dataclass(frozen=True)
class Done:
    status: int
    out: str
    err: str


@pytest.fixture
def copydesk(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[..., Done]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COPYDESK_HOME", str(tmp_path / ".copydesk"))

    def run(*words: str | Path, stdin: bytes = b"") -> Done:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        status = run_command([str(word) for word in words])
        said = capsys.readouterr()
        return Done(status, said.out, said.err)

    return run


@pytest.fixture
def late(tmp_path: Path) -> Path:
    path = tmp_path / "late.md"
    path.write_text(LATE, encoding="utf-8")
    return path


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    path = tmp_path / "plain.md"
    path.write_text(BEES, encoding="utf-8")
    return path
