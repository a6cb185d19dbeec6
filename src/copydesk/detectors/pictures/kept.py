"""What an operator keeps beside the package: a newer trust list, and a store of known pictures."""

import os
from datetime import date
from pathlib import Path

from copydesk.detectors.pictures import trusting
from copydesk.detectors.pictures.known import Known, KnownPictures
from copydesk.detectors.pictures.trusting import TrustList

__all__ = ["Kept"]


class Kept:
    """A folder with ``trust-DATE.pem`` and ``known-pictures.jsonl``; either may be missing.

    By default ``$COPYDESK_HOME``, else ``~/.config/copydesk``.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or Path(os.environ.get("COPYDESK_HOME", Path.home() / ".config/copydesk"))
        self._known = self.folder / "known-pictures.jsonl"

    def trust_list(self) -> TrustList:
        """Return the newest list: the bundled one, or one that was kept."""
        kept = [
            trusting.from_files(path, date.fromisoformat(path.stem.removeprefix("trust-")))
            for path in self.folder.glob("trust-????-??-??.pem")
        ]
        return max([trusting.bundled(), *kept], key=lambda listed: listed.published)

    def anchors(self) -> str | None:
        """Return the certificates of a list newer than the bundled one, or None."""
        newest = self.trust_list()
        return None if newest == trusting.bundled() else newest.pem

    def keep_trust_list(self, pem: Path, published: date) -> TrustList:
        """Keep a newer list that was fetched.

        Raises:
            ValueError: there is no certificate in the file.
        """
        listed = trusting.from_files(pem, published)
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / f"trust-{published.isoformat()}.pem").write_text(listed.pem, encoding="utf-8")
        return listed

    def known(self) -> KnownPictures:
        """Return the known pictures.

        Raises:
            ValueError: a line of the store is damaged; the message names it.
        """
        return KnownPictures.load(self._known) if self._known.exists() else KnownPictures()

    def remember(self, entry: Known) -> None:
        """Add a known picture; one that is stored already is replaced."""
        self._store([*(k for k in self.known() if k.phash != entry.phash), entry])

    def forget(self, phash: str) -> bool:
        """Take a known picture out; False where there was none."""
        before = list(self.known())
        after = [k for k in before if k.phash != phash]
        if len(after) < len(before):
            self._store(after)
        return len(after) < len(before)

    def _store(self, entries: list[Known]) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        aside = self._known.with_suffix(".new")
        KnownPictures(entries).save(aside)
        aside.replace(self._known)
