"""``copydesk check --jsonl``: one JSON story a line in, one assessment a line out, in order, in bounded memory."""

from collections.abc import Iterator
from typing import IO, Any

from copydesk import wire
from copydesk.answering import LONGEST_LINE, answer
from copydesk.cli.checker import Checker
from copydesk.cli.outcome import Verdict, verdict
from copydesk.story.assets import Assets

__all__ = ["LONGEST_LINE", "assess_lines", "lines"]

CHUNK = 2**20


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
    files = beside.get if beside else None
    for number, (line, whole) in enumerate(lines(stream), start=1):
        if not line.strip():
            continue
        told = answer(line, checker.assess_submission, first=number == 1, whole=whole, files=files)
        if told.assessment is None:
            yield {"id": told.id, "error": told.error, "line": number}, Verdict.UNREADABLE
        else:
            yield wire.assessment_to_json(told.assessment, id=told.id), verdict(told.assessment)
