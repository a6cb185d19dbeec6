"""Hostile sources are read or refused, in bounded time."""

import base64
import os
import stat
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.story.errors import StoryError
from copydesk.story.readers import read, read_all, read_path
from copydesk.story.readers.limits import MAX_DOCUMENT, MAX_MARKS
from copydesk.story.readers.registry import FORMATS
from story.shapes import BY_FORMAT, MEDIUM, POSTS_CSV, SUBSTACK, zipped


def check(data: bytes, format_: str | None = None) -> None:
    """Read; either spans fit or it is a StoryError with words for a person."""
    try:
        found = list(read_all(data, format=format_))
    except StoryError:
        return
    for one in found:
        one.text.encode()
        assert one.revision
        parts = [one.text_of(block) for block in one.blocks if len(block.span)]
        assert "\n\n".join(parts) == one.text
        for block in one.blocks:
            assert all(link.span.end <= len(one.text) for link in block.links)
        assert all(note.span is None or note.span.end <= len(one.text) for note in one.notes)


@given(st.binary(max_size=400), st.sampled_from([None, *FORMATS]))
@settings(max_examples=300, deadline=None)
def test_arbitrary_bytes_are_a_story_or_a_story_error(data: bytes, format_: str | None) -> None:
    check(data, format_)


@given(
    st.text(st.sampled_from(list("<>/!-=\"'abphil#*_[]()`~|&;:{}%\n \0\ud800\u0301")), max_size=120),
    st.sampled_from(FORMATS),
)
@settings(max_examples=300, deadline=None)
def test_arbitrary_markup_is_a_story_or_a_story_error(text: str, format_: str) -> None:
    check(text.encode("utf-8", "surrogatepass"), format_)


@given(st.data(), st.sampled_from(sorted(BY_FORMAT)))
@settings(max_examples=300, deadline=None)
def test_mutated_documents_are_a_story_or_a_story_error(data: st.DataObject, format_: str) -> None:
    source = bytearray(BY_FORMAT[format_].encode())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(source)))
        piece = data.draw(st.binary(max_size=6))
        end = at + data.draw(st.integers(0, 40))
        source[at:end] = piece
    check(bytes(source), format_)
    check(bytes(source))


@pytest.mark.parametrize("data", [b"", b" \n\t\r\n", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_an_empty_file_is_an_error(data: bytes) -> None:
    with pytest.raises(StoryError, match="empty"):
        read(data, name="a.md")


def test_an_error_names_file_place_and_remedy() -> None:
    with pytest.raises(StoryError) as caught:
        read(b"---\ntitle: [x\n---\nText.", name="posts/a.md")
    assert str(caught.value).startswith("posts/a.md: line 3: The front matter is no valid YAML")
    assert caught.value.remedy


def test_a_huge_file_is_refused_by_its_size(tmp_path: Path) -> None:
    huge = tmp_path / "huge.md"
    with huge.open("wb") as file:
        file.truncate(200_000_000)
    (entry,) = read_path(huge)
    assert "200 MB" in str(entry.error)
    with pytest.raises(StoryError, match="MB"):
        read(b"a" * (MAX_DOCUMENT + 1))


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("Café.".encode("latin-1"), "Café."),
        ("“Café”".encode("cp1252"), "“Café”"),
        ("Café.".encode("utf-16"), "Café."),
        ("Cafe in Ghent.".encode("utf-16-le"), "Cafe in Ghent."),
        ("Café.".encode("utf-8-sig"), "Café."),
        ('<meta charset="shift_jis"><p>日本</p>'.encode("shift_jis"), "日本"),
        ('<meta charset="latin-1"><p>Café</p>'.encode(), "Café"),
    ],
)
def test_other_encodings_are_read_where_a_guess_is_safe(data: bytes, text: str) -> None:
    assert read(data, format="html" if data.startswith(b"<") else "text").text == text


def test_a_repaired_encoding_is_reported() -> None:
    (note,) = read("Café in Ghent, every August.".encode("latin-1"), format="text").notes
    assert note.code == "encoding"
    assert "Byte 3" in note.message


@pytest.mark.parametrize(
    "data", [os.urandom(16) * 50 + b"\0\1\2\3" * 100, b"\x89PNG\r\n\x1a\n" + b"\0" * 90, b"\x81\x8d" * 50]
)
def test_binary_files_are_an_error_with_the_byte(data: bytes) -> None:
    with pytest.raises(StoryError) as caught:
        read(data, format="text")
    assert caught.value.where.startswith("byte ")


def test_nul_and_half_characters_are_replaced_and_reported() -> None:
    one = read(b'{"posts": [{"title": "a\\ud800", "slug": "s", "html": "<p>b\\udc00\\u0000c</p>"}]}')
    assert (one.title, one.text) == ("a\ufffd", "b\ufffd\ufffdc")


BILLION = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    "<rss><channel><item><title>&b;</title><description>x</description></item></channel></rss>"
)


@pytest.mark.parametrize("text", [BILLION, BILLION.replace('"ha"', 'SYSTEM "file:///etc/passwd"')])
def test_entities_are_refused(text: str) -> None:
    with pytest.raises(StoryError, match="entities"):
        read(text.encode(), name="feed.xml")


def test_yaml_bombs_and_objects_are_refused() -> None:
    with pytest.raises(StoryError, match="alias"):
        read(b"---\na: &a [x,x]\nb: [*a,*a]\n---\nText.", format="markdown")
    with pytest.raises(StoryError, match="YAML"):
        read(b"---\na: !!python/object/apply:os.system [ls]\n---\nText.", format="markdown")


@pytest.mark.parametrize(
    "piece", ["[", "![", ">", "> ", "- ", "*", "_a", "`", "<", "[^1]", "[[", "{{< x ", "[x][", "&", "~", "$"]
)
def test_pathological_markdown_takes_bounded_time(piece: str) -> None:
    began = time.process_time()
    check((piece * 20_000).encode(), "markdown")
    assert time.process_time() - began < 3


@pytest.mark.parametrize("piece", ["_a", "*a ", "~a", "`", "a_b "])
def test_more_marks_of_emphasis_than_a_story_has_are_refused_with_the_line(piece: str) -> None:
    with pytest.raises(StoryError, match="marks of emphasis") as refused:
        read((piece * (MAX_MARKS + 1)).encode()[:MAX_DOCUMENT], format="markdown", name="a.md")
    assert refused.value.where.startswith("line ")
    assert "fenced block" in str(refused.value)


def test_signs_that_are_no_marks_weigh_a_tenth() -> None:
    assert read(b"a-b " * MAX_MARKS, format="markdown").words == MAX_MARKS
    with pytest.raises(StoryError, match="marks"):
        read(b"=" * (10 * MAX_MARKS + 1), format="markdown")


def test_marks_inside_a_fence_are_code_and_free() -> None:
    found = read(b"```\n" + b"_a" * (2 * MAX_MARKS) + b"\n```\n\nText.", format="markdown")
    assert found.text.endswith("Text.")


@pytest.mark.parametrize(
    "piece", ["<div>", "<b>", "<b><p>", "<table><td>", "<a ", "<!--", "<p>", "</", "<svg>", "<ul><li>"]
)
def test_pathological_html_takes_bounded_time(piece: str) -> None:
    began = time.process_time()
    check((piece * 20_000).encode(), "html")
    assert time.process_time() - began < 3


def test_json_nested_a_hundred_thousand_deep_is_an_error() -> None:
    with pytest.raises(StoryError):
        read(b'{"posts": ' + b"[" * 100_000, name="a.json")


def test_html_nested_a_hundred_thousand_deep_is_an_error() -> None:
    with pytest.raises(StoryError, match="nested"):
        read(b"<div>" * 100_000 + b"x", format="html")


def entries(path: Path) -> dict[str, str | None]:
    return {entry.name: entry.error and entry.error.what for entry in read_path(path)}


def test_a_bad_entry_of_an_archive_is_reported_and_the_others_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    bomb = b"a" * 3_000_000
    path.write_bytes(
        zipped(
            {
                "ok.md": b"Fine.",
                "../up.md": b"x",
                "/abs.md": b"x",
                "bomb.md": bomb,
                "in.zip": b"PK",
                "bad.md": b"\0" * 90,
            }
        )
    )
    found = entries(path)
    assert found.pop("ok.md") is None
    assert set(found) == {"../up.md", "/abs.md", "bomb.md", "in.zip", "bad.md"}
    assert "leads out" in found["../up.md"]
    assert "zip bomb" in found["bomb.md"]
    assert "archive inside" in found["in.zip"]


def test_links_in_archives_and_out_of_folders_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.md"
    secret.write_text("Secret.")
    folder = tmp_path / "blog"
    folder.mkdir()
    (folder / "a.md").write_text("Fine.")
    (folder / "b.md").symlink_to(secret)
    (folder / "loop").symlink_to(folder)
    found = entries(folder)
    assert found["a.md"] is None
    assert "link leads out" in found["b.md"]
    link = zipfile.ZipInfo("l.md")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "l.zip", "w") as archive:
        archive.writestr(link, "../secret.md")
    assert "link" in entries(tmp_path / "l.zip")["l.md"]


def test_a_broken_archive_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(b"PK\3\4 nothing")
    assert "cannot be opened" in entries(path)[str(path)]


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    assert "No such file" in entries(tmp_path / "none.md")[str(tmp_path / "none.md")]


def test_a_medium_archive_gives_its_posts_alone(tmp_path: Path) -> None:
    path = tmp_path / "medium.zip"
    path.write_bytes(
        zipped(
            {
                "posts/a.html": MEDIUM.encode(),
                "profile/profile.html": b"<h1>me</h1>",
                "claps/claps-0001.html": b"<p>x</p>",
            }
        )
    )
    (entry,) = read_path(path)
    assert (entry.name, entry.story.format, entry.source) == ("posts/a.html", "medium", MEDIUM)


def test_a_substack_archive_joins_posts_with_their_table(tmp_path: Path) -> None:
    path = tmp_path / "substack.zip"
    path.write_bytes(
        zipped(
            {
                "posts.csv": POSTS_CSV.encode(),
                "posts/10.first.html": SUBSTACK.encode(),
                "posts/11.about.html": b"<p>Us</p>",
            }
        )
    )
    found = {entry.name: entry.story for entry in read_path(path)}
    first = found["posts/10.first.html"]
    assert (first.title, first.subtitle, first.paywalled, first.partial) == ("First “post”", "On bees", True, False)


def test_pictures_beside_the_story_and_in_it_have_bytes_and_others_none(tmp_path: Path) -> None:
    (tmp_path / "blog" / "img").mkdir(parents=True)
    (tmp_path / "secret.png").write_bytes(b"no")
    (tmp_path / "blog" / "img" / "a b.png").write_bytes(b"yes")
    (tmp_path / "blog" / "a.md").write_text("![](img/a%20b.png)")
    (entry,) = read_path(tmp_path / "blog" / "a.md")
    assert entry.assets.get("img/a%20b.png?x=1") == b"yes"
    assert entry.assets.get("/img/a%20b.png") == b"yes"
    assert entry.assets.get("data:image/png;base64," + base64.b64encode(b"in").decode()) == b"in"
    for other in ("../secret.png", "https://x/a.png", "/../secret.png", "none.png", "data:image/png;base64,!!", "\0"):
        assert entry.assets.get(other) is None


def test_data_of_no_known_export_is_passed_over_in_a_folder_and_an_error_by_name(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("Text.")
    (tmp_path / "data.json").write_text('{"a": 1}')
    assert entries(tmp_path) == {"a.md": None}
    assert "no export" in entries(tmp_path / "data.json")[str(tmp_path / "data.json")]
