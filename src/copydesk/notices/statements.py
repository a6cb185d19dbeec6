"""Statements of reasons in the fields of the EU's transparency database (Digital Services Act, articles 17 and 24)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from copydesk.standing import SanctionKind

__all__ = ["EEA", "Reasons", "Restriction", "statement_of_reasons"]

#: The member states of the European Economic Area as the database writes them; the site is read in all of them.
EEA = (
    *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IS", "IT", "LI"),
    *("LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK"),
)
VISIBILITY = "decision_visibility"
CATEGORY = "STATEMENT_CATEGORY_OTHER_VIOLATION_TC"
CATEGORIES = {
    "conduct.derivative": ("STATEMENT_CATEGORY_INTELLECTUAL_PROPERTY_INFRINGEMENTS", "KEYWORD_COPYRIGHT_INFRINGEMENT"),
    "harassment": ("STATEMENT_CATEGORY_CYBER_VIOLENCE", "KEYWORD_CYBER_HARASSMENT"),
    "minors": ("STATEMENT_CATEGORY_PROTECTION_OF_MINORS", "KEYWORD_OTHER"),
    "disinformation": (
        "STATEMENT_CATEGORY_NEGATIVE_EFFECTS_ON_CIVIC_DISCOURSE_OR_ELECTIONS",
        "KEYWORD_MISINFORMATION_DISINFORMATION",
    ),
    "privacy": ("STATEMENT_CATEGORY_DATA_PROTECTION_AND_PRIVACY_VIOLATIONS", "KEYWORD_OTHER"),
}
EFFECTS: dict[SanctionKind, dict[str, Any]] = {
    SanctionKind.CEILING: {VISIBILITY: ["DECISION_VISIBILITY_CONTENT_DEMOTED"]},
    SanctionKind.OFF_PAYWALL: {
        "decision_monetary": "DECISION_MONETARY_OTHER",
        "decision_monetary_other": "The story is free to read and earns nothing by membership.",
    },
    SanctionKind.ENROLMENT_REVIEW: {
        "decision_monetary": "DECISION_MONETARY_OTHER",
        "decision_monetary_other": "The account's place in the partner programme is under review.",
    },
    SanctionKind.ENROLMENT_REVOKED: {"decision_monetary": "DECISION_MONETARY_TERMINATION"},
    SanctionKind.RESTRICTED: {"decision_provision": "DECISION_PROVISION_PARTIAL_SUSPENSION"},
    SanctionKind.SUSPENDED: {"decision_account": "DECISION_ACCOUNT_SUSPENDED"},
}
END_DATES = {
    SanctionKind.RESTRICTED: "end_date_service_restriction",
    SanctionKind.SUSPENDED: "end_date_account_restriction",
}


@dataclass(frozen=True, slots=True)
class Restriction:
    """One effect of a decision, with its last day where it has one."""

    kind: SanctionKind
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Reasons:
    """What a statement tells: no name, no address, nothing of the story but what the decision cites.

    ``clauses`` are (id, title, text) of the terms that were broken; ``facts`` says in plain words what was found;
    ``reported`` and ``detected`` tell how it came to a person's eyes; ``violation`` is the kind of harm of a picture.
    """

    puid: str
    clauses: tuple[tuple[str, str, str], ...]
    facts: str
    restrictions: tuple[Restriction, ...]
    content_date: date
    application_date: date
    language: str = ""
    pictures: bool = False
    text: bool = True
    reported: bool = False
    detected: bool = False
    violation: str = "none"
    terms_url: str = ""


def statement_of_reasons(reasons: Reasons) -> dict[str, Any] | None:
    """Return the statement as the database's JSON; None for a decision that restricts nothing (a strike alone).

    Field rules as the database's own validation has them: ``notices.statement_rules.check`` holds them.
    """
    effects = _effects(reasons.restrictions)
    if not effects:
        return None
    ids = ", ".join(clause for clause, _, _ in reasons.clauses)
    category, keyword = _category(reasons)
    source = "SOURCE_TYPE_OTHER_NOTIFICATION" if reasons.reported else "SOURCE_VOLUNTARY"
    statement: dict[str, Any] = {
        **effects,
        "decision_ground": "DECISION_GROUND_INCOMPATIBLE_CONTENT",
        "incompatible_content_ground": f"Terms on AI content: {ids}"[:500],
        "incompatible_content_explanation": " ".join(f"{title}. {text}" for _, title, text in reasons.clauses)[:2000],
        "incompatible_content_illegal": "No",
        "content_type": _content(reasons),
        "category": category,
        "territorial_scope": list(EEA),
        "content_date": reasons.content_date.isoformat(),
        "application_date": reasons.application_date.isoformat(),
        "decision_facts": reasons.facts[:5000],
        "source_type": source,
        "automated_detection": "Yes" if reasons.detected else "No",
        "automated_decision": "AUTOMATED_DECISION_NOT_AUTOMATED",
        "puid": reasons.puid,
    }
    return statement | _optional(reasons, keyword)


def _effects(restrictions: tuple[Restriction, ...]) -> dict[str, Any]:
    """Merge the effects; of two on money the later sanction kind, which is the graver, stands."""
    found: dict[str, Any] = {}
    for restriction in sorted(restrictions, key=lambda r: list(SanctionKind).index(r.kind)):
        effect = EFFECTS.get(restriction.kind, {})
        if effect.get("decision_monetary") == "DECISION_MONETARY_TERMINATION":
            found.pop("decision_monetary_other", None)
        found |= effect
        if restriction.until and restriction.kind in END_DATES:
            found[END_DATES[restriction.kind]] = restriction.until.isoformat()
    return found


def _optional(reasons: Reasons, keyword: str | None) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if reasons.language:
        found["content_language"] = reasons.language[:2].upper()
    if reasons.terms_url:
        found["decision_ground_reference_url"] = reasons.terms_url
    if keyword:
        found["category_specification"] = [keyword]
    if keyword == "KEYWORD_OTHER":
        found["category_specification_other"] = f"AI-made picture: {reasons.violation}"
    return found


def _category(reasons: Reasons) -> tuple[str, str | None]:
    for name in (reasons.violation, *(clause for clause, _, _ in reasons.clauses)):
        if name in CATEGORIES:
            return CATEGORIES[name]
    return CATEGORY, None


def _content(reasons: Reasons) -> list[str]:
    kinds = ["CONTENT_TYPE_TEXT"] * reasons.text + ["CONTENT_TYPE_IMAGE"] * reasons.pictures
    return [*kinds, "CONTENT_TYPE_SYNTHETIC_MEDIA"] if reasons.pictures else kinds
