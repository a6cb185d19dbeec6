"""`copydesk pictures`: look into picture files, keep known pictures, show and update the trust list."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from copydesk.detectors.pictures import Examiner
from copydesk.detectors.pictures.kept import Kept
from copydesk.detectors.pictures.known import KINDS, Known
from copydesk.detectors.pictures.phash import perceptual_hash
from copydesk.detectors.pictures.pixels import decode

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True, help="Look into picture files; keep known pictures; show the trust list.")

Files = Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, help="Picture files.")]


@app.command()
def look(files: Files) -> None:
    """Say of each file what it tells of how it was made."""
    table = Table("picture", "made by AI", "generator", "why", box=None, pad_edge=False)
    kept = Kept()
    with Examiner(known=kept.known(), anchors=kept.anchors()) as examiner:
        for path in files:
            told = examiner.examine(path.read_bytes())
            table.add_row(path.name, told.ai.value, told.generator or "", told.reason)
    Console().print(table)


@app.command()
def remember(
    files: Files,
    kind: Annotated[str, typer.Option(help=f"What it is known as: {', '.join(KINDS)}.")] = "ai-made",
    note: Annotated[str, typer.Option(help="A sentence for the reviewer who meets it again.")] = "",
) -> None:
    """Keep pictures, so that a copy is brought before a person, scaled, re-encoded or mirrored."""
    kept = Kept()
    for path in files:
        image = decode(path.read_bytes())
        if image is None:
            raise typer.BadParameter(f"{path.name} is damaged or too large to be hashed. Give a smaller copy.")
        try:
            kept.remember(entry := Known(f"{perceptual_hash(image):016x}", kind, note))
        except ValueError as error:
            raise typer.BadParameter(str(error)) from None
        typer.echo(f"{entry.phash}  {path.name}  {kind}")


@app.command()
def forget(phash: Annotated[str, typer.Argument(help="The hash, as `copydesk pictures known` lists it.")]) -> None:
    """Take a known picture out of the store."""
    if not Kept().forget(phash):
        raise typer.BadParameter(f"no known picture has the hash {phash}. `copydesk pictures known` lists them.")


@app.command()
def known() -> None:
    """List the known pictures."""
    for entry in Kept().known():
        typer.echo(f"{entry.phash}  {entry.kind}  {entry.note}".rstrip())


@app.command()
def trust(
    update: Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help="A newer list, PEM.")] = None,
    published: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Its day of publication.")] = None,
) -> None:
    """Show the C2PA trust list in use, or put a newer one in its place.

    Copydesk never asks the network: fetch the list of the C2PA conformance programme yourself, then name the file.
    """
    kept = Kept()
    today = datetime.now(UTC).date()
    if update is not None:
        _update(kept, update, published.date() if published else today)
    listed = kept.trust_list()
    typer.echo(f"{listed.name}, published {listed.published}, {len(listed.certificates)} certificates")
    typer.echo(f"from {listed.source}")
    if listed.stale(today):
        typer.echo("It is old: signers that joined since are told as not trusted. Update it with --update FILE.")


def _update(kept: Kept, pem: Path, published: date) -> None:
    try:
        kept.keep_trust_list(pem, published)
    except (ValueError, UnicodeDecodeError) as error:
        raise typer.BadParameter(str(error)) from None
