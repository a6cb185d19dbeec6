"""The prose estimate: speed, and how it stands beside peers on the same texts.

`python -m bench.prose` measures speed and the peers. `python -m bench.prose zero-shot FILE N` adds up to 2 N texts to
FILE by SmolLM2 (six seconds a text; it goes on where it was stopped); with COPYDESK_ZERO_SHOT=FILE those peers stand
in the table.
"""

# ruff: noqa: PLC0415  # sklearn and torch are there only for the peers

import gzip
import json
import lzma
import os
import random
import sys
import time
from pathlib import Path

import numpy as np

from copydesk.detectors.prose import estimate
from copydesk.detectors.prose import model as models
from copydesk.detectors.prose.figures import auroc, rate_at
from copydesk.story import Story

SHARED = Path(os.environ.get("COPYDESK_SHARED", Path(__file__).parents[2] / "shared"))
SAMPLE, TRAINED, SEED = 250, 6000, 5


def measure() -> str:
    """Return the section as Markdown."""
    given = os.environ.get("COPYDESK_ZERO_SHOT")
    lines = ["| figure | value |", "|---|---|", *(f"| {name} | {value} |" for name, value in speed())]
    return "\n".join(lines) + "\n\n" + peers(Path(given) if given else None) + "\n"


def speed() -> list[tuple[str, str]]:
    """Return rows of (figure, value)."""
    texts = _seven_hundred()
    began = time.perf_counter()
    models.load(models.HERE)
    rows = [("load the model", f"{1000 * (time.perf_counter() - began):.0f} ms")]
    rows += [
        (
            "fast stage, 700 words",
            f"{_speed(texts, deep=False):.2f} ms CPU, {1000 / _speed(texts, deep=False):.0f} stories/s",
        ),
        ("with the deep stage, 700 words", f"{_speed(texts[:40], deep=True):.0f} ms CPU"),
        ("deep only where unsure, all texts", f"{_speed(texts, deep=None):.1f} ms CPU"),
    ]
    return rows


def _speed(texts: list[str], *, deep: bool | None) -> float:
    stories = [Story(text=text) for text in texts]
    estimate(stories[0], deep=deep)
    times = []
    for story in stories:
        began = time.process_time()
        estimate(story, deep=deep)
        times.append(time.process_time() - began)
    return 1000 * float(np.median(times))


def _rows(name: str) -> list[dict]:
    with gzip.open(SHARED / f"text/{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _seven_hundred() -> list[str]:
    long = [row["text"] for row in _rows("dev") if len(row["text"].split()) >= 700]
    return [" ".join(text.split(" ")[:700]) for text in long[:200]]


def sample(count: int = SAMPLE) -> list[dict]:
    """Return as many human as AI texts of dev, drawn with a fixed seed and interleaved."""
    rows, draw = _rows("dev"), random.Random(SEED)
    sides = [[row for row in rows if row["label"] == label] for label in ("human", "ai")]
    for side in sides:
        draw.shuffle(side)
    return [row for pair in zip(*(side[:count] for side in sides), strict=True) for row in pair]


def zero_shot(path: Path, count: int) -> None:
    """Add the zero-shot scores of texts that are not in ``path`` yet."""
    from bench.smollm import SmolLM

    done = {json.loads(line)[0] for line in path.read_text().splitlines()} if path.exists() else set()
    model = SmolLM()
    with path.open("a") as out:
        for row in sample(count):
            if row["id"] not in done:
                out.write(json.dumps([row["id"], *model.scores(row["text"])]) + "\n")
                out.flush()


def peers(path: Path | None) -> str:
    """Return the table of peers, on the texts that all of them scored."""
    rows = sample()
    found: dict[str, dict[str, float]] = {}
    if path is not None:
        scored = [json.loads(line) for line in path.read_text().splitlines()]
        rows = [row for row in rows if row["id"] in {name for name, *_ in scored}]
        found["log-rank, SmolLM2-135M"] = {name: rank for name, rank, _ in scored}
        found["Fast-DetectGPT curvature, SmolLM2-135M"] = {name: curve for name, _, curve in scored}
    found |= {"ZipPy-like LZMA": _zippy(rows), "TF-IDF + logistic regression": _tfidf(rows)}
    for name, deep in (("Copydesk, fast stage", False), ("Copydesk, deep where unsure", None)):
        found[name] = {row["id"]: estimate(Story(text=row["text"]), deep=deep).score or 0.0 for row in rows}
    lines = ["| detector | AUROC | AI found at 5 % of human texts | at 1 % |", "|---|---|---|---|"]
    return "\n".join([*lines, *(_line(name, scores, rows) for name, scores in found.items())]) + f"\n\nn = {len(rows)}"


def _line(name: str, scores: dict[str, float], rows: list[dict]) -> str:
    ai, human = (np.array([scores[r["id"]] for r in rows if r["label"] == label]) for label in ("ai", "human"))
    draw = np.random.default_rng(0)
    again = [auroc(draw.choice(ai, ai.size), draw.choice(human, human.size)) for _ in range(300)]
    low, high = np.quantile(again, (0.025, 0.975))
    rates = " | ".join("{:.3f} ({:.3f} to {:.3f})".format(*rate_at(ai, human, rate)) for rate in (0.05, 0.01))
    return f"| {name} | {auroc(ai, human):.3f} ({low:.3f} to {high:.3f}) | {rates} |"


def _zippy(rows: list[dict]) -> dict[str, float]:
    """Score by how well text compresses after AI text, as ZipPy does: the fewer bytes it adds, the more AI."""
    ai = [row["text"] for row in _rows("train") if row["label"] == "ai" and row["attack"] == "none"]
    prelude = "\n".join(random.Random(1).sample(ai, 40))[:100_000]
    settings = [{"id": lzma.FILTER_LZMA2, "preset": 4, "dict_size": 1 << 18}]
    size = lambda text: len(lzma.compress(text.encode(), lzma.FORMAT_RAW, filters=settings))  # noqa: E731
    base = size(prelude)
    return {row["id"]: -(size(prelude + row["text"]) - base) / max(len(row["text"].encode()), 1) for row in rows}


def _tfidf(rows: list[dict]) -> dict[str, float]:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline, make_union

    pool = [row for row in _rows("train") if row["label"] in {"ai", "human"}]
    taught = random.Random(2).sample(pool, TRAINED)
    words = TfidfVectorizer(ngram_range=(1, 2), min_df=3, sublinear_tf=True)
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 4), min_df=3, sublinear_tf=True, max_features=100_000)
    model = make_pipeline(make_union(words, letters), LogisticRegression(C=10, solver="liblinear", random_state=0))
    model.fit([row["text"][:4000] for row in taught], [row["label"] == "ai" for row in taught])
    return dict(zip([row["id"] for row in rows], model.decision_function([r["text"] for r in rows]), strict=True))


def main(arguments: list[str]) -> None:
    """Run what the arguments ask for."""
    if arguments[:1] == ["zero-shot"]:
        zero_shot(Path(arguments[1]), int(arguments[2]))
        return
    print(measure())


if __name__ == "__main__":
    main(sys.argv[1:])
