"""Examine one picture: read its metadata, its signed provenance and its pixels, and say what they come to."""

from collections.abc import Iterable
from dataclasses import replace

from copydesk.detectors.pictures import claims as fields
from copydesk.detectors.pictures import containers, credentials
from copydesk.detectors.pictures.credentials import Credentials
from copydesk.detectors.pictures.known import Known, KnownPictures
from copydesk.detectors.pictures.model import Claim, PictureSignal
from copydesk.evidence import PictureAI

__all__ = ["VERSION", "examine"]

VERSION = "1"

_PIXEL_FORMATS = {"image/png", "image/webp", "image/jpeg"}
_WORDS = {
    "c2pa": "its signed provenance record says that AI made it",
    "digital-source-type": "its metadata give an AI model as the source",
    "iptc-ai-fields": "its metadata name the AI system or prompt",
    "generator-parameters": "the generator's settings stand in the file",
    "generator-workflow": "an image program's workflow stands in the file",
    "midjourney-job": "Midjourney's job number stands in the file",
    "stealth": "the generator's settings are hidden in the pixels",
    "watermark": "the pixels carry the generator's invisible watermark",
    "aigc-label": "it carries China's label for AI-made content",
    "software": "it names an image generator as the program that wrote it",
    "credit-line": "it carries the credit line of an AI maker",
    "c2pa-part": "a picture used in it was made by AI, by its signed record",
    "c2pa-broken": "a provenance record says AI made it, but does not belong to these very bytes",
}


def examine(data: bytes, *, known: KnownPictures | None = None, anchors: str | None = None) -> PictureSignal:
    """Say what a picture's file tells of how it was made.

    Args:
        data: the file as uploaded, before any re-encoding.
        known: pictures to recognise by how they look.
        anchors: PEM certificates to trust in place of the bundled list.

    Returns:
        The signal; never an exception for a bad file: that ends as ``unresolved`` with the reason.
    """
    try:
        metadata = containers.read(data)
    except (containers.MetadataError, IndexError, ValueError) as error:
        return PictureSignal(PictureAI.UNRESOLVED, reason=f"Nobody can tell: {error}.")
    provenance = credentials.read(data, metadata.mime, anchors=anchors) if credentials.may_have_manifest(data) else None
    found = [*_signed(provenance), *fields.claims(metadata)]
    if _strongest(found) is None and metadata.mime in _PIXEL_FORMATS:
        found.extend(_pixel_claims(data, metadata))
    hit = _known_hit(data, known)
    return _say(_strongest(found), provenance, hit, metadata.notes)


def _pixel_claims(data: bytes, metadata: containers.Metadata) -> list[Claim]:
    from copydesk.detectors.pictures import pixels  # noqa: PLC0415  # numpy only where pixels are read

    if metadata.width * metadata.height > pixels.MOST_PIXELS:
        return []
    image = pixels.decode(data)
    return list(pixels.claims(image)) if image else []


def _known_hit(data: bytes, known: KnownPictures | None) -> Known | None:
    if not known:
        return None
    from copydesk.detectors.pictures import pixels  # noqa: PLC0415  # the same

    image = pixels.decode(data)
    return known.match(image) if image else None


def _signed(provenance: Credentials | None) -> list[Claim]:
    """An AI claim in a broken manifest is still an admission, but a person looks; so is one of a mere part."""
    if provenance is None:
        return []
    if provenance.binding:
        whole = list(provenance.claims)
    else:
        whole = [_weaker(claim, "c2pa-broken") for claim in provenance.claims if claim.strength is PictureAI.DECLARED]
    return whole + [_weaker(claim, "c2pa-part") for claim in provenance.parts if claim.strength is PictureAI.DECLARED]


def _weaker(claim: Claim, signal: str) -> Claim:
    return Claim(PictureAI.INDICATED, signal, claim.source_field, claim.generator, claim.edited)


def _strongest(found: Iterable[Claim]) -> Claim | None:
    """Return the strongest claim of AI; among equals one that names a generator, else the first."""
    speaking = [claim for claim in found if claim.strength in (PictureAI.DECLARED, PictureAI.INDICATED)]
    if not speaking:
        return None
    return min(speaking, key=lambda claim: (claim.strength is PictureAI.INDICATED, claim.generator is None))


def _say(claim: Claim | None, provenance: Credentials | None, hit: Known | None, notes: list[str]) -> PictureSignal:
    told = _unsigned(claim, provenance, hit, notes)
    if provenance is None:
        return told
    return replace(told, binding=provenance.binding, trust=provenance.trust)


def _unsigned(
    claim: Claim | None, provenance: Credentials | None, hit: Known | None, notes: list[str]
) -> PictureSignal:
    if claim:
        return PictureSignal(
            claim.strength,
            signal=claim.signal,
            generator=claim.generator,
            source_field=claim.source_field,
            edited=claim.edited,
            reason=_claim_sentence(claim, provenance),
            known=hit.kind if hit else None,
        )
    if hit:
        reason = f"It looks like a picture that is known as {hit.kind.replace('-', ' ')}: a person has to compare them."
        return PictureSignal(PictureAI.INDICATED, "known-picture", reason=reason, known=hit.kind)
    if provenance and provenance.unreadable:
        return PictureSignal(PictureAI.UNRESOLVED, "c2pa", reason=f"Nobody can tell: {provenance.unreadable}.")
    if notes:
        return PictureSignal(PictureAI.UNRESOLVED, reason=f"Not all of it could be read: {notes[0]}.")
    return PictureSignal(reason=_silence(provenance))


def _claim_sentence(claim: Claim, provenance: Credentials | None) -> str:
    maker = f" ({claim.generator})" if claim.generator else ""
    sentence = f"{_WORDS[claim.signal][0].upper()}{_WORDS[claim.signal][1:]}{maker}; read from {claim.source_field}."
    if claim.signal == "c2pa" and provenance and not provenance.trust:
        sentence += " Its signer is not on the trust list, so the record is the maker's word and no more."
    return sentence


def _silence(provenance: Credentials | None) -> str:
    if provenance and provenance.captured and provenance.binding and provenance.trust:
        return f"A trusted signer ({provenance.signer}) says that a camera took it."
    return "The file says nothing of AI. That tells nothing either way."
