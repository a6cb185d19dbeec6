"""A run of ``copydesk check`` compares a story with those of its author that it read before."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from copydesk.cli.run import MOST_AUTHORS, MOST_STORIES, Run
from copydesk.story import Story

PAGE = """# Best {thing} in 2026: Top 5 Picks

Look no further! In this article we will explore the best {thing} models. Whether you are a beginner or a professional,
a {thing} is a must-have. [Check price on Amazon](https://www.amazon.com/dp/B0?tag=picks-20)

## Pros and Cons

A game-changer with a sleek design, and great value for your money. [Buy now](https://www.amazon.com/dp/B1?tag=picks-20)
"""


def kinds(told: dict[str, Any]) -> set[str]:
    return {signal["kind"] for signal in told["evidence"]["promotion"].get("signals", [])}


def test_a_folder_of_pages_from_one_mould_is_told_of(copydesk: Callable[..., Any], tmp_path: Path) -> None:
    for thing in ("kettle", "toaster"):
        (tmp_path / f"{thing}.md").write_text(PAGE.format(thing=thing), encoding="utf-8")
    told = json.loads(copydesk("check", tmp_path, "--no-deep", "--format", "json").out)
    assert [("one-mould" in kinds(one)) for one in told] == [False, True]


def test_a_page_alone_has_no_mould(copydesk: Callable[..., Any], tmp_path: Path) -> None:
    page = tmp_path / "kettle.md"
    page.write_text(PAGE.format(thing="kettle"), encoding="utf-8")
    assert "one-mould" not in kinds(json.loads(copydesk("check", page, "--no-deep", "--format", "json").out))


def test_anothers_stories_are_not_compared_with() -> None:
    run = Run()
    run.beside(Story(text="hers", author="Ada"))
    assert run.beside(Story(text="his", author="Ben")) == ()


@given(st.lists(st.sampled_from([str(number) for number in range(MOST_AUTHORS * 2)]), max_size=300))
def test_what_is_held_is_bounded_whatever_comes(authors: list[str]) -> None:
    run = Run()
    for author in authors:
        run.beside(Story(author=author))
    assert len(run._read) <= MOST_AUTHORS
    assert all(len(stories) <= MOST_STORIES for stories in run._read.values())
