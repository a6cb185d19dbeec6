"""What the SARIF report promises to a code host: a valid log whose places and fixes are those of the files."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from copydesk.cli.places import Places
from copydesk.policy import load
from copydesk.story import Span
from copydesk.story.readers import read

Run = Callable[..., Any]

TEXT = {
    "type": "object",
    "properties": {"text": {"type": "string"}},
    "required": ["text"],
    "additionalProperties": False,
}
LINE = {"type": "integer", "minimum": 1}
REGION = {
    "type": "object",
    "properties": dict.fromkeys(("startLine", "startColumn", "endLine", "endColumn"), LINE),
    "required": ["startLine"],
    "additionalProperties": False,
}
ARTIFACT = {
    "type": "object",
    "properties": {"uri": {"type": "string", "format": "uri-reference"}},
    "required": ["uri"],
    "additionalProperties": False,
}


def closed(required: list[str], **properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def many(item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": item}


LEVEL = {"enum": ["none", "note", "warning", "error"]}
STRING = {"type": "string"}
LOCATION = closed([], physicalLocation=closed(["artifactLocation"], artifactLocation=ARTIFACT, region=REGION))
REPLACEMENT = closed(["deletedRegion"], deletedRegion=REGION, insertedContent=TEXT)
FIX = closed(
    ["artifactChanges"],
    description=TEXT,
    artifactChanges={
        **many(closed(["artifactLocation", "replacements"], artifactLocation=ARTIFACT, replacements=many(REPLACEMENT))),
        "minItems": 1,
    },
)
RULE = closed(
    ["id"],
    id=STRING,
    name=STRING,
    shortDescription=TEXT,
    fullDescription=TEXT,
    help=TEXT,
    defaultConfiguration=closed([], level=LEVEL),
    properties={"type": "object"},
)
RESULT = closed(
    ["message"],
    ruleId=STRING,
    level=LEVEL,
    message=TEXT,
    locations=many(LOCATION),
    partialFingerprints={"type": "object", "additionalProperties": STRING},
    fixes=many(FIX),
)
NOTICE = closed(["message"], level=LEVEL, message=TEXT, descriptor=closed(["id"], id=STRING), locations=many(LOCATION))
DRIVER = closed(["name"], name=STRING, version=STRING, semanticVersion=STRING, rules=many(RULE))
RUN = closed(
    ["tool"],
    tool=closed(["driver"], driver=DRIVER),
    columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
    invocations=many(
        closed(
            ["executionSuccessful"], executionSuccessful={"type": "boolean"}, toolExecutionNotifications=many(NOTICE)
        )
    ),
    results=many(RESULT),
)
LOG = closed(["version", "runs"], **{"$schema": STRING, "version": {"const": "2.1.0"}, "runs": many(RUN)})
"""What of SARIF 2.1.0 we use, as its schema has it; anything else is refused."""


def log_of(copydesk: Run, *words: str | Path) -> dict[str, Any]:
    log: dict[str, Any] = json.loads(copydesk("check", "--format", "sarif", *words).out)
    jsonschema_rs.validator_for(LOG).validate(log)
    return log


def test_rules_are_the_clauses_with_help(copydesk: Run, late: Path) -> None:
    rules = log_of(copydesk, late)["runs"][0]["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [clause.id for clause in load("medium-2024-05").clauses]
    assert all(len(rule["help"]["text"]) > 40 for rule in rules)


def test_a_result_stands_on_the_words_it_rests_on(copydesk: Run, late: Path) -> None:
    (result,) = log_of(copydesk, late)["runs"][0]["results"]
    place = result["locations"][0]["physicalLocation"]
    region = place["region"]
    line = late.read_text(encoding="utf-8").splitlines()[region["startLine"] - 1]
    assert place["artifactLocation"]["uri"] == "late.md"
    assert line[region["startColumn"] - 1 : region["endColumn"] - 1].startswith("I drafted this post with Claude")


def test_the_fix_applied_by_hand_mends_the_story(copydesk: Run, late: Path) -> None:
    (result,) = log_of(copydesk, late)["runs"][0]["results"]
    (replacement,) = result["fixes"][0]["artifactChanges"][0]["replacements"]
    text = late.read_text(encoding="utf-8")
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    region = replacement["deletedRegion"]
    start = starts[region["startLine"] - 1] + region["startColumn"] - 1
    end = starts[region["endLine"] - 1] + region["endColumn"] - 1
    late.write_text(text[:start] + replacement["insertedContent"]["text"] + text[end:], encoding="utf-8")
    assert copydesk("check", late).status == 0


def test_what_cannot_be_read_is_a_notification(copydesk: Run, tmp_path: Path) -> None:
    (tmp_path / "empty.md").write_bytes(b"")
    run = log_of(copydesk, tmp_path / "empty.md")["runs"][0]
    assert run["invocations"][0]["executionSuccessful"] is False
    assert "empty" in run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]


def test_addresses_are_relative_and_escaped(copydesk: Run, late: Path) -> None:
    odd = late.rename(late.parent / "späte Notiz #1%.md")
    (result,) = log_of(copydesk, odd)["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "sp%C3%A4te%20Notiz%20%231%25.md"


@pytest.mark.parametrize(
    ("source", "words", "place"),
    [
        ("One two.\n\nThree *four* five.\n", "five", (3, 14, 3, 18)),
        ("One two.\n\nThree *four* five.\n", "four five", (3, 1, 3, 19)),
        ("A 🐝 b.\n", "b", (1, 5, 1, 6)),
    ],
)
def test_places_are_lines_and_columns_in_code_points(source: str, words: str, place: tuple[int, ...]) -> None:
    story = read(source.encode(), format="markdown")
    at = story.text.index(words)
    region = Places(story, source).of_span(Span(at, at + len(words)))
    assert region is not None
    assert (region.start_line, region.start_column, region.end_line, region.end_column) == place
