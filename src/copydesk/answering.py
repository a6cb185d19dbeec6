"""One line of the JSON contract in, one answer out: what ``copydesk check --jsonl`` and the archive share."""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from copydesk import wire
from copydesk.assess import Assessment
from copydesk.detectors import InstallationError
from copydesk.story.errors import StoryError

__all__ = ["LONGEST_LINE", "Answer", "answer", "fault"]

LONGEST_LINE = 32 * 2**20
LOOKED_AT = 2**20
MARK = b"\xef\xbb\xbf"
IDENTITY = re.compile(rb'"id"\s*:\s*("(?:[^"\\]|\\.){0,200}"|-?\d{1,18})')


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one line: the assessment of what was sent, or what is wrong with it.

    ``id`` is the sender's, found even in many a line that can't be read as a whole; ``value`` is the line as JSON.
    """

    id: str | int | None
    sent: wire.Submission | None = None
    assessment: Assessment | None = None
    error: str = ""
    value: Mapping[str, Any] = field(default_factory=dict)


def answer(
    line: bytes,
    assess: Callable[[wire.Submission], Assessment],
    *,
    first: bool = False,
    whole: bool = True,
    files: Callable[[str], bytes | None] | None = None,
) -> Answer:
    """Answer one line; whatever is wrong with it is said.

    Args:
        line: one JSON object in UTF-8; of one that is not ``whole`` the beginning.
        assess: says what the policy says of one submission.
        first: whether the line opens its file and so may open with a byte order mark.
        whole: whether the line is no longer than ``LONGEST_LINE``.
        files: gives the bytes of pictures that lie beside the line.

    Raises:
        InstallationError: a file that comes with Copydesk is damaged, so that no line can be answered.
    """
    if not whole:
        long = f"this line is longer than {LONGEST_LINE >> 20} MB. Put its pictures beside it as files."
        return Answer(_identity_of(line), error=long)
    identity: Any = None
    try:
        value = wire.load(line.removeprefix(MARK) if first else line)
        identity = value.get("id") if isinstance(value, dict) else None
        sent = wire.submission_from_json(value, files=files)
        return Answer(sent.id, sent, assess(sent), value=value)
    except (wire.WireError, StoryError) as error:
        return Answer(_identity_of(line) if identity is None else _known(identity), error=str(error))
    except Exception as error:  # noqa: BLE001  # one line's fault must not keep the others from being answered
        return Answer(_known(identity), error=fault(error))


def fault(error: Exception) -> str:
    """Tell of an error that is ours; set COPYDESK_DEBUG=1 to have it raised where it arose.

    Raises:
        InstallationError: it is one, and would befall every other story too.
    """
    if isinstance(error, InstallationError) or os.environ.get("COPYDESK_DEBUG"):
        raise error
    return f"Copydesk failed on it ({type(error).__name__}: {error}). This is a fault of Copydesk: please report it."


def _known(identity: Any) -> str | int | None:
    return identity if isinstance(identity, str | int) and not isinstance(identity, bool) else None


def _identity_of(line: bytes) -> str | int | None:
    """Find the id of a line that could not be read as a whole, so that its sender can tell which it was."""
    found = IDENTITY.search(line[:LOOKED_AT])
    try:
        return _known(wire.load(found[1])) if found else None
    except wire.WireError:
        return None
