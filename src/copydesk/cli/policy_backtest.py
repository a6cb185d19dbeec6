"""``copydesk policy backtest``: where stored evidence is read from, and where the result goes."""

import gzip
import json
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO, Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.text import Text

from copydesk.cli.evidence_files import WANTED, ArchiveError, EvidenceFile, files_of
from copydesk.policy import Policy
from copydesk.policy.backtest import Backtest, Tally
from copydesk.policy.backtest_page import page
from copydesk.policy.backtest_report import report, sign, verify

__all__ = ["ArchiveError", "backtest", "files_of", "is_signed", "records_of", "summary", "write"]


def backtest(
    old: Policy, new: Policy, files: list[EvidenceFile], *, since: date | None, capacity: int | None, key: bytes | None
) -> dict[str, Any]:
    """Run both versions over all files, with a progress bar where somebody watches.

    Returns:
        The report, signed where a key is given.

    Raises:
        ArchiveError: a file cannot be opened, or there is no story in any to rule on.
        ValueError: the key is too short.
    """
    run = Backtest(old, new, since=since)
    start = time.perf_counter()
    with _progress(sum(file.size for file in files)) as bar:
        for file in files:
            run.feed(_lines(file, bar))
    if not run.tally.stories:
        raise ArchiveError(_nothing(run.tally, since))
    body = report(run, capacity=capacity, seconds=time.perf_counter() - start)
    return sign(body, key) if key is not None else body


def _nothing(tally: Tally, since: date | None) -> str:
    parts = ["There is no story to rule on."]
    if tally.bad:
        parts.append(f"{tally.bad:,} lines could not be read: {tally.errors[0]}.")
        parts.append("Stored evidence is what `copydesk archive assess` writes.")
    if tally.skipped:
        parts.append(f"{tally.skipped:,} records are older than {since}, or name no day.")
    return " ".join(parts)


def is_signed(path: Path, key: bytes) -> dict[str, Any] | None:
    """Return a written report that is as it was when it was signed with the key, None for one that is not.

    Raises:
        ArchiveError: the file is no report.
        OSError: it cannot be opened.
        ValueError: the key is too short.
    """
    try:
        body = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict) or not {"old", "new", "stories"} <= body.keys():
        raise ArchiveError(f"{path}: this is not the result of a backtest.")
    return body if verify(body, key) else None


class _Bar:
    def __init__(self, size: int) -> None:
        self._progress = Progress(
            TextColumn("ruling again"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn(),
            console=Console(stderr=True), transient=True,
        )  # fmt: skip
        self._task = self._progress.add_task("", total=size)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def advance(self, size: int) -> None:
        self._progress.advance(self._task, size)


def _progress(size: int) -> AbstractContextManager[_Bar | None]:
    return _Bar(size) if Console(stderr=True).is_terminal else nullcontext()


def _lines(file: EvidenceFile, bar: _Bar | None) -> Iterator[bytes | str]:
    if file.address.endswith(".parquet"):
        yield from _parquet(file)
        return
    try:
        with file.open() as raw:
            packed = file.address.endswith(".gz")
            yield from _counted(gzip.open(raw) if packed else raw, raw, bar)  # noqa: SIM115  # closed with the file
    except (OSError, EOFError) as error:
        raise ArchiveError(f"{file}: cannot be read: {error}") from None


def records_of(file: EvidenceFile) -> Iterator[dict[str, Any]]:
    """Yield the records of a file of stored evidence; a line that is none is passed over.

    Raises:
        ArchiveError: the file cannot be read.
    """
    for line in _lines(file, None):
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(record, dict):
            yield record


def _counted(lines: Any, raw: BinaryIO, bar: _Bar | None) -> Iterator[bytes]:
    seen = 0
    for number, line in enumerate(lines, 1):
        yield line
        if bar is not None and number % 5000 == 0:
            place = raw.seek(0, 1) if lines is not raw else seen
            bar.advance(place - seen)
            seen = place


def _parquet(file: EvidenceFile) -> Iterator[str]:
    """Yield the records of a file that ``copydesk archive assess`` wrote."""
    try:
        from pyarrow import parquet  # noqa: PLC0415  # comes with the extra "archive"
    except ImportError:
        raise ArchiveError(f"{file}: {WANTED}") from None
    try:
        with file.open() as raw:
            for batch in parquet.ParquetFile(raw).iter_batches(5000, columns=["record"]):
                yield from batch.column("record").to_pylist()
    except (OSError, ValueError, KeyError) as error:
        raise ArchiveError(f"{file}: cannot be read: {error}") from None


def write(body: dict[str, Any], out: Path) -> tuple[Path, Path]:
    """Write the report as JSON and as a page beside each other, and return both paths."""
    record, shown = out.with_suffix(".json"), out.with_suffix(".html")
    record.write_text(json.dumps(body, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    shown.write_text(page(body), encoding="utf-8")
    return record, shown


def summary(body: dict[str, Any]) -> Iterator[Text]:
    """Yield what the terminal shows of a report."""
    yield Text(f"{body['new']['id']} against {body['old']['id']}", style="bold")
    directions = f"{body['stricter']:,} stricter, {body['looser']:,} looser, {body['mixed']:,} both"
    others = f"{body['other_clauses_only']:,} rest on other clauses only"
    yield Text(
        f"{body['stories']:,} stories, {body['changed']:,} change ({body['share']:.2%}): {directions}; {others}."
    )
    for word, before in body["distribution"]["old"].items():
        after = body["distribution"]["new"][word]
        if before != after:
            yield Text(f"  {word}: {before:,} → {after:,}")
    cases = body["cases"]
    over = "" if cases["capacity"] is None else f"; {cases['days_over_capacity']} days over {cases['capacity']:,}"
    days = f"a day: median {cases['median']}, p95 {cases['p95']}{over}" if cases["days"] else "the records name no days"
    yield Text(f"Cases: {cases['old']:,} → {cases['new']:,}; {days}.")
    bad = f" {body['bad_lines']:,} lines could not be read." if body["bad_lines"] else ""
    yield Text(f"{body['seconds']} s, {body['rate']:,} stories a second.{bad}", style="dim")
