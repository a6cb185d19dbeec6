"""``copydesk known``: build and keep an index of known texts for ``copydesk check --against``."""

import gzip
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import click

from copydesk.cli.against import AgainstError, known_in
from copydesk.detectors.derivation import IndexFileError, Known, SqliteIndex

__all__ = ["app"]

SOURCE = click.Path(path_type=Path, exists=True)
INDEX = click.Path(path_type=Path, dir_okay=False)
TO = click.option("--out", "--index", "index", type=INDEX, required=True, metavar="INDEX", help="The index, one file.")


@click.group()
def app() -> None:
    """Keep an index of known texts, with which stories are compared."""


@app.command()
@click.argument("source", nargs=-1, required=True, type=SOURCE)
@TO
@click.option(
    "--processes", type=click.IntRange(1), help="How many processes work at it. [default: one a core, 4 at most]"
)
def build(source: tuple[Path, ...], index: Path, processes: int | None) -> None:
    """Take all stories of each SOURCE into INDEX: a file, folder, archive, or JSONL (also .gz) with id and text.

    A build that was stopped goes on where it was when it is called again; what is there already is passed over.
    """
    with _opened(index, make=True) as opened, _bar() as progress:
        new = opened.build(_known(source), processes=processes or min(4, os.cpu_count() or 1), progress=progress)
        total = len(opened)
    click.echo(f"{index}: {new:,} new or changed, {total:,} in all.")


@app.command()
@click.argument("source", nargs=-1, required=True, type=SOURCE)
@TO
def add(source: tuple[Path, ...], index: Path) -> None:
    """Add the stories of each SOURCE one by one, in place of those with the same name."""
    with _opened(index, make=False) as opened:
        for known in _known(source):
            opened.add(known)
            click.echo(f"added {known.id}")


@app.command()
@click.argument("name", nargs=-1, required=True)
@TO
def remove(name: tuple[str, ...], index: Path) -> None:
    """Remove the texts of these names."""
    with _opened(index, make=False) as opened:
        missing = [one for one in name if not opened.remove(one)]
    if missing:
        raise click.ClickException(f"{index}: there is no {', '.join(missing)} in it.")


@contextmanager
def _opened(path: Path, *, make: bool) -> Iterator[SqliteIndex]:
    try:
        with SqliteIndex(path, make=make) as opened:
            yield opened
    except (IndexFileError, AgainstError) as error:
        raise click.ClickException(str(error)) from None


@contextmanager
def _bar() -> Iterator[Callable[[int], None]]:
    """Show how far the build is where a person looks."""
    from rich.console import Console  # noqa: PLC0415  # --help need not wait for it
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415  # the same

    columns = SpinnerColumn(), TextColumn("{task.completed:,.0f} texts read"), TimeElapsedColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("", total=None)
        yield lambda read: bar.update(task, completed=read)


def _known(sources: tuple[Path, ...]) -> Iterator[Known]:
    for source in sources:
        name = source.name.lower()
        yield from _lines(source) if name.endswith((".jsonl", ".jsonl.gz")) else known_in(source)


def _lines(path: Path) -> Iterator[Known]:
    with _text(path) as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield _known_line(path, number, line)


def _text(path: Path) -> IO[str]:
    return gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8")


def _known_line(path: Path, number: int, line: str) -> Known:
    try:
        row = json.loads(line)
        return Known(str(row["id"]), str(row["text"]), str(row.get("owner", "")))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise AgainstError(f"{path}, line {number}: an object with id and text was expected.") from None
