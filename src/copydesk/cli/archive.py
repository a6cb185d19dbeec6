"""`copydesk archive`: assess whole archives, resumable, on one machine or a cluster."""

from enum import StrEnum
from typing import Annotated, NoReturn

import typer

from copydesk.archive import ArchiveError, Options, run
from copydesk.cli.archive_progress import Telling
from copydesk.cli.django_setup import site
from copydesk.policy import PolicyError

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True, help="Assess whole archives, resumable, on one machine or a cluster.")


class Deep(StrEnum):
    """When the deep stage of the prose detector is asked."""

    NEVER = "never"
    UNSURE = "unsure"
    ALWAYS = "always"


class Format(StrEnum):
    """How results are written."""

    PARQUET = "parquet"
    JSONL = "jsonl"


INTERRUPTED = 130
SHOWN = 5
DEEP = {Deep.NEVER: False, Deep.UNSURE: None, Deep.ALWAYS: True}


@app.callback()
def archive() -> None:
    """Assess whole archives, resumable, on one machine or a cluster."""


@app.command()
def assess(
    source: Annotated[str, typer.Argument(metavar="IN", help="JSONL or Parquet: a file, a folder, or s3://…")],
    out: Annotated[str, typer.Argument(metavar="OUT", help="A folder for the results, or s3://…")],
    *,
    policy: Annotated[str, typer.Option(help="A bundled policy's name, or a file.")] = "medium-2024-05",
    deep: Annotated[Deep, typer.Option(help="When to ask the deep stage of the prose detector.")] = Deep.NEVER,
    pictures: Annotated[bool, typer.Option(help="Examine pictures given as data: URLs.")] = False,
    known: Annotated[str, typer.Option(metavar="INDEX", help="Compare with the known texts of this index.")] = "",
    format: Annotated[Format, typer.Option(help="Parquet, or JSONL for the backtest.")] = Format.PARQUET,  # noqa: A002
    ray: Annotated[str | None, typer.Option(help="Address of a Ray cluster; without it this machine.")] = None,
    shard: Annotated[int, typer.Option(min=1, metavar="MB", help="Megabytes of JSONL that are one piece of work.")] = 8,
    workers: Annotated[int | None, typer.Option(min=1, help="Worker processes; one a core by default.")] = None,
) -> None:
    """Assess every story of an archive.

    IN holds one story a record, as for `copydesk check --jsonl`. A run that was stopped, however hard, goes on where
    it was when you give the same command. Records that can't be read go to OUT/broken, each with the reason.
    Exit status 1 where a piece could not be done, 2 where nothing could be begun.
    """
    options = Options(policy=policy, deep=DEEP[deep], pictures=pictures, format=format.value, known=known)
    try:
        with Telling() as telling:
            end = run(
                source,
                out,
                options=options,
                ray=ray,
                workers=workers,
                shard_bytes=shard << 20,
                told=telling.tell,
            )
    except (ArchiveError, PolicyError, OSError) as error:
        _refuse(error)
    except KeyboardInterrupt:
        typer.echo("copydesk archive: stopped. Give the same command to go on.", err=True)
        raise typer.Exit(INTERRUPTED) from None
    broken = f"; {end.broken:,} records were broken, see {out}/broken" if end.broken else ""
    typer.echo(f"{end.stories:,} stories assessed, {end.rate:,.0f} a second in this run{broken}. Results: {out}")
    if end.failed:
        _tell_failed(end.failed)


def _tell_failed(failed: tuple[str, ...]) -> NoReturn:
    typer.echo(f"copydesk archive: pieces not done: {len(failed):,}", err=True)
    for why in failed[:SHOWN]:
        typer.echo(f"  {why}", err=True)
    if len(failed) > SHOWN:
        typer.echo(f"  and {len(failed) - SHOWN:,} more", err=True)
    typer.echo("Mend what is wrong and give the same command: it tries them again.", err=True)
    raise typer.Exit(1)


@app.command("load")
def load_(
    out: Annotated[str, typer.Argument(metavar="OUT", help="What `copydesk archive assess` wrote, or s3://…")],
    *,
    name: Annotated[str, typer.Option(help="How the site calls this archive; by default the folder's name.")] = "",
) -> None:
    """Load an archive's evidence into the site, where the pages on the policy's versions try them on it.

    What was loaded before under the same name stays and is not loaded twice.
    """
    site()
    from copydesk.cli.evidence_files import ArchiveError as Unreadable  # noqa: PLC0415  # Django must be set up first
    from copydesk.cli.evidence_files import files_of, name_of  # noqa: PLC0415
    from copydesk.cli.policy_backtest import records_of  # noqa: PLC0415
    from copydesk.newsroom.backtesting import keep  # noqa: PLC0415

    called = name or name_of(out)
    try:
        count = sum(keep(called, records_of(file)) for file in files_of(out))
    except Unreadable as error:
        _refuse(error)
    typer.echo(f"The evidence of {count:,} stories is new, and loaded as “{called}”.")


def _refuse(error: Exception) -> NoReturn:
    typer.echo(f"copydesk archive: {error}", err=True)
    raise typer.Exit(2) from None
