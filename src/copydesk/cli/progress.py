"""A bar on standard error while many stories are checked; only where a person looks."""

import sys
from collections.abc import Iterator

from copydesk.cli.outcome import Outcome

__all__ = ["watched"]


def watched(outcomes: Iterator[Outcome]) -> Iterator[Outcome]:
    """Pass outcomes on, with a progress bar where standard error is a terminal and there is more than one story."""
    first = next(outcomes, None)
    if first is None:
        return
    yield first
    if not sys.stderr.isatty() or first.total is None or first.total <= 1:
        yield from outcomes
        return
    yield from _with_bar(outcomes, first.total)


def _with_bar(outcomes: Iterator[Outcome], total: int) -> Iterator[Outcome]:
    from rich.console import Console  # noqa: PLC0415  # most runs have one story and need no bar
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    columns = TextColumn("Checking"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Checking", total=total, completed=1)
        for outcome in outcomes:
            bar.advance(task)
            yield outcome
