"""Stories made up by rule from texts of our own: as many as wanted, the same ones each time."""

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random

__all__ = ["story", "write"]

WHO = ("My neighbour", "The ferryman", "Our teacher", "A woman I met in Ghent", "The baker", "My aunt Rosa", "Nobody")
DID = ("mended", "counted", "sold", "forgot about", "painted", "carried home", "wrote down", "argued over", "buried")
WHAT = ("the oars", "forty jars of honey", "a clock without hands", "the ledger", "two dogs", "the old gate", "maps")
WHEN = ("before the rain came", "in the winter of the flood", "every Tuesday", "after the funeral", "while we slept")
WHY = ("because the road was closed", "though it made no sense", "and said nothing of it", "for lack of a better plan")
SET = (
    "It is important to note that a balanced approach can help you to reach your goals.",
    "In today's fast-paced world, small habits make a big difference over time.",
    "Ultimately, the key is to stay consistent and to keep an open mind.",
    "By understanding these principles, you can unlock new possibilities for growth.",
)
SAID = "An AI program helped me to write this story."
DAYS, TENURES = 700, 2500


def story(number: int) -> dict[str, object]:
    """Return story ``number``: 150 to 1,100 words, a fifth with set phrases, one in nine saying that AI helped."""
    chance = Random(number)
    stock = 0.5 if number % 5 == 0 else 0.03
    paragraphs = [_paragraph(chance, stock) for _ in range(chance.randint(4, 20))]
    if number % 9 == 0:
        paragraphs.insert(0, SAID)
    return {
        "id": f"s{number}",
        "story": {
            "format": "markdown",
            "title": f"{chance.choice(WHO)} and {chance.choice(WHAT)}",
            "content": "\n\n".join(paragraphs),
            "paywalled": number % 4 == 0,
        },
        "publication": f"house-{number % 23}",
        "tenure": chance.randrange(TENURES),
        "published": f"{2024 + number % DAYS // 360}-{number % DAYS % 360 // 30 + 1:02}-{number % 28 + 1:02}",
    }


def _paragraph(chance: Random, stock: float) -> str:
    return " ".join(_sentence(chance, stock) for _ in range(chance.randint(3, 6)))


def _sentence(chance: Random, stock: float) -> str:
    if chance.random() < stock:
        return chance.choice(SET)
    parts = [chance.choice(WHO), chance.choice(DID), chance.choice(WHAT), chance.choice(WHEN)]
    return " ".join([*parts, chance.choice(WHY)] if chance.random() < 0.5 else parts) + "."


def _lines(count: int) -> Iterator[str]:
    return (json.dumps(story(number)) + "\n" for number in range(count))


def write(path: Path, count: int) -> Path:
    """Write ``count`` stories as JSONL, unless the file is there already."""
    if not path.exists():
        aside = path.with_suffix(".part")
        with aside.open("w", encoding="utf-8") as file:
            file.writelines(_lines(count))
        aside.rename(path)
    return path
