"""``copydesk check --jsonl``: one JSON story a line in, one assessment a line out, in order, in bounded memory."""

import re
from collections.abc import Iterator
from typing import IO, Any

from copydesk import wire
from copydesk.cli.checker import Checker, fault
from copydesk.cli.outcome import Verdict, verdict
from copydesk.story.assets import Assets
from copydesk.story.errors import StoryError

__all__ = ["LONGEST_LINE", "answer", "assess_lines", "lines"]

LONGEST_LINE = 32 * 2**20
CHUNK = 2**20
MARK = b"\xef\xbb\xbf"
IDENTITY = re.compile(rb'"id"\s*:\s*("(?:[^"\\]|\\.){0,200}"|-?\d{1,18})')


def lines(stream: IO[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Yield (line, whole); of a line longer than ``LONGEST_LINE`` only the beginning is kept."""
    while line := stream.readline(LONGEST_LINE + 1):
        if len(line) <= LONGEST_LINE or line.endswith(b"\n"):
            yield line, True
            continue
        yield line[:CHUNK], False
        del line
        while (rest := stream.readline(CHUNK)) and not rest.endswith(b"\n"):
            pass


def assess_lines(
    checker: Checker, stream: IO[bytes], beside: Assets | None
) -> Iterator[tuple[dict[str, Any], Verdict]]:
    """Answer each line that is not blank; a bad one yields ``{"id", "error", "line"}`` and the rest goes on."""
    for number, (line, whole) in enumerate(lines(stream), start=1):
        if line.strip():
            yield answer(checker, line, number, whole=whole, beside=beside)


def answer(
    checker: Checker, line: bytes, number: int, *, whole: bool = True, beside: Assets | None = None
) -> tuple[dict[str, Any], Verdict]:
    """Answer one line: the assessment, or what is wrong with it."""
    if not whole:
        long = f"this line is longer than {LONGEST_LINE >> 20} MB. Put its pictures beside it as files."
        return _refusal(_identity_of(line), long, number)
    identity: Any = None
    try:
        value = wire.load(line.removeprefix(MARK) if number == 1 else line)
        identity = value.get("id") if isinstance(value, dict) else None
        sent = wire.submission_from_json(value, files=beside.get if beside else None)
        assessment = checker.assess_submission(sent)
        return wire.assessment_to_json(assessment, id=sent.id), verdict(assessment)
    except (wire.WireError, StoryError) as error:
        return _refusal(_identity_of(line) if identity is None else identity, str(error), number)
    except Exception as error:  # noqa: BLE001  # one line's fault must not keep the others from being answered
        return _refusal(identity, fault(error), number)


def _refusal(identity: Any, error: str, number: int) -> tuple[dict[str, Any], Verdict]:
    known = identity if isinstance(identity, str | int) and not isinstance(identity, bool) else None
    return {"id": known, "error": error, "line": number}, Verdict.UNREADABLE


def _identity_of(line: bytes) -> str | int | None:
    """Find the id of a line that could not be read as a whole, so that its sender can tell which it was."""
    found = IDENTITY.search(line[:CHUNK])
    try:
        identity = wire.load(found[1]) if found else None
    except wire.WireError:
        return None
    return identity if isinstance(identity, str | int) else None
