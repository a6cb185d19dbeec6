"""A run ends with every story once, whatever happened on the way."""

import gc
import gzip
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyarrow import parquet
from typer.testing import CliRunner

from archive.stories import write
from copydesk.archive import ArchiveError, Options, Progress, run
from copydesk.archive.assessing import Worker
from copydesk.archive.manifest import Manifest
from copydesk.archive.places import place
from copydesk.archive.shards import plan
from copydesk.cli.archive import app
from copydesk.cli.archive_progress import line

pytest.importorskip("daft", reason="the archive's extra is not installed")
# Daft leaves the pipe to a worker process to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture(autouse=True)
def collected() -> Iterator[None]:
    """Have what Daft leaves behind collected while its warnings are expected."""
    yield
    gc.collect()


def ids(out: Path) -> list[str]:
    """Return the ids of all results."""
    return [row["id"] for part in sorted(out.glob("part-*.parquet")) for row in parquet.read_table(part).to_pylist()]


def test_every_story_is_assessed_once_by_daft(tmp_path: Path) -> None:
    source = write(tmp_path / "in.jsonl", range(40))
    end = run(str(source), str(tmp_path / "out"), workers=1, shard_bytes=4000)
    assert sorted(ids(tmp_path / "out")) == sorted(f"s{n}" for n in range(40))
    assert (end.stories, end.broken, end.shards_done) == (40, 0, end.shards)


def test_what_is_done_is_not_done_again(tmp_path: Path) -> None:
    source, out = write(tmp_path / "in.jsonl", range(20)), tmp_path / "out"
    shards = plan(str(source), shard_bytes=4000)
    Manifest(place(str(out))).begin(shards, Options().to_json(), Options().versions())
    for shard in shards:
        Worker(str(out), Options().to_json()).work(shard)
    before = {p.name: p.stat().st_mtime_ns for p in out.glob("part-*")}
    end = run(str(source), str(out), shard_bytes=4000)
    assert end.stories == 20
    assert {p.name: p.stat().st_mtime_ns for p in out.glob("part-*")} == before


def test_a_run_that_was_killed_goes_on(tmp_path: Path) -> None:
    source, out = write(tmp_path / "in.jsonl", range(60)), tmp_path / "out"
    code = (
        "import os, signal\nfrom copydesk.archive import run\n"
        "def told(far):\n    if far.shards_done >= 2: os.kill(os.getpid(), signal.SIGKILL)\n"
        f"run({str(source)!r}, {str(out)!r}, workers=1, shard_bytes=4000, told=told)\n"
    )
    killed = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, timeout=100)
    assert killed.returncode == -9
    end = run(str(source), str(out), workers=1, shard_bytes=4000)
    assert sorted(ids(out)) == sorted(f"s{n}" for n in range(60))
    assert end.stories == 60


def test_broken_records_are_kept_apart_with_the_reason(tmp_path: Path) -> None:
    source = write(tmp_path / "in.jsonl", range(3))
    with source.open("ab") as file:
        file.write(b'no json\n{"id": "x", "story": {"format": "pdf", "content": ""}}\n\xff\xfe\n')
    shard = plan(str(source))[0]
    done = Worker(str(tmp_path / "out"), Options().to_json()).work(shard)
    broken = [json.loads(line) for line in (tmp_path / "out/broken/part-000000.jsonl").read_text().splitlines()]
    assert (done.stories, done.broken) == (3, 3)
    assert all(record["error"] and record["where"].startswith("byte ") for record in broken)
    assert {record["file"] for record in broken} == {str(source)}
    assert "story.format" in broken[1]["error"]


def test_a_folder_with_other_results_is_refused(tmp_path: Path) -> None:
    source = write(tmp_path / "in.jsonl", range(3))
    Manifest(place(str(tmp_path / "out"))).begin(plan(str(source)), Options().to_json())
    with pytest.raises(ArchiveError, match="other input, other options"):
        run(str(source), str(tmp_path / "out"), options=Options(format="jsonl"))


def test_a_folder_with_somebody_elses_plan_is_refused(tmp_path: Path) -> None:
    source, out = write(tmp_path / "in.jsonl", range(3)), tmp_path / "out"
    out.mkdir()
    for plan_of_theirs in ("[]", "{", '{"digest": 3}'):
        (out / "plan.json").write_text(plan_of_theirs)
        with pytest.raises(ArchiveError, match="other input"):
            run(str(source), str(out))


@pytest.mark.parametrize("inside", ["", "out", "deep/out"])
def test_results_may_not_lie_among_the_stories(tmp_path: Path, inside: str) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    write(folder / "a.jsonl", range(3))
    with pytest.raises(ArchiveError, match="taken for stories"):
        run(str(folder), str(folder / inside))
    assert sorted(p.name for p in folder.iterdir()) == ["a.jsonl"]


@pytest.mark.parametrize(("out", "inside"), [("in/../out", False), ("out/../in/out", True), ("inner", False)])
def test_a_way_that_leads_up_again_is_followed(tmp_path: Path, out: str, inside: bool) -> None:
    assert place(str(tmp_path / "in")).holds(place(str(tmp_path / out))) is inside


def test_a_piece_that_cannot_be_read_stops_no_other_and_is_tried_again(tmp_path: Path) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    write(folder / "a.jsonl", range(5))
    whole = gzip.compress(write(tmp_path / "b.jsonl", range(5, 9)).read_bytes())
    (folder / "b.jsonl.gz").write_bytes(whole[:-20] + b"x" * 20)
    write(folder / "c.jsonl", range(9, 12))
    asked = ["assess", str(folder), str(out), "--workers", "1"]
    told = CliRunner().invoke(app, asked)
    assert told.exit_code == 1
    assert "8 stories assessed" in told.output
    assert "pieces not done: 1" in told.output
    assert "b.jsonl.gz, from byte 0 on, can't be read" in told.output
    (folder / "b.jsonl.gz").write_bytes(whole)
    assert CliRunner().invoke(app, asked).exit_code == 0
    assert sorted(ids(out)) == sorted(f"s{n}" for n in range(12))
    assert not list(out.rglob("*.part"))


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("nonsense", "no address of a Ray cluster"),
        ("http://127.0.0.1:1", "no address of a Ray cluster"),
        ("ray://127.0.0.1:port", "no address of a Ray cluster"),
        ("ray://127.0.0.1:1", "No Ray cluster answers at ray://127.0.0.1:1"),
        ("127.0.0.1:1", "No Ray cluster answers"),
    ],
)
def test_an_address_where_no_cluster_is_gives_an_error_at_once(tmp_path: Path, address: str, why: str) -> None:
    source, out = write(tmp_path / "in.jsonl", range(3)), tmp_path / "out"
    told = CliRunner().invoke(app, ["assess", str(source), str(out), "--ray", address])
    assert told.exit_code == 2
    assert why in told.output
    assert not out.exists()


def test_a_kind_of_place_that_nobody_knows_is_refused_in_words(tmp_path: Path) -> None:
    told = CliRunner().invoke(app, ["assess", "foo://x/y", str(tmp_path / "out")])
    assert told.exit_code == 2
    assert "s3://bucket/folder" in told.output


def test_a_log_tells_how_far_it_is_and_standard_output_only_the_end(tmp_path: Path) -> None:
    source = write(tmp_path / "in.jsonl", range(4))
    told = CliRunner().invoke(app, ["assess", str(source), str(tmp_path / "out"), "--workers", "1"])
    assert told.stderr.startswith("0 of 1 pieces done, 0 stories\n")
    assert told.stdout.startswith("4 stories assessed")
    assert line(Progress(5, 20, 9000, 0, 200.0, 7260.0, ("x",))).endswith("200 a second, 2 h 1 min left, 1 failed")


def test_a_shard_done_twice_gives_the_same_file(tmp_path: Path) -> None:
    shard = plan(str(write(tmp_path / "in.jsonl", range(5))))[0]
    for name in ("one", "two"):
        Worker(str(tmp_path / name), Options(format="jsonl").to_json()).work(shard)
    assert (tmp_path / "one/part-000000.jsonl").read_bytes() == (tmp_path / "two/part-000000.jsonl").read_bytes()


def test_the_command_says_what_it_did_and_what_is_wrong(tmp_path: Path) -> None:
    source = write(tmp_path / "in.jsonl", range(4))
    good = CliRunner().invoke(app, ["assess", str(source), str(tmp_path / "out"), "--workers", "1"])
    assert good.exit_code == 0
    assert "4 stories assessed" in good.output
    bad = CliRunner().invoke(app, ["assess", str(tmp_path / "nowhere"), str(tmp_path / "out2")])
    assert bad.exit_code == 2
    assert "no JSONL or Parquet" in bad.output
