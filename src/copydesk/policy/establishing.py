"""Evidence → facts: what establishes a fact, what only makes it suspected, and what says nothing."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

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
    Writing,
)
from copydesk.policy.engine import STANDARD, rule
from copydesk.policy.model import FactSpec, Policy, Reading
from copydesk.policy.ruling import Effects, Paywall

__all__ = ["establish"]

ADMISSIONS = (Origin.ASSISTED, Origin.GENERATED)
STRENGTH = (Basis.FINDING, Basis.DECLARATION, Basis.DISCLOSURE, Basis.CREDENTIAL)
FOUND = (PictureAI.FOUND, PictureAI.EDITED, PictureAI.NOT_AI)
NO = Fact("no")

Claims = Mapping[str, Any]


def establish(
    evidence: Evidence,
    *,
    declared: Claims,
    findings: Claims,
    paywalled: bool,
    policy: Policy,
    partial: bool = False,
) -> Facts:
    """Weigh the evidence of one revision: findings first, then the author's own words, then files, then estimates.

    Args:
        evidence: what detectors saw.
        declared: what the author says on the form, in the words of the contract ("writing", "pictures", further facts).
        findings: what reviewers established, in the same words; where they speak nothing else does.
        paywalled: whether the story is, or is to be, behind the paywall.
        policy: whose thresholds and facts apply.
        partial: only a part of the text was read (a feed), so that a missing disclosure means nothing.

    Returns:
        The facts, each with its basis; only an estimate leaves one suspected.
    """
    facts = Facts(
        disclosure=_disclosure(evidence.disclosure, partial),
        paywalled=paywalled,
        pictures=_pictures(evidence.pictures, declared, findings),
        picture_violation=_violation(findings),
        search_spam=_conduct("search_spam", evidence.promotion.score, findings, policy),
        harmful_ai=_conduct("harmful_ai", evidence.harm.score, findings, policy),
        derivative=_conduct("derivative", evidence.derivation.share, findings, policy),
        more=_more(declared, findings, policy),
    )
    return replace(facts, writing=_writing(evidence, declared, findings, policy, facts))


def _disclosure(disclosure: Disclosure, partial: bool) -> DisclosureStatus:
    if partial and disclosure.status is not DisclosureStatus.TIMELY:
        return DisclosureStatus.UNSEEN
    return disclosure.status


def _writing(evidence: Evidence, declared: Claims, findings: Claims, policy: Policy, facts: Facts) -> Fact:
    if "writing" in findings:
        return Fact(str(findings["writing"]), Basis.FINDING)
    form = declared.get("writing")
    text = evidence.disclosure.says if not evidence.disclosure.unsure else None
    if form in ADMISSIONS and text in ADMISSIONS and form != text:
        return _weigh_admissions(Fact(str(form), Basis.DECLARATION), Fact(str(text), Basis.DISCLOSURE), policy, facts)
    if form in ADMISSIONS:
        return Fact(str(form), Basis.DECLARATION)
    if text in ADMISSIONS:
        return Fact(str(text), Basis.DISCLOSURE)
    suspected = _suspected(evidence.writing, policy.reading)
    if suspected is not None:
        return Fact(suspected, Basis.ESTIMATE)
    return Fact(Origin.HUMAN, Basis.DECLARATION) if form == Origin.HUMAN else Fact(Origin.UNKNOWN)


def _weigh_admissions(form: Fact, text: Fact, policy: Policy, facts: Facts) -> Fact:
    """Let the more restrictive admission hold, unless the author would be worse off for having disclosed."""
    if text.value != Origin.GENERATED:
        return form
    silent = rule(replace(facts, writing=form, disclosure=DisclosureStatus.NONE), policy)
    frank = rule(replace(facts, writing=text), policy)
    return text if _no_worse(frank.if_confirmed, silent.if_confirmed) else form


def _no_worse(one: Effects, two: Effects) -> bool:
    return (
        one.distribution >= two.distribution
        and (one.paywall is Paywall.ALLOWED or two.paywall is Paywall.REMOVED)
        and one.strike <= two.strike
        and set(one.obligations) <= set(two.obligations)
        and set(one.labels) <= set(two.labels)
    )


def _suspected(writing: Writing, reading: Reading) -> str | None:
    """Return the origin that an estimate speaks for, or None where it abstains or says human."""
    if writing.estimate not in ADMISSIONS:
        return None
    sure = writing.p_human is None or writing.p_human <= reading.p_human
    enough = writing.ai_share is None or writing.ai_share >= reading.ai_share
    return writing.estimate if sure and enough else None


def _pictures(pictures: tuple[PictureEvidence, ...], declared: Claims, findings: Claims) -> Fact:
    found, told = findings.get("pictures") or {}, declared.get("pictures") or {}
    made = [(_made(p, found.get(p.src), told.get(p.src)), p.caption_identifies) for p in pictures]
    for identified, value in ((False, "uncaptioned"), (True, "captioned")):
        bases = {basis for basis, captioned in made if basis is not None and captioned is identified}
        strongest = next((b for b in STRENGTH if b in bases), None)
        if strongest is not None:
            return Fact(value, strongest)
        if Basis.ESTIMATE in bases and value == "uncaptioned":
            return Fact(value, Basis.ESTIMATE)
    return Fact("none")


def _made(picture: PictureEvidence, found: str | None, told: str | None) -> Basis | None:
    """Return what speaks for AI having made the picture, or None where nothing does."""
    if found is not None or picture.ai in FOUND:
        ai = found == "ai" if found is not None else picture.ai is PictureAI.FOUND
        return Basis.FINDING if ai else None
    if told == "ai":
        return Basis.DECLARATION
    if picture.caption_identifies:
        return Basis.DISCLOSURE
    if picture.edited:
        return None
    return {PictureAI.DECLARED: Basis.CREDENTIAL, PictureAI.INDICATED: Basis.ESTIMATE}.get(picture.ai)


def _violation(findings: Claims) -> Fact:
    found = findings.get("picture_violation")
    return Fact(str(found), Basis.FINDING) if found else Fact("none")


def _conduct(name: str, score: float, findings: Claims, policy: Policy) -> Fact:
    found = findings.get(name)
    if found is not None:
        return Fact(_word(found), Basis.FINDING)
    by_people = findings.get("writing") == Origin.HUMAN and name != "harmful_ai"
    return Fact("yes", Basis.ESTIMATE) if score >= getattr(policy.reading.thresholds, name) and not by_people else NO


def _more(declared: Claims, findings: Claims, policy: Policy) -> tuple[tuple[str, Fact], ...]:
    own = [spec for spec in policy.facts if spec.name not in STANDARD]
    found = ((spec.name, _told(spec, declared, findings)) for spec in own)
    return tuple((name, fact) for name, fact in found if fact is not None)


def _told(spec: FactSpec, declared: Claims, findings: Claims) -> Fact | None:
    for claims, basis in ((findings, Basis.FINDING), (declared, Basis.DECLARATION)):
        value = claims.get(spec.name)
        if value is not None and basis.value in spec.established_by and _word(value) in spec.values:
            return Fact(_word(value), basis)
    return None


def _word(value: Any) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
