"""The examples on the concept page and in the code hold."""

import doctest
from pathlib import Path

import copydesk.story.assets
import copydesk.story.edit
import copydesk.story.model
import copydesk.story.readers.captions
import copydesk.story.readers.reading

PAGE = Path(__file__).parents[2] / "docs" / "concepts" / "01-story.md"


def test_the_examples_of_the_concept_page_hold() -> None:
    failed, tried = doctest.testfile(str(PAGE), module_relative=False)
    assert tried >= 7
    assert failed == 0


def test_the_examples_in_the_code_hold() -> None:
    modules = [
        copydesk.story.assets,
        copydesk.story.edit,
        copydesk.story.model,
        copydesk.story.readers.captions,
        copydesk.story.readers.reading,
    ]
    results = [doctest.testmod(module) for module in modules]
    assert all(result.attempted and not result.failed for result in results)
