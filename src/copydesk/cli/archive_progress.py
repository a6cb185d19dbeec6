"""How far an assessment of an archive is: a bar for who watches, a line now and then for a log."""

import sys
import time
from contextlib import ExitStack
from types import TracebackType
from typing import Self

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from copydesk.archive import Progress as Far

__all__ = ["Telling", "line"]

SECONDS = 30.0


class Telling:
    """Tells on standard error how far a run is; results go to standard output alone."""

    def __init__(self) -> None:
        self._watched = sys.stderr.isatty()
        self._stack, self._told = ExitStack(), -SECONDS
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._task = self._bar.add_task("Assessing", total=None)

    def __enter__(self) -> Self:
        if self._watched:
            self._stack.enter_context(self._bar)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.__exit__(kind, error, trace)

    def tell(self, far: Far) -> None:
        """Show how far it is, in a log not more often than twice a minute."""
        if self._watched:
            words = f"Assessing: {far.stories:,} stories, {far.rate:,.0f}/s"
            self._bar.update(self._task, total=far.shards, completed=far.shards_done, description=words)
        elif time.monotonic() - self._told >= SECONDS:
            self._told = time.monotonic()
            typer.echo(line(far), err=True)


def line(far: Far) -> str:
    """Say how far a run is.

    >>> line(Far(5, 20, 1200, 1, 170.2, 125.0))
    '5 of 20 pieces done, 1,200 stories, 170 a second, 2 min left'
    """
    parts = [f"{far.shards_done:,} of {far.shards:,} pieces done", f"{far.stories:,} stories"]
    if far.seconds_left is not None:
        parts += [f"{far.rate:,.0f} a second", f"{_time(far.seconds_left)} left"]
    if far.failed:
        parts.append(f"{len(far.failed):,} failed")
    return ", ".join(parts)


def _time(seconds: float) -> str:
    if seconds < 60:  # noqa: PLR2004  # seconds in a minute
        return f"{seconds:.0f} s"
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"
