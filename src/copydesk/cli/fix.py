"""``copydesk check --fix``: writes the fixes into Markdown and HTML files and shows what it changed."""

import os
import stat
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import click

from copydesk.cli.checker import Checker
from copydesk.cli.outcome import Outcome
from copydesk.cli.plain import plain
from copydesk.mend import FORMATS, Mend, established, mend, mends
from copydesk.story.edit import unified
from copydesk.story.readers.archives import is_archive_name

__all__ = ["fixed", "write"]


def fixed(outcomes: Iterator[Outcome], checker: Checker) -> Iterator[Outcome]:
    """Fix each story that can be fixed, and give what came of it afterwards.

    Only what is established is written: a disclosure of something that is merely suspected would put words into the
    author's mouth. Declare it (``--declare``) and it is written.
    """
    for outcome in outcomes:
        yield _fixed(outcome, checker)


def _fixed(outcome: Outcome, checker: Checker) -> Outcome:
    changes = _changes(outcome)
    if not changes:
        return outcome
    if outcome.path is None or outcome.source is None or is_archive_name(outcome.path.name):
        return _refused(outcome, "--fix cannot write into an archive or an export. Unpack it and name the folder.")
    new = mend(outcome.source, changes)
    try:
        write(outcome.path, outcome.source, new)
    except OSError as error:
        return _refused(outcome, f"the fix cannot be written: {error.strerror or error}.")
    except UnicodeError:
        return _refused(outcome, "the fix cannot be written: the file is not in UTF-8. Save it as UTF-8.")
    click.echo(plain(unified(outcome.source, new, outcome.name)), err=True)
    return next(checker.outcomes((outcome.path,)), outcome)


def _refused(outcome: Outcome, why: str) -> Outcome:
    return replace(outcome, assessment=None, error=f"{outcome.name}: {why}")


def _changes(outcome: Outcome) -> list[Mend]:
    if outcome.assessment is None or outcome.assessment.story.format not in FORMATS:
        return []
    return [change for advice in established(outcome.assessment) for change in mends(outcome.assessment, advice)]


def write(path: Path, old: str, new: str) -> None:
    """Replace a file's text at once: a reader sees the old file or the new one, never a half.

    Raises:
        OSError: the file or its folder cannot be written.
        UnicodeError: the file is not the UTF-8 text that was read.
    """
    target = path.resolve()
    data = target.read_bytes()
    mark = b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b""
    ends = "\r\n" if b"\r\n" in data and "\r\n" not in old else "\n"
    if data.removeprefix(mark).decode().replace("\r\n", "\n") != old.replace("\r\n", "\n"):
        raise UnicodeError
    text = new.replace("\n", ends) if ends != "\n" else new
    handle, aside = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(mark + text.encode())
            file.flush()
            os.fsync(file.fileno())
        Path(aside).chmod(stat.S_IMODE(target.stat().st_mode))
        Path(aside).replace(target)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise
