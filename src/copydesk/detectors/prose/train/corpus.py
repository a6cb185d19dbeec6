"""The labelled documents: read, grouped by who wrote them, and dealt into folds that share no source or generator."""

import gzip
import json
import re
import zlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

__all__ = ["FOLDS", "LABELS", "Document", "family", "fold_of", "read"]

FOLDS = 5
LABELS = ("human", "assisted", "ai", "mixed")

_FAMILIES = (
    ("old openai", r"davinci|curie|babbage|gpt2|gpt-?3\.?5|chatgpt$|^chatgpt"),
    ("gpt-4", r"gpt-?4|gpt4|chatgpt-4o|^o1|^o3"),
    ("claude", r"claude"),
    ("llama", r"llama|vicuna|wizardlm|tulu|suri"),
    ("mistral", r"mistral|mixtral|zephyr|dbrx|ministral"),
    ("qwen", r"qwen|qwq"),
    ("yi", r"^yi"),
    ("gemma", r"gemma|gemini|palm|muse"),
    ("chinese", r"glm|internlm|deepseek|neo-7b"),
    ("small", r"pythia|phi|falcon|bloom|flan|lfm|cohere|c4ai"),
)


@dataclass(frozen=True, slots=True)
class Document:
    """One labelled text; ``group`` names the writer or generator that must not stand on both sides of a split."""

    id: str
    text: str
    label: str
    source: str
    domain: str
    attack: str
    generator: str
    group: str
    segments: tuple[tuple[int, int, bool], ...] = ()
    share: float | None = None
    raw: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)


def family(generator: str) -> str:
    """Return the family of a generator, so that near relatives are held out together."""
    for name, pattern in _FAMILIES:
        if re.search(pattern, generator, re.IGNORECASE):
            return name
    return generator


def _group(row: dict[str, Any]) -> str:
    source, generator = row["source"].split("/")[-1], row.get("generator") or ""
    if generator in {"dipper", "google-translate"}:
        return f"{source} {generator} {zlib.crc32(row['id'].encode()) % FOLDS}"
    if row["label"] != "human":
        return f"{family(generator)}" if generator not in {"unknown", ""} else source
    if row.get("set"):
        return f"{source} {row['set']}"
    if source == "nltk_data":
        return f"{source} {re.sub(r'[^a-z].*', '', row['id'].split(':')[1])}"
    return f"{source} {row['domain']}" if source in {"DetectRL", "fast-detect-gpt"} else source


def _share(row: dict[str, Any]) -> float | None:
    if "segments" in row:
        lengths = [(end - start, kind == "ai") for start, end, kind in row["segments"]]
        return float(sum(n for n, ai in lengths if ai) / max(sum(n for n, _ in lengths), 1))
    if row["label"] in {"human", "ai"}:
        return float(row["label"] == "ai")
    return float(row["ai_fraction"]) if "ai_fraction" in row else None


def read(path: Path) -> list[Document]:
    """Return the documents of one ``.jsonl`` or ``.jsonl.gz`` file, in its order."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        return [_document(json.loads(line)) for line in lines]


def _document(row: dict[str, Any]) -> Document:
    segments = tuple((start, end, kind == "ai") for start, end, kind in row.get("segments", ()))
    full = {"source": "unknown", "domain": "unknown", "label": "human", "id": "", **row}
    return Document(
        str(full["id"]), full["text"], full["label"], full["source"], full["domain"], full.get("attack") or "none",
        full.get("generator") or "", _group(full), segments, _share(full), full,
    )  # fmt: skip


def fold_of(documents: Iterable[Document]) -> dict[tuple[str, bool], int]:
    """Deal groups into ``FOLDS`` folds, biggest first into the emptiest, human and other groups apart."""
    sizes: dict[tuple[str, bool], int] = defaultdict(int)
    for document in documents:
        sizes[document.group, document.label == "human"] += 1
    filled = {side: [0] * FOLDS for side in (False, True)}
    folds = {}
    for key in sorted(sizes, key=lambda item: (-sizes[item], item)):
        fold = min(range(FOLDS), key=lambda number: filled[key[1]][number])
        folds[key] = fold
        filled[key[1]][fold] += sizes[key]
    return folds
