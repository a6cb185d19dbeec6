"""A generator of synthetic stored evidence: one JSON record a line, the same for the same seed."""

import json
import random
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

LANGUAGES = ["en"] * 70 + ["es"] * 8 + ["pt"] * 6 + ["de"] * 4 + ["fr"] * 4 + ["hi"] * 3 + ["ar"] * 3 + ["zh"] * 2
FIRST = date(2026, 1, 1)


def records(count: int, seed: int = 7) -> Iterator[dict[str, Any]]:
    """Yield records whose shares are made up: 12 % of stories look AI-made, a fifth of their authors disclose."""
    chance = random.Random(seed)
    for number in range(count):
        yield _record(chance, number, count)


def _record(chance: random.Random, number: int, count: int) -> dict[str, Any]:
    ai = chance.random() < 0.12
    disclosed = chance.random() < (0.2 if ai else 0.01)
    writing = _writing(chance, ai)
    return {
        "id": f"s{number}",
        "evidence": {
            "v": 1,
            "writing": writing,
            "disclosure": _disclosure(chance) if disclosed else {},
            "pictures": [_picture(chance, i) for i in range(chance.choice((0, 0, 1, 1, 2, 4)))],
            "promotion": {"score": round(chance.betavariate(1, 9), 3)},
            "derivation": {"share": round(chance.betavariate(1, 30), 3)},
            "harm": {"score": round(chance.betavariate(1, 40), 3)},
        },
        "declared": {"writing": "assisted"} if chance.random() < 0.02 else {},
        "findings": {"writing": "human"} if chance.random() < 0.005 else {},
        "paywalled": chance.random() < 0.35,
        "partial": False,
        "language": chance.choice(LANGUAGES),
        "tenure": int(chance.expovariate(1 / 500)),
        "publication": f"publication-{int(chance.expovariate(1 / 12))}" if chance.random() < 0.4 else None,
        "published": (FIRST + timedelta(days=number * 90 // count)).isoformat(),
    }


def _writing(chance: random.Random, ai: bool) -> dict[str, Any]:
    score = chance.betavariate(8, 2) if ai else chance.betavariate(1, 6)
    estimate = "human" if score < 0.6 else "assisted" if score < 0.8 else "generated"
    share = round(min(1.0, score * chance.uniform(0.8, 1.1)), 3)
    passages = [
        {"span": [i * 400, i * 400 + 390], "ai": round(chance.random(), 3), "reasons": ["even sentence lengths"]}
        for i in range(8)
    ]
    return {
        "estimate": estimate,
        "ai_share": share,
        "interval": [round(share * 0.8, 3), min(1.0, round(share * 1.1, 3))],
        "p_human": round(max(0.0001, 1 - score) ** 3, 5),
        "score": round(score, 4),
        "passages": passages,
        "detectors": [["prose", "3"]],
    }


def _disclosure(chance: random.Random) -> dict[str, Any]:
    return {
        "status": chance.choice(("timely", "timely", "late")),
        "says": chance.choice(("assisted", "assisted", "generated")),
        "quote": "I wrote this story with the help of an AI program.",
        "block": chance.randrange(5),
        "unsure": chance.random() < 0.05,
    }


def _picture(chance: random.Random, number: int) -> dict[str, Any]:
    ai = chance.random() < 0.15
    return {
        "src": f"picture-{number}.png",
        "ai": chance.choice(("declared", "indicated", "unknown")) if ai else "unknown",
        "caption": "Image generated with AI." if ai and chance.random() < 0.5 else "My garden",
        "caption_identifies": ai and chance.random() < 0.5,
    }


if __name__ == "__main__":
    for record in records(int(sys.argv[1])):
        sys.stdout.write(json.dumps(record) + "\n")
