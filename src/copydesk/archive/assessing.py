"""What a worker does with one shard: assess each record, write the results aside, put them in place, record it."""

import hashlib
import json
import time
from collections.abc import Mapping
from contextlib import AbstractContextManager, ExitStack
from dataclasses import asdict, dataclass, replace
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa
from pyarrow import parquet

from copydesk import wire
from copydesk.answering import Answer, answer
from copydesk.archive.errors import ArchiveError
from copydesk.archive.manifest import Done, Manifest
from copydesk.archive.places import Place, place
from copydesk.archive.shards import Line, Shard, records
from copydesk.assess import Assessment, Detectors, assess
from copydesk.evidence import wire as evidence_wire
from copydesk.policy import Policy, load, loads

__all__ = ["Options", "Worker"]

SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("language", pa.string()),
        ("words", pa.int32()),
        ("distribution", pa.string()),
        ("review", pa.bool_()),
        ("clauses", pa.list_(pa.string())),
        ("assessment", pa.string()),
        ("record", pa.string()),
    ]
)
KEPT = ("publication", "tenure", "published")
"""Fields of a record that are kept beside its evidence, for the groups of a backtest."""


ROWS_AT_ONCE = 500
"""Rows that are held in memory before they are written; each may hold a long story's evidence."""
DETECTORS = ("disclosure", "prose", "pictures", "promotion", "harm", "derivation")


@dataclass(frozen=True, slots=True)
class Options:
    """How an archive is assessed.

    ``deep`` asks the deep stage of the prose detector always, never, or (None) where the fast one is unsure;
    ``pictures`` examines picture files given as ``data:`` URLs; ``format`` is "parquet" or "jsonl". ``source`` is the
    text of a policy that is not bundled, since a worker on another machine has not its file. ``known`` is the path of
    an index of known texts, on every machine the same, that stories are compared with; the text
    that has the story's id is the story itself and does not count.
    """

    policy: str = "medium-2024-05"
    deep: bool | None = False
    pictures: bool = False
    format: str = "parquet"
    source: str = ""
    known: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the options as plain values."""
        return asdict(self)

    def rules(self) -> Policy:
        """Return the policy to rule by.

        Raises:
            PolicyError: there is none of this name, or something is wrong with it.
        """
        return loads(self.source, self.policy) if self.source else load(self.policy)

    def index(self) -> Any:
        """Return the opened index of known texts, None where none is asked for.

        Raises:
            ArchiveError: there is no such index, or the file is something else.
        """
        if not self.known:
            return None
        from copydesk.detectors.derivation import IndexFileError, SqliteIndex  # noqa: PLC0415  # only where texts are compared

        try:
            return SqliteIndex(Path(self.known), make=False)
        except IndexFileError as error:
            raise ArchiveError(str(error)) from None

    def versions(self) -> dict[str, str]:
        """Return what results depend on beside the options: the policy's digest and the detectors' versions."""
        there = [name for name in DETECTORS if find_spec(f"copydesk.detectors.{name}")]
        asked = {name: str(import_module(f"copydesk.detectors.{name}").VERSION) for name in there}
        return {**asked, "policy": self.rules().digest}


class Worker:
    """Assesses shards; made once a process, so that models are loaded once."""

    def __init__(self, out: str, options: Mapping[str, Any]) -> None:
        self._out = place(out)
        self._options = Options(**options)
        self._policy = self._options.rules()
        self._stack = ExitStack()
        self._detectors = Detectors(deep=self._options.deep, pictures=self._examiner())
        self._index = self._options.index()

    def _examiner(self) -> Any:
        if not self._options.pictures:
            return None
        from copydesk.detectors.pictures import Examiner  # noqa: PLC0415  # only where pictures are asked for
        from copydesk.detectors.pictures.kept import Kept  # noqa: PLC0415  # the same

        kept = Kept()
        return self._stack.enter_context(Examiner(known=kept.known(), anchors=kept.anchors())).examine

    def _asked(self, sent: wire.Submission) -> Detectors:
        index = self._index
        if index is None:
            return self._detectors
        from copydesk.detectors.derivation import compare  # noqa: PLC0415  # only where texts are compared

        own = () if sent.id is None else (str(sent.id),)
        return replace(self._detectors, derivation=lambda story: compare(story, index, own=own))

    def work(self, shard: Shard) -> Done:
        """Assess one shard and put its results in place; doing it twice gives the same files."""
        start = time.perf_counter()
        stories = broken = 0
        rows = _Rows if self._options.format == "parquet" else _Records
        apart = self._out.beside("broken").beside(f"{shard.name}.jsonl")
        with rows(self._out.beside(f"{shard.name}.{self._options.format}")) as good, _Apart(apart) as bad:
            for line in records(shard):
                told = answer(line.text, self._assess, first=line.first, whole=line.whole)
                if told.assessment is None:
                    bad.add(_broken(shard, line, told))
                    broken += 1
                else:
                    good.add(_row(told, told.assessment, f"{_name(shard)}, {line.where}"))
                    stories += 1
        done = Done(shard.number, stories, broken, round(time.perf_counter() - start, 3))
        Manifest(self._out).record(shard, done)
        return done

    def _assess(self, sent: wire.Submission) -> Assessment:
        return assess(
            sent.story,
            assets=sent.assets,
            declared=sent.declared,
            findings=sent.findings,
            author=sent.author,
            policy=self._policy,
            detectors=self._asked(sent),
        )


class _Aside:
    """A file that is written aside, from the first row on if ``late``, and put in place when the block ends well."""

    late = False

    def __init__(self, at: Place) -> None:
        self._at, self._stack = at, ExitStack()
        self._stream: Any = None

    def __enter__(self) -> Self:
        if not self.late:
            self._open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None and self._stream is not None:
            self._end()
        self._stack.__exit__(kind, error, trace)

    def _open(self) -> Any:
        if self._stream is None:
            self._stream = self._stack.enter_context(self._writing())
        return self._stream

    def _writing(self) -> AbstractContextManager[Any]:
        return self._at.writing()

    def _end(self) -> None:
        """Write what is still held."""

    def add(self, row: dict[str, Any]) -> None:
        """Add one row."""
        self._open().write(_line(row))


class _Apart(_Aside):
    late = True


class _Records(_Aside):
    def add(self, row: dict[str, Any]) -> None:
        self._stream.write(row["record"].encode("utf-8", "surrogatepass") + b"\n")


class _Rows(_Aside):
    """Parquet, written some hundred rows at a time, so that memory does not grow with the shard."""

    def __init__(self, at: Place) -> None:
        super().__init__(at)
        self._rows: list[dict[str, Any]] = []

    def _open(self) -> Any:
        if self._stream is None:
            super()._open()
            self._writer = parquet.ParquetWriter(self._stream, SCHEMA, compression="zstd")
        return self._stream

    def add(self, row: dict[str, Any]) -> None:
        self._rows.append(row)
        if len(self._rows) >= ROWS_AT_ONCE:
            self._flush()

    def _flush(self) -> None:
        self._writer.write_table(pa.Table.from_pylist(self._rows, SCHEMA))
        self._rows = []

    def _end(self) -> None:
        if self._rows:
            self._flush()
        self._writer.close()


def _name(shard: Shard) -> str:
    return shard.file.rpartition("/")[2]


def _row(told: Answer, assessment: Assessment, where: str) -> dict[str, Any]:
    """Return the row of a story; in its record one without an id goes by the place where it stood."""
    assert told.sent is not None
    shown = wire.assessment_to_json(assessment, id=told.id)
    record = {
        "id": where if told.id is None else told.id,
        "evidence": evidence_wire.to_json(assessment.evidence),
        "declared": dict(told.sent.declared),
        "findings": dict(told.sent.findings),
        "paywalled": bool(assessment.story.paywalled),
        "partial": assessment.story.partial,
        "language": assessment.story.language,
        **{name: told.value[name] for name in KEPT if name in told.value},
    }
    return {
        "id": "" if told.id is None else str(told.id),
        "language": assessment.story.language,
        "words": assessment.story.words,
        "distribution": shown["ruling"]["now"]["distribution"],
        "review": assessment.ruling.review,
        "clauses": [clause.id for clause in assessment.ruling.clauses],
        "assessment": json.dumps(shown, ensure_ascii=False),
        "record": json.dumps(record, ensure_ascii=False),
    }


def _broken(shard: Shard, line: Line, told: Answer) -> dict[str, Any]:
    return {
        "file": shard.file,
        "where": line.where,
        "id": told.id,
        "sha256": hashlib.sha256(line.text).hexdigest()[:16],
        "error": told.error,
        "start": line.text[:200].decode("utf-8", "replace"),
    }


def _line(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False) + "\n").encode("utf-8", "surrogatepass")
