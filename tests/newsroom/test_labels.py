"""Labels for eyes and for machines."""

import pytest

from copydesk.evidence import (
    Basis,
    Disclosure,
    DisclosureStatus,
    Evidence,
    Fact,
    Facts,
    Origin,
    PictureAI,
    PictureEvidence,
)
from copydesk.newsroom.labels import LABELS, codes, json_ld, labels_of
from copydesk.newsroom.models import Story
from copydesk.policy.ruling import Effects

NONE = Effects()


@pytest.mark.parametrize(
    ("fact", "disclosure", "expected"),
    [
        (Fact("generated", Basis.DECLARATION), Disclosure(), ["ai-generated"]),
        (Fact("assisted", Basis.DISCLOSURE), Disclosure(DisclosureStatus.TIMELY, Origin.ASSISTED), ["ai-assisted"]),
        (Fact("generated", Basis.ESTIMATE), Disclosure(), []),
        (Fact("generated", Basis.FINDING), Disclosure(), []),
        (Fact("human", Basis.DECLARATION), Disclosure(), []),
        (Fact("unknown"), Disclosure(), []),
    ],
)
def test_only_what_the_author_said_is_labelled(fact: Fact, disclosure: Disclosure, expected: list[str]) -> None:
    assert codes(Facts(writing=fact), Evidence(disclosure=disclosure), NONE) == expected


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        (PictureEvidence("a.png", ai=PictureAI.DECLARED), ["ai-pictures"]),
        (PictureEvidence("a.png", caption_identifies=True), ["ai-pictures"]),
        (PictureEvidence("a.png", ai=PictureAI.DECLARED, edited=True), []),
        (PictureEvidence("a.png", ai=PictureAI.INDICATED), []),
        (PictureEvidence("a.png"), []),
    ],
)
def test_pictures_are_labelled_where_it_is_known(picture: PictureEvidence, expected: list[str]) -> None:
    assert codes(Facts(), Evidence(pictures=(picture,)), NONE) == expected


def test_a_label_the_policy_asks_for_is_shown() -> None:
    assert codes(Facts(), Evidence(), Effects(labels=("ai-generated", "no-such-label"))) == ["ai-generated"]


@pytest.mark.django_db
def test_the_page_says_it_to_machines_too(published: Story) -> None:
    published.labels = ["ai-generated", "ai-pictures"]
    described = json_ld(published, address="https://example.org/story/a")
    assert described["digitalSourceType"] == "https://schema.org/TrainedAlgorithmicMediaDigitalSource"
    assert described["@type"] == "Article"
    assert described["author"]["name"] == published.author.name
    assert described["isAccessibleForFree"]
    assert [label.icon for label in labels_of(published)] == ["generated", "assisted"]


def test_each_label_has_its_iptc_source_type() -> None:
    assert all(label.iptc.startswith("http://cv.iptc.org/newscodes/digitalsourcetype/") for label in LABELS.values())
