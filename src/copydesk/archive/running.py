"""Run the shards on Daft: its native runner on this machine, or Ray with the same code."""

import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from copydesk.archive.assessing import Options, Worker
from copydesk.archive.cluster import answering
from copydesk.archive.errors import ArchiveError
from copydesk.archive.manifest import Done, Failed, Manifest
from copydesk.archive.places import place
from copydesk.archive.shards import SHARD_BYTES, Shard, plan
from copydesk.policy import bundled

__all__ = ["Progress", "run"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: shards and stories done (those of earlier runs included), stories a second of this run.

    ``failed`` tells of the shards that could not be done, which the next run tries again.
    """

    shards_done: int
    shards: int
    stories: int
    broken: int
    rate: float
    seconds_left: float | None
    failed: tuple[str, ...] = ()


def run(
    source: str,
    out: str,
    *,
    options: Options | None = None,
    ray: str | None = None,
    workers: int | None = None,
    shard_bytes: int = SHARD_BYTES,
    told: Callable[[Progress], None] = lambda _: None,
) -> Progress:
    """Assess an archive; a run that was stopped goes on with the shards that are not done yet.

    Args:
        source: a JSONL or Parquet file, a folder, or an ``s3://`` address.
        out: the folder for results, on the same kinds of place.
        options: how to assess.
        ray: address of a Ray cluster ("auto", "ray://host:10001"); None runs on this machine.
        workers: worker processes; one a core by default.
        shard_bytes: length of a shard of a JSONL file.
        told: called after each shard.

    Raises:
        ArchiveError: there is nothing to assess, the index of known texts is none, nobody answers for the cluster, or
            the output folder holds another run or lies in the input.
        PolicyError: there is no such policy, or something is wrong with it.
    """
    options = _carried(options or Options())
    if options.known:
        with options.index():  # refused now rather than by each worker
            pass
    if place(source).holds(place(out)):
        raise ArchiveError(f"{out} lies in {source}: its results would be taken for stories.", "Give a folder outside.")
    if ray is not None:
        answering(ray)
    shards = plan(source, shard_bytes=shard_bytes)
    done = Manifest(place(out)).begin(shards, options.to_json(), options.versions())
    left = [shard for shard in shards if shard.number not in done]
    counting = _Counting(shards, done)
    told(counting.progress())
    if left:
        for finished in _on_daft(left, out, options, ray, workers or os.cpu_count() or 1):
            counting.add(finished)
            told(counting.progress())
    place(out).clear()
    return counting.progress()


def _carried(options: Options) -> Options:
    """Take a policy that is a file along as its text."""
    if options.source or options.policy in bundled() or not Path(options.policy).is_file():
        return options
    return replace(options, source=Path(options.policy).read_text(encoding="utf-8"))


def _on_daft(
    shards: Sequence[Shard], out: str, options: Options, ray: str | None, workers: int
) -> Iterator[Done | Failed]:
    """Hand the shards to Daft and yield what became of each as it comes."""
    import daft  # noqa: PLC0415  # half a second, and an optional extra

    if ray is not None:
        daft.set_runner_ray(address=None if ray == "auto" else ray, noop_if_initialized=True)
    kind = daft.cls(_Assessor, use_process=True, max_concurrency=min(workers, len(shards)))
    assessor: Any = kind(out, json.dumps(options.to_json()))
    frame = daft.from_pydict({"shard": [json.dumps(shard.to_json()) for shard in shards]})
    worked = frame.into_batches(1).with_column("done", assessor.work(daft.col("shard"))).select("done")
    for row in worked.iter_rows(results_buffer_size=2 * workers):
        told = json.loads(row["done"])
        yield Failed(**told) if "why" in told else Done(**told)


class _Assessor:
    """A worker as Daft calls it: plain strings in and out."""

    def __init__(self, out: str, options: str) -> None:
        self._worker = Worker(out, json.loads(options))

    def work(self, shard: str) -> str:
        """Assess one shard; one that fails doesn't stop the others."""
        piece = Shard(**json.loads(shard))
        try:
            return json.dumps(asdict(self._worker.work(piece)))
        except (ArchiveError, OSError) as error:
            return json.dumps(asdict(Failed(piece.number, str(error))))


class _Counting:
    """Adds up what is done."""

    def __init__(self, shards: Sequence[Shard], done: dict[int, Done]) -> None:
        self._total = len(shards)
        self._done = dict(done)
        self._earlier = len(done)
        self._failed: list[str] = []
        self._fresh = 0
        self._start = time.monotonic()

    def add(self, finished: Done | Failed) -> None:
        """Count one more shard."""
        if isinstance(finished, Failed):
            self._failed.append(finished.why)
            return
        self._done[finished.shard] = finished
        self._fresh += finished.stories

    def progress(self) -> Progress:
        """Return how far the run is."""
        took = time.monotonic() - self._start
        fresh = len(self._done) - self._earlier
        left = took / fresh * (self._total - len(self._done) - len(self._failed)) if fresh else None
        return Progress(
            len(self._done),
            self._total,
            sum(d.stories for d in self._done.values()),
            sum(d.broken for d in self._done.values()),
            self._fresh / took if took else 0.0,
            left,
            tuple(self._failed),
        )
