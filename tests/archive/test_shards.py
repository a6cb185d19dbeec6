"""However an archive is cut, each record belongs to exactly one shard."""

import gzip
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from archive.stories import write
from copydesk.archive.errors import ArchiveError
from copydesk.archive.shards import plan, records


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.binary(max_size=40).map(lambda b: b.replace(b"\n", b" ")), max_size=30),
    st.integers(1, 200),
    st.booleans(),
)
def test_each_line_is_read_once_whatever_the_size_of_a_shard(
    tmp_path: Path, lines: list[bytes], size: int, ended: bool
) -> None:
    file = tmp_path / "a.jsonl"
    file.write_bytes(b"\n".join(lines) + (b"\n" if ended and lines else b""))
    read = [r.text.rstrip(b"\n") for shard in plan(str(file), shard_bytes=size) for r in records(shard)]
    assert read == [line for line in lines if line.strip()]


def test_files_of_a_folder_follow_each_other_by_name(tmp_path: Path) -> None:
    write(tmp_path / "b.jsonl", [2, 3])
    write(tmp_path / "a.jsonl", [0, 1])
    (tmp_path / "notes.txt").write_text("no archive", encoding="utf-8")
    shards = plan(str(tmp_path))
    assert [(s.number, Path(s.file).name) for s in shards] == [(0, "a.jsonl"), (1, "b.jsonl")]


def test_no_two_shards_have_one_number_so_that_none_overwrites_another(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        write(tmp_path / f"{name}.jsonl", range(10))
    shards = plan(str(tmp_path), shard_bytes=1000)
    assert [shard.number for shard in shards] == list(range(len(shards)))
    assert len({shard.name for shard in shards}) == len(shards) > 9


def test_parquet_is_cut_at_its_row_groups(tmp_path: Path) -> None:
    table = pa.table({"id": ["x", "y", "z"], "format": ["text"] * 3, "content": ["one", "two", "three"]})
    parquet.write_table(table, tmp_path / "a.parquet", row_group_size=2)
    shards = plan(str(tmp_path / "a.parquet"))
    assert len(shards) == 2
    assert b'"content": "three"' in next(records(shards[1])).text


def test_an_archive_without_stories_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="no JSONL or Parquet"):
        plan(str(tmp_path))


def test_a_file_that_only_calls_itself_parquet_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(b"hello")
    with pytest.raises(ArchiveError, match=r"a\.parquet"):
        plan(str(tmp_path))


def test_a_packed_file_is_one_piece_and_read_like_any_other(tmp_path: Path) -> None:
    plain = write(tmp_path / "a.jsonl", range(9)).read_bytes()
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(plain))
    (tmp_path / "notes.txt.gz").write_bytes(b"no part of it")
    (tmp_path / "a.jsonl").unlink()
    (shard,) = plan(str(tmp_path), shard_bytes=100)
    assert b"".join(line.text for line in records(shard)) == plain


@pytest.mark.parametrize("name", ["cut.jsonl.gz", "flipped.parquet"])
def test_a_file_that_breaks_off_is_named(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    if name.endswith("gz"):
        file.write_bytes(gzip.compress(write(tmp_path / "a.jsonl", range(50)).read_bytes())[:-40])
    else:
        parquet.write_table(pa.table({"json": [str(n) * 50 for n in range(200)]}), file)
        data = bytearray(file.read_bytes())
        data[100:300] = bytes(b ^ 0xFF for b in data[100:300])
        file.write_bytes(data)
    with pytest.raises(ArchiveError, match=name):
        list(records(plan(str(file))[0]))
