"""``copydesk ledger``: verify that the ledger of decisions is whole, and compare it with the tables."""

from typing import Annotated

import typer

from copydesk.cli.django_setup import site

__all__ = ["app"]

app = typer.Typer(name="ledger", help="The ledger of decisions.", no_args_is_help=True)
WRONG = 1


@app.callback()
def ledger() -> None:
    """Keep ``verify`` a sub-command."""


@app.command()
def verify(
    anchor: Annotated[
        str, typer.Option("--anchor", help="A hash that was noted down earlier; it must still be there.")
    ] = "",
    replay: Annotated[
        bool, typer.Option("--replay", help="Also rebuild the state from it and compare the tables.")
    ] = False,
) -> None:
    """Find a changed, missing or inserted row; exit status 1 when there is one."""
    site()
    from copydesk.desk import ledger as book  # noqa: PLC0415  # Django must be set up first
    from copydesk.desk.models import LedgerHead  # noqa: PLC0415

    problems = [f"row {flaw.seq}: {flaw.problem}" for flaw in book.verify(anchor or None)]
    problems += _replayed() if replay else []
    for problem in problems:
        typer.secho(problem, fg="red")
    if problems:
        raise typer.Exit(WRONG)
    head = LedgerHead.objects.filter(pk=1).first() or LedgerHead()
    typer.echo(f"The ledger is whole: {head.seq} rows. Note this hash down: {head.hash}")


def _replayed() -> list[str]:
    from copydesk.desk import replaying  # noqa: PLC0415

    return replaying.differences(replaying.replay())
