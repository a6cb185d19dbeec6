"""The index in one SQLite file, for the command line and archives: built as a stream, and a stopped build goes on."""

import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from hashlib import blake2b
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Self

import numpy as np

from copydesk.detectors.derivation.index import Known, keys_of

__all__ = ["FORMAT", "IndexFileError", "SqliteIndex"]

FORMAT = "copydesk-known-1"
"""Written into the file; keys of another format would find nothing and say nothing."""

_BATCH = 256
_IN_FLIGHT = 8
_SCHEMA = """
CREATE TABLE IF NOT EXISTS about (format TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS texts (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, owner TEXT NOT NULL,
    digest BLOB NOT NULL, body BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS keys (key INTEGER NOT NULL, text INTEGER NOT NULL, PRIMARY KEY (key, text)) WITHOUT ROWID;
"""
_STAGE = "CREATE TABLE IF NOT EXISTS stage.keys (key INTEGER NOT NULL, text INTEGER NOT NULL)"
_KEEP = (
    "INSERT INTO texts (id, owner, digest, body) VALUES (?, ?, ?, ?) "
    "ON CONFLICT (id) DO UPDATE SET owner = excluded.owner, digest = excluded.digest, body = excluded.body "
    "RETURNING number"
)
_POSTINGS = (
    "SELECT value, (SELECT group_concat(text) FROM (SELECT text FROM keys WHERE key = value LIMIT ?)) FROM json_each(?)"
)
"""All keys in one statement; each is looked up by itself, so that a widespread one costs no more than the limit."""

_Prepared = tuple[Known, bytes, bytes, bytes]


class IndexFileError(ValueError):
    """The file is no index of known texts, or one of another version."""


class SqliteIndex:
    """Known texts in one file.

    Args:
        path: the file; made where it is missing.
        make: False to refuse a missing file.

    Raises:
        IndexFileError: the file is something else, or missing and not to be made.
    """

    def __init__(self, path: Path, *, make: bool = True) -> None:
        self.path = path
        if not make and not path.is_file():
            raise IndexFileError(f"{path}: there is no such index. Build it: copydesk known build FOLDER --out {path}")
        self._db = sqlite3.connect(path, isolation_level=None)
        try:
            self._open()
        except sqlite3.DatabaseError:
            self._db.close()
            raise IndexFileError(f"{path} is no index of known texts.") from None

    def _open(self) -> None:
        self._db.execute("PRAGMA cache_size = -131072")
        self._db.executescript(_SCHEMA)
        if self._db.execute("SELECT format FROM about").fetchone() is None:
            self._db.execute("INSERT INTO about VALUES (?)", (FORMAT,))
        elif self._db.execute("SELECT format FROM about").fetchone() != (FORMAT,):
            self._db.close()
            raise IndexFileError(f"{self.path} was built by another version. Build it again.")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._db.close()

    def __len__(self) -> int:
        return int(self._db.execute("SELECT count(*) FROM texts").fetchone()[0])

    def postings(self, wanted: Sequence[int], most: int) -> Mapping[int, Sequence[int]]:
        """Return the numbers of the texts that have a key, by key."""
        rows = self._db.execute(_POSTINGS, (most, f"[{','.join(map(str, wanted))}]"))
        return {key: list(map(int, numbers.split(","))) for key, numbers in rows if numbers}

    def texts(self, numbers: Iterable[int]) -> Mapping[int, Known]:
        """Return texts by number."""
        ask = "SELECT id, owner, body FROM texts WHERE number = ?"
        rows = ((number, self._db.execute(ask, (number,)).fetchone()) for number in numbers)
        return {number: Known(row[0], _unpacked(row[2]), row[1]) for number, row in rows if row}

    def add(self, known: Known) -> None:
        """Add one text, in place of that with the same id."""
        self.remove(known.id)
        _, digest, body, packed = _prepare(known)
        self._db.execute("BEGIN IMMEDIATE")
        number = self._db.execute(_KEEP, (known.id, known.owner, digest, body)).fetchone()[0]
        self._db.executemany("INSERT OR IGNORE INTO keys VALUES (?, ?)", _pairs(packed, number))
        self._db.execute("COMMIT")

    def remove(self, id: str) -> bool:  # noqa: A002  # the field's name
        """Remove one text; tell whether it was there."""
        row = self._db.execute("SELECT number, body FROM texts WHERE id = ?", (id,)).fetchone()
        if row is None:
            return False
        number, body = row
        self._db.execute("BEGIN IMMEDIATE")
        pairs = ((key, number) for key in keys_of(Known(id, _unpacked(body))))
        self._db.executemany("DELETE FROM keys WHERE key = ? AND text = ?", pairs)
        self._db.execute("DELETE FROM texts WHERE number = ?", (number,))
        self._db.execute("COMMIT")
        return True

    def build(
        self, known: Iterable[Known], *, processes: int = 1, progress: Callable[[int], None] = lambda _: None
    ) -> int:
        """Add many texts as they come; return how many were new or changed.

        Each batch is committed, so a build that was stopped goes on where it was when it is given the same texts again.
        The keys are sorted once, at the end: until then the new texts are not found.

        Args:
            known: the texts; of two with one id the later stays.
            processes: how many processes compute keys.
            progress: told after each batch how many texts have been read, those already there included.
        """
        self._db.execute("ATTACH ? AS stage", (str(_staging(self.path)),))
        self._db.execute(_STAGE)
        read = new = 0
        try:
            for batch, fresh in self._prepared(known, processes):
                self._stage(fresh)
                read, new = read + batch, new + len(fresh)
                progress(read)
            self._settle()
        finally:
            self._db.execute("DETACH stage")
        _staging(self.path).unlink()
        return new

    def _prepared(self, known: Iterable[Known], processes: int) -> Iterator[tuple[int, list[_Prepared]]]:
        """Yield batches with what is new in them, prepared; at most a few wait at any time."""
        texts = iter(known)
        batches = iter(lambda: list(islice(texts, _BATCH)), [])
        wanted = ((len(batch), self._unknown(batch)) for batch in batches)
        if processes <= 1:
            yield from ((size, [_prepare(one) for one in fresh]) for size, fresh in wanted)
            return
        with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
            running = [(size, pool.submit(_prepare_all, fresh)) for size, fresh in islice(wanted, _IN_FLIGHT)]
            while running:
                size, future = running.pop(0)
                yield size, future.result()
                running += [(size, pool.submit(_prepare_all, fresh)) for size, fresh in islice(wanted, 1)]

    def _unknown(self, batch: list[Known]) -> list[Known]:
        ask = "SELECT digest FROM texts WHERE id = ?"
        held = {one.id: self._db.execute(ask, (one.id,)).fetchone() for one in batch}
        return [one for one in {one.id: one for one in batch}.values() if held[one.id] != (_digest(one),)]

    def _stage(self, fresh: list[_Prepared]) -> None:
        for known, *_ in fresh:
            self.remove(known.id)
        self._db.execute("BEGIN IMMEDIATE")
        for known, digest, body, packed in fresh:
            number = self._db.execute(_KEEP, (known.id, known.owner, digest, body)).fetchone()[0]
            self._db.executemany("INSERT INTO stage.keys VALUES (?, ?)", _pairs(packed, number))
        self._db.execute("COMMIT")

    def _settle(self) -> None:
        self._db.execute("BEGIN IMMEDIATE")
        self._db.execute(
            "INSERT OR IGNORE INTO main.keys SELECT key, text FROM stage.keys "
            "WHERE text IN (SELECT number FROM texts) ORDER BY key, text"
        )
        self._db.execute("DELETE FROM stage.keys")
        self._db.execute("COMMIT")


def _staging(path: Path) -> Path:
    return path.with_name(f"{path.name}.building")


def _prepare_all(batch: list[Known]) -> list[_Prepared]:
    return [_prepare(known) for known in batch]


def _prepare(known: Known) -> _Prepared:
    packed = np.array(keys_of(known), dtype=np.int64).tobytes()
    return known, _digest(known), zlib.compress(known.text.encode("utf-8", "surrogatepass"), 1), packed


def _digest(known: Known) -> bytes:
    return blake2b(f"{known.owner}\0{known.text}".encode("utf-8", "surrogatepass"), digest_size=12).digest()


def _unpacked(body: bytes) -> str:
    return zlib.decompress(body).decode("utf-8", "surrogatepass")


def _pairs(packed: bytes, number: int) -> Iterator[tuple[int, int]]:
    return ((key, number) for key in np.frombuffer(packed, dtype=np.int64).tolist())
