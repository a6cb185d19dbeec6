"""The playground: choose facts or paste a story, and see each clause hold or not, why, and what would follow."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from copydesk.assess import assess
from copydesk.evidence import Facts
from copydesk.newsroom import policing
from copydesk.newsroom.access import Who, account_of, allow
from copydesk.newsroom.assessing import declared
from copydesk.newsroom.detecting import detectors
from copydesk.newsroom.errors import RefusedError
from copydesk.newsroom.limits import Limit, spend
from copydesk.newsroom.machines import network_of
from copydesk.newsroom.models import PolicyState, PolicyVersion, Role
from copydesk.newsroom.writing import Words, read_words
from copydesk.notices.specimen import letter
from copydesk.policy import Policy, bundled, load, rule
from copydesk.policy.combining import facts_of
from copydesk.policy.explaining import explain
from copydesk.story.errors import StoryError
from copydesk.web.slowing import paced

__all__ = ["playground", "try_story"]

A_STORY = Limit(burst=10, a_minute=6)
LONGEST = 50_000
MOST = 30
DECLARATIONS = (
    ("", "Nothing"),
    ("human", "People wrote it"),
    ("assisted", "AI assisted"),
    ("generated", "AI generated"),
)


@allow(Who.ANYONE)
@require_GET
def playground(request: HttpRequest) -> HttpResponse:
    """Try facts: they stand in the address, so that a link shares them."""
    policy = _policy(request, request.GET.get("policy", ""))
    asked = {spec.name: request.GET.get(spec.name, spec.default) for spec in policy.facts}
    values = {spec.name: asked[spec.name] if asked[spec.name] in spec.values else spec.default for spec in policy.facts}
    suspected = [name for name in request.GET.getlist("suspected") if name in values]
    facts = facts_of(policy, values, suspected=suspected)
    return render(request, "web/pages/playground.html", _context(request, policy, facts, values, suspected))


@allow(Who.ANYONE)
@require_POST
def try_story(request: HttpRequest) -> HttpResponse:
    """Read a pasted story under a policy; nothing is stored."""
    policy, given = _policy(request, request.POST.get("policy", "")), request.POST
    words = Words(
        content=given.get("content", "")[:LONGEST].replace("\r\n", "\n"),
        declared=given.get("declared", ""),
        paywalled=given.get("paywalled") == "on",
    )
    try:
        spend(f"playground:{network_of(request)}", A_STORY, "Too many stories were pasted")
        told = declared(words.declared)
        verdict = assess(read_words(words), declared=told, policy=policy, detectors=detectors())
    except (RefusedError, StoryError) as refusal:
        facts = facts_of(policy, {})
        context = {**_context(request, policy, facts, {}, []), "trouble": str(refusal), "words": words}
        return paced(render(request, "web/pages/playground.html", context, status=422), refusal)
    values = _values(policy, verdict.facts)
    suspected = [name for name in values if _suspected(verdict.facts, name)]
    context = _context(request, policy, verdict.facts, values, suspected)
    return render(request, "web/pages/playground.html", {**context, "words": words})


def _policy(request: HttpRequest, name: str) -> Policy:
    """Return the policy of this name, or the one in force for one that is not the caller's to see."""
    if name in bundled():
        return load(name)
    text = _versions(request).filter(pin=name).values_list("text", flat=True).first()
    return policing.rules(text) if text else policing.chosen()


def _versions(request: HttpRequest) -> QuerySet[PolicyVersion]:
    """Return the site's own versions: to everybody those that were approved, to policy owners the drafts too."""
    account, every = account_of(request), PolicyVersion.objects.exclude(state=PolicyState.RETIRED)
    owner = account is not None and account.has_role(Role.POLICY_OWNER)
    return (every if owner else every.filter(state=PolicyState.APPROVED)).order_by("-created", "-pk")


def _name(policy: Policy) -> str:
    """Return what an address calls a policy: a bundled one by its id, a version of the site by its exact pin."""
    return policy.id if policy.id in bundled() else policing.pinned(policy)


def _names(request: HttpRequest) -> list[tuple[str, str]]:
    ours = [(pin, policing.rules(text).title) for pin, text in _versions(request)[:MOST].values_list("pin", "text")]
    return [*ours, *((name, load(name).title) for name in bundled())]


def _values(policy: Policy, facts: Facts) -> dict[str, str]:
    told = {spec.name: _fact(facts, spec.name) for spec in policy.facts}
    return {name: _word(value) for name, value in told.items() if value is not None}


def _fact(facts: Facts, name: str) -> Any:
    return getattr(facts, name, None) if hasattr(facts, name) else dict(facts.more).get(name)


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(getattr(value, "value", value))


def _suspected(facts: Facts, name: str) -> bool:
    return bool(getattr(_fact(facts, name), "suspected", False))


def _context(
    request: HttpRequest, policy: Policy, facts: Facts, values: Mapping[str, str], suspected: list[str]
) -> dict[str, Any]:
    language, ruling = policy.language, rule(facts, policy)
    asked = [
        {
            "name": spec.name,
            "ask": spec.ask.get(language, spec.name),
            "choices": [(value, spec.words.get(value, {}).get(language, value)) for value in spec.values],
            "chosen": values.get(spec.name, spec.default),
            "doubtful": spec.name in suspected,
            "observed": spec.observed,
        }
        for spec in policy.facts
    ]
    query = urlencode([("policy", _name(policy)), *values.items(), *(("suspected", name) for name in suspected)])
    return {
        "policy": policy,
        "chosen": _name(policy),
        "policies": _names(request),
        "declarations": DECLARATIONS,
        "asked": asked,
        "clauses": explain(facts, policy),
        "ruling": ruling,
        "letter": letter(ruling, policy),
        "share": f"/policy/try?{query}",
    }
