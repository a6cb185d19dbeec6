"""The made-up corpus: its parts share nothing, look-alikes balance positives, and what is held is not trained on."""

from itertools import combinations

import pytest

from copydesk.detectors.conduct.corpus import HELD, PARTS, examples

PACKAGES = ("copydesk.detectors.promotion", "copydesk.detectors.harm")


@pytest.mark.parametrize("package", PACKAGES)
def test_no_template_stands_in_two_parts(package: str) -> None:
    templates = {part: {example.template for example in examples(package, part)} for part in PARTS}
    assert all(not templates[one] & templates[other] for one, other in combinations(PARTS, 2))


@pytest.mark.parametrize("package", PACKAGES)
def test_there_are_as_many_look_alikes_as_positives(package: str) -> None:
    stories = [example for part in PARTS for example in examples(package, part)]
    positives = sum(example.positive for example in stories)
    assert len(stories) >= 150
    assert positives <= 1.2 * (len(stories) - positives)


@pytest.mark.parametrize("package", PACKAGES)
def test_no_story_is_counted_twice(package: str) -> None:
    texts = [(e.story.title, e.story.text) for part in PARTS for e in examples(package, part)]
    assert len(set(texts)) == len(texts)


def test_what_is_held_is_never_trained_on() -> None:
    assert "held" in HELD
    assert "far" in HELD
    assert "fresh" in HELD
