"""What changes from one policy to another, in words."""

import json
from collections.abc import Iterator
from typing import Any

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from copydesk.cli.policy_tables import effects_in_words
from copydesk.policy.diffing import ClauseChange, Diff, Direction, OutcomeChange, spec_of

__all__ = ["diff_as_json", "diff_as_markdown", "diff_in_words"]

HEADINGS = {
    Direction.STRICTER: "Stricter",
    Direction.LOOSER: "Looser",
    Direction.MIXED: "Stricter in part, looser in part",
}
COLOURS = {Direction.STRICTER: "yellow", Direction.LOOSER: "green", Direction.MIXED: "magenta"}
READING = {
    "place": "Places where a disclosure counts",
    "paragraphs": "Counted paragraphs by whose end a disclosure must stand",
    "short_line": "Words up to which a line uses up no place",
    "caption_words": "Words up to which a line is a caption",
    "p_human": "Highest p-value at which an estimate is a suspicion",
    "ai_share": "Least share of AI prose for a suspicion",
    "search_spam": "Score from which search spam is suspected",
    "harmful_ai": "Score from which harmful AI is suspected",
    "derivative": "Share from which derivation is suspected",
}
PARTS = {
    "when": "when it holds",
    "then": "what follows",
    "needs": "the evidence it needs",
    "exemptions": "its exemptions",
    "ladder": "where its strikes lead",
    "notice": "its notice",
    "applies_from": "the day from which it applies",
}


def _sections(diff: Diff, language: str) -> Iterator[tuple[str, Direction | None, list[str]]]:
    for direction, heading in HEADINGS.items():
        lines = [_outcome(diff, c, language) for c in diff.outcomes if c.direction is direction]
        lines += [f"{READING[c.name]}: {c.old} → {c.new}" for c in diff.reading if c.direction is direction]
        if lines:
            yield heading, direction, lines
    if diff.clauses:
        yield "Clauses", None, [_clause(c, language) for c in diff.clauses]


def _outcome(diff: Diff, change: OutcomeChange, language: str) -> str:
    who = "; ".join(
        " or ".join(f"“{spec_of(diff, name).words[v].get(language, v)}”" for v in values) for name, values in change.when
    )
    clauses = ", ".join(c for c in change.new_clauses if c not in change.old_clauses)
    lost = ", ".join(c for c in change.old_clauses if c not in change.new_clauses)
    by = f" (by {clauses})" if clauses else f" (no longer by {lost})" if lost else ""
    return f"{who or 'every story'}: {effects_in_words(change.old)} → {effects_in_words(change.new)}{by}"


def _clause(change: ClauseChange, language: str) -> str:
    clause = change.new or change.old
    title = clause.title.get(language, "") if clause else ""
    if change.what != "changed":
        return f"{change.what}: {change.id}: {title}"
    return f"changed: {change.id}: {', '.join(PARTS.get(part, 'its words') for part in dict.fromkeys(change.parts))}"


def _verdict(diff: Diff) -> str:
    words = {
        Direction.STRICTER: "stricter: nobody gains, and those below lose something",
        Direction.LOOSER: "looser: nobody loses, and those below gain something",
        Direction.MIXED: "stricter for some and looser for others",
        Direction.SAME: "the same for everybody",
    }
    return f"{diff.new.id} is {words[diff.direction]}, compared with {diff.old.id}."


def diff_in_words(diff: Diff, language: str) -> Iterator[RenderableType]:
    """Yield what the terminal shows."""
    yield Text(_verdict(diff), style="bold")
    for heading, direction, lines in _sections(diff, language):
        yield Text(f"\n{heading}", style=f"bold {COLOURS[direction]}" if direction else "bold")
        for line in lines:
            yield Padding(Text(line), (0, 0, 0, 2))


def diff_as_markdown(diff: Diff, language: str) -> str:
    """Return the same as Markdown."""
    parts = [_verdict(diff)]
    for heading, _, lines in _sections(diff, language):
        parts += [f"## {heading}", "\n".join(f"- {line}" for line in lines)]
    return "\n\n".join(parts) + "\n"


def diff_as_json(diff: Diff) -> str:
    """Return all changes as one JSON object."""
    body: dict[str, Any] = {
        "old": diff.old.id,
        "new": diff.new.id,
        "direction": diff.direction,
        "outcomes": [
            {
                "when": {name: list(values) for name, values in c.when},
                "direction": c.direction,
                "old": effects_in_words(c.old),
                "new": effects_in_words(c.new),
                "old_clauses": list(c.old_clauses),
                "new_clauses": list(c.new_clauses),
            }
            for c in diff.outcomes
        ],
        "clauses": [{"id": c.id, "what": c.what, "parts": list(c.parts)} for c in diff.clauses],
        "reading": [{"name": c.name, "old": c.old, "new": c.new, "direction": c.direction} for c in diff.reading],
    }
    return json.dumps(body, ensure_ascii=False, indent=1)
