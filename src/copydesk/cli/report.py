"""What every report can do, and which one a ``--format`` names."""

import json
from pathlib import Path
from typing import IO, Any, Protocol

from copydesk import wire
from copydesk.cli.outcome import Outcome
from copydesk.policy import Policy

__all__ = ["JsonReport", "Report", "report"]


class Report(Protocol):
    """Takes outcomes in as they come and says at the end what is left to say."""

    def add(self, outcome: Outcome) -> None:
        """Take in one story."""
        ...

    def close(self) -> None:
        """Finish; nothing is added after it."""
        ...


def report(form: str, out: IO[str], policy: Policy, *, many: bool) -> Report:
    """Make the report of a format: "text", "json", "sarif" or "html"."""
    if form == "json":
        return JsonReport(out)
    if form == "sarif":
        from copydesk.cli.sarif import SarifReport  # noqa: PLC0415  # each format loads its own parts

        return SarifReport(out, policy, Path.cwd())
    if form == "html":
        from copydesk.cli.html import HtmlReport  # noqa: PLC0415  # the same

        return HtmlReport(out)
    from copydesk.cli.text import TextReport, console  # noqa: PLC0415  # the same

    return TextReport(console(out), many=many)


class JsonReport:
    """One assessment for one story, an array for several; written as they come."""

    def __init__(self, out: IO[str]) -> None:
        self._out = out
        self._first: dict[str, Any] | None = None
        self._open = False

    def add(self, outcome: Outcome) -> None:
        """Take in one story; the first is held back until it is known whether there are more."""
        value = _json(outcome)
        if self._first is None and not self._open:
            self._first = value
            return
        if self._first is not None:
            self._out.write("[\n" + _indented(self._first))
            self._first, self._open = None, True
        self._out.write(",\n" + _indented(value))

    def close(self) -> None:
        """Write what was held back."""
        if self._first is not None:
            self._out.write(_indented(self._first) + "\n")
        else:
            self._out.write("\n]\n" if self._open else "[]\n")


def _json(outcome: Outcome) -> dict[str, Any]:
    if outcome.assessment is None:
        return {"id": outcome.name, "error": outcome.error}
    return wire.assessment_to_json(outcome.assessment, id=outcome.name)


def _indented(value: dict[str, Any]) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False)
