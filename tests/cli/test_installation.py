"""A model that was damaged on the way is told of before a story is read, and once."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import copydesk
from cli.samples import BEES

MODEL = Path("copydesk/detectors/prose/model")


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """Return the folder of a second copy of the package."""
    assert copydesk.__file__ is not None
    shutil.copytree(Path(copydesk.__file__).parent, tmp_path / "copydesk")
    return tmp_path


def run(installed: Path, *words: str) -> subprocess.CompletedProcess[str]:
    own = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    own |= {"PYTHONPATH": str(installed), "COPYDESK_DATA": str(installed / "data")}
    asked = [sys.executable, "-m", "copydesk", *words]
    return subprocess.run(asked, cwd=installed, env=own, capture_output=True, text=True, check=False, timeout=120)


def damage(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[1000] ^= 1
    file.write_bytes(data)


@pytest.mark.parametrize(("name", "options"), [("fast.npz", ()), ("second.npz", ()), ("deep.onnx", ("--deep",))])
def test_check_stops_before_the_first_story(installed: Path, name: str, options: tuple[str, ...]) -> None:
    damage(installed / MODEL / name)
    for story in ("a.md", "b.md"):
        (installed / story).write_text(BEES, encoding="utf-8")
    done = run(installed, "check", *options, "a.md", "b.md")
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "damaged" in done.stderr
    assert "Install Copydesk again" in done.stderr
    assert "fault of Copydesk" not in done.stderr


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_damaged_reader_of_disclosures_is_told_of_alone(installed: Path, form: str) -> None:
    damage(installed / "copydesk/detectors/disclosure/model/disclosure.onnx")
    (installed / "a.md").write_text("I drafted this post with Claude.", encoding="utf-8")
    done = run(installed, "check", "--format", form, "a.md")
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "Install Copydesk again" in done.stderr


@pytest.mark.parametrize("command", ["serve", "worker"])
@pytest.mark.parametrize("model", ["prose/model/fast.npz", "disclosure/model/disclosure.onnx"])
def test_a_site_does_not_start(installed: Path, command: str, model: str) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    damage(installed / "copydesk/detectors" / model)
    done = run(installed, *{"serve": ("serve", "--port", port), "worker": ("worker", "--drain")}[command])
    assert done.returncode == 2
    assert "Install Copydesk again" in done.stderr
