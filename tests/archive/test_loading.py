"""An archive's evidence comes into the site once, and the next policy is tried on it there."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from archive.stories import story, write
from copydesk.archive import Options
from copydesk.archive.assessing import Worker
from copydesk.archive.shards import plan
from copydesk.cli.archive import app
from copydesk.newsroom import backtesting, policing
from copydesk.newsroom.models import KeptEvidence
from kits import desk as kit
from kits import policies

pytestmark = pytest.mark.django_db


def test_what_was_assessed_is_loaded_once_and_tried(tmp_path: Path) -> None:
    out = tmp_path / "2024"
    Worker(str(out), Options().to_json()).work(plan(str(write(tmp_path / "in.jsonl", range(6))))[0])
    for new in (6, 0):
        told = CliRunner().invoke(app, ["load", str(out)])
        assert told.exit_code == 0, told.output
        assert f"The evidence of {new} stories is new" in told.output
    assert KeptEvidence.objects.filter(source="2024").count() == 6
    version = policing.draft(policies.text(), kit.account("ann", "policy-owner"))
    backtesting.try_version.call(version.pk)
    version.refresh_from_db()
    assert version.backtest is not None
    assert (version.backtest["stories"], version.backtest["bad_lines"]) == (6, 0)


def test_stories_without_an_id_are_all_loaded_under_the_place_where_they_stood(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    nameless = [json.dumps({**story(n), "id": None}) for n in range(3)]
    source.write_text("\n".join(nameless))
    Worker(str(tmp_path / "out"), Options().to_json()).work(plan(str(source))[0])
    assert CliRunner().invoke(app, ["load", str(tmp_path / "out")]).exit_code == 0
    names = set(KeptEvidence.objects.values_list("name", flat=True))
    ends = [len("\n".join(nameless[:n])) + bool(n) for n in range(3)]
    assert names == {f"in.jsonl, byte {at}" for at in ends}


def test_a_folder_without_evidence_is_refused_in_words(tmp_path: Path) -> None:
    told = CliRunner().invoke(app, ["load", str(tmp_path)])
    assert told.exit_code == 2
    assert "no stored evidence" in told.output
