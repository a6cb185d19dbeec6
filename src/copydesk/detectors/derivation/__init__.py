"""Which known texts a story copies or follows, with the passages side by side; for a reviewer, never a finding."""

from copydesk.detectors.derivation.compare import VERSION, compare
from copydesk.detectors.derivation.index import Index, Known, MemoryIndex
from copydesk.detectors.derivation.sqlite import IndexFileError, SqliteIndex

__all__ = ["VERSION", "Index", "IndexFileError", "Known", "MemoryIndex", "SqliteIndex", "compare"]
