"""Folders and zip archives as one thing: names and bytes, and never anything outside of them."""

import os
import posixpath
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Protocol
from urllib.parse import unquote

from copydesk.story.assets import inline_picture
from copydesk.story.errors import StoryError
from copydesk.story.readers.limits import MAX_ARCHIVE, MAX_DOCUMENT, MAX_ENTRIES, MAX_RATIO, refuse_size

__all__ = ["Bundle", "BundleAssets", "Folder", "ZipArchive", "is_archive_name"]

_ARCHIVES = frozenset({".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar"})
_SKIPPED = frozenset({"node_modules", "__MACOSX", "_site", "__pycache__", "venv"})
_SMALL = 1_000_000
_CHUNK = 1 << 20
_UNZIP_ERRORS = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError)


class Bundle(Protocol):
    """Many files under one name."""

    def names(self) -> Iterator[tuple[str, StoryError | None]]:
        """Yield each file's path inside the bundle with slashes, and why it must not be opened (None: it may)."""
        ...

    def read(self, name: str) -> bytes:
        """Return a file's bytes.

        Raises:
            StoryError: it is too big, broken, or outside of the bundle.
        """
        ...

    def has(self, name: str) -> bool:
        """Tell whether the bundle holds a file of that path."""
        ...


def is_archive_name(name: str) -> bool:
    """Tell whether the name is that of an archive."""
    return PurePosixPath(name).suffix.lower() in _ARCHIVES


class Folder:
    """A folder on disk; links that lead out of it are not followed."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._real = root.resolve()

    def names(self) -> Iterator[tuple[str, StoryError | None]]:
        """Yield the files in order; hidden ones and those of tools are left out."""
        count = 0
        for folder, inner, files in os.walk(self.root):
            inner[:] = sorted(one for one in inner if not one.startswith(".") and one not in _SKIPPED)
            for file in sorted(files):
                count += 1
                if count > MAX_ENTRIES:
                    raise StoryError(f"The folder holds more than {MAX_ENTRIES:,} files.", name=str(self.root))
                if not file.startswith("."):
                    path = Path(folder, file)
                    yield path.relative_to(self.root).as_posix(), self._refusal(path)

    def read(self, name: str) -> bytes:
        """Return a file's bytes."""
        path = self.root / name
        if (refusal := self._refusal(path)) is not None:
            raise refusal
        try:
            refuse_size(path.stat().st_size, name)
            return path.read_bytes()
        except OSError as error:
            raise StoryError(f"{error.strerror or 'It cannot be opened'}.", name=name) from None

    def has(self, name: str) -> bool:
        """Tell whether the file is there and inside the folder."""
        try:
            path = self.root / name
            return path.is_file() and self._refusal(path) is None
        except (OSError, ValueError):
            return False

    def _refusal(self, path: Path) -> StoryError | None:
        try:
            real = path.resolve()
            inside = real.is_relative_to(self._real) and (not real.exists() or real.is_file())
        except (OSError, RuntimeError, ValueError):
            inside = False
        if inside:
            return None
        return StoryError(
            "The link leads out of the folder, or to no file; it was not followed.",
            remedy="Put the file itself into the folder.",
            name=str(path),
        )


class ZipArchive:
    """A zip archive, read without unpacking it to disk.

    Raises:
        StoryError: it is no zip archive, or is built to unpack to more than any export is.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._zip = zipfile.ZipFile(path)
        except _UNZIP_ERRORS as error:
            raise StoryError(
                f"The archive cannot be opened: {error}.", remedy="Export again.", name=str(path)
            ) from None
        self._files = {one.filename: one for one in self._zip.infolist() if not one.is_dir()}
        self._left = MAX_ARCHIVE
        self._refuse_bomb()

    def close(self) -> None:
        """Close the file."""
        self._zip.close()

    def names(self) -> Iterator[tuple[str, StoryError | None]]:
        """Yield the entries in order, with the reason where one is refused."""
        for name in sorted(self._files):
            parts = PurePosixPath(name).parts
            if not any(part in _SKIPPED or (part.startswith(".") and part != "..") for part in parts):
                yield name, self._refusal(self._files[name])

    def read(self, name: str) -> bytes:
        """Return an entry's bytes; never more than a document may have, whatever the archive says of its size."""
        info = self._files[name]
        if (refusal := self._refusal(info)) is not None:
            raise refusal
        parts: list[bytes] = []
        size = 0
        try:
            with self._zip.open(info) as stream:
                while chunk := stream.read(_CHUNK):
                    size += len(chunk)
                    refuse_size(size, name)
                    parts.append(chunk)
        except _UNZIP_ERRORS as error:
            raise StoryError(f"The entry cannot be unpacked: {error}.", remedy="Export again.", name=name) from None
        self._left -= size
        if self._left < 0:
            raise StoryError(f"The archive unpacks to more than {MAX_ARCHIVE / 1e9:.0f} GB.", name=str(self.path))
        return b"".join(parts)

    def has(self, name: str) -> bool:
        """Tell whether the archive holds the entry."""
        return name in self._files

    def _refuse_bomb(self) -> None:
        unpacked = sum(one.file_size for one in self._files.values())
        if len(self._files) > MAX_ENTRIES or unpacked > MAX_ARCHIVE:
            raise StoryError(
                f"The archive unpacks to {len(self._files):,} files of {unpacked / 1e9:.1f} GB; it was not opened.",
                remedy="Split the export.",
                name=str(self.path),
            )

    @staticmethod
    def _refusal(info: zipfile.ZipInfo) -> StoryError | None:
        what = _wrong_with(info)
        if not what:
            return None
        return StoryError(what, remedy="Take the entry out of the archive.", name=info.filename)


def _wrong_with(info: zipfile.ZipInfo) -> str:
    name = info.filename.replace("\\", "/")
    if name.startswith("/") or ".." in name.split("/") or name[1:2] == ":":
        return "The entry's path leads out of the archive."
    if stat.S_ISLNK(info.external_attr >> 16):
        return "The entry is a link to somewhere else."
    if info.flag_bits & 1:
        return "The entry is encrypted."
    if is_archive_name(name):
        return "The entry is an archive inside the archive; it was not opened."
    if info.file_size > max(info.compress_size, 1) * MAX_RATIO and info.file_size > _SMALL:
        return f"The entry unpacks to more than {MAX_RATIO} times its size, as only a zip bomb does."
    return ""


class BundleAssets:
    """Pictures that lie beside a story in its folder or archive."""

    missing = "Its file is missing beside the story."

    def __init__(self, bundle: Bundle, name: str) -> None:
        self._bundle = bundle
        self._base = posixpath.dirname(name)

    def get(self, src: str) -> bytes | None:
        """Return the bytes of a picture by its relative address, or those that a data: address holds."""
        if (inline := inline_picture(src)) is not None:
            return inline
        address = src.split("?", 1)[0].split("#", 1)[0]
        if not address or "://" in address or address.startswith(("//", "data:")) or "\0" in address:
            return None
        return next(
            (data for name in self._candidates(unquote(address)) if (data := self._read(name)) is not None), None
        )

    def _candidates(self, address: str) -> Iterator[str]:
        if address.startswith("/"):
            bases = [""] + [f"{root}/" for root in ("static", "public", "assets", "content", "source")]
            yield from (posixpath.normpath(base + address.lstrip("/")) for base in bases)
            return
        for base in (self._base, ""):
            yield posixpath.normpath(posixpath.join(base, address))

    def _read(self, name: str) -> bytes | None:
        if name.startswith(("..", "/")) or not self._bundle.has(name):
            return None
        try:
            data = self._bundle.read(name)
        except StoryError:
            return None
        return data if len(data) <= MAX_DOCUMENT else None
