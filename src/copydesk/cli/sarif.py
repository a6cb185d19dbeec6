"""The report in SARIF 2.1.0, for a code host's review: rules are clauses, results what holds, fixes their edits."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

from copydesk import __version__
from copydesk.assess import Assessment
from copydesk.cli.grounds import Ground, grounds
from copydesk.cli.outcome import Outcome
from copydesk.cli.places import Places, Region
from copydesk.mend import mend, mends
from copydesk.policy import Policy
from copydesk.policy.model import Clause
from copydesk.policy.ruling import Advice, ClauseHeld

__all__ = ["SarifReport"]

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
UNREADABLE = "copydesk.unreadable"


class SarifReport:
    """Collects results and writes one SARIF log at the end.

    Args:
        out: where the log goes.
        policy: whose clauses are the rules.
        root: the folder to which the files' addresses are relative.
    """

    def __init__(self, out: IO[str], policy: Policy, root: Path) -> None:
        self._out, self._policy, self._root = out, policy, root
        self._results: list[dict[str, Any]] = []
        self._notices: list[dict[str, Any]] = []

    def add(self, outcome: Outcome) -> None:
        """Take in one story."""
        if outcome.assessment is None:
            self._notices.append(_notice(outcome, self._uri(outcome)))
        else:
            self._results.extend(_results(outcome, outcome.assessment, self._uri(outcome)))

    def close(self) -> None:
        """Write the log."""
        driver = {
            "name": "Copydesk",
            "version": __version__,
            "semanticVersion": __version__,
            "rules": [_rule(self._policy, clause) for clause in self._policy.clauses],
        }
        run = {
            "tool": {"driver": driver},
            "columnKind": "unicodeCodePoints",
            "invocations": [{"executionSuccessful": not self._notices, "toolExecutionNotifications": self._notices}],
            "results": self._results,
        }
        log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
        self._out.write(json.dumps(log, indent=2, ensure_ascii=True) + "\n")

    def _uri(self, outcome: Outcome) -> str:
        """Give the file's address below the root; what lies elsewhere keeps the name it was given."""
        path = outcome.path or Path(outcome.name)
        resolved = path.resolve()
        inside = resolved.is_relative_to(self._root)
        return quote(
            (resolved.relative_to(self._root) if inside else path).as_posix().lstrip("/"), safe="/:@!$&'()*+,;=~-._"
        )


def _rule(policy: Policy, clause: Clause) -> dict[str, Any]:
    title, explain = clause.title.get(policy.language, clause.id), clause.explain.get(policy.language, "")
    return {
        "id": clause.id,
        "name": "".join(word.capitalize() for word in clause.id.replace(".", "-").split("-")),
        "shortDescription": {"text": title},
        "fullDescription": {"text": explain or title},
        "help": {"text": explain or title},
        "defaultConfiguration": {"level": "warning"},
        "properties": {"tags": [clause.id.partition(".")[0], policy.id]},
    }


def _notice(outcome: Outcome, uri: str) -> dict[str, Any]:
    return {
        "level": "error",
        "message": {"text": outcome.error},
        "descriptor": {"id": UNREADABLE},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri}}}],
    }


def _results(outcome: Outcome, assessment: Assessment, uri: str) -> Iterator[dict[str, Any]]:
    places = Places(assessment.story, outcome.source) if outcome.source is not None else None
    for clause in assessment.ruling.clauses:
        advice = [a for a in assessment.ruling.advice if a.clause == clause.id]
        rests = grounds(assessment, clause)
        result = {
            "ruleId": clause.id,
            "level": _level(assessment, clause, advice),
            "message": {"text": _message(clause, rests, advice)},
            "locations": [_location(uri, region) for region in _regions(assessment, places, rests)[:1]],
            "partialFingerprints": {"copydesk/v1": f"{assessment.story.revision}:{clause.id}"},
        }
        fixes = [fix for one in advice if (fix := _fix(assessment, one, outcome, uri))]
        yield result | ({"fixes": fixes} if fixes else {})


def _level(assessment: Assessment, clause: ClauseHeld, advice: list[Advice]) -> str:
    if clause.suspected:
        return "note"
    return "error" if assessment.ruling.now.strike else "warning" if advice else "note"


def _message(clause: ClauseHeld, rests: tuple[Ground, ...], advice: list[Advice]) -> str:
    quotes = [f"{g.reason} “{' '.join(g.quote.split())[:200]}”" if g.quote else g.reason for g in rests]
    return " ".join([clause.because, *quotes, *(a.text for a in advice)])


def _regions(assessment: Assessment, places: Places | None, rests: tuple[Ground, ...]) -> list[Region | None]:
    """Find where a result stands: the words it rests on, else the story's beginning, else the file."""
    if places is None:
        return [None]
    blocks = assessment.story.blocks
    found = [
        places.of_span(g.span) if g.span else places.of_block(blocks[g.block]) if g.block is not None else None
        for g in rests
    ]
    first = next((b for b in blocks if b.source and assessment.story.text_of(b).strip()), None)
    return [region for region in found if region] or [places.of_block(first) if first else None]


def _location(uri: str, region: Region | None) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": uri}}
    return {"physicalLocation": physical | ({"region": _region(region)} if region else {})}


def _region(region: Region) -> dict[str, int]:
    return {
        "startLine": region.start_line,
        "startColumn": region.start_column,
        "endLine": region.end_line,
        "endColumn": region.end_column,
    }


def _fix(assessment: Assessment, advice: Advice, outcome: Outcome, uri: str) -> dict[str, Any] | None:
    changes = list(mends(assessment, advice)) if outcome.source is not None else []
    if not changes or outcome.source is None:
        return None
    replacement = _replacement(assessment, outcome.source, mend(outcome.source, changes))
    return {
        "description": {"text": advice.text},
        "artifactChanges": [{"artifactLocation": {"uri": uri}, "replacements": [replacement]}],
    }


def _replacement(assessment: Assessment, old: str, new: str) -> dict[str, Any]:
    """Give the one stretch in which two sources differ as a replacement."""
    start = _shared(old, new)
    end = _shared(old[start:][::-1], new[start:][::-1])
    region = Places(assessment.story, old).region(start, len(old) - end)
    return {"deletedRegion": _region(region), "insertedContent": {"text": new[start : len(new) - end]}}


def _shared(one: str, other: str) -> int:
    """Count the characters that two texts share at their beginning."""
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
