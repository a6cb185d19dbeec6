"""An archive is compared with known texts: what follows one names it, and no story is a copy of itself."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from copydesk.archive import ArchiveError, Options, run
from copydesk.archive.assessing import Worker
from copydesk.archive.shards import plan
from copydesk.cli.archive import app
from copydesk.detectors.derivation import Known, SqliteIndex

WALK = """The lighthouse keeper walked down to the harbour before dawn, carrying the brass lamp that his
father had polished every Sunday for thirty years. Nobody in the village had asked him to, and nobody would have
noticed if he had stayed in bed. He set the lamp on the sea wall, trimmed the wick with the scissors from his
coat, and waited for the herring boats that no longer came. In the autumn of the great storm eleven of them had
gone out past the sandbank, and he had counted nine lights coming home. The widows moved inland, the ice house
fell in, and the council sold the winch to a museum in the capital, where it stands behind a rope with a card
that gets the year wrong."""
OTHER = """My sister repairs accordions in a shop that used to sell bicycles. The bellows come to her stiff
with salt and cigarette smoke, and she unfolds them on the counter like maps of a country where it always rains.
She says that every reed remembers the last song that was played on it, which is nonsense, and that she can hear
which one it was, which may not be. On Fridays an old man brings her the same instrument and a different
complaint, and she mends something else."""


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """An index that knows one text of somebody else's, and one that is in the archive too."""
    path = tmp_path / "known.index"
    with SqliteIndex(path) as opened:
        opened.build([Known("elsewhere/keeper", WALK), Known("own", OTHER)])
    return path


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Two stories: a near copy, and one that the index knows by its own id."""
    copied = WALK.replace("before dawn", "long before dawn").replace("eleven of them", "twelve of them")
    stories = {"copy": f"A note from me first.\n\n{copied}", "own": OTHER}
    lines = (
        {"id": name, "story": {"format": "text", "title": name, "content": text}} for name, text in stories.items()
    )
    path = tmp_path / "in.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def sources_by_story(out: Path) -> dict[str, set[str]]:
    """Return by story which known texts its evidence says that it follows."""
    records: list[dict[str, Any]] = [json.loads(line) for line in (out / "part-000000.jsonl").read_text().splitlines()]
    return {
        record["id"]: {match["source"] for match in record["evidence"].get("derivation", {}).get("matches", ())}
        for record in records
    }


def test_what_follows_a_known_text_names_it(tmp_path: Path, source: Path, index: Path) -> None:
    Worker(str(tmp_path / "out"), Options(format="jsonl", known=str(index)).to_json()).work(plan(str(source))[0])
    assert sources_by_story(tmp_path / "out") == {"copy": {"elsewhere/keeper"}, "own": set()}


def test_without_an_index_nothing_is_compared(tmp_path: Path, source: Path) -> None:
    Worker(str(tmp_path / "out"), Options(format="jsonl").to_json()).work(plan(str(source))[0])
    assert sources_by_story(tmp_path / "out") == {"copy": set(), "own": set()}


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_the_command_takes_the_index(tmp_path: Path, source: Path, index: Path) -> None:
    pytest.importorskip("daft", reason="the archive's extra is not installed")
    out = tmp_path / "out"
    asked = ["assess", str(source), str(out), "--known", str(index), "--format", "jsonl", "--workers", "1"]
    told = CliRunner().invoke(app, asked)
    assert told.exit_code == 0, told.output
    assert sources_by_story(out)["copy"] == {"elsewhere/keeper"}


def test_a_file_that_is_no_index_is_refused_before_any_work(tmp_path: Path, source: Path) -> None:
    for name in (source, tmp_path / "nowhere"):
        with pytest.raises(ArchiveError, match="index"):
            run(str(source), str(tmp_path / "out"), options=Options(known=str(name)))
    assert not (tmp_path / "out").exists()
