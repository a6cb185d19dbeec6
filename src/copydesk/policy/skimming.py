"""Stored evidence read as fast as a backtest needs: folded to what ``establish`` looks at, and ruled on once."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from typing import Any

from copydesk.evidence import (
    Derivation,
    Disclosure,
    DisclosureStatus,
    Evidence,
    Harm,
    Origin,
    PictureAI,
    PictureEvidence,
    Promotion,
    Writing,
)
from copydesk.policy.model import Policy

__all__ = ["Cuts", "RecordError", "evidence_of", "key_of"]

NOTHING: Mapping[str, Any] = {}


class RecordError(ValueError):
    """A stored record cannot be ruled on; the message says why."""


class Cuts:
    """The values between which a number can lie without any of the policies telling the difference."""

    def __init__(self, *policies: Policy) -> None:
        readings = [p.reading for p in policies]
        self.p_human = sorted({r.p_human for r in readings})
        self.ai_share = sorted({r.ai_share for r in readings})
        self.promotion = sorted({r.thresholds.search_spam for r in readings})
        self.tags = frozenset(tag for r in readings for tag in r.tags)
        self.harm = sorted({r.thresholds.harmful_ai for r in readings})
        self.derivation = sorted({r.thresholds.derivative for r in readings})


def key_of(record: Mapping[str, Any], cuts: Cuts) -> tuple[Any, ...]:
    """Fold a record so that two with the same key get the same facts under each of the policies.

    Raises:
        RecordError: the record has not the form of stored evidence.
    """
    try:
        return _key(record, cuts)
    except (TypeError, AttributeError, KeyError) as error:
        raise RecordError(f"this is no stored evidence: {error}") from None


def _key(record: Mapping[str, Any], cuts: Cuts) -> tuple[Any, ...]:
    evidence = record["evidence"]
    writing = evidence.get("writing", NOTHING)
    said = evidence.get("disclosure", NOTHING)
    declared, findings = record.get("declared") or NOTHING, record.get("findings") or NOTHING
    p_human, share = writing.get("p_human"), writing.get("ai_share")
    pictures = evidence.get("pictures")
    return (
        writing.get("estimate"),
        -1 if p_human is None else bisect_left(cuts.p_human, p_human),
        -1 if share is None else bisect_right(cuts.ai_share, share),
        said.get("status"),
        said.get("says"),
        said.get("unsure"),
        frozenset(said["tags"]) & cuts.tags if said.get("tags") else None,
        _pictures(pictures, declared, findings) if pictures else None,
        bisect_right(cuts.promotion, evidence.get("promotion", NOTHING).get("score", 0.0)),
        bisect_right(cuts.harm, evidence.get("harm", NOTHING).get("score", 0.0)),
        bisect_right(cuts.derivation, evidence.get("derivation", NOTHING).get("share", 0.0)),
        _claims(declared) if declared else None,
        _claims(findings) if findings else None,
        bool(record.get("paywalled")),
        bool(record.get("partial")),
    )


def _pictures(pictures: Any, declared: Mapping[str, Any], findings: Mapping[str, Any]) -> frozenset[Any]:
    found, told = findings.get("pictures") or NOTHING, declared.get("pictures") or NOTHING
    return frozenset(
        (p.get("ai"), p.get("caption_identifies"), p.get("edited"), found.get(p["src"]), told.get(p["src"]))
        for p in pictures
    )


def _claims(claims: Mapping[str, Any]) -> frozenset[Any]:
    return frozenset((name, value) for name, value in claims.items() if name != "pictures")


def evidence_of(record: Mapping[str, Any]) -> Evidence:
    """Return the part of a record's evidence that ``establish`` looks at.

    Raises:
        RecordError: a field is of the wrong kind.
    """
    try:
        return _evidence(record["evidence"])
    except (TypeError, AttributeError, KeyError, ValueError) as error:
        raise RecordError(f"this is no stored evidence: {error}") from None


def _evidence(evidence: Mapping[str, Any]) -> Evidence:
    writing, said = evidence.get("writing", NOTHING), evidence.get("disclosure", NOTHING)
    estimate, says = writing.get("estimate"), said.get("says")
    return Evidence(
        writing=Writing(
            estimate=None if estimate is None else Origin(estimate),
            p_human=_number(writing.get("p_human")),
            ai_share=_number(writing.get("ai_share")),
        ),
        disclosure=Disclosure(
            status=DisclosureStatus(said.get("status", "none")),
            says=None if says is None else Origin(says),
            unsure=bool(said.get("unsure")),
            tags=tuple(str(tag) for tag in said.get("tags", ())),
        ),
        pictures=tuple(_picture(p) for p in evidence.get("pictures", ())),
        promotion=Promotion(_number(evidence.get("promotion", NOTHING).get("score")) or 0.0),
        derivation=Derivation(share=_number(evidence.get("derivation", NOTHING).get("share")) or 0.0),
        harm=Harm(_number(evidence.get("harm", NOTHING).get("score")) or 0.0),
    )


def _picture(picture: Mapping[str, Any]) -> PictureEvidence:
    return PictureEvidence(
        str(picture["src"]),
        PictureAI(picture.get("ai", "unknown")),
        caption_identifies=bool(picture.get("caption_identifies")),
        edited=bool(picture.get("edited")),
    )


def _number(value: Any) -> float | None:
    return None if value is None else float(value)
