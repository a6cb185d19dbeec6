"""A naive reading of POLICY.md, written from the page with if and else, to test the compiled policy against."""

from typing import Any

from copydesk.evidence import Basis, Fact, Facts

ORDER = ["none", "network", "general", "boost"]


def _is(fact: Fact, value: str, *, suspicions: bool) -> bool:
    if fact.basis in (Basis.ESTIMATE, Basis.REPORT) and not suspicions:
        return False
    return fact.value == value


def _side(facts: Facts, *, suspicions: bool) -> dict[str, Any]:  # noqa: C901 - as long as the page it follows
    reach, off_the_paywall, strike, clauses, duties = "boost", False, False, [], []

    def at_most(limit: str) -> None:
        nonlocal reach
        if ORDER.index(limit) < ORDER.index(reach):
            reach = limit

    generated = _is(facts.writing, "generated", suspicions=suspicions)
    assisted = _is(facts.writing, "assisted", suspicions=suspicions)
    in_time = facts.disclosure in ("timely", "unseen")

    if generated and facts.paywalled:
        clauses.append("writing.paywalled-generated")
        off_the_paywall = True
        strike = True
    if generated and in_time:
        clauses.append("writing.disclosed-generated")
        at_most("general")
    if generated and not in_time:
        clauses.append("writing.undisclosed-generated")
        at_most("network")
    if assisted and not in_time:
        clauses.append("writing.undisclosed-assisted")
        at_most("network")
    if _is(facts.pictures, "uncaptioned", suspicions=suspicions):
        clauses.append("pictures.uncaptioned")
        at_most("general")
        duties.append("caption-pictures")
    for harm in ("harassment", "minors", "disinformation", "privacy"):
        if _is(facts.picture_violation, harm, suspicions=suspicions):
            clauses.append("pictures.violation")
            at_most("none")
            strike = True
            duties.append("remove-picture")
    if _is(facts.search_spam, "yes", suspicions=suspicions):
        clauses.append("conduct.search-spam")
        at_most("none")
        strike = True
    if _is(facts.harmful_ai, "yes", suspicions=suspicions):
        clauses.append("conduct.harmful-ai")
        at_most("none")
        strike = True
    if _is(facts.derivative, "yes", suspicions=suspicions):
        clauses.append("conduct.derivative")
        at_most("none")
        strike = True
    return {
        "distribution": reach,
        "paywall": "removed" if off_the_paywall else "allowed",
        "strike": strike,
        "clauses": sorted(clauses),
        "duties": sorted(duties),
    }


def ruled(facts: Facts) -> dict[str, Any]:
    """Rule by the page: both sides, and whether a person has to look."""
    all_facts = (
        facts.writing, facts.pictures, facts.picture_violation, facts.search_spam, facts.harmful_ai, facts.derivative,
    )  # fmt: skip
    suspected = any(fact.basis in (Basis.ESTIMATE, Basis.REPORT) for fact in all_facts)
    now = _side(facts, suspicions=False)
    if suspected and now["distribution"] == "boost":
        now["distribution"] = "general"
    return {"now": now, "if_confirmed": _side(facts, suspicions=True), "review": suspected}
