"""Cut an archive into shards: ranges of lines of JSONL files, row groups of Parquet files."""

import gzip
import json
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from typing import Any

from pyarrow import parquet

from copydesk.answering import LONGEST_LINE
from copydesk.archive.errors import ArchiveError
from copydesk.archive.manifest import AT_ONCE
from copydesk.archive.places import Place, place

__all__ = ["SHARD_BYTES", "Line", "Shard", "plan", "records"]

SHARD_BYTES = 8 * 1024 * 1024
ROWS_AT_ONCE = 32
ENDINGS = {".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "jsonl", ".parquet": "parquet"}
PACKED = ".gz"


@dataclass(frozen=True, slots=True)
class Shard:
    """One piece of work: the lines that begin in [start, end) of a JSONL file, or one row group of a Parquet file.

    A packed file ("gzip") can't be cut and is one piece.

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
    """One record as it came: where it stood, its text, and whether that is all of it (the rest was too long)."""

    where: str
    text: bytes
    first: bool = False
    whole: bool = True


def plan(source: str, *, shard_bytes: int = SHARD_BYTES) -> list[Shard]:
    """Cut all files at ``source`` into shards, in order of their names.

    Args:
        source: a file, a folder, or an address such as ``s3://bucket/folder``.
        shard_bytes: how long a shard of a JSONL file is, in bytes.

    Raises:
        ArchiveError: there is nothing there, or nothing of a known kind.
    """
    files = [(name, size, kind) for name, size in place(source).files() if (kind := _kind(name))]
    if not files:
        raise ArchiveError(f"{source}: there is no JSONL or Parquet file.", "Name a file or a folder with some.")
    with ThreadPoolExecutor(AT_ONCE) as readers:
        cuts = list(readers.map(lambda file: _pieces(file[0], file[1], file[2], shard_bytes), files))
    pieces = [
        (name, kind, start, end, size)
        for (name, size, kind), cut in zip(files, cuts, strict=True)
        for start, end in cut
    ]
    return [Shard(number, *piece) for number, piece in enumerate(pieces)]


def _pieces(name: str, size: int, kind: str, shard_bytes: int) -> list[tuple[int, int]]:
    if kind == "gzip":
        return [(0, size)]
    return _row_groups(place(name)) if kind == "parquet" else _byte_ranges(size, shard_bytes)


def _kind(name: str) -> str:
    """Return how a file is read, "" for one that is no part of an archive."""
    packed = name.lower().endswith(PACKED)
    kind = ENDINGS.get("." + name.lower().removesuffix(PACKED).rpartition(".")[2], "")
    if packed:
        return "gzip" if kind == "jsonl" else ""
    return kind


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
    """Yield the records of a shard; each record of a file belongs to exactly one of its shards.

    Raises:
        ArchiveError: the file can't be read to its end.
    """
    read = {"parquet": _rows, "gzip": _unpacked}.get(shard.kind, _lines)
    try:
        yield from read(shard)
    except (OSError, ValueError, EOFError, zlib.error) as error:
        what = f"row group {shard.start}" if shard.kind == "parquet" else f"from byte {shard.start} on"
        raise ArchiveError(f"{shard.file}, {what}, can't be read: {error}".rstrip(".") + ".") from None


def _unpacked(shard: Shard) -> Iterator[Line]:
    file = place(shard.file)
    with file.system.open_input_file(file.path) as stream, gzip.open(stream) as unpacked:
        reader = _Lines(unpacked, 0)
        while (line := reader.next()) is not None:
            if line.text.strip() or not line.whole:
                yield line


def _lines(shard: Shard) -> Iterator[Line]:
    file = place(shard.file)
    with file.system.open_input_file(file.path) as stream:
        position = _first_line(stream, shard.start, shard.end)
        stream.seek(position)
        reader = _Lines(stream, position)
        while reader.position < shard.end and (line := reader.next()) is not None:
            if line.text.strip() or not line.whole:
                yield line


def _first_line(stream: Any, start: int, end: int) -> int:
    """Return where the first line that begins in [start, end) begins, or ``end``: no more is read to find out."""
    if start == 0:
        return 0
    stream.seek(start - 1)
    position = start - 1
    while position < end and (chunk := stream.read(1 << 16)):
        at = chunk.find(b"\n")
        if at >= 0:
            return min(position + int(at) + 1, end)
        position += len(chunk)
    return end


class _Lines:
    """Reads lines and counts bytes; of a line longer than ``LONGEST_LINE`` only the beginning is kept."""

    def __init__(self, stream: Any, position: int) -> None:
        self._stream, self.position, self._rest = stream, position, b""

    def next(self) -> Line | None:
        """Return the next line, or None at the end."""
        start, parts, length = self.position, [], 0
        for piece in self._pieces():
            length += len(piece)
            if length <= LONGEST_LINE:
                parts.append(piece)
        self.position = start + length
        if not length:
            return None
        return Line(f"byte {start}", b"".join(parts), first=start == 0, whole=length <= LONGEST_LINE)

    def _pieces(self) -> Iterator[bytes]:
        """Yield the pieces of one line, its end included."""
        while True:
            self._rest = self._rest or self._stream.read(1 << 20)
            at = self._rest.find(b"\n") + 1
            piece, self._rest = (self._rest[:at], self._rest[at:]) if at else (self._rest, b"")
            if piece:
                yield piece
            if at or not piece:
                return


def _rows(shard: Shard) -> Iterator[Line]:
    source = place(shard.file)
    with source.system.open_input_file(source.path) as stream:
        batches = parquet.ParquetFile(stream).iter_batches(batch_size=ROWS_AT_ONCE, row_groups=[shard.start])
        for number, row in enumerate(row for batch in batches for row in batch.to_pylist()):
            line = _as_line(row)
            whole = len(line) <= LONGEST_LINE
            yield Line(f"row group {shard.start}, row {number}", line, whole=whole)


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
