"""Evidence → facts: what establishes a fact, what only makes it suspected, and what says nothing."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from copydesk.evidence import (
    Basis,
    DisclosureStatus,
    Evidence,
    Fact,
    Facts,
    Origin,
    PictureAI,
    PictureEvidence,
    Writing,
)
from copydesk.policy.engine import rule
from copydesk.policy.model import STANDARD, Clause, FactSpec, Policy
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
        disclosure=_found(findings) or _disclosure(evidence, declared, policy, partial),
        paywalled=paywalled,
        pictures=_pictures(evidence.pictures, declared, findings, policy),
        picture_violation=_violation(evidence.pictures, findings, policy),
        search_spam=_conduct("search_spam", evidence.promotion.score, findings, policy),
        harmful_ai=_conduct("harmful_ai", evidence.harm.score, findings, policy),
        derivative=_conduct("derivative", evidence.derivation.share, findings, policy),
    )
    facts = replace(facts, writing=_writing(evidence, declared, findings, policy, facts))
    return replace(facts, more=_more(declared, findings, policy, facts))


def _found(findings: Claims) -> DisclosureStatus | None:
    """Return where a reviewer found the disclosure of this very revision to stand."""
    return DisclosureStatus(findings["disclosure"]) if "disclosure" in findings else None


def _disclosure(evidence: Evidence, declared: Claims, policy: Policy, partial: bool) -> DisclosureStatus:
    """Return whether the disclosure stands in one of the places that the policy names."""
    status, places = evidence.disclosure.status, policy.reading.place
    told = {
        "opening": status is DisclosureStatus.TIMELY,
        "anywhere": status in (DisclosureStatus.TIMELY, DisclosureStatus.LATE),
        "form": "form" in places and _on_form(evidence, declared, policy),
        "tag": declared.get("tag") is True or any(tag in policy.reading.tags for tag in evidence.disclosure.tags),
    }
    if any(told[place] for place in places):
        return DisclosureStatus.TIMELY
    if partial and places != ("form",):
        return DisclosureStatus.UNSEEN
    return DisclosureStatus.LATE if told["anywhere"] else DisclosureStatus.NONE


def _on_form(evidence: Evidence, declared: Claims, policy: Policy) -> bool:
    """Tell whether the form says so: in as many words, or by what its author declares of words, pictures, the rest."""
    if declared.get("disclosed") is True or declared.get("writing") in ADMISSIONS:
        return True
    told = declared.get("pictures") or {}
    if any(told.get(picture.src) == "ai" for picture in evidence.pictures):
        return True
    return any(_declared(clause, declared, policy) for clause in policy.clauses)


def _declared(clause: Clause, declared: Claims, policy: Policy) -> bool:
    """Tell whether the author declares all for which a clause asks to be told."""
    when = dict(clause.when)
    asked = [name for name in when if not policy.fact(name).observed]
    waits = DisclosureStatus.TIMELY not in when.get("disclosure", (DisclosureStatus.TIMELY,))
    return waits and bool(asked) and all(_word(declared.get(name)) in when[name] for name in asked)


def _writing(evidence: Evidence, declared: Claims, findings: Claims, policy: Policy, facts: Facts) -> Fact:
    if "writing" in findings:
        return Fact(str(findings["writing"]), Basis.FINDING)
    words = evidence.disclosure.says if not evidence.disclosure.unsure else None
    form = _admission(declared.get("writing"), Basis.DECLARATION, policy)
    text = _admission(words, Basis.DISCLOSURE, policy)
    if form and text and form.value != text.value:
        return _weigh_admissions(form, text, policy, facts)
    suspected = _suspected(evidence.writing, policy)
    if form or text or suspected:
        return form or text or suspected or Fact(Origin.UNKNOWN)
    claimed = declared.get("writing") == Origin.HUMAN
    return Fact(Origin.HUMAN, Basis.DECLARATION) if claimed else Fact(Origin.UNKNOWN)


def _admission(origin: Any, basis: Basis, policy: Policy) -> Fact | None:
    return Fact(str(origin), basis) if origin in ADMISSIONS and _counts("writing", basis, policy) else None


def _counts(name: str, basis: Basis, policy: Policy) -> bool:
    """Tell whether the policy lets a basis establish, or make suspected, this fact; any where it does not read it."""
    if not policy.reads(name):
        return True
    spec = policy.fact(name)
    return basis.value in spec.established_by or basis.value in spec.suspected_by


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


def _suspected(writing: Writing, policy: Policy) -> Fact | None:
    """Return what an estimate speaks for, or None where it abstains, says human, or does not count."""
    if writing.estimate not in ADMISSIONS or not _counts("writing", Basis.ESTIMATE, policy):
        return None
    sure = writing.p_human is None or writing.p_human <= policy.reading.p_human
    enough = writing.ai_share is None or writing.ai_share >= policy.reading.ai_share
    return Fact(str(writing.estimate), Basis.ESTIMATE) if sure and enough else None


def _pictures(pictures: tuple[PictureEvidence, ...], declared: Claims, findings: Claims, policy: Policy) -> Fact:
    found, told = findings.get("pictures") or {}, declared.get("pictures") or {}
    made = [(_made(p, found.get(p.src), told.get(p.src)), p.caption_identifies) for p in pictures]
    for identified, value in ((False, "uncaptioned"), (True, "captioned")):
        bases = {b for b, captioned in made if b and captioned is identified and _counts("pictures", b, policy)}
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


def _violation(pictures: tuple[PictureEvidence, ...], findings: Claims, policy: Policy) -> Fact:
    """Return what a reviewer found, else what a picture is suspected of that looks like a known violating one."""
    found = findings.get("picture_violation")
    if found:
        return Fact(str(found), Basis.FINDING)
    if not policy.reads("picture_violation") or not _counts("picture_violation", Basis.ESTIMATE, policy):
        return Fact("none")
    harms = policy.fact("picture_violation").values[1:]
    known = next((p.known for p in pictures if p.known in harms), None)
    return Fact(known, Basis.ESTIMATE) if known else Fact("none")


def _conduct(name: str, score: float, findings: Claims, policy: Policy) -> Fact:
    found = findings.get(name)
    if found is not None:
        return Fact(_word(found), Basis.FINDING)
    by_people = findings.get("writing") == Origin.HUMAN and name != "harmful_ai"
    if by_people or score < getattr(policy.reading.thresholds, name) or not _counts(name, Basis.ESTIMATE, policy):
        return NO
    return Fact("yes", Basis.ESTIMATE)


def _more(declared: Claims, findings: Claims, policy: Policy, facts: Facts) -> tuple[tuple[str, Fact], ...]:
    own = [spec for spec in policy.facts if spec.name not in STANDARD]
    found = ((spec.name, _told(spec, declared, findings) or _followed(spec, facts, policy)) for spec in own)
    return tuple((name, fact) for name, fact in found if fact is not None)


def _followed(spec: FactSpec, facts: Facts, policy: Policy) -> Fact | None:
    """Return the value that a fact takes from one that detectors know, with the same basis."""
    for source, values in spec.follows.items():
        fact: Fact = getattr(facts, source)
        value = values.get(fact.value, spec.default)
        if value != spec.default and _counts(spec.name, fact.basis, policy):
            return Fact(value, fact.basis)
    return None


def _told(spec: FactSpec, declared: Claims, findings: Claims) -> Fact | None:
    for claims, basis in ((findings, Basis.FINDING), (declared, Basis.DECLARATION)):
        value = claims.get(spec.name)
        if value is not None and basis.value in spec.established_by and _word(value) in spec.values:
            return Fact(_word(value), basis)
    return None


def _word(value: Any) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
