"""Deep stage of the prose estimate: how well it parts AI from human texts of unseen sources, and what it costs."""

import gzip
import json
import os
import time
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score

from copydesk.detectors.encoder import Encoder
from copydesk.detectors.prose import deep
from copydesk.detectors.prose.second import windows
from copydesk.detectors.prose.units import cut

SHARED = Path(os.environ.get("COPYDESK_SHARED", Path(__file__).parents[2] / "shared"))
EVERY = int(os.environ.get("EVERY", "4"))
MOST, WORDS = 8, 80


def measure() -> str:
    """Return the section as Markdown."""
    encoder = deep.load()
    documents = list(_documents())
    scores = _scores(encoder, documents)
    human = np.array([score for d, score in zip(documents, scores, strict=True) if d["label"] == "human"])
    lines = [
        "| texts | n | AUROC against human | over the highest 5 % | 1 % of human texts |",
        "|---|---|---|---|---|",
        *(_row(name, found, human) for name, found in _kinds(documents, scores) if len(found) >= 15),
        "",
        _speed(encoder, documents),
    ]
    return "\n".join(lines) + "\n"


def _documents() -> Iterable[dict]:
    with gzip.open(SHARED / "text/dev.jsonl.gz", "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            document = json.loads(line)
            if number % EVERY == 0 and len(document["text"].split()) >= WORDS:
                yield document


def _scores(encoder: Encoder, documents: list[dict]) -> np.ndarray:
    read = [_windows(document["text"]) for document in documents]
    scores = deep.score(encoder, [window for found in read for window in found])
    ends = np.cumsum([len(found) for found in read])
    return np.array([part.mean() for part in np.split(scores, ends[:-1])])


def _windows(text: str) -> list[str]:
    return _spread([window.text for window in windows(text, cut(text))])


def _spread(found: list[str]) -> list[str]:
    places = np.linspace(0, len(found) - 1, min(MOST, len(found))).round().astype(int)
    return [found[place] for place in places]


def _kinds(documents: list[dict], scores: np.ndarray) -> list[tuple[str, np.ndarray]]:
    kinds = defaultdict(list)
    for document, score in zip(documents, scores, strict=True):
        if document["label"] != "human":
            kinds[f"all {document['label']}"].append(score)
            kinds[f"{document['label']}, {document['attack']}"].append(score)
        if document["label"] == "ai":
            kinds[f"ai, {document['domain']}"].append(score)
    return [(name, np.array(found)) for name, found in sorted(kinds.items())]


def _row(name: str, found: np.ndarray, human: np.ndarray) -> str:
    auroc = roc_auc_score(np.r_[np.zeros(human.size), np.ones(found.size)], np.r_[human, found])
    shares = [np.mean(found > np.quantile(human, 1 - rate)) for rate in (0.05, 0.01)]
    return f"| {name} | {found.size} | {auroc:.3f} | {shares[0]:.2f} | {shares[1]:.2f} |"


def _speed(encoder: Encoder, documents: list[dict]) -> str:
    words = " ".join(document["text"] for document in documents[:200]).split()
    texts = [" ".join(words[start : start + 700]) for start in range(0, 21_000, 700)]
    times = []
    for text in texts:
        began = time.process_time()
        deep.score(encoder, [window.text for window in windows(text, cut(text))])
        times.append(time.process_time() - began)
    median, most = np.median(times) * 1000, np.max(times) * 1000
    figures = f"median {median:.0f} ms, most {most:.0f} ms"
    return f"CPU for 700 words, tokenising included, one thread, n = {len(texts)}: {figures}."


if __name__ == "__main__":
    print(measure())
