"""The compiled policy against the naive reading of POLICY.md, on all combinations of facts."""

from collections.abc import Iterator
from itertools import combinations as subsets
from itertools import product
from typing import Any

from copydesk.evidence import Basis, DisclosureStatus, Fact, Facts
from copydesk.policy import Effects, Ruling, load, rule
from reference.medium_2024_05 import ruled

NAMES = ("writing", "pictures", "picture_violation", "search_spam", "harmful_ai", "derivative")
VALUES = {
    "writing": ("unknown", "human", "assisted", "generated"),
    "pictures": ("none", "captioned", "uncaptioned"),
    "picture_violation": ("none", "harassment", "minors", "disinformation", "privacy"),
    "search_spam": ("no", "yes"),
    "harmful_ai": ("no", "yes"),
    "derivative": ("no", "yes"),
}


def side(effects: Effects, clauses: list[str]) -> dict[str, Any]:
    return {
        "distribution": effects.distribution.word,
        "paywall": effects.paywall.value,
        "strike": effects.strike,
        "clauses": clauses,
        "duties": sorted(effects.obligations),
    }


def plain(ruling: Ruling) -> dict[str, Any]:
    certain = [c.id for c in ruling.clauses if not c.suspected]
    return {
        "now": side(ruling.now, certain),
        "if_confirmed": side(ruling.if_confirmed, [c.id for c in ruling.clauses]),
        "review": ruling.review,
    }


def every_combination(suspect: tuple[str, ...] = ()) -> Iterator[Facts]:
    for disclosure, paywalled, *values in product(DisclosureStatus, (False, True), *VALUES.values()):
        facts = {
            name: Fact(value, Basis.ESTIMATE if name in suspect else Basis.FINDING)
            for name, value in zip(NAMES, values, strict=True)
        }
        yield Facts(disclosure=disclosure, paywalled=paywalled, **facts)


def test_every_combination_of_established_facts_is_ruled_as_the_page_says() -> None:
    policy = load("medium-2024-05")
    seen = 0
    for facts in every_combination():
        assert plain(rule(facts, policy)) == ruled(facts), facts
        seen += 1
    assert seen == 3840


def test_every_combination_with_any_facts_suspected_is_ruled_as_the_page_says() -> None:
    policy = load("medium-2024-05")
    for count in (1, 2):
        for suspect in subsets(("writing", "pictures", "search_spam", "derivative"), count):
            for index, facts in enumerate(every_combination(suspect)):
                if index % 3 == 0:
                    assert plain(rule(facts, policy)) == ruled(facts), facts
