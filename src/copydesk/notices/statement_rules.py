"""The field rules of the EU's transparency database, checked here before a statement leaves the house; pure."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from copydesk.notices.statements import EEA

__all__ = ["check"]

RESTRICTIONS = ("decision_visibility", "decision_monetary", "decision_provision", "decision_account")
VALUES: dict[str, tuple[str, ...]] = {
    "decision_visibility": tuple(
        f"DECISION_VISIBILITY_{word}"
        for word in (
            *("CONTENT_REMOVED", "CONTENT_DISABLED", "CONTENT_DEMOTED", "CONTENT_AGE_RESTRICTED"),
            *("CONTENT_INTERACTION_RESTRICTED", "CONTENT_LABELLED", "OTHER"),
        )
    ),
    "decision_monetary": tuple(f"DECISION_MONETARY_{word}" for word in ("SUSPENSION", "TERMINATION", "OTHER")),
    "decision_provision": tuple(
        f"DECISION_PROVISION_{share}_{what}" for share in ("PARTIAL", "TOTAL") for what in ("SUSPENSION", "TERMINATION")
    ),
    "decision_account": ("DECISION_ACCOUNT_SUSPENDED", "DECISION_ACCOUNT_TERMINATED"),
    "account_type": ("ACCOUNT_TYPE_BUSINESS", "ACCOUNT_TYPE_PRIVATE"),
    "decision_ground": ("DECISION_GROUND_ILLEGAL_CONTENT", "DECISION_GROUND_INCOMPATIBLE_CONTENT"),
    "incompatible_content_illegal": ("Yes", "No"),
    "content_type": tuple(
        f"CONTENT_TYPE_{word}"
        for word in ("APP", "AUDIO", "IMAGE", "PRODUCT", "SYNTHETIC_MEDIA", "TEXT", "VIDEO", "OTHER")
    ),
    "category": tuple(
        f"STATEMENT_CATEGORY_{word}"
        for word in (
            *("ANIMAL_WELFARE", "CONSUMER_INFORMATION", "CYBER_VIOLENCE", "CYBER_VIOLENCE_AGAINST_WOMEN"),
            *("DATA_PROTECTION_AND_PRIVACY_VIOLATIONS", "ILLEGAL_OR_HARMFUL_SPEECH"),
            *("INTELLECTUAL_PROPERTY_INFRINGEMENTS", "NEGATIVE_EFFECTS_ON_CIVIC_DISCOURSE_OR_ELECTIONS"),
            *("NOT_SPECIFIED_NOTICE", "OTHER_VIOLATION_TC", "PROTECTION_OF_MINORS", "RISK_FOR_PUBLIC_SECURITY"),
            *("SCAMS_AND_FRAUD", "SELF_HARM", "UNSAFE_AND_PROHIBITED_PRODUCTS", "VIOLENCE"),
        )
    ),
    "territorial_scope": EEA,
    "source_type": (
        "SOURCE_ARTICLE_16",
        "SOURCE_TRUSTED_FLAGGER",
        "SOURCE_TYPE_OTHER_NOTIFICATION",
        "SOURCE_VOLUNTARY",
    ),
    "automated_detection": ("Yes", "No"),
    "automated_decision": tuple(f"AUTOMATED_DECISION_{word}" for word in ("FULLY", "PARTIALLY", "NOT_AUTOMATED")),
}
LISTS = ("decision_visibility", "content_type", "territorial_scope", "category_addition", "category_specification")
REQUIRED = (
    *("decision_ground", "content_type", "category", "content_date", "application_date", "decision_facts"),
    *("source_type", "automated_detection", "automated_decision", "puid"),
)
#: A field that another's value makes necessary, and that is out of place without it.
BOUND = {
    "decision_visibility_other": ("decision_visibility", "DECISION_VISIBILITY_OTHER"),
    "decision_monetary_other": ("decision_monetary", "DECISION_MONETARY_OTHER"),
    "content_type_other": ("content_type", "CONTENT_TYPE_OTHER"),
    "illegal_content_legal_ground": ("decision_ground", "DECISION_GROUND_ILLEGAL_CONTENT"),
    "illegal_content_explanation": ("decision_ground", "DECISION_GROUND_ILLEGAL_CONTENT"),
    "incompatible_content_ground": ("decision_ground", "DECISION_GROUND_INCOMPATIBLE_CONTENT"),
    "incompatible_content_explanation": ("decision_ground", "DECISION_GROUND_INCOMPATIBLE_CONTENT"),
}
LONGEST = {
    **dict.fromkeys(("decision_visibility_other", "decision_monetary_other", "content_type_other"), 500),
    **dict.fromkeys(("category_specification_other", "decision_ground_reference_url", "source_identity", "puid"), 500),
    **dict.fromkeys(("illegal_content_legal_ground", "incompatible_content_ground"), 500),
    **dict.fromkeys(("illegal_content_explanation", "incompatible_content_explanation"), 2000),
    "decision_facts": 5000,
}
DATES = {
    "content_date": date(2000, 1, 1),
    "application_date": date(2020, 1, 1),
    **dict.fromkeys(
        (f"end_date_{part}_restriction" for part in ("account", "monetary", "service", "visibility")), date.min
    ),
}
LAST_DAY = date(2038, 1, 1)
FREE = ("content_language", "category_addition", "category_specification")
KNOWN = {*VALUES, *BOUND, *LONGEST, *DATES, *FREE}


def check(statement: Mapping[str, Any]) -> list[str]:
    """Return what the database would refuse in a statement, a sentence a problem; nothing when it would take it."""
    given = {name: value for name, value in statement.items() if value is not None}
    return [*_presence(given), *_values(given), *_lengths(given), *_dates(given)]


def _presence(given: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"{name} is required." for name in REQUIRED if not given.get(name))
    yield from (f"{name} is no field of the database." for name in sorted(set(given) - KNOWN))
    if not any(given.get(name) for name in RESTRICTIONS):
        yield "A statement names at least one restriction."
    for name, (other, value) in BOUND.items():
        asked = value in _as_list(given.get(other))
        if asked and not given.get(name):
            yield f"{name} is required because {other} is {value}."
        if not asked and name in given:
            yield f"{name} is out of place: {other} is not {value}."
    if given.get("source_type") == "SOURCE_VOLUNTARY" and "source_identity" in given:
        yield "source_identity is out of place: nobody notified us."


def _values(given: Mapping[str, Any]) -> Iterator[str]:
    for name, allowed in VALUES.items():
        yield from (f"{name} can't be {v!r}." for v in _as_list(given.get(name)) if v not in allowed)
    yield from (f"{name} is a list." for name in LISTS if name in given and not isinstance(given[name], list))
    for value in _as_list(given.get("category_specification")):
        if not re.fullmatch(r"KEYWORD_[A-Z_]+", str(value)):
            yield f"category_specification can't be {value!r}."
    if not re.fullmatch(r"[A-Za-z0-9_-]+", str(given.get("puid", "x"))):
        yield "puid holds letters, digits, - and _ only."
    if not re.fullmatch(r"[A-Z]{2}", str(given.get("content_language", "EN"))):
        yield "content_language is two capital letters."
    if not re.match(r"https?://[^\s/]+", str(given.get("decision_ground_reference_url", "https://x"))):
        yield "decision_ground_reference_url is no web address."


def _lengths(given: Mapping[str, Any]) -> Iterator[str]:
    for name, longest in LONGEST.items():
        if len(str(given.get(name, ""))) > longest:
            yield f"{name} has more than {longest} characters."


def _dates(given: Mapping[str, Any]) -> Iterator[str]:
    for name, first in DATES.items():
        if name not in given:
            continue
        try:
            day = date.fromisoformat(str(given[name])) if len(str(given[name])) == len("2026-01-01") else None
        except ValueError:
            day = None
        if day is None:
            yield f"{name} is no day as YYYY-MM-DD."
        elif not first <= day <= LAST_DAY:
            yield f"{name} lies outside what the database takes."


def _as_list(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]
