"""Labelled documents as an evaluation needs them: JSON lines, plain or gzipped."""

import gzip
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["Document", "read"]


@dataclass(frozen=True, slots=True)
class Document:
    """One labelled text: ``label`` is human, assisted, ai or mixed; ``segments`` are (start, end, is AI)."""

    text: str
    label: str
    source: str = "unknown"
    domain: str = ""
    generator: str = ""
    attack: str = "none"
    segments: tuple[tuple[int, int, bool], ...] = ()

    @property
    def ai_share(self) -> float | None:
        """Return the share of the characters of the segments that AI wrote."""
        total = sum(end - start for start, end, _ in self.segments)
        return sum(end - start for start, end, ai in self.segments if ai) / total if total else None


def read(path: Path) -> list[Document]:
    """Return the documents of a ``.jsonl`` or ``.jsonl.gz`` file; each line has at least ``text`` and ``label``.

    Raises:
        ValueError: a line is no such object; the message has its number.
    """
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        return [_document(number, line) for number, line in enumerate(lines, 1) if line.strip()]


def _document(number: int, line: str) -> Document:
    try:
        row: dict[str, Any] = json.loads(line)
        segments = tuple((start, end, kind == "ai") for start, end, kind in row.get("segments") or ())
        names = ("source", "domain", "generator")
        given = {name: row[name] for name in names if row.get(name)}
        return Document(row["text"], row["label"], attack=row.get("attack") or "none", segments=segments, **given)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"Line {number} is no labelled document: {error}.") from error
