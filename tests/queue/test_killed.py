"""Workers killed in mid-job, in real processes: nothing is lost, nothing is done twice."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.timeout(100)
def test_each_revision_has_one_assessment_and_one_effect_though_workers_are_killed() -> None:
    command = [sys.executable, "-m", "bench.kill", "small"]
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    outcome = json.loads(done.stdout)
    assert (outcome["assessments"], outcome["effects"], outcome["doubled"], outcome["kills"]) == (12, 12, 0, 3)
