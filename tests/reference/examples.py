"""Naive readings of the example policies, each written from the rules it reads, to test the compiled ones against.

Each takes the values of facts, all as a reviewer established them, and returns the clauses that hold with their
effects: distribution (None where it is not touched), strike, duties and labels.
"""

from collections.abc import Callable, Iterator

Facts = dict[str, str]
Held = tuple[str, str | None, bool, list[str], list[str]]

BY_AI = ("assisted", "generated")
NOT_IN_TIME = ("late", "none")


def dev(f: Facts) -> Iterator[Held]:
    if f["writing"] in BY_AI and f["kind"] == "article" and f["disclosure"] in NOT_IN_TIME:
        yield "dev.undisclosed", "none", False, ["disclose"], []
    if f["writing"] in BY_AI and f["promotional"] == "yes":
        yield "dev.promotion", "none", True, [], []
    if f["writing"] == "generated" and f["kind"] == "comment" and f["plain_help"] == "no":
        yield "dev.comment", "none", False, [], []


def stack_overflow(f: Facts) -> Iterator[Held]:
    if f["writing"] in BY_AI and f["quoted"] == "no":
        yield "so.generated", "none", True, [], []


def wikipedia(f: Facts) -> Iterator[Held]:
    allowed = f["checked"] == "yes" and f["use"] in ("translation", "copy-edit")
    if f["writing"] in BY_AI and not allowed:
        yield "wikipedia.generated", "none", False, ["rewrite"], []
    if f["unreviewed_page"] == "yes":
        yield "wikipedia.unreviewed", "none", True, [], []


def amazon_kdp(f: Facts) -> Iterator[Held]:
    if f["disclosure"] != "timely":
        if f["writing"] in BY_AI:
            yield "kdp.undeclared-text", "none", False, ["declare"], []
        if f["pictures"] != "none":
            yield "kdp.undeclared-pictures", "none", False, ["declare"], []
        if f["translation"] == "ai":
            yield "kdp.undeclared-translation", "none", False, ["declare"], []


def youtube(f: Facts) -> Iterator[Held]:
    if f["synthetic"] != "meaningful" or f["realistic"] == "no":
        return
    yield "yt.label", None, False, [], ["altered-content"]
    if f["sensitive"] == "yes":
        yield "yt.prominent-label", None, False, [], ["altered-content-on-screen"]
    if f["disclosure"] != "timely":
        yield "yt.undisclosed", None, True, ["disclose"], []


def eu_ai_act_50(f: Facts) -> Iterator[Held]:
    if f["lawful_authority"] == "yes":
        return
    if f["writing"] in BY_AI and f["public_interest"] == "yes" and f["editorial_responsibility"] == "no":
        yield "eu.text", None, False, [], ["ai-generated-text"]
        if f["disclosure"] in NOT_IN_TIME:
            yield "eu.text-undisclosed", None, False, ["disclose"], []
    if f["deep_fake"] == "yes" and f["artistic"] == "no":
        yield "eu.deep-fake", None, False, [], ["ai-made-media"]
    if f["deep_fake"] == "yes" and f["artistic"] == "yes":
        yield "eu.deep-fake-in-art", None, False, [], ["ai-notice"]


def contributor_by_activity(f: Facts) -> Iterator[Held]:
    if f["research"] == "yes" and f["sources_read"] == "no":
        yield "activity.research-unread", "general", False, ["read-sources"], []
    if f["draft"] == "yes":
        yield "activity.draft", None, False, [], ["drafted-with-ai"]
        if f["disclosure"] in NOT_IN_TIME:
            yield "activity.draft-undisclosed", "network", False, [], []
    if f["rewrite"] == "yes" and f["disclosure"] in NOT_IN_TIME:
        yield "activity.rewrite-undisclosed", "general", False, [], []
    if f["translate"] == "yes" and f["translation_checked"] == "no":
        yield "activity.translation", None, False, ["check-translation"], ["translated-with-ai"]
    if f["code"] == "yes":
        yield "activity.code", None, False, ["run-code"], []


def publication_overlay(f: Facts) -> Iterator[Held]:
    if f["writing"] == "generated":
        yield "publication.no-generated", "none", False, [], []
        if f["disclosure"] in NOT_IN_TIME:
            yield "writing.undisclosed-generated", "network", False, [], []
        else:
            yield "writing.disclosed-generated", "general", False, [], []
        if f["paywalled"] == "yes":
            yield "writing.paywalled-generated", None, True, [], []
    if f["writing"] == "assisted" and f["disclosure"] in NOT_IN_TIME:
        yield "writing.undisclosed-assisted", "none", False, [], []
    if f["pictures"] != "none":
        yield "publication.pictures", "general", False, [], []
    if f["pictures"] == "uncaptioned":
        yield "pictures.uncaptioned", "general", False, ["caption-pictures"], []
    if f["picture_violation"] != "none":
        yield "pictures.violation", "none", True, ["remove-picture"], []
    for name, clause in (("search_spam", "search-spam"), ("harmful_ai", "harmful-ai"), ("derivative", "derivative")):
        if f[name] == "yes":
            yield f"conduct.{clause}", "none", True, [], []


NAIVE: dict[str, Callable[[Facts], Iterator[Held]]] = {
    "amazon-kdp": amazon_kdp,
    "contributor-by-activity": contributor_by_activity,
    "dev": dev,
    "eu-ai-act-50": eu_ai_act_50,
    "publication-overlay": publication_overlay,
    "stack-overflow": stack_overflow,
    "wikipedia": wikipedia,
    "youtube": youtube,
}
