"""What a worker writes: the evidence that a backtest reads, in bounded memory, under the policy that was named."""

import json
import tracemalloc
from contextlib import ExitStack
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet
from typer.testing import CliRunner

from archive.stories import story, write
from copydesk import answering
from copydesk.archive import ArchiveError, Options, run
from copydesk.archive import shards as cut
from copydesk.archive.assessing import Worker
from copydesk.archive.manifest import Manifest
from copydesk.archive.places import place
from copydesk.archive.shards import plan, records
from copydesk.cli.policy import app as policy
from copydesk.cli.policy_backtest import files_of, records_of
from copydesk.policy import load

OVERLAY = Path(__file__).parents[1] / "policy/no-boost-for-assistance.toml"


def assessed(tmp_path: Path, form: str, stories: int = 6) -> Path:
    source, out = write(tmp_path / "in.jsonl", range(stories)), tmp_path / form
    Worker(str(out), Options(format=form).to_json()).work(plan(str(source))[0])
    return out


@pytest.mark.parametrize("form", ["parquet", "jsonl"])
def test_a_backtest_reads_what_an_archive_holds(tmp_path: Path, form: str) -> None:
    out = assessed(tmp_path, form)
    told = CliRunner().invoke(policy, ["backtest", str(OVERLAY), "--archive", str(out), "--out", str(tmp_path / "b")])
    assert told.exit_code == 0, told.output
    body = json.loads((tmp_path / "b.json").read_text())
    assert (body["stories"], body["bad_lines"]) == (6, 0)
    assert body["changed"] == 2  # s0 and s5 say in time that an AI program helped


def test_both_forms_hold_the_same_records(tmp_path: Path) -> None:
    kept = [
        [record for file in files_of(assessed(tmp_path, form)) for record in records_of(file)]
        for form in ("parquet", "jsonl")
    ]
    assert kept[0] == kept[1]


def test_the_fields_that_a_backtest_groups_by_are_kept(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text(json.dumps({**story(1), "publication": "Orchard", "tenure": 40, "published": "2025-02-03"}))
    Worker(str(tmp_path / "out"), Options().to_json()).work(plan(str(source))[0])
    record = next(records_of(files_of(tmp_path / "out")[0]))
    assert (record["publication"], record["tenure"], record["published"]) == ("Orchard", 40, "2025-02-03")


def test_a_policy_file_travels_as_text_and_a_changed_one_is_other_work(tmp_path: Path) -> None:
    rules = tmp_path / "mine.toml"
    rules.write_text(OVERLAY.read_text())
    source, out = write(tmp_path / "in.jsonl", range(2)), tmp_path / "out"
    carried = Options(policy=str(rules), source=rules.read_text())
    assert carried.rules().digest == load(rules).digest
    Manifest(place(str(out))).begin(plan(str(source)), carried.to_json(), carried.versions())
    rules.write_text(OVERLAY.read_text() + "\n# changed\n")
    with pytest.raises(ArchiveError, match="other versions"):
        run(str(source), str(out), options=Options(policy=str(rules)))


def test_results_of_another_version_of_a_detector_are_not_mixed_in(tmp_path: Path) -> None:
    shards = plan(str(write(tmp_path / "in.jsonl", range(2))))
    kept = Manifest(place(str(tmp_path / "out")))
    kept.begin(shards, Options().to_json(), {"prose": "1"})
    with pytest.raises(ArchiveError, match="other versions"):
        kept.begin(shards, Options().to_json(), {"prose": "2"})


def test_one_huge_line_is_told_and_takes_no_more_memory_than_its_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (answering, cut):
        monkeypatch.setattr(module, "LONGEST_LINE", 2**20)
    source = tmp_path / "in.jsonl"
    with source.open("wb") as file:
        file.write(b'{"id": "huge", "story": {"content": "')
        for _ in range(40):
            file.write(b"a" * 2**20)
        file.write(b'"}}\n' + json.dumps(story(1)).encode() + b"\n")
    tracemalloc.start()
    lines = [line for shard in plan(str(source), shard_bytes=2**20) for line in records(shard)]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [line.whole for line in lines] == [False, True]
    assert peak < 8 * 2**20
    done = Worker(str(tmp_path / "out"), Options().to_json()).work(plan(str(source))[0])
    broken = json.loads((tmp_path / "out/broken/part-000000.jsonl").read_text())
    assert (done.broken, broken["id"]) == (1, "huge")
    assert "longer than" in broken["error"]


def test_memory_does_not_grow_with_a_row_group(tmp_path: Path) -> None:
    rows = [{"id": f"x{n}", "format": "text", "content": "word " * 2000} for n in range(1500)]
    parquet.write_table(pa.Table.from_pylist(rows), tmp_path / "a.parquet", row_group_size=1500)
    tracemalloc.start()
    count = sum(1 for _ in records(plan(str(tmp_path / "a.parquet"))[0]))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 1500
    assert peak < 4 * 2**20


def test_a_mark_at_the_start_of_a_file_is_no_error(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_bytes(b"\xef\xbb\xbf" + json.dumps(story(1)).encode())
    done = Worker(str(tmp_path / "out"), Options().to_json()).work(plan(str(source))[0])
    assert (done.stories, done.broken) == (1, 0)


def test_a_writer_that_was_killed_leaves_nothing_in_the_end(tmp_path: Path) -> None:
    at = place(str(tmp_path / "out"))
    with ExitStack() as stack:
        stack.enter_context(at.beside("part-000000.jsonl").writing()).write(b"half")
        stack.pop_all()  # killed: nobody renames it
    assert [file.suffix for file in (tmp_path / "out").iterdir()] == [".part"]
    at.clear()
    assert list((tmp_path / "out").iterdir()) == []
