"""``copydesk policy``: read, check, tabulate and compare policies, and try them on stored evidence."""

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from copydesk.cli.policy_diff import diff_as_json, diff_as_markdown, diff_in_words
from copydesk.cli.policy_tables import as_csv, as_json, as_markdown, as_table
from copydesk.policy import Policy, PolicyError, bundled, load
from copydesk.policy.cases import CaseError, read_cases, run
from copydesk.policy.checking import check as problems_of
from copydesk.policy.diffing import Direction
from copydesk.policy.diffing import diff as compare
from copydesk.policy.in_words import effects_in_words
from copydesk.policy.loading import cases_of
from copydesk.policy.model import Clause
from copydesk.policy.table import every, table

__all__ = ["app"]

app = typer.Typer(name="policy", help="Read, check, tabulate and compare policies.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="The name of a bundled policy, or a TOML file.", metavar="NAME|FILE")]
Language = Annotated[str, typer.Option("--language", help="Language of the sentences, such as en.")]

WRONG = 1
UNREADABLE = 2
NO_POLICY = ("no-such-policy", "unreadable", "encoding", "toml")


class TableFormat(StrEnum):
    """How a table is written."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"
    MD = "md"


class DiffFormat(StrEnum):
    """How a comparison is written."""

    TEXT = "text"
    JSON = "json"
    MD = "md"


def _loaded(name: str) -> Policy:
    try:
        return load(name)
    except PolicyError as error:
        _refuse(error)


def _refuse(error: Exception) -> NoReturn:
    Console(stderr=True).print(Text(str(error)), soft_wrap=True)
    raise typer.Exit(UNREADABLE)


@app.command("list")
def list_() -> None:
    """List the bundled policies."""
    console = Console()
    for name in bundled():
        policy = load(name)
        console.print(Text.assemble((f"{name:<28}", "bold"), f"{policy.effective}  {policy.title}"), soft_wrap=True)


@app.command()
def show(
    name: Name = "medium-2024-05",
    language: Language = "en",
    source: Annotated[bool, typer.Option("--source", help="Print the TOML source instead.")] = False,
) -> None:
    """Show a policy in words: what each clause asks, and what follows."""
    policy = _loaded(name)
    if source:
        typer.echo(Path(policy.place).read_text(encoding="utf-8"), nl=False)
        return
    console = Console()
    console.print(Text(policy.title, style="bold"))
    span = f"in force from {policy.effective}" + (f" until {policy.until}" if policy.until else "")
    console.print(Text(f"{policy.id}, {span}. {policy.source}.", style="dim"))
    console.print(Text(policy.summary.get(language) or policy.summary[policy.language]))
    console.print(Text(f"It speaks of {', '.join(policy.media)}."))
    for line in _reading(policy):
        console.print(Text(line))
    for clause in policy.clauses:
        _show_clause(console, policy, clause, language)


def _reading(policy: Policy) -> list[str]:
    reading = policy.reading
    places = {
        "opening": f"before the end of counted paragraph {reading.paragraphs}, not counting lines of up to "
        f"{reading.short_line} words",
        "anywhere": "anywhere in the text",
        "form": "on the form, to the platform alone",
        "tag": f"by the tag {' or '.join(reading.tags)}" if reading.tags else "by the tag, as the form tells",
    }
    where = " or ".join(places[place] for place in reading.place)
    return [f"A disclosure counts {where}." if where else "No disclosure changes anything."]


def _show_clause(console: Console, policy: Policy, clause: Clause, language: str) -> None:
    spoken = language if language in policy.languages else policy.language
    console.print()
    console.print(Text.assemble((clause.title.get(spoken, clause.id), "bold"), (f"  {clause.id}", "dim")))
    lines = [
        clause.explain[spoken],
        f"Holds when {_when(policy, clause, spoken)}.",
        f"Then: {effects_in_words(clause.then)}.",
    ]
    if clause.applies_from:
        lines.append(f"Applies from {clause.applies_from}.")
    if clause.ladder:
        rungs = ", ".join(f"{r.strikes}: {r.step}" for r in policy.ladders[clause.ladder].rungs)
        lines.append(f"Strikes climb the ladder “{clause.ladder}” ({rungs}).")
    if clause.notice and clause.notice.remind_after_days:
        lines.append(f"Reminder after {clause.notice.remind_after_days} days, then {clause.notice.then}.")
    lines += [f"Not where proven: {e.proof[spoken]}" for e in clause.exemptions]
    for line in lines:
        console.print(Padding(Text(line), (0, 0, 0, 2)))


def _when(policy: Policy, clause: Clause, language: str) -> str:
    parts = []
    for fact, wanted in clause.when:
        words = policy.fact(fact).words
        parts.append(f"{fact} is {' or '.join(f'“{words[v].get(language, v)}”' for v in wanted)}")
    return " and ".join(parts) or "always"


@app.command()
def check(
    name: Name,
    cases: Annotated[
        Path | None, typer.Option("--cases", help="A file of cases to run; a bundled policy runs its own.")
    ] = None,
) -> None:
    """Check a policy: its form, its logic, and its cases. Exit status 1 where something is wrong, 2 if unreadable."""
    console = Console()
    problems = problems_of(name)
    for problem in problems:
        console.print(Text(str(problem), style="yellow" if problem.severity == "warning" else ""), soft_wrap=True)
    if any(p.severity == "error" for p in problems):
        raise typer.Exit(UNREADABLE if problems[0].code in NO_POLICY else WRONG)
    failures = _run_cases(console, load(name), cases)
    if failures:
        console.print(Text(f"{failures} cases fail.", style="red"))
        raise typer.Exit(WRONG)
    console.print(Text(f"{name} is sound.", style="green"))


def _run_cases(console: Console, policy: Policy, path: Path | None) -> int:
    file = path or cases_of(policy)
    if file is None:
        return 0
    try:
        results = [run(case, policy) for case in read_cases(file)]
    except CaseError as error:
        _refuse(error)
    failed = [r for r in results if r.differences]
    for result in failed:
        console.print(Text(f"{file}: case “{result.case.name}”", style="bold"), soft_wrap=True)
        for line in result.differences:
            console.print(Text(f"  {line}"), soft_wrap=True)
    console.print(Text(f"{len(results) - len(failed)} of {len(results)} cases come out as written in {file.name}."))
    return len(failed)


@app.command("table")
def table_(
    name: Name = "medium-2024-05",
    format_: Annotated[TableFormat, typer.Option("--format", help="How to write it.")] = TableFormat.TEXT,
    full: Annotated[bool, typer.Option("--full", help="Every combination on its own line (json, csv).")] = False,
    language: Language = "en",
) -> None:
    """Show what follows from every combination of facts, folded to a page."""
    policy = _loaded(name)
    parts = table(policy)
    lines = every(policy) if full else (line for part in parts for line in part.lines)
    spoken = language if language in policy.languages else policy.language
    if format_ is TableFormat.JSON:
        typer.echo(as_json(lines))
    elif format_ is TableFormat.CSV:
        typer.echo(as_csv(policy, lines), nl=False)
    elif format_ is TableFormat.MD:
        typer.echo(as_markdown(policy, parts, spoken), nl=False)
    else:
        console = Console()
        for shown in as_table(policy, parts):
            console.print(shown)


@app.command()
def diff(
    old: Annotated[str, typer.Argument(help="The policy in force.", metavar="OLD")],
    new: Annotated[str, typer.Argument(help="The one to follow.", metavar="NEW")],
    format_: Annotated[DiffFormat, typer.Option("--format", help="How to write it.")] = DiffFormat.TEXT,
    language: Language = "en",
) -> None:
    """Say in words what gets stricter and what looser, for whom. Exit status 1 where something differs."""
    found = compare(_loaded(old), _loaded(new))
    if format_ is DiffFormat.JSON:
        typer.echo(diff_as_json(found))
    elif format_ is DiffFormat.MD:
        typer.echo(diff_as_markdown(found, language), nl=False)
    else:
        console = Console()
        for line in diff_in_words(found, language):
            console.print(line)
    if found.direction is not Direction.SAME or found.clauses or found.rules:
        raise typer.Exit(WRONG)


@app.command("backtest")
def backtest_(
    new: Annotated[str, typer.Argument(help="The version to try.", metavar="NEW")],
    archive: Annotated[str, typer.Option("--archive", help="Stored evidence: JSONL, Parquet, a folder, or s3://…")],
    against: Annotated[str, typer.Option("--against", help="The version in force.")] = "medium-2024-05",
    since: Annotated[datetime | None, typer.Option("--since", formats=["%Y-%m-%d"], help="Only newer stories.")] = None,
    capacity: Annotated[int | None, typer.Option("--capacity", min=0, help="Cases the desk closes a day.")] = None,
    key: Annotated[Path | None, typer.Option("--key", help="A file with the secret to sign the result with.")] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Where the result goes, without ending.")] = None,
) -> None:
    """Rule again on stored evidence: what would change, as a summary, a signed record and a page with plots."""
    from copydesk.cli.policy_backtest import ArchiveError, backtest, files_of, summary, write  # noqa: PLC0415  # slow

    old, tried = _loaded(against), _loaded(new)
    try:
        secret = key.read_bytes().strip() if key else None
        day = since.date() if since else None
        body = backtest(old, tried, files_of(archive), since=day, capacity=capacity, key=secret)
        written = write(body, out or Path(f"{tried.id}-{tried.digest[:12]}.backtest"))
    except (ArchiveError, OSError, ValueError) as error:
        _refuse(error)
    console = Console()
    for line in summary(body):
        console.print(line, soft_wrap=True)
    console.print(Text(f"Written: {', '.join(str(path) for path in written)}", style="dim"), soft_wrap=True)


@app.command("verify")
def verify_(
    result: Annotated[Path, typer.Argument(help="The record that `copydesk policy backtest` wrote.", metavar="RESULT")],
    key: Annotated[Path, typer.Option("--key", help="The file with the secret that it was signed with.")],
) -> None:
    """Tell whether the result of a backtest is as it was signed. Exit status 1 where it is not, 2 if unreadable."""
    from copydesk.cli.policy_backtest import ArchiveError, is_signed  # noqa: PLC0415  # slow

    try:
        body = is_signed(result, key.read_bytes().strip())
    except (ArchiveError, OSError, ValueError) as error:
        _refuse(error)
    console = Console()
    if body is None:
        console.print(Text(f"{result} is not as it was signed, or was signed with another key.", style="red"))
        raise typer.Exit(WRONG)
    console.print(Text(f"{result} is as it was signed.", style="green"), soft_wrap=True)
    for side in ("old", "new"):
        console.print(Text(f"  {side}: {body[side]['id']}, SHA-256 {body[side]['digest']}"), soft_wrap=True)
