"""What the fields beside the pixels claim: XMP, IPTC, EXIF, text chunks, in order of strength."""

import json
import re
from collections.abc import Iterator

from copydesk.detectors.pictures import exif, generators, parameters, xmp
from copydesk.detectors.pictures.containers import Metadata
from copydesk.detectors.pictures.model import Claim
from copydesk.evidence import PictureAI

__all__ = ["claims", "source_type_claim"]

_MADE = {"trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia"}
"""IPTC digital source types of AI-made content; a composite holds content that AI added (generative fill)."""
_CLEANED = {"algorithmicallyEnhanced"}
_AI_FIELDS = {"AISystemUsed", "AISystemVersionUsed", "AIPromptInformation", "AIPromptWriterName"}
_IIM_CREDIT = (2, 110)
_SOFTWARE_FIELDS = {"Software", "CreatorTool", "softwareAgent"}
_AIGC = re.compile(r'"?Label"?\s*[:=]\s*"?([123])"?')
_AIGC_PRODUCER = re.compile(r'"?ContentProducer"?\s*[:=]\s*"([^"]{1,80})"')


def claims(metadata: Metadata) -> Iterator[Claim]:
    """Yield every claim of the fields beside the pixels; the strongest of them counts."""
    for name, value in xmp.properties(metadata.xmp):
        yield from _property(name, value)
    fields = exif.fields(metadata.exif) if metadata.exif else {}
    for name, value in [*fields.items(), *metadata.texts]:
        yield from _field(name, value)
    yield from _credit("IPTC Credit", metadata.iim.get(_IIM_CREDIT, ""))


def source_type_claim(value: str, field: str, generator: str | None = None) -> Claim | None:
    """Return what an IPTC digital source type (an address or its last word) claims; None where nothing on AI."""
    kind = value.strip().rstrip("/").rpartition("/")[2].rpartition(":")[2]
    if kind in _MADE:
        return Claim(PictureAI.DECLARED, "digital-source-type", field, generator)
    if kind in _CLEANED:
        return Claim(PictureAI.UNKNOWN, "digital-source-type", field, generator, edited=True)
    return None


def _property(name: str, value: str) -> Iterator[Claim]:
    if name in ("DigitalSourceType", "digitalSourceType", "DigitalSourcefileType"):
        if claim := source_type_claim(value, f"XMP {name}"):
            yield claim
    elif name in _AI_FIELDS:
        generator = value if name == "AISystemUsed" else None
        yield Claim(PictureAI.DECLARED, "iptc-ai-fields", f"XMP {name}", generator)
    elif name == "Credit":
        yield from _credit("XMP Credit", value)
    elif name == "AIGC":
        yield from _aigc("XMP AIGC", value)
    elif name in _SOFTWARE_FIELDS:
        yield from _software(f"XMP {name}", value)
    elif name in ("description", "li"):
        yield from parameters.claims_of_text("description", value)
    elif name in ("UserComment", "parameters"):
        yield from parameters.claims_of_text("UserComment", value)


def _field(name: str, value: str) -> Iterator[Claim]:
    if name in ("Software", "Make", "Source") and not value.startswith("{"):
        yield from _software(name, value)
    if name == "AIGC" or (name == "UserComment" and '"AIGC"' in value):
        yield from _aigc(name, value)
    yield from parameters.claims_of_text(name, value)


def _software(field: str, value: str) -> Iterator[Claim]:
    if generator := generators.software(value):
        yield Claim(PictureAI.INDICATED, "software", field, generator)


def _credit(field: str, value: str) -> Iterator[Claim]:
    generator = generators.credit(value)
    if generator is not None:
        yield Claim(PictureAI.INDICATED, "credit-line", field, generator or None)


def _aigc(field: str, value: str) -> Iterator[Claim]:
    """TC260's label (GB 45438-2025): 1 is AI-made, 2 possibly, 3 suspected."""
    label = _AIGC.search(_flattened(value))
    if label:
        producer = _AIGC_PRODUCER.search(value)
        strength = PictureAI.DECLARED if label[1] == "1" else PictureAI.INDICATED
        yield Claim(strength, "aigc-label", field, _producer(producer[1]) if producer else None)


def _producer(value: str) -> str | None:
    """A producer is often a registration number, which tells a reader nothing."""
    return generators.agent(value) or (value if value.replace(" ", "").isalpha() else None)


def _flattened(value: str) -> str:
    try:
        return json.dumps(json.loads(value))
    except (ValueError, RecursionError):
        return value
