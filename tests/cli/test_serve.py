"""``copydesk serve --demo``: the first command of the README ends in a site that shows its pages."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[tuple[str, int]]:
    """Serve a new demo on a free port, as a user would; wait until it says where it is."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    own = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "COPYDESK_DATA"}}
    asked = [sys.executable, "-m", "copydesk", "serve", "--demo", "--data", str(tmp_path), "--port", str(port)]
    with subprocess.Popen(asked, env=own, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as serving:
        assert serving.stdout is not None
        said = ""
        for line in serving.stdout:
            said += line
            if line.startswith("Copydesk is at"):
                break
        assert serving.poll() is None, said
        yield f"http://127.0.0.1:{port}", serving.pid
        serving.send_signal(signal.SIGINT)
        serving.stdout.read()
    assert serving.returncode == 0


def test_a_new_demo_shows_its_pages_and_stops_when_told(demo: tuple[str, int]) -> None:
    address, _ = demo
    for page in ("/", "/policy", "/topics", "/transparency"):
        with urllib.request.urlopen(f"{address}{page}", timeout=30) as answer:
            assert answer.status == 200
            assert b"<h1" in answer.read() or page == "/"


def test_no_process_that_serves_is_forked_from_one_with_threads(demo: tuple[str, int]) -> None:
    """A fork inherits the locks of threads that it does not have: now and then, every page of a new demo hung."""
    _, pid = demo
    started = [task.read_text().split() for task in Path(f"/proc/{pid}/task").glob("*/children")]
    lines = [Path(f"/proc/{child}/cmdline").read_bytes() for children in started for child in children]
    own = Path(f"/proc/{pid}/cmdline").read_bytes()
    assert any(b"spawn_main" in line for line in lines)
    assert own not in lines
