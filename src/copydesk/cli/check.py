"""``copydesk check``: what the policy says of stories, with evidence and the fix."""

import io
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from copydesk.cli.plain import plain

if TYPE_CHECKING:
    from copydesk.cli.checker import Checker
    from copydesk.cli.outcome import Outcome
    from copydesk.evidence import Derivation
    from copydesk.story import Story

__all__ = ["check"]

NAMED = click.Path(path_type=Path, allow_dash=True, readable=False)
"""Whatever is wrong with one file is told when its turn comes, so that the others are checked."""

EPILOG = """\b
Examples:
  copydesk check story.md                       one story, in full
  copydesk check posts/ export.zip              all stories of a folder and an archive, and a table
  copydesk check --declare assisted story.md    what would be said if the author declares it
  copydesk check --fix story.md                 put the disclosure and the captions in
  copydesk check --format sarif posts/ > copydesk.sarif
  copydesk check --jsonl in.jsonl --out out.jsonl
  copydesk check story.md --against sources/    what of it follows these stories, side by side

\b
Exit status: 0 all comply, 1 something to fix or to review, 2 something could not be read.
"""


@dataclass(frozen=True, slots=True)
class Options:
    """The options of ``copydesk check`` as they were given; ``form`` is ``--format``."""

    policy: str
    paywalled: bool
    declare: str | None
    form: str
    fix: bool
    jsonl: Path | None
    out: Path | None
    deep: bool | None
    against: tuple[Path, ...] = ()


def _option(*names: str, **settings: Any) -> Callable[..., Any]:
    return click.option(*names, **settings)


@click.command(epilog=EPILOG)
@click.argument("story", nargs=-1, type=NAMED)
@_option("--policy", default="medium-2024-05", show_default=True, metavar="NAME|FILE", help="The policy to rule by.")
@_option("--paywalled", is_flag=True, help="The story is (to be) behind the paywall.")
@_option(
    "--declare", type=click.Choice(["generated", "assisted", "human"]), help="What the author declares of the writing."
)
@_option("--format", "form", type=click.Choice(["text", "json", "sarif", "html"]), default="text", show_default=True)
@_option(
    "--fix", is_flag=True, help="Write the fixes that the author's own words call for into Markdown and HTML files."
)
@_option(
    "--jsonl",
    type=NAMED,
    metavar="IN|-",
    help="One JSON story a line in, one assessment a line out.",
)
@_option("--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write the report there.")
@_option(
    "--against",
    multiple=True,
    type=NAMED,
    metavar="FILE|FOLDER|INDEX",
    help="Compare with these stories, or with an index that `copydesk known build` made.",
)
@_option("--deep/--no-deep", default=None, help="Ask the deep stage of the prose detector always, or never.")
def check(story: tuple[Path, ...], **options: Any) -> int:
    """Say what the policy says of each STORY: a file, a folder, an export archive, or - for standard input."""
    return _check(story, Options(**options))


def _check(story: tuple[Path, ...], wanted: Options) -> int:
    _refuse_contradictions(story, wanted)
    with ExitStack() as stack:
        checker = stack.enter_context(_checker(wanted))
        if wanted.jsonl is not None:
            return _lines(checker, wanted.jsonl, _writing(wanted.out, stack), stack)
        outcomes = checker.outcomes(story)
        if wanted.fix:
            from copydesk.cli.fix import fixed  # noqa: PLC0415  # only --fix writes

            outcomes = fixed(outcomes, checker)
        return _report(outcomes, wanted.form, _writing(wanted.out, stack), checker)


def _checker(wanted: Options) -> "Checker":
    from copydesk.cli.checker import Checker  # noqa: PLC0415  # --help need not wait for the readers and the policy
    from copydesk.detectors import prose  # noqa: PLC0415  # the same
    from copydesk.policy import PolicyError  # noqa: PLC0415  # the same

    prose.ready(deep=wanted.deep)
    derivation = _comparing(wanted.against) if wanted.against else None
    try:
        return Checker(
            wanted.policy,
            paywalled=wanted.paywalled,
            declare=wanted.declare,
            deep=wanted.deep,
            derivation=derivation,
        )
    except PolicyError as error:
        raise click.ClickException(str(error)) from None


def _comparing(against: tuple[Path, ...]) -> "Callable[[str, Story], Derivation]":
    from copydesk.cli.against import Against, AgainstError  # noqa: PLC0415  # only --against needs the detector

    try:
        return Against(against).compare
    except AgainstError as error:
        raise click.ClickException(str(error)) from None


def _refuse_contradictions(story: tuple[Path, ...], wanted: Options) -> None:
    if wanted.jsonl is not None and (story or wanted.fix or wanted.form != "text"):
        raise click.UsageError(
            "--jsonl reads stories from IN and writes JSON lines: leave out STORY, --fix and --format."
        )
    if wanted.jsonl is None and not story:
        raise click.UsageError("Name a STORY: a file, a folder, an export archive, or - for standard input.")
    if wanted.fix and Path("-") in story:
        raise click.UsageError("--fix writes files back: it cannot be used with standard input.")


def _writing(out: Path | None, stack: ExitStack) -> IO[str]:
    """Open what is written to; UTF-8 wherever it goes."""
    if out is None or str(out) == "-":
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
        return sys.stdout
    try:
        return stack.enter_context(out.open("w", encoding="utf-8", errors="backslashreplace"))
    except OSError as error:
        raise click.ClickException(
            f"{out} cannot be written: {error.strerror}. Choose another file for --out."
        ) from None


def _lines(checker: "Checker", jsonl: Path, out: IO[str], stack: ExitStack) -> int:
    from copydesk import wire  # noqa: PLC0415  # as above
    from copydesk.cli.lines import assess_lines  # noqa: PLC0415
    from copydesk.story.readers.archives import BundleAssets, Folder  # noqa: PLC0415

    standard = str(jsonl) == "-"
    try:
        stream = sys.stdin.buffer if standard else stack.enter_context(jsonl.open("rb"))
    except OSError as error:
        raise click.ClickException(f"{jsonl} cannot be read: {error.strerror}.") from None
    status = 0
    for answer, verdict in assess_lines(
        checker, stream, None if standard else BundleAssets(Folder(jsonl.parent), jsonl.name)
    ):
        out.write(wire.dump(answer) + "\n")
        out.flush()
        status = max(status, verdict.status)
    return status


def _report(outcomes: Iterator["Outcome"], form: str, out: IO[str], checker: "Checker") -> int:
    from copydesk.cli.progress import watched  # noqa: PLC0415  # as above
    from copydesk.cli.report import report  # noqa: PLC0415  # as above

    outcomes = watched(outcomes)
    first = list(islice(outcomes, 2))
    page = report(form, out, checker.policy, many=len(first) > 1)
    status = 0
    for outcome in chain(first, outcomes):
        if outcome.error:
            click.echo(f"copydesk: {plain(outcome.error)}", err=True)
        page.add(outcome)
        status = max(status, outcome.verdict.status)
    page.close()
    return status
