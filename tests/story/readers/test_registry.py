"""Which reader a document gets."""

from importlib import import_module

import pytest

from copydesk.story.errors import StoryError
from copydesk.story.readers.registry import FORMATS, reader_for
from copydesk.story.readers.source import Source


@pytest.mark.parametrize("format_", FORMATS)
def test_a_named_format_gets_its_own_reader(format_: str) -> None:
    assert format_ == reader_for(Source("x"), format_).FORMAT


def test_no_other_reader_is_loaded_for_a_story_that_says_by_name_what_it_is() -> None:
    assert reader_for(Source("# Bees", name="bees.md"), None) is import_module("copydesk.story.readers.markdown")


def test_an_unknown_format_is_an_error_that_lists_the_known() -> None:
    with pytest.raises(StoryError, match="markdown"):
        reader_for(Source("x"), "docx")
