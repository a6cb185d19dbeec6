"""What ``copydesk check --jsonl`` promises: an answer a line, in order, whatever the lines hold."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cli.samples import EXAMPLES
from copydesk.cli import lines

Run = Callable[..., Any]

GOOD = {"id": "good", "story": {"format": "markdown", "title": "Notes", "content": "I keep bees and they keep me."}}


def answers(copydesk: Run, *sent: bytes | dict[str, Any]) -> tuple[int, list[dict[str, Any]]]:
    stdin = b"\n".join(one if isinstance(one, bytes) else json.dumps(one).encode() for one in sent)
    done = copydesk("check", "--jsonl", "-", stdin=stdin)
    return done.status, [json.loads(line) for line in done.out.splitlines()]


def test_answers_come_in_order_with_the_ids_that_were_sent(copydesk: Run) -> None:
    status, told = answers(copydesk, *({**GOOD, "id": name} for name in ("c", "a", 7)))
    assert status == 0
    assert [one["id"] for one in told] == ["c", "a", 7]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"no json", "not JSON"),
        (b'{"id": "bad", "story":', "not JSON"),
        (b"[1, 2]", "an object was expected, not a list"),
        (b'{"id": "bad"}', "story: this field is missing"),
        (b'{"id": "bad", "story": {"format": "markdown"}}', "story.content: this field is missing"),
        (b'{"id": "bad", "story": {"content": 7}}', "story.content: a text was expected, not a number"),
        (b'{"id": "bad", "story": {"content": "x", "format": "docx"}}', "one of markdown, html, text"),
        (b'{"id": "bad", "story": {"content": "x", "paywalled": "yes"}}', "story.paywalled: true or false"),
        (b'{"id": "bad", "story": {"content": "x"}, "findings": {"writing": "robot"}}', "findings.writing: one of"),
        (b'{"id": "bad", "story": {"content": "x"}, "findings": {"search_spam": 1}}', "findings.search_spam: true"),
        (b'{"id": "bad", "story": {"content": "x"}, "findings": {"pictures": ["a"]}}', "findings.pictures: an object"),
        (b'{"id": "bad", "story": {"content": "x"}, "author": {"strikes": 3}}', "author.strikes: a list"),
        (b'{"id": "bad", "story": {"content": "x", "content": "y"}}', 'the key "content" stands twice'),
        (b'{"id": "bad", "story": {"content": NaN}}', "NaN is no JSON number"),
        (b'{"id": "bad", "story": {"content": ' + b"9" * 5000 + b"}}", "a number too long"),
        (b'{"id": "bad", "story": {"content": ' + b"[" * 100_000 + b"}}", "nested too deep"),
        (b'{"id": "bad", "story": {"content": "\xff\xfe"}}', "not UTF-8"),
        (b'{"id": "bad", "story": {"content": ""}}', "empty"),
        (b'{"id": {"a": 1}, "story": {"content": "x"}}', "id: a text was expected"),
    ],
)
def test_a_bad_line_is_told_and_the_rest_goes_on(copydesk: Run, line: bytes, said: str) -> None:
    status, told = answers(copydesk, GOOD, line, {**GOOD, "id": "after"})
    assert status == 2
    assert [one.get("id") for one in told][::2] == ["good", "after"]
    assert said in told[1]["error"]
    assert told[1]["id"] in ("bad", None)
    assert told[1]["line"] == 2
    assert "ruling" in told[2]


def test_a_line_that_is_too_long_keeps_its_id_and_costs_no_memory(
    copydesk: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "LONGEST_LINE", 5000)
    long = b'{"id": "long", "story": {"content": "' + b"x" * 20_000 + b'"}}'
    status, told = answers(copydesk, long, GOOD)
    assert status == 2
    assert [one["id"] for one in told] == ["long", "good"]
    assert "longer than" in told[0]["error"]


def test_blank_lines_are_passed_over_and_a_byte_order_mark_is_no_error(copydesk: Run) -> None:
    status, told = answers(copydesk, b"\xef\xbb\xbf" + json.dumps(GOOD).encode(), b"", b"  ", GOOD)
    assert status == 0
    assert len(told) == 2


def test_a_lone_surrogate_is_read_as_the_replacement_character(copydesk: Run) -> None:
    line = b'{"id": "\\ud83d", "story": {"content": "I keep bees \\ud800 here."}}'
    status, told = answers(copydesk, line)
    assert status == 0
    assert told[0]["id"] == "�"


def test_no_more_than_one_line_is_held_at_a_time() -> None:
    class Counting(io.BytesIO):
        def __init__(self) -> None:
            super().__init__(b"{}\n" * 1000)
            self.lines = 0

        def readline(self, size: int | None = -1, /) -> bytes:
            self.lines += 1
            return super().readline(size)

    stream = Counting()
    first = next(lines.lines(stream))
    assert first == (b"{}\n", True)
    assert stream.lines == 1


def test_a_picture_beside_the_file_is_examined_and_none_outside_it(copydesk: Run, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for place in (folder, tmp_path):
        (place / "hive.png").write_bytes((EXAMPLES / "hive.png").read_bytes())
    content = '<p>I keep bees.</p><img src="hive.png"><p>They keep me.</p><img src="../hive.png">'
    sent = {"id": 1, "story": {"format": "html", "content": content}}
    (folder / "in.jsonl").write_text(json.dumps(sent), encoding="utf-8")
    done = copydesk("check", "--jsonl", folder / "in.jsonl")
    assert [picture["ai"] for picture in json.loads(done.out)["evidence"]["pictures"]] == ["declared", "unknown"]


def test_findings_are_taken_at_their_word(copydesk: Run) -> None:
    _, told = answers(copydesk, {**GOOD, "findings": {"writing": "human"}})
    assert told[0]["facts"]["writing"] == {"value": "human", "basis": "finding"}
    assert told[0]["evidence"]["writing"]["detectors"] == {}


def test_the_answers_go_where_out_says(copydesk: Run, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text(json.dumps(GOOD), encoding="utf-8")
    done = copydesk("check", "--jsonl", tmp_path / "in.jsonl", "--out", tmp_path / "out.jsonl")
    assert (done.status, done.out) == (0, "")
    assert json.loads((tmp_path / "out.jsonl").read_text(encoding="utf-8"))["id"] == "good"


def test_a_missing_file_of_lines_is_said_to_be_missing(copydesk: Run) -> None:
    done = copydesk("check", "--jsonl", "nowhere.jsonl")
    assert done.status == 2
    assert "nowhere.jsonl cannot be read" in done.err
