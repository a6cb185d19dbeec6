"""Pairs of originals and what models made of them, found in the shared corpus by its numbering."""

import gzip
import json
import os
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import numpy as np

from copydesk.detectors.derivation import Known, MemoryIndex, compare
from copydesk.detectors.derivation.evaluate import FOUND, evaluate
from copydesk.story import Story

SHARED = Path(os.environ.get("COPYDESK_SHARED", Path(__file__).parents[2] / "shared"))
MADE = {
    "paraphrase": "paraphrased by DIPPER",
    "translated": "translated to and fro",
    "polished": "polished by a chatbot",
}
CLEAR = 2.0
MULTI_ATTACK = 2_000
"""Originals with a smaller number are those that were paraphrased, translated and polished in turn."""


@dataclass(frozen=True)
class Counted:
    what: str
    found: int
    total: int

    @property
    def share(self) -> float:
        return self.found / self.total


def labelled() -> Iterator[Counted]:
    with as_file(files("copydesk.detectors.derivation").joinpath("corpus/topics.txt")) as path:
        for kind, kept, found, total in sorted(evaluate(path).rows()):
            name = "another story on the topic (found wrongly)" if kind == "other" else kind
            yield Counted(f"{name}{', *kept aside*' if kept else ''}", found, total)


def shared_pairs() -> Iterator[Counted]:
    rows = [row for name in ("train", "dev") for row in read(SHARED / f"text/{name}.jsonl.gz")]
    originals = [row for row in rows if row["label"] == "human" and row["attack"] == "none"]
    made = [row for row in rows if row["label"] == "assisted" and row["attack"] in MADE]
    index = MemoryIndex(Known(row["id"], row["text"]) for row in originals)
    pairs = paired(made, originals)
    for attack, name in MADE.items():
        some = [(row, original) for row, original in pairs if row["attack"] == attack]
        yield Counted(name, sum(found(row["text"], index, original) for row, original in some), len(some))
    wrong = [row["id"] for row in originals if share(row["text"], index, own={row["id"]}) >= FOUND]
    yield Counted("human originals against all the others (found wrongly)", len(wrong), len(originals))


def read(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from (row for line in lines if "DetectRL" in line and "DetectRL" in (row := json.loads(line))["source"])


def paired(made: list[dict[str, Any]], originals: list[dict[str, Any]]) -> list[tuple[dict[str, Any], str]]:
    """Pair by numbering: the distance of the numbers is the same before and after, as clear pairs of words show."""
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415  # only where the shared texts are

    vectors = TfidfVectorizer(sublinear_tf=True, min_df=2, stop_words="english")
    theirs = vectors.fit_transform([row["text"] for row in originals])
    alike = (vectors.transform([row["text"] for row in made]) @ theirs.T).toarray()
    order = np.sort(alike, axis=1)
    clear = {i: int(alike[i].argmax()) for i in range(len(made)) if order[i, -1] > CLEAR * order[i, -2]}
    clear = {i: at for i, at in clear.items() if number(originals[at]) < MULTI_ATTACK}
    steps = sorted((number(made[i]), number(made[i]) - number(originals[at])) for i, at in clear.items())
    known = {number(row): row["id"] for row in originals}
    return [(row, source) for i, row in enumerate(made) if (source := _source(i, row, clear, originals, steps, known))]


def _source(
    i: int,
    row: dict[str, Any],
    clear: dict[int, int],
    originals: list[dict[str, Any]],
    steps: list[tuple[int, int]],
    known: dict[int, str],
) -> str | None:
    if i in clear:
        return str(originals[clear[i]]["id"])
    after = bisect(steps, (number(row), 0))
    if not 0 < after < len(steps) or steps[after - 1][1] != steps[after][1]:
        return None
    return known.get(number(row) - steps[after][1])


def number(row: dict[str, Any]) -> int:
    return int(row["id"].split(":")[1])


def found(text: str, index: MemoryIndex, source: str) -> bool:
    told = compare(Story(text=text), index)
    return told.share >= FOUND and any(match.source == source for match in told.matches)


def share(text: str, index: MemoryIndex, own: set[str]) -> float:
    return compare(Story(text=text), index, own=own).share
