"""Stories for archives, made up by rule."""

import json
from collections.abc import Iterable
from pathlib import Path

SENTENCES = (
    "The bakery on the corner opens at five and by six the bread is gone.",
    "My neighbour keeps a ledger of every bird that comes to the feeder.",
    "We walked to the quarry and back before the rain came down.",
    "Nobody told the new teacher that the clock in room nine runs slow.",
    "It took three winters to learn how to stack the wood so it dries.",
)


def story(number: int) -> dict[str, object]:
    """Return one story as a record of the contract; every fifth says that AI helped."""
    lines = [SENTENCES[(number + i) % len(SENTENCES)] for i in range(6)]
    content = " ".join(lines[:3]) + "\n\n" + " ".join(lines[3:])
    if number % 5 == 0:
        content = "I wrote this story with the help of an AI program.\n\n" + content
    return {"id": f"s{number}", "story": {"format": "markdown", "title": f"Story {number}", "content": content}}


def write(path: Path, numbers: Iterable[int]) -> Path:
    """Write stories as JSONL."""
    path.write_text("".join(json.dumps(story(n)) + "\n" for n in numbers), encoding="utf-8")
    return path
