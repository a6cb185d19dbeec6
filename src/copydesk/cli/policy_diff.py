"""What changes from one policy to another, in words."""

import json
from collections.abc import Iterator
from typing import Any

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from copydesk.policy.diffing import Diff, Direction
from copydesk.policy.in_words import effects_in_words, sections, verdict

__all__ = ["diff_as_json", "diff_as_markdown", "diff_in_words"]

COLOURS = {
    Direction.STRICTER: "yellow",
    Direction.LOOSER: "green",
    Direction.MIXED: "magenta",
    Direction.SAME: "default",
}


def diff_in_words(diff: Diff, language: str) -> Iterator[RenderableType]:
    """Yield what the terminal shows."""
    yield Text(verdict(diff), style="bold")
    for heading, direction, lines in sections(diff, language):
        yield Text(f"\n{heading}", style=f"bold {COLOURS[direction]}" if direction else "bold")
        for line in lines:
            yield Padding(Text(line), (0, 0, 0, 2))


def diff_as_markdown(diff: Diff, language: str) -> str:
    """Return the same as Markdown."""
    parts = [verdict(diff)]
    for heading, _, lines in sections(diff, language):
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
        "rules": [{"about": c.about, "old": c.old, "new": c.new, "direction": c.direction} for c in diff.rules],
    }
    return json.dumps(body, ensure_ascii=False, indent=1)
