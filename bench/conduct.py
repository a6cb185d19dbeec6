"""Promotion and harm: recall on the part kept aside, the share of ordinary stories flagged, time a story."""

import gzip
import json
import os
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from statistics import median, quantiles

from copydesk.detectors.conduct.corpus import Example, examples
from copydesk.detectors.conduct.labelled import measure as counted
from copydesk.detectors.conduct.logistic import OPERATING
from copydesk.detectors.conduct.wording_training import is_for_training
from copydesk.story import Link, Span, Story
from copydesk.story.readers import read

SHARED = Path(os.environ.get("COPYDESK_SHARED", Path(__file__).parents[2] / "shared"))
DOMAINS = {"blog", "essay", "medium", "blog-gov"}
SAMPLE = 1_500
DETECTORS = ("promotion", "harm")
SETS = (
    ("promotion", "held"),
    ("promotion", "fresh"),
    ("promotion", "stranger"),
    ("harm", "held"),
    ("harm", "far"),
    ("harm", "fresh"),
    ("harm", "last"),
    ("harm", "stranger"),
)


def ordinary(sample: int = SAMPLE, seed: int = 8) -> list[Example]:
    """Return a sample of those human blogs and essays of the shared text that are not for training."""
    chance, kept = random.Random(seed), []
    for seen, row in enumerate(_human()):
        place = seen if seen < sample else chance.randrange(seen + 1)
        if place < sample:
            kept[place : place + 1] = [row]
    return [Example(_story(row), positive=False, template=row["id"], ordinary=True) for row in kept]


def _human() -> Iterator[dict[str, str]]:
    for name in ("dev", "train"):
        with gzip.open(SHARED / f"text/{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for line in lines:
                if '"human"' in line:
                    row = json.loads(line)
                    wanted = row["label"] == "human" and row["domain"] in DOMAINS
                    if wanted and not is_for_training(row["id"]):
                        yield row


def _story(row: dict[str, str]) -> Story:
    return read(row["text"].encode(), name=row["id"], format="text")


def measure(others: list[Example]) -> list[list[str]]:
    """Return a row a detector and held part: recall, look-alikes and ordinary stories flagged, milliseconds."""
    table = []
    for name, part in SETS:
        weigh = import_module(f"copydesk.detectors.{name}").weigh
        own = examples(f"copydesk.detectors.{name}", part)
        figures = counted([*own, *others], lambda story, weigh=weigh: weigh(story).score)
        times = [f"{time:.2f}" for time in _milliseconds(weigh)]
        table.append([name, part, *(row[1] for row in figures.rows()), *times])
        print(name, part, "missed", figures.missed, "flagged", figures.flagged[:10], file=sys.stderr)
    return table


def with_links(others: list[Example], links: int, seed: int = 8) -> float:
    """Return the share of ordinary stories flagged as promotion once affiliate links are strewn into them."""
    weigh, chance = import_module("copydesk.detectors.promotion").weigh, random.Random(seed)
    return sum(weigh(_strewn(e.story, links, chance)).score >= OPERATING for e in others) / len(others)


def _strewn(story: Story, links: int, chance: random.Random) -> Story:
    blocks = list(story.blocks)
    for number in range(links):
        at = chance.randrange(len(blocks))
        span = Span(blocks[at].span.start, min(blocks[at].span.end, blocks[at].span.start + 8))
        link = Link(f"https://www.amazon.com/dp/B{number}?tag=some-20", span)
        blocks[at] = replace(blocks[at], links=(*blocks[at].links, link))
    return replace(story, blocks=tuple(blocks))


def _milliseconds(weigh: object) -> tuple[float, float]:
    """Return median and 95th percentile for a story of 700 words, made of the corpus."""
    stories = [e.story.text for name in DETECTORS for e in examples(f"copydesk.detectors.{name}", "dev")]
    random.Random(8).shuffle(stories)
    texts = ["\n\n".join(stories[at : at + 6]) for at in range(0, len(stories) - 6, 2)]
    longer = [read(" ".join(text.split(" ")[:700]).encode(), format="text") for text in texts]
    taken = []
    for story in longer:
        start = time.process_time()
        weigh(story)
        taken.append((time.process_time() - start) * 1000)
    return median(taken), quantiles(taken, n=20)[-1]


HEAD = "| detector | part | recall | look-alikes flagged | ordinary flagged | ms for 700 words | p95 |"


def main() -> None:
    """Print the section."""
    others = ordinary()
    print("## Conduct: promotion and harm\n")
    print(f"`python -m bench.conduct`, 2 cores, {len(others)} ordinary stories.\n")
    print(f"{HEAD}\n|{'---|' * HEAD.count(' | ')}---|")
    for row in measure(others):
        print(f"| {' | '.join(row)} |")
    shares = ", ".join(f"{links}: {with_links(others[:500], links):.1%}" for links in (1, 2, 4, 8))
    print(f"\nOf 500 ordinary stories flagged as promotion once so many affiliate links are strewn in: {shares}.")


if __name__ == "__main__":
    main()
