"""What the HTML report promises: one page that needs nothing else and in which no story can do anything."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from cli.samples import BEES, EXAMPLES
from copydesk.cli.html.story import Mark, marked_up
from copydesk.cli.html.thumbnails import thumbnail
from copydesk.story import Span

Run = Callable[..., Any]

HOSTILE = f"""---
title: "</title><script>alert(1)</script>"
---
<script>alert(2)</script> "><img src=x onerror=alert(3)> &lt;b&gt;

{BEES}

I drafted this post with Claude "><script>alert(4)</script> and edited it myself.
"""


def test_the_page_needs_nothing_from_elsewhere(copydesk: Run, late: Path) -> None:
    page = copydesk("check", "--format", "html", late).out
    assert not re.findall(r"""(?:src|href)=["'](?!data:|#)""", page)
    assert "url(" not in page
    assert "default-src 'none'" in page


def test_a_hostile_story_stays_text(copydesk: Run, tmp_path: Path) -> None:
    story = tmp_path / '"><script>alert(0)</script>.md'.replace("/", "_")
    story.write_text(HOSTILE, encoding="utf-8")
    tree = LexborHTMLParser(copydesk("check", "--format", "html", story).out)
    assert not tree.css("script")
    assert not [node for node in tree.css("*") for name in node.attributes if name.startswith("on")]


def test_the_ruling_the_words_and_the_change_are_shown(copydesk: Run, late: Path) -> None:
    tree = LexborHTMLParser(copydesk("check", "--format", "html", late).out)
    assert tree.css_first(".badge").text() == "To fix"
    assert tree.css_first(".finding .clause").text() == "writing.undisclosed-assisted"
    assert tree.css_first("mark.said").text() == "I drafted this post with Claude and edited it myself."
    assert "+I drafted this post" in tree.css_first(".advice pre").text()
    target = tree.css_first(".finding blockquote a").attributes["href"]
    assert target is not None
    assert tree.css_first(target) is not None


def test_the_window_holds_the_first_two_paragraphs(copydesk: Run, late: Path) -> None:
    window = LexborHTMLParser(copydesk("check", "--format", "html", late).out).css_first(".window").text()
    assert "The first winter" in window
    assert "swarm" not in window


def test_several_stories_share_a_page_with_a_table(copydesk: Run, late: Path, plain: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.md").write_bytes(b"")
    tree = LexborHTMLParser(copydesk("check", "--format", "html", tmp_path).out)
    assert len(tree.css(".summary tbody tr")) == 3
    assert len(tree.css("article")) == 2


def test_a_picture_is_drawn_anew() -> None:
    data = thumbnail((EXAMPLES / "hive.png").read_bytes())
    assert data is not None
    assert data.startswith("data:image/jpeg;base64,")


def test_what_is_no_picture_has_no_thumbnail() -> None:
    assert thumbnail(b"<svg onload='alert(1)'/>") is None


spans = st.tuples(st.integers(0, 40), st.integers(0, 40)).map(sorted).map(lambda ends: Span(*ends))


@settings(deadline=None)
@given(st.text(max_size=40), st.lists(st.builds(Mark, spans, st.sampled_from(["ai-1", "said"]), st.text())))
def test_marks_never_change_the_words(text: str, marks: list[Mark]) -> None:
    shown = marked_up(text, Span(0, len(text)), marks)
    bare = re.sub(r"<mark [^>]*>|</mark>", "", shown)
    for entity, letter in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#x27;", "'"), ("&amp;", "&")):
        bare = bare.replace(entity, letter)
    assert bare == text
