"""The digest under workers that are killed, in real processes: nobody gets two, nobody gets none."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMessage

from copydesk.readers.mail import FileBackend

ROOT = Path(__file__).parents[2]


@pytest.mark.timeout(100)
def test_each_reader_gets_one_digest_though_workers_are_killed() -> None:
    command = [sys.executable, "-m", "bench.digest_kill", "small"]
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    outcome = json.loads(done.stdout)
    assert outcome["kills"] == 8
    assert outcome["in_mid_work"] > 0
    assert (outcome["letters"], outcome["readers_with_none"], outcome["readers_with_two"]) == (12, 0, 0)


def test_a_message_sent_again_under_its_id_is_one_letter(settings: Any, tmp_path: Path) -> None:
    settings.EMAIL_FILE_PATH = tmp_path
    for _ in range(3):
        message = EmailMessage("Stories", "Read.", to=["rita@example.org"], headers={"Message-ID": "<digest.1@x>"})
        assert FileBackend().send_messages([message]) == 1
    assert len(list(tmp_path.iterdir())) == 1
