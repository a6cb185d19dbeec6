"""The index, in memory and in a file: adding, replacing, removing; a build that was stopped goes on."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.detectors.derivation import IndexFileError, Known, MemoryIndex, SqliteIndex, compare
from copydesk.detectors.derivation.index import keys_of
from copydesk.story import Story
from detectors.derivation.texts import BEES, CHESS, TOPICS, WOLVES

KNOWN = [Known(topic.name, topic.source) for topic in TOPICS.values()]
MANY = [
    Known(f"{topic.name} {part}", topic.source + "\n\n" + str(part)) for topic in TOPICS.values() for part in range(20)
]


@pytest.fixture(params=["memory", "file"])
def an_index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MemoryIndex | SqliteIndex]:
    if request.param == "memory":
        yield MemoryIndex()
        return
    with SqliteIndex(tmp_path / "known.index") as index:
        yield index


def found(text: str, index: MemoryIndex | SqliteIndex) -> set[str]:
    return {match.source for match in compare(Story(text=text), index).matches}


def test_what_was_added_is_found(an_index: MemoryIndex | SqliteIndex) -> None:
    an_index.add(Known("bees", BEES.source))
    assert len(an_index) == 1
    assert found(BEES.paraphrase, an_index) == {"bees"}


def test_what_was_removed_is_found_no_more(an_index: MemoryIndex | SqliteIndex) -> None:
    for known in KNOWN[:5]:
        an_index.add(known)
    assert an_index.remove("bees")
    assert not an_index.remove("bees")
    assert len(an_index) == 4
    assert not found(BEES.source, an_index)


def test_a_text_added_again_replaces_the_earlier_one(an_index: MemoryIndex | SqliteIndex) -> None:
    an_index.add(Known("one", BEES.source))
    an_index.add(Known("one", WOLVES.source))
    assert len(an_index) == 1
    assert not found(BEES.source, an_index)
    assert found(WOLVES.source, an_index) == {"one"}


def test_a_build_finds_what_memory_finds(tmp_path: Path) -> None:
    with SqliteIndex(tmp_path / "known.index") as index:
        assert index.build(iter(KNOWN)) == len(KNOWN)
        memory = MemoryIndex(KNOWN)
        for topic in TOPICS.values():
            for text in (topic.source, topic.paraphrase, topic.summary, topic.other):
                assert compare(Story(text=text), index) == compare(Story(text=text), memory)


def test_a_build_tells_its_progress(tmp_path: Path) -> None:
    told: list[int] = []
    with SqliteIndex(tmp_path / "known.index") as index:
        index.build(MANY, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == len(MANY)


def stops_after(count: int) -> Iterator[Known]:
    yield from MANY[:count]
    raise KeyboardInterrupt


def test_a_build_that_was_stopped_goes_on_and_ends_the_same(tmp_path: Path) -> None:
    path = tmp_path / "known.index"
    with SqliteIndex(path) as index, pytest.raises(KeyboardInterrupt):
        index.build(stops_after(400))
    with SqliteIndex(path) as index:
        assert 0 < len(index) < len(MANY)
        assert index.build(MANY) < len(MANY)
        assert len(index) == len(MANY)
    with SqliteIndex(tmp_path / "other.index") as whole:
        whole.build(MANY)
    assert keys(path) == keys(tmp_path / "other.index")


def keys(path: Path) -> list[tuple[int, str]]:
    with sqlite3.connect(path) as db:
        return db.execute("SELECT key, id FROM keys JOIN texts ON number = text ORDER BY key, id").fetchall()


def test_a_second_build_takes_in_only_what_changed(tmp_path: Path) -> None:
    with SqliteIndex(tmp_path / "known.index") as index:
        index.build(KNOWN)
        assert index.build([*KNOWN[:-1], Known(KNOWN[-1].id, CHESS.other), Known("new", WOLVES.other)]) == 2
        assert found(CHESS.other, index) == {KNOWN[-1].id}


def test_several_processes_build_the_same_index(tmp_path: Path) -> None:
    with SqliteIndex(tmp_path / "one.index") as index:
        index.build(MANY)
    with SqliteIndex(tmp_path / "two.index") as index:
        index.build(MANY, processes=2)
    assert keys(tmp_path / "one.index") == keys(tmp_path / "two.index")


def test_nothing_is_left_beside_the_file(tmp_path: Path) -> None:
    with SqliteIndex(tmp_path / "known.index") as index:
        index.build(KNOWN)
    assert [path.name for path in tmp_path.iterdir()] == ["known.index"]


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "story.md"
    other.write_text("Bees are fine. " * 100)
    with pytest.raises(IndexFileError, match="is no index of known texts"):
        SqliteIndex(other)


def test_a_missing_index_is_not_made_where_one_is_wanted(tmp_path: Path) -> None:
    with pytest.raises(IndexFileError, match="copydesk known build"):
        SqliteIndex(tmp_path / "missing.index", make=False)
    assert not list(tmp_path.iterdir())


TEXTS = st.lists(st.sampled_from([topic.source for topic in TOPICS.values()]), min_size=1, max_size=3).map("\n\n".join)


@settings(max_examples=20, deadline=None)
@given(steps=st.lists(st.tuples(st.sampled_from("abc"), st.none() | TEXTS), max_size=8))
def test_after_any_adding_and_removing_no_key_of_a_text_that_is_gone_stays(steps: list[tuple[str, str | None]]) -> None:
    index = MemoryIndex()
    left: dict[str, str] = {}
    for name, text in steps:
        if text is None:
            assert index.remove(name) == (left.pop(name, None) is not None)
        else:
            index.add(Known(name, text))
            left[name] = text
    fresh = MemoryIndex(Known(name, text) for name, text in left.items())
    assert sum(map(len, index._postings.values())) == sum(map(len, fresh._postings.values()))
    assert len(index) == len(left)


def test_all_keys_of_a_story_are_looked_up_in_one_statement(tmp_path: Path) -> None:
    with SqliteIndex(tmp_path / "known.index") as index:
        index.build(KNOWN)
        asked: list[str] = []
        index._db.set_trace_callback(asked.append)
        index.postings(range(200), 3)
    assert len(asked) == 1


def test_of_a_widespread_key_no_more_texts_are_read_than_asked_for(an_index: MemoryIndex | SqliteIndex) -> None:
    for number in range(5):
        an_index.add(Known(f"copy {number}", BEES.source))
    key = keys_of(Known("", BEES.source))[0]
    assert [len(texts) for texts in an_index.postings([key, key + 1], 3).values()] == [3]


def test_without_the_paraphrase_pass_rare_words_are_not_looked_up(an_index: MemoryIndex | SqliteIndex) -> None:
    an_index.add(Known("bees", BEES.source))
    assert compare(Story(text=BEES.source), an_index, paraphrase=False).share == 1
    assert not compare(Story(text=BEES.paraphrase), an_index, paraphrase=False).matches
