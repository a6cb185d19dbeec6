"""Where stored evidence lies: local files and folders, or a store that speaks S3, as for an assessment."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from io import BufferedReader
from pathlib import Path
from typing import Any, BinaryIO, cast

__all__ = ["ArchiveError", "EvidenceFile", "files_of", "name_of"]

ENDINGS = (".jsonl", ".ndjson", ".jsonl.gz", ".parquet")
WANTED = "reading this needs the extra “archive”: pip install 'copydesk[archive]'"


class ArchiveError(ValueError):
    """Stored evidence cannot be found or opened; the message says what to do."""


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """One file of stored evidence: its address as it is shown, its length in bytes, and how to open it."""

    address: str
    size: int
    open: Callable[[], BinaryIO]

    def __str__(self) -> str:
        return self.address


def files_of(archive: str | Path) -> list[EvidenceFile]:
    """Return the files of stored evidence at a path or at an address such as ``s3://bucket/folder``, in order.

    Raises:
        ArchiveError: there are none, or the store cannot be reached.
    """
    found = _stored(str(archive)) if "://" in str(archive) else _local(Path(archive))
    if not found:
        raise ArchiveError(f"{archive}: there is no stored evidence ({', '.join(ENDINGS)}).")
    return found


def name_of(archive: str) -> str:
    """Return the last part of a path or an address.

    >>> name_of("s3://news/evidence/2024/")
    '2024'
    """
    return archive.rstrip("/").rpartition("/")[2] if "://" in archive else Path(archive).resolve().name


def _local(archive: Path) -> list[EvidenceFile]:
    if archive.is_file():
        paths = [archive]
    else:
        paths = sorted(p for p in archive.glob("*") if p.name.endswith(ENDINGS)) if archive.is_dir() else []
    return [EvidenceFile(str(path), path.stat().st_size, partial(_binary, path)) for path in paths]


def _binary(path: Path) -> BinaryIO:
    return path.open("rb")


def _stored(address: str) -> list[EvidenceFile]:
    """Return the file at an address, or those right in the folder there: what lies deeper is no evidence."""
    try:
        from copydesk.archive.places import place  # noqa: PLC0415  # comes with the extra
    except ImportError:
        raise ArchiveError(f"{address}: {WANTED}") from None
    folder = address.rstrip("/")
    try:
        every = place(folder).files()
    except (OSError, ValueError) as error:
        raise ArchiveError(f"{address}: cannot be read: {error}") from None
    here = [(name, size) for name, size in every if name == folder or _is_evidence(name, folder)]
    return [EvidenceFile(name, size, partial(_opened, place, name)) for name, size in here]


def _is_evidence(name: str, folder: str) -> bool:
    return "/" not in name[len(folder) + 1 :] and name.endswith(ENDINGS)


def _opened(place: Any, address: str) -> BinaryIO:
    at = place(address)
    return cast("BinaryIO", BufferedReader(at.system.open_input_file(at.path), 1 << 20))
