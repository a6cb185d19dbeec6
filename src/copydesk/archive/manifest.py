"""What is done: one small file a shard, so that a run that was killed goes on where it was."""

import hashlib
import json
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from copydesk.archive.errors import ArchiveError
from copydesk.archive.places import Place

if TYPE_CHECKING:
    from copydesk.archive.shards import Shard

__all__ = ["AT_ONCE", "Done", "Failed", "Manifest"]

AT_ONCE = 32
"""Small reads that wait for a store at once: one by one, the records of a large run would take half an hour."""


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one shard: stories assessed, records that were broken, seconds it took."""

    shard: int
    stories: int
    broken: int
    seconds: float

    @classmethod
    def from_json(cls, text: str | bytes) -> "Done":
        """Read what was recorded."""
        return cls(**json.loads(text))


@dataclass(frozen=True, slots=True)
class Failed:
    """A shard that could not be read or whose results could not be written, and why; it is not done."""

    shard: int
    why: str


class Manifest:
    """The record of a run in the output folder: ``plan.json``, and ``done/part-….json`` for each finished shard."""

    def __init__(self, out: Place) -> None:
        self.out = out
        self._plan = out.beside("plan.json")

    def begin(
        self, shards: Iterable["Shard"], options: dict[str, Any], versions: dict[str, str] | None = None
    ) -> dict[int, Done]:
        """Write down what is to be done, or find out what an earlier run of the same work has done.

        Args:
            shards: the input, cut.
            options: how it is assessed.
            versions: of what the results depend on beside, so that no run mixes two.

        Returns:
            what is done already, by number of shard.

        Raises:
            ArchiveError: the folder holds another run's results.
        """
        told = json.dumps(
            {"shards": [s.to_json() for s in shards], "options": options, "versions": versions or {}}, sort_keys=True
        )
        work = {"digest": hashlib.sha256(told.encode()).hexdigest(), "options": options, "versions": versions or {}}
        if not self._plan.exists():
            self._plan.write(json.dumps(work, indent=1).encode())
            return {}
        if _digest_in(self._plan.read()) != work["digest"]:
            raise ArchiveError(
                f"{self.out.address} holds the results of other input, other options or other versions.",
                "Give an empty folder, or the same input, options and version of Copydesk to go on.",
            )
        return self.done()

    def done(self) -> dict[int, Done]:
        """Return what is done, by number of shard."""
        found = self.out.beside("done")
        names = [name for name, _ in found.files() if name.endswith(".json")]
        with ThreadPoolExecutor(AT_ONCE) as readers:
            records = list(readers.map(lambda name: Done.from_json(_read(found, name)), names))
        return {record.shard: record for record in records}

    def record(self, shard: "Shard", done: Done) -> None:
        """Write down that a shard is done; its results are in place by then."""
        self.out.beside("done").beside(f"{shard.name}.json").write(json.dumps(asdict(done)).encode())


def _digest_in(plan: bytes) -> str:
    try:
        return str(json.loads(plan)["digest"])
    except (ValueError, KeyError, TypeError):  # somebody else's file of this name
        return ""


def _read(folder: Place, address: str) -> bytes:
    return folder.beside(address.rpartition("/")[2]).read()
