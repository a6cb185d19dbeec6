"""Where archives lie: local folders, or S3-compatible stores, through one file system interface."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from posixpath import normpath
from typing import Any

from pyarrow import fs

from copydesk.archive.errors import ArchiveError

__all__ = ["Place", "place"]

ASIDE = ".part"


@dataclass(frozen=True)
class Place:
    """A file or folder on a file system.

    ``address`` is what the person gave, from which a worker on another machine finds it again.
    """

    address: str
    system: Any
    path: str

    def beside(self, name: str) -> "Place":
        """Return the place of ``name`` inside this folder."""
        return Place(f"{self.address.rstrip('/')}/{name}", self.system, f"{self.path.rstrip('/')}/{name}")

    def holds(self, other: "Place") -> bool:
        """Tell whether another place is this folder or lies in it."""
        mine, theirs = (f"{normpath(one.path)}/".replace("//", "/") for one in (self, other))
        return bool(self.system.type_name == other.system.type_name) and theirs.startswith(mine)

    def files(self) -> list[tuple[str, int]]:
        """Return (address, bytes) of this file, or of the files below this folder, by name."""
        info = self.system.get_file_info(self.path)
        if info.type == fs.FileType.File:
            return [(self.address, int(info.size))]
        below = self.system.get_file_info(fs.FileSelector(self.path, recursive=True, allow_not_found=True))
        cut = len(self.path.rstrip("/"))
        found = [(self.address.rstrip("/") + f.path[cut:], int(f.size)) for f in below if f.type == fs.FileType.File]
        return sorted(found)

    def exists(self) -> bool:
        """Tell whether there is a file or folder."""
        return bool(self.system.get_file_info(self.path).type != fs.FileType.NotFound)

    def read(self) -> bytes:
        """Return the bytes of the file."""
        with self.system.open_input_stream(self.path) as stream:
            return bytes(stream.read())

    def clear(self) -> None:
        """Remove what killed writers left aside below this folder."""
        below = self.system.get_file_info(fs.FileSelector(self.path, recursive=True, allow_not_found=True))
        for info in below:
            if info.type == fs.FileType.File and info.path.endswith(ASIDE):
                self.system.delete_file(info.path)

    def write(self, data: bytes) -> None:
        """Put the bytes in place in one step."""
        with self.writing() as stream:
            stream.write(data)

    @contextmanager
    def writing(self) -> Iterator[Any]:
        """Give a stream to a file aside, renamed when the block ends well, so that nobody sees a half-written file.

        Each has a name of its own: a worker that outlived its killed run may still write while the next one does.
        """
        self.system.create_dir(self.path.rpartition("/")[0], recursive=True)
        aside = f"{self.path}.{secrets.token_hex(4)}{ASIDE}"
        with self.system.open_output_stream(aside) as stream:
            yield stream
        self.system.move(aside, self.path)


def place(address: str) -> Place:
    """Find a place by a local path or an address such as ``s3://bucket/folder``.

    Credentials and endpoints of S3-compatible stores are read from the environment, as the AWS tools do.

    Raises:
        ArchiveError: it is an address of a kind that is not known.
    """
    if "://" in address:
        try:
            system, path = fs.FileSystem.from_uri(address)
        except ValueError as error:
            raise ArchiveError(
                f"{address}: {error}.", "Give a path, or an address such as s3://bucket/folder."
            ) from None
        return Place(address, system, path)
    return Place(address, fs.LocalFileSystem(), str(Path(address).absolute()))
