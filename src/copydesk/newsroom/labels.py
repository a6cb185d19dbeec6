"""The public label that a story's disclosure earns, for eyes and for machines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from copydesk.evidence import Basis, DisclosureStatus, Evidence, Facts, PictureAI
from copydesk.newsroom.addresses import absolute, of_person
from copydesk.newsroom.models import Story
from copydesk.policy.ruling import Effects

__all__ = ["LABELS", "Label", "codes", "json_ld", "labels_of", "made_pictures"]

IPTC = "http://cv.iptc.org/newscodes/digitalsourcetype/"
SCHEMA = "https://schema.org/"
SAID = (Basis.DECLARATION, Basis.DISCLOSURE)
KNOWN_AI = (PictureAI.DECLARED, PictureAI.FOUND)


@dataclass(frozen=True, slots=True)
class Label:
    """A public label.

    ``icon`` is the place kept for the common EU icon ("generated" for wholly, "assisted" for partly AI-made content);
    ``iptc`` the IPTC digital source type, ``schema`` schema.org's word for the same.
    """

    code: str
    text: str
    explanation: str
    icon: str
    iptc: str
    schema: str


LABELS = {
    label.code: label
    for label in (
        Label(
            "ai-generated",
            "AI-generated",
            "The author says that most of this text was written by an AI program.",
            "generated",
            f"{IPTC}trainedAlgorithmicMedia",
            f"{SCHEMA}TrainedAlgorithmicMediaDigitalSource",
        ),
        Label(
            "ai-assisted",
            "AI-assisted",
            "The author says that AI wrote parts of this text and that a person worked on it.",
            "assisted",
            f"{IPTC}compositeWithTrainedAlgorithmicMedia",
            f"{SCHEMA}CompositeWithTrainedAlgorithmicMediaDigitalSource",
        ),
        Label(
            "ai-pictures",
            "AI pictures",
            "One or more pictures in this story were made with AI.",
            "assisted",
            f"{IPTC}trainedAlgorithmicMedia",
            f"{SCHEMA}TrainedAlgorithmicMediaDigitalSource",
        ),
    )
}


def codes(facts: Facts, evidence: Evidence, effects: Effects) -> list[str]:
    """Return the codes of the labels a story earns: by its author's own words, and those its policy asks for."""
    earned = set(effects.labels)
    said = facts.writing.basis in SAID or evidence.disclosure.status is not DisclosureStatus.NONE
    if said and not facts.writing.suspected and facts.writing.value in ("generated", "assisted"):
        earned.add(f"ai-{facts.writing.value}")
    if any(_is_made(p.ai, edited=p.edited, told=p.caption_identifies) for p in evidence.pictures):
        earned.add("ai-pictures")
    return sorted(earned & LABELS.keys())


def labels_of(story: Story) -> list[Label]:
    """Return a story's public labels."""
    return [LABELS[code] for code in story.labels if code in LABELS]


def made_pictures(result: Mapping[str, Any]) -> list[str]:
    """Return the addresses of the pictures that are known to be AI-made, of an assessment of the JSON contract."""
    return [
        picture["src"]
        for picture in result["evidence"]["pictures"]
        if _is_made(picture["ai"], edited=bool(picture.get("edited")), told=bool(picture.get("caption_identifies")))
    ]


def _is_made(ai: str, *, edited: bool, told: bool) -> bool:
    """Tell whether AI is known to have made a picture; ``told``: its caption says so."""
    return not edited and (ai in KNOWN_AI or told)


def json_ld(story: Story, *, address: str, made: Sequence[str] = ()) -> dict[str, Any]:
    """Describe a published story in schema.org's words; ``address`` is its page, ``made`` its AI-made pictures."""
    live = story.live
    labels = labels_of(story)
    article: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Article",
        "@id": address,
        "url": address,
        "mainEntityOfPage": story.canonical or address,
        "headline": live.title if live else "",
        "alternativeHeadline": live.subtitle if live else "",
        "author": {"@type": "Person", "name": story.author.name, "url": absolute(of_person(story.author))},
        "datePublished": story.published.isoformat() if story.published else None,
        "dateModified": story.changed.isoformat(),
        "isAccessibleForFree": not story.behind_paywall,
        "inLanguage": story.language or None,
        "digitalSourceType": next((label.schema for label in labels if label.code != "ai-pictures"), None),
        "creditText": "; ".join(label.text for label in labels),
        "image": [_image(src) for src in made] or None,
    }
    return {name: value for name, value in article.items() if value not in (None, "")}


def _image(src: str) -> dict[str, str]:
    kind = LABELS["ai-pictures"].schema
    address = absolute(src) if src.startswith("/") else src
    return {"@type": "ImageObject", "contentUrl": address, "digitalSourceType": kind}
