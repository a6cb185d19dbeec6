"""The story behind a case: its parsed document, its stored evidence, and what the policy says of both."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from copydesk.evidence import Evidence, wire
from copydesk.newsroom.assessing import declared
from copydesk.newsroom.models import Assessment, Revision
from copydesk.newsroom.models import Story as Published
from copydesk.newsroom.publications import policy_for
from copydesk.newsroom.writing import read_words, words_of
from copydesk.policy import Policy, Ruling, establish, rule
from copydesk.story import Story

__all__ = ["MARKED", "document_of", "evidence_hash", "evidence_of", "language_of", "policy_for", "ruling_on"]

#: From which probability on a passage is marked as one that AI may have written.
MARKED = 0.5


def document_of(revision: Revision) -> Story:
    """Return the parsed story of a revision."""
    return read_words(words_of(revision))


def language_of(story: Published, assessment: Assessment | None) -> str:
    """Return the language a story is written in: as its author said, else as it was detected, "" where neither."""
    found = (assessment.result if assessment else {}).get("story", {}).get("language")
    return (story.language or found or "")[:8]


def evidence_of(assessment: Assessment | None) -> Evidence:
    """Return the stored evidence; without an assessment, that nothing was seen."""
    return wire.from_json(assessment.evidence) if assessment else Evidence()


def evidence_hash(assessment: Assessment | None) -> str:
    """Return the SHA-256 of the stored evidence, which pins what a decision was made on."""
    text = json.dumps(assessment.evidence if assessment else {}, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def ruling_on(
    revision: Revision, assessment: Assessment | None, findings: Mapping[str, Any], policy: Policy | None = None
) -> Ruling:
    """Rule on the stored evidence with what readers established; no detector is asked."""
    policy = policy or policy_for(revision.story)
    facts = establish(
        evidence_of(assessment),
        declared=declared(revision.declared),
        findings=findings,
        paywalled=revision.paywalled,
        policy=policy,
    )
    return rule(facts, policy)
