"""How policies look in a terminal and in CSV, JSON and Markdown."""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from typing import Any

from rich import box
from rich.table import Table
from rich.text import Text

from copydesk.policy import Distribution, Policy
from copydesk.policy.combining import size
from copydesk.policy.in_words import effects_in_words
from copydesk.policy.table import Line, Part

__all__ = ["as_csv", "as_json", "as_markdown", "as_table", "line_to_json"]

COLOURS = {
    Distribution.BOOST: "green",
    Distribution.GENERAL: "cyan",
    Distribution.NETWORK: "yellow",
    Distribution.NONE: "red",
}


def as_table(policy: Policy, parts: Iterable[Part]) -> Iterable[Table | Text]:
    """Yield what the terminal shows: a head, a table for each part of several facts, and one for all single facts."""
    parts = list(parts)
    yield Text(f"{policy.title} ({policy.id})", style="bold")
    yield Text(
        f"{size(policy):,} combinations of facts. What follows from the tables below meets: of each kind of effect the "
        "most restrictive stands. What stands on no line has no consequence.",
        style="dim",
    )
    for part in parts:
        if len(part.facts) > 1:
            yield _grid(part)
    alone = [part for part in parts if len(part.facts) == 1]
    if alone:
        yield _alone(alone)


def _grid(part: Part) -> Table:
    grid = _table(*part.facts)
    for line in part.lines:
        when = dict(line.when)
        grid.add_row(*(" or ".join(when[n]) if n in when else "any" for n in part.facts), *_follows(line))
    return grid


def _alone(parts: Iterable[Part]) -> Table:
    grid = _table("fact", "value")
    for part in parts:
        for line in part.lines:
            if line.clauses:
                grid.add_row(part.facts[0], " or ".join(dict(line.when)[part.facts[0]]), *_follows(line))
    return grid


def _table(*heads: str) -> Table:
    grid = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=False)
    for head in heads:
        grid.add_column(head, overflow="fold")
    grid.add_column("what follows", overflow="fold")
    grid.add_column("clauses", style="dim", no_wrap=True)
    return grid


def _follows(line: Line) -> tuple[Text, str]:
    return Text(effects_in_words(line.effects), style=COLOURS[line.effects.distribution]), "\n".join(
        line.clauses
    ) or "none"


def _values(policy: Policy, name: str, values: tuple[str, ...] | None, language: str) -> str:
    if values is None:
        return "any"
    words = policy.fact(name).words
    return " or ".join(words[v].get(language, v) for v in values)


def as_markdown(policy: Policy, parts: Iterable[Part], language: str) -> str:
    """Return one Markdown table for each part."""
    blocks = [f"# {policy.title}\n"]
    for part in parts:
        head = [policy.fact(name).ask.get(language, name) for name in part.facts] + ["What follows", "Clauses"]
        rows = [head, ["---"] * len(head)]
        for line in part.lines:
            when = dict(line.when)
            cells = [_values(policy, name, when.get(name), language) for name in part.facts]
            clauses = ", ".join(f"`{c}`" for c in line.clauses)
            rows.append([*cells, effects_in_words(line.effects), clauses or "none"])
        blocks.append("\n".join(f"| {' | '.join(row)} |" for row in rows) + "\n")
    return "\n".join(blocks)


def as_json(lines: Iterable[Line]) -> str:
    """Return lines as a JSON array."""
    return json.dumps([line_to_json(line) for line in lines], ensure_ascii=False, indent=1)


def line_to_json(line: Line) -> dict[str, Any]:
    """Return one line as JSON values."""
    return {
        "when": {name: list(values) for name, values in line.when},
        "distribution": line.effects.distribution.word,
        "paywall": line.effects.paywall.value,
        "strike": line.effects.strike,
        "obligations": list(line.effects.obligations),
        "labels": list(line.effects.labels),
        "clauses": list(line.clauses),
    }


def as_csv(policy: Policy, lines: Iterable[Line]) -> str:
    """Return lines as CSV, one column for each fact."""
    names = [spec.name for spec in policy.facts]
    head = [*names, "distribution", "paywall", "strike", "obligations", "labels", "clauses"]
    out = io.StringIO()
    writer = csv.DictWriter(out, head, restval="any", lineterminator="\n")
    writer.writeheader()
    writer.writerows(_csv_row(line_to_json(line)) for line in lines)
    return out.getvalue()


def _csv_row(line: Mapping[str, Any]) -> dict[str, str]:
    when = {name: " or ".join(values) for name, values in line["when"].items()}
    rest = {k: v for k, v in line.items() if k != "when"}
    return when | {k: " ".join(v) if isinstance(v, list) else str(v).lower() for k, v in rest.items()}
