"""What a worker does with one shard: assess each record, write the results aside, put them in place, record it."""

import hashlib
import io
import json
import time
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from copydesk import wire
from copydesk.archive.manifest import Done, Manifest
from copydesk.archive.places import place
from copydesk.archive.shards import Line, Shard, records
from copydesk.assess import Assessment, Detectors, assess
from copydesk.evidence import wire as evidence_wire
from copydesk.policy import load
from copydesk.story.errors import StoryError

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


@dataclass(frozen=True, slots=True)
class Options:
    """How an archive is assessed.

    ``deep`` asks the deep stage of the prose detector always, never, or (None) where the fast one is unsure;
    ``pictures`` examines picture files given as ``data:`` URLs; ``format`` is "parquet" or "jsonl".
    """

    policy: str = "medium-2024-05"
    deep: bool | None = False
    pictures: bool = False
    format: str = "parquet"

    def to_json(self) -> dict[str, Any]:
        """Return the options as plain values."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class _Result:
    row: dict[str, Any] | None
    broken: dict[str, Any] | None


class Worker:
    """Assesses shards; made once a process, so that models are loaded once."""

    def __init__(self, out: str, options: Mapping[str, Any]) -> None:
        self._out = place(out)
        self._options = Options(**options)
        self._policy = load(self._options.policy)
        self._stack = ExitStack()
        self._detectors = Detectors(deep=self._options.deep, pictures=self._examiner())

    def _examiner(self) -> Any:
        if not self._options.pictures:
            return None
        from copydesk.detectors.pictures import Examiner  # noqa: PLC0415  # only where pictures are asked for

        return self._stack.enter_context(Examiner()).examine

    def work(self, shard: Shard) -> Done:
        """Assess one shard and put its results in place; doing it twice gives the same files."""
        start = time.perf_counter()
        results = [self._answer(line) for line in records(shard)]
        rows = [r.row for r in results if r.row is not None]
        broken = [r.broken for r in results if r.broken is not None]
        self._out.beside(f"{shard.name}.{self._options.format}").write(self._packed(rows))
        if broken:
            self._out.beside("broken").beside(f"{shard.name}.jsonl").write(_lines(broken))
        done = Done(shard.number, len(rows), len(broken), round(time.perf_counter() - start, 3))
        Manifest(self._out).record(shard, done)
        return done

    def _packed(self, rows: list[dict[str, Any]]) -> bytes:
        if self._options.format == "jsonl":
            return _lines(json.loads(row["record"]) for row in rows)
        sink = io.BytesIO()
        parquet.write_table(pa.Table.from_pylist(rows, SCHEMA), sink, compression="zstd")
        return sink.getvalue()

    def _answer(self, line: Line) -> _Result:
        """Answer one record; whatever is wrong with it is written down, and the rest goes on."""
        if line.trouble:
            return _broken(line, line.trouble)
        try:
            value = wire.load(line.text)
            sent = wire.submission_from_json(value)
            assessment = assess(
                sent.story,
                assets=sent.assets,
                declared=sent.declared,
                findings=sent.findings,
                author=sent.author,
                policy=self._policy,
                detectors=self._detectors,
            )
        except (wire.WireError, StoryError) as error:
            return _broken(line, str(error))
        except Exception as error:  # noqa: BLE001  # one record's fault must not end a run over millions
            return _broken(line, f"this is a fault of Copydesk: {error!r}")
        return _Result(_row(value, sent, assessment), None)


def _row(value: Mapping[str, Any], sent: wire.Submission, assessment: Assessment) -> dict[str, Any]:
    told = wire.assessment_to_json(assessment, id=sent.id)
    record = {
        "id": sent.id,
        "evidence": evidence_wire.to_json(assessment.evidence),
        "declared": dict(sent.declared),
        "findings": dict(sent.findings),
        "paywalled": bool(assessment.story.paywalled),
        "partial": assessment.story.partial,
        "language": assessment.story.language,
        **{name: value[name] for name in KEPT if name in value},
    }
    return {
        "id": str(sent.id),
        "language": assessment.story.language,
        "words": assessment.story.words,
        "distribution": told["ruling"]["now"]["distribution"],
        "review": assessment.ruling.review,
        "clauses": [clause.id for clause in assessment.ruling.clauses],
        "assessment": json.dumps(told, ensure_ascii=False),
        "record": json.dumps(record, ensure_ascii=False),
    }


def _broken(line: Line, why: str) -> _Result:
    digest = hashlib.sha256(line.text).hexdigest()[:16]
    return _Result(
        None, {"where": line.where, "sha256": digest, "error": why, "start": line.text[:200].decode("utf-8", "replace")}
    )


def _lines(values: Any) -> bytes:
    return "".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values).encode("utf-8", "surrogatepass")
