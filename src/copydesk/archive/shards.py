"""Cut an archive into shards: ranges of lines of JSONL files, row groups of Parquet files."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from pyarrow import parquet

from copydesk.archive.manifest import ArchiveError
from copydesk.archive.places import Place, place

__all__ = ["SHARD_BYTES", "Line", "Shard", "plan", "records"]

SHARD_BYTES = 8 * 1024 * 1024
LONGEST_LINE = 32 * 1024 * 1024
ENDINGS = {".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "jsonl", ".parquet": "parquet"}


@dataclass(frozen=True, slots=True)
class Shard:
    """One piece of work: the lines that begin in [start, end) of a JSONL file, or one row group of a Parquet file.

    ``size`` is the length of the whole file in bytes: a changed input is noticed by it.
    """

    number: int
    file: str
    kind: str
    start: int
    end: int
    size: int

    @property
    def name(self) -> str:
        """The name that its results have."""
        return f"part-{self.number:06d}"

    def to_json(self) -> dict[str, Any]:
        """Return the shard as plain values."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Line:
    """One record as it came: where it stood, its text, and what is wrong with it before it was even parsed."""

    where: str
    text: bytes
    trouble: str = ""


def plan(source: str, *, shard_bytes: int = SHARD_BYTES) -> list[Shard]:
    """Cut all files at ``source`` into shards, in order of their names.

    Args:
        source: a file, a folder, or an address such as ``s3://bucket/folder``.
        shard_bytes: how long a shard of a JSONL file is, in bytes.

    Raises:
        ArchiveError: there is nothing there, or nothing of a known kind.
    """
    files = [
        (name, size, ENDINGS[ending]) for name, size in place(source).files() if (ending := _ending(name)) in ENDINGS
    ]
    if not files:
        raise ArchiveError(f"{source}: there is no JSONL or Parquet file.", "Name a file or a folder with some.")
    shards: list[Shard] = []
    for name, size, kind in files:
        ranges = _row_groups(place(name)) if kind == "parquet" else _byte_ranges(size, shard_bytes)
        shards.extend(Shard(len(shards) + i, name, kind, start, end, size) for i, (start, end) in enumerate(ranges))
    return shards


def _ending(name: str) -> str:
    return "." + name.rpartition(".")[2].lower()


def _byte_ranges(size: int, step: int) -> list[tuple[int, int]]:
    return [(start, min(start + step, size)) for start in range(0, size, step)]


def _row_groups(file: Place) -> list[tuple[int, int]]:
    try:
        with file.system.open_input_file(file.path) as stream:
            count = parquet.ParquetFile(stream).num_row_groups
    except (OSError, ValueError) as error:
        raise ArchiveError(f"{file.address}: this is no Parquet file ({error}).", "Take it out, or mend it.") from None
    return [(group, group + 1) for group in range(count)]


def records(shard: Shard) -> Iterator[Line]:
    """Yield the records of a shard; each record of a file belongs to exactly one of its shards."""
    return _rows(shard) if shard.kind == "parquet" else _lines(shard)


def _lines(shard: Shard) -> Iterator[Line]:
    file = place(shard.file)
    with file.system.open_input_file(file.path) as stream:
        position = _first_line(stream, shard.start)
        stream.seek(position)
        reader = _Lines(stream, position)
        while reader.position < shard.end and (line := reader.next()) is not None:
            if line.text.strip() or line.trouble:
                yield line


def _first_line(stream: Any, start: int) -> int:
    """Return where the first line that begins at or after ``start`` begins."""
    if start == 0:
        return 0
    stream.seek(start - 1)
    position = start - 1
    while chunk := stream.read(1 << 16):
        at = chunk.find(b"\n")
        if at >= 0:
            return position + int(at) + 1
        position += len(chunk)
    return position


class _Lines:
    """Reads lines and counts bytes; of a line longer than ``LONGEST_LINE`` only the place is kept."""

    def __init__(self, stream: Any, position: int) -> None:
        self._stream, self.position, self._rest = stream, position, b""

    def next(self) -> Line | None:
        """Return the next line, or None at the end."""
        start, parts, length = self.position, [], 0
        while True:
            if not self._rest:
                self._rest = self._stream.read(1 << 20)
            if not self._rest:
                break
            at = self._rest.find(b"\n")
            taken = self._rest if at < 0 else self._rest[: at + 1]
            self._rest = self._rest[len(taken) :]
            length += len(taken)
            if length <= LONGEST_LINE:
                parts.append(taken)
            if at >= 0:
                break
        self.position = start + length
        if not length:
            return None
        where = f"byte {start}"
        if length > LONGEST_LINE:
            return Line(where, b"", f"this line is longer than {LONGEST_LINE >> 20} MB")
        return Line(where, b"".join(parts))


def _rows(shard: Shard) -> Iterator[Line]:
    file = place(shard.file)
    with file.system.open_input_file(file.path) as stream:
        batches = parquet.ParquetFile(stream).iter_batches(batch_size=256, row_groups=[shard.start])
        number = 0
        for batch in batches:
            for row in batch.to_pylist():
                yield Line(f"row group {shard.start}, row {number}", _as_line(row))
                number += 1


def _as_line(row: dict[str, Any]) -> bytes:
    """Return a row as a line of the contract: a ``json`` column as it is, else its columns as the fields."""
    if isinstance(row.get("json"), str):
        return str(row["json"]).encode("utf-8", "surrogatepass")
    if "story" not in row and "content" in row:
        names = ("format", "title", "subtitle", "content", "paywalled", "language")
        row = {**{k: v for k, v in row.items() if k not in names}, "story": {k: row[k] for k in names if k in row}}
    return json.dumps(_without_empty(row), default=str).encode()


def _without_empty(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _without_empty(v) for k, v in value.items() if v is not None}
    return value
