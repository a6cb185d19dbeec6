"""A ruling as people read it: what holds, by which clauses, and what would mend it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from copydesk.newsroom import assessing
from copydesk.newsroom.models import Story
from copydesk.newsroom.publications import policy_for
from copydesk.policy import Policy

__all__ = ["ClauseTold", "RulingTold", "clause_title", "rules_of", "told"]

REACH = {
    "boost": "may be recommended to anybody, and be put forward for Boost",
    "general": "may be recommended to anybody",
    "network": "is recommended to your followers only",
    "none": "is recommended to nobody",
}


@dataclass(frozen=True, slots=True)
class ClauseTold:
    """One clause that holds: its id, its title, why, and whether a person has yet to look."""

    id: str
    title: str
    because: str
    suspected: bool


@dataclass(frozen=True, slots=True)
class RulingTold:
    """What a ruling comes to, in words; ``facts`` and ``evidence`` as in the JSON contract."""

    reach: str
    distribution: str
    off_paywall: bool
    review: bool
    clauses: tuple[ClauseTold, ...]
    advice: tuple[Mapping[str, Any], ...]
    facts: Mapping[str, Any]
    evidence: Mapping[str, Any]


def clause_title(policy: Policy, clause_id: str) -> str:
    """Return a clause's title, or its id where the policy has no such clause any more."""
    try:
        return policy.clause(clause_id).title.get(policy.language, clause_id)
    except KeyError:
        return clause_id


def told(result: Mapping[str, Any], policy: Policy) -> RulingTold:
    """Put an assessment of the JSON contract into words."""
    ruling = result["ruling"]
    now = ruling["now"]
    clauses = tuple(
        ClauseTold(c["id"], clause_title(policy, c["id"]), c["because"], bool(c.get("suspected")))
        for c in ruling["clauses"]
    )
    return RulingTold(
        REACH[now["distribution"]],
        now["distribution"],
        now["paywall"] == "removed",
        bool(ruling["review"]),
        clauses,
        tuple(ruling["advice"]),
        result["facts"],
        result["evidence"],
    )


def rules_of(story: Story) -> RulingTold | None:
    """Put the ruling in force on a published story into words; None while its assessment waits."""
    kept = assessing.latest(story.live) if story.live else None
    return told(kept.result, policy_for(story)) if kept else None
