"""``copydesk calibrate``: what decisions say of the policy's thresholds; it sets nothing."""

import json
from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from copydesk.cli.django_setup import site

if TYPE_CHECKING:
    from copydesk.desk.calibrating import Proposal

__all__ = ["app"]

app = typer.Typer(name="calibrate", help="What decisions say of the policy's thresholds.", add_completion=False)


@app.command()
def calibrate(
    days: Annotated[int, typer.Option("--days", help="How many days back decisions count.", min=1)] = 365,
    target: Annotated[float, typer.Option("--target", help="The share of wrongly flagged cases to keep to.")] = 0.05,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Propose thresholds from decisions, and show what would change. Nothing is set: a policy is changed by hand."""
    site()
    from copydesk.desk import calibrating  # noqa: PLC0415  # Django must be set up first
    from copydesk.newsroom import clock  # noqa: PLC0415
    from copydesk.newsroom.publications import platform_policy  # noqa: PLC0415

    now = clock.now()
    found = calibrating.labels(now - timedelta(days=days), now)
    proposals = calibrating.propose(found, platform_policy(), target)
    if as_json:
        typer.echo(json.dumps([asdict(proposal) for proposal in proposals], indent=2))
    else:
        typer.echo("\n".join(_told(proposal) for proposal in proposals))


def _told(p: "Proposal") -> str:
    proposed = "nothing" if p.threshold is None else f"{p.threshold:.3f}"
    return (
        f"{p.question}: {p.labels} decisions; in force {p.current:.3f}, proposed {proposed}. {p.because}\n"
        f"  Wrongly flagged now {_share(p.now.value)}, then {_share(p.then.value)}; "
        f"{p.spared} cleared and {p.missed} confirmed cases would not have been opened."
    )


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.1%}"
