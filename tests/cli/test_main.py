"""What the command ``copydesk`` promises: quick to start, kind when a part is missing, quiet when stopped."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest

from copydesk import __version__
from copydesk.cli import main
from copydesk.cli.lazy import LazyGroup, Mount

Run = Callable[..., Any]

COPYDESK = [sys.executable, "-m", "copydesk"]


def test_the_version_is_told(copydesk: Run) -> None:
    assert copydesk("--version").out == f"copydesk {__version__}\n"


def test_help_lists_every_command_with_examples(copydesk: Run) -> None:
    out = copydesk("--help").out
    assert all(f"  {name} " in out for name in main.COMMANDS)
    assert "Examples:" in out


def test_check_has_help_with_examples(copydesk: Run) -> None:
    assert "Exit status: 0 all comply" in copydesk("check", "--help").out


def test_check_starts_without_django_daft_and_torch(plain: Path) -> None:
    program = (
        "import sys; from copydesk.cli.main import run; run(['check', sys.argv[1]]);"
        "print([m for m in ('django', 'daft', 'torch', 'ray', 'sklearn', 'pydantic') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program, str(plain)], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_command_whose_parts_are_missing_says_which() -> None:
    group = LazyGroup("copydesk", mounts={"archive": Mount("copydesk.cli.no_such", "app", "Nothing.", "archive")})
    with pytest.raises(click.ClickException, match=r"pip install 'copydesk\[archive\]'"):
        group.main(["archive", "assess", "--x"], standalone_mode=False)


def test_an_unknown_command_ends_with_2(copydesk: Run) -> None:
    done = copydesk("chekc")
    assert done.status == 2
    assert "No such command" in done.err


def test_the_shell_is_offered_the_commands() -> None:
    asked = {**os.environ, "_COPYDESK_COMPLETE": "bash_complete", "COMP_WORDS": "copydesk ch", "COMP_CWORD": "1"}
    done = subprocess.run(COPYDESK, env=asked, capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["plain,check"]


def test_a_closed_pipe_ends_quietly(plain: Path) -> None:
    names = " ".join([str(plain)] * 300)
    command = f"{sys.executable} -m copydesk check --format json {names} | head -1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert done.stdout == "[\n"
    assert done.stderr == ""


def test_ctrl_c_ends_quietly_with_130() -> None:
    pipe = subprocess.PIPE
    with subprocess.Popen([*COPYDESK, "check", "--jsonl", "-"], stdin=pipe, stdout=pipe, stderr=pipe) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b'{"id": 1}\n')
        process.stdin.flush()
        assert process.stdout.readline()
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert said.strip() == b"copydesk: stopped."
