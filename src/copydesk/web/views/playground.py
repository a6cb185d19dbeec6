"""The playground: choose facts or paste a story, and see each clause hold or not, why, and what would follow."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from copydesk.assess import assess
from copydesk.evidence import Basis, Facts
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
from copydesk.policy import Effects, Policy, bundled, load, rule
from copydesk.policy.combining import facts_of
from copydesk.policy.explaining import explain
from copydesk.policy.model import FactSpec
from copydesk.story.errors import StoryError
from copydesk.web.slowing import paced

__all__ = ["playground", "try_story"]

SAYERS = {
    "finding": "a reviewer found it",
    "declaration": "the author declares it on the form",
    "disclosure": "the author says so in the story",
    "credential": "signed data in the file says so",
    "estimate": "a program suspects it: nobody has looked yet",
    "report": "a reader reported it: nobody has looked yet",
}
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
    facts = facts_of(policy, values, by=_bases(request, policy))
    return render(request, "web/pages/playground.html", _context(request, policy, facts, values))


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
        context = {**_context(request, policy, facts, {}), "trouble": str(refusal), "words": words}
        return paced(render(request, "web/pages/playground.html", context, status=422), refusal)
    values = _values(policy, verdict.facts)
    context = _context(request, policy, verdict.facts, values)
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


def _sayers(spec: FactSpec) -> list[str]:
    """Return who may speak to a fact; the first does where nobody is chosen."""
    return [] if spec.observed else sorted((*spec.established_by, *spec.suspected_by), key=list(SAYERS).index)


def _bases(request: HttpRequest, policy: Policy) -> dict[str, Basis]:
    """Return who is chosen to have spoken to each fact; ``suspected`` is how older links name those only suspected."""
    doubted = request.GET.getlist("suspected")
    chosen = {}
    for spec in policy.facts:
        if sayers := _sayers(spec):
            said = request.GET.get(f"by-{spec.name}", "")
            said = spec.suspected_by[0] if spec.name in doubted and spec.suspected_by else said
            chosen[spec.name] = Basis(said if said in sayers else sayers[0])
    return chosen


def _said(facts: Facts, spec: FactSpec) -> str:
    """Return who spoke to a fact, "" where nobody did or it is read off the story."""
    basis = getattr(_fact(facts, spec.name), "basis", Basis.NONE)
    return "" if basis is Basis.NONE else str(basis)


def _asked(policy: Policy, facts: Facts, spec: FactSpec, value: str) -> dict[str, Any]:
    sayers, language = _sayers(spec), policy.language
    return {
        "name": spec.name,
        "ask": spec.ask.get(language, spec.name),
        "choices": [(choice, spec.words.get(choice, {}).get(language, choice)) for choice in spec.values],
        "chosen": value,
        "sayers": [(sayer, SAYERS[sayer]) for sayer in sayers],
        "said": _said(facts, spec),
    }


def _besides(policy: Policy, effects: Effects) -> list[str]:
    """Say in words which labels and duties follow."""
    labels = [policy.labels[name].get(policy.language, name) for name in effects.labels]
    return [f"label: {label}" for label in labels] + [f"duty: {duty}" for duty in effects.obligations]


def _context(request: HttpRequest, policy: Policy, facts: Facts, values: Mapping[str, str]) -> dict[str, Any]:
    ruling = rule(facts, policy)
    asked = [_asked(policy, facts, spec, values.get(spec.name, spec.default)) for spec in policy.facts]
    said = [(f"by-{fact['name']}", fact["said"]) for fact in asked if fact["said"]]
    query = urlencode([("policy", _name(policy)), *values.items(), *said])
    return {
        "policy": policy,
        "chosen": _name(policy),
        "policies": _names(request),
        "declarations": DECLARATIONS,
        "asked": asked,
        "clauses": explain(facts, policy),
        "ruling": ruling,
        "besides": _besides(policy, ruling.now),
        "besides_later": _besides(policy, ruling.if_confirmed),
        "letter": letter(ruling, policy),
        "share": f"/policy/try?{query}",
    }
