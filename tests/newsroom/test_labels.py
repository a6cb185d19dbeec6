"""Labels for eyes and for machines."""

import io
import json
from typing import Any

import pytest
from django.test import Client
from PIL import Image
from PIL.PngImagePlugin import PngInfo

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
from copydesk.newsroom import pictures, publishing
from copydesk.newsroom.labels import LABELS, codes, json_ld, labels_of
from copydesk.newsroom.models import Story
from copydesk.newsroom.writing import Words
from copydesk.policy.ruling import Effects
from copydesk.queue.worker import drain

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


@pytest.mark.django_db
def test_each_ai_made_picture_is_told_to_machines_and_the_words_are_not_called_so(
    draft: Story, client: Client, settings: Any
) -> None:
    info, out = PngInfo(), io.BytesIO()
    info.add_text("parameters", "a barn\nSteps: 20, Sampler: Euler, Seed: 1")
    Image.new("RGB", (8, 8)).save(out, "PNG", pnginfo=info)
    src = pictures.address_of(pictures.store(draft.author, out.getvalue()))
    words = f"We keep bees on the roof of the house.\n\n![]({src})\n\n![](/pictures/aaaaaaaaaaaaaaaa)"
    publishing.publish_words(draft, Words(title="Bees", content=words), by=draft.author)
    drain()
    page = client.get(f"/story/{draft.public_id}/bees").content.decode()
    told = json.loads(page.partition("ld+json")[2].partition(">")[2].partition("</script>")[0])
    made = {
        "@type": "ImageObject",
        "contentUrl": f"{settings.SITE_URL}{src}",
        "digitalSourceType": "https://schema.org/TrainedAlgorithmicMediaDigitalSource",
    }
    assert told["image"] == [made]
    assert "digitalSourceType" not in told
    assert "iptc:digitalSourceType" not in page


def test_each_label_has_its_iptc_source_type() -> None:
    assert all(label.iptc.startswith("http://cv.iptc.org/newscodes/digitalsourcetype/") for label in LABELS.values())
