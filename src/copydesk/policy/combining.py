"""Every combination of facts that a policy reads, part by part where parts do not touch each other."""

from collections.abc import Collection, Iterator, Mapping
from itertools import product
from typing import Any

from copydesk.evidence import Basis, DisclosureStatus, Fact, Facts
from copydesk.policy.model import STANDARD, Clause, Condition, FactSpec, Policy

__all__ = ["combinations", "facts_of", "facts_read", "groups", "implies", "size"]


def facts_of(
    policy: Policy,
    values: Mapping[str, str],
    *,
    basis: Basis = Basis.FINDING,
    suspected: Collection[str] = (),
    by: Mapping[str, Basis] | None = None,
) -> Facts:
    """Build facts from words.

    Args:
        policy: whose facts they are; what ``values`` leaves out is at its default.
        values: the value of each fact by name; what the policy does not read is passed over.
        basis: of each fact that is not at its default.
        suspected: names of facts that rest on an estimate alone.
        by: bases of single facts, in place of ``basis``.

    >>> from copydesk.policy import load
    >>> facts_of(load("medium-2024-05"), {"paywalled": "yes"}).paywalled
    True
    """
    standard: dict[str, Any] = {}
    more = []
    for spec in policy.facts:
        value = values.get(spec.name, spec.default)
        fact = Fact(value, _basis(spec, value, (by or {}).get(spec.name, basis), suspected))
        if spec.name == "disclosure":
            standard[spec.name] = DisclosureStatus(value)
        elif spec.name == "paywalled":
            standard[spec.name] = value == "yes"
        elif spec.name in STANDARD:
            standard[spec.name] = fact
        elif spec.name in values:
            more.append((spec.name, fact))
    return Facts(**standard, more=tuple(more))


def _basis(spec: FactSpec, value: str, basis: Basis, suspected: Collection[str]) -> Basis:
    if spec.name in suspected:
        return Basis.ESTIMATE
    return basis if value != spec.default or not basis.establishes else Basis.NONE


def facts_read(clause: Clause) -> frozenset[str]:
    """Return the names of the facts that a clause reads, its exemptions included."""
    conditions = [clause.when, *(e.when for e in clause.exemptions)]
    return frozenset(fact for when in conditions for fact, _ in when)


def implies(one: Condition, two: Condition) -> bool:
    """Tell whether ``two`` holds wherever ``one`` does."""
    given = dict(one)
    return all(fact in given and set(given[fact]) <= set(wanted) for fact, wanted in two)


def groups(*policies: Policy) -> tuple[tuple[str, ...], ...]:
    """Part the facts into groups such that no clause of any of the policies reads facts of two groups.

    Effects meet, so that what follows from all facts is the meet of what follows in each group.
    """
    order = list(dict.fromkeys(spec.name for policy in policies for spec in policy.facts))
    parts = [{name} for name in order]
    for clause in (c for policy in policies for c in policy.clauses):
        read = facts_read(clause)
        touched = [p for p in parts if p & read]
        parts = [p for p in parts if not p & read] + ([set().union(*touched)] if touched else [])
    sorted_parts = (tuple(n for n in order if n in part) for part in parts)
    return tuple(sorted(sorted_parts, key=lambda part: order.index(part[0])))


def combinations(policy: Policy, names: Collection[str] | None = None) -> Iterator[dict[str, str]]:
    """Yield every combination of values of the named facts (all of the policy's without names)."""
    specs = [s for s in policy.facts if names is None or s.name in names]
    for values in product(*(s.values for s in specs)):
        yield dict(zip((s.name for s in specs), values, strict=True))


def size(policy: Policy) -> int:
    """Return how many combinations of facts there are."""
    count = 1
    for spec in policy.facts:
        count *= len(spec.values)
    return count
