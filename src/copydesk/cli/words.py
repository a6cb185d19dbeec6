"""The words that reports use for distribution, paywall, facts and pictures."""

from copydesk.evidence import (
    Abstention,
    Basis,
    Derivation,
    Disclosure,
    Fact,
    Match,
    PictureAI,
    PictureEvidence,
    Writing,
)
from copydesk.policy.ruling import Distribution, Effects, Paywall

__all__ = [
    "abstained",
    "count",
    "derivation",
    "disclosure",
    "distribution",
    "estimate",
    "language",
    "match",
    "paywall",
    "picture",
    "rarity",
    "share",
]

LEAST_PERCENT = 0.1
MOST_SOURCES = 3
DISTRIBUTIONS = {
    Distribution.BOOST: "anybody, eligible for Boost",
    Distribution.GENERAL: "anybody, no Boost",
    Distribution.NETWORK: "the author's followers and subscribers only",
    Distribution.NONE: "recommended to nobody",
}
PAYWALLS = {Paywall.ALLOWED: "may stand behind it", Paywall.REMOVED: "must come off it"}
BASES = {
    Basis.FINDING: ", found by a reviewer",
    Basis.DECLARATION: ", declared by the author",
    Basis.DISCLOSURE: ", by the story's own words",
    Basis.CREDENTIAL: ", by its file's credentials",
    Basis.ESTIMATE: ", only estimated: a person has to look",
    Basis.REPORT: ", only reported: a person has to look",
    Basis.NONE: "",
}
ABSTENTIONS = {
    Abstention.TOO_SHORT: "no estimate: the text is too short for one",
    Abstention.LANGUAGE: "no estimate: the language is not supported",
    Abstention.NO_PROSE: "no estimate: there is no running prose",
    Abstention.NO_MODEL: "no estimate: no model was asked",
}
PICTURES = {
    PictureAI.DECLARED: "made by AI, says the file",
    PictureAI.INDICATED: "signs of AI in the file",
    PictureAI.UNRESOLVED: "the file's credentials could not be resolved",
    PictureAI.UNKNOWN: "nothing known of its making",
    PictureAI.FOUND: "made by AI, a reviewer found",
    PictureAI.EDITED: "edited with AI, a reviewer found",
    PictureAI.NOT_AI: "not made by AI, a reviewer found",
}
MATCHES = {"near-copy": "a near copy", "passage": "copied with small changes", "paraphrase": "paraphrased"}
LANGUAGES = {
    "ar": "Arabic", "de": "German", "en": "English", "es": "Spanish", "fr": "French", "hi": "Hindi", "it": "Italian",
    "ja": "Japanese", "nl": "Dutch", "pl": "Polish", "pt": "Portuguese", "ru": "Russian", "zh": "Chinese",
}  # fmt: skip


def distribution(effects: Effects) -> str:
    """Say whom a story may be recommended to."""
    return DISTRIBUTIONS[effects.distribution]


def paywall(effects: Effects) -> str:
    """Say what holds for the paywall."""
    return PAYWALLS[effects.paywall]


def fact(known: Fact) -> str:
    """Say a fact and what it rests on."""
    return known.value + BASES[known.basis]


def disclosure(found: Disclosure) -> str:
    """Say in a few words what the author says on AI, and whether in time."""
    says = f", says {found.says.value}" if found.says else ""
    unsure = " (unclear: the author is asked)" if found.unsure else ""
    when = {"timely": "in time", "late": "too late"}.get(found.status.value, found.status.value)
    return when + says + unsure


def count(number: int, noun: str) -> str:
    """Count a noun: "1 paragraph", "1,200 paragraphs"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def language(code: str | None) -> str:
    """Name a language, or give its code."""
    return LANGUAGES.get(code or "", code or "language unknown")


def abstained(why: Abstention) -> str:
    """Say why there is no estimate."""
    return ABSTENTIONS[why]


def share(writing: Writing) -> str:
    """Say how much of the prose AI is estimated to have written, with the interval: "93 % (81-99 %)"."""
    if writing.ai_share is None:
        return ""
    middle = f"{writing.ai_share:.0%}".replace("%", "\u00a0%")
    if writing.interval is None:
        return middle
    low, high = (round(100 * end) for end in writing.interval)
    return f"{middle} ({low}-{high}\u00a0%)"


def estimate(writing: Writing) -> str:
    """Say in one line what the estimate of the prose is; "" where nobody was asked."""
    if writing.abstained:
        return abstained(writing.abstained)
    if writing.estimate is None:
        return ""
    return f"looks {writing.estimate.value}, AI share {share(writing)}"


def rarity(writing: Writing) -> str:
    """Say how many human texts score as high: "about 1.2 % of human texts of its kind and length score as high"."""
    if writing.p_human is None:
        return ""
    percent = 100 * writing.p_human
    shown = "fewer than 0.1 %" if percent < LEAST_PERCENT else f"about {percent:.2g} %"
    return f"{shown} of human texts of its kind and length score as high"


def derivation(found: Derivation) -> str:
    """Say in one line how much of a story follows which known texts; "" where nothing does."""
    sources = list(dict.fromkeys(match.source for match in found.matches))
    if not sources:
        return ""
    named = ", ".join(sources[:MOST_SOURCES]) + (
        f" and {len(sources) - MOST_SOURCES} more" * (len(sources) > MOST_SOURCES)
    )
    return f"{found.share:.0%} of its own words follow {named}".replace("%", " %", 1)


def match(found: Match) -> str:
    """Say how a passage follows its source."""
    kind = MATCHES.get(found.kind.removeprefix("disguised-"), found.kind)
    return f"{kind}, with letters disguised" if found.kind.startswith("disguised-") else kind


def picture(evidence: PictureEvidence) -> str:
    """Say in one line what is known of a picture; of one that nobody could look into, why."""
    if evidence.reason and (evidence.ai is PictureAI.UNKNOWN or _unread(evidence)):
        return evidence.reason.rstrip(".")
    made = PICTURES[evidence.ai]
    named = f"{made} ({evidence.generator})" if evidence.generator else made
    return named if not evidence.signal else f"{named}, {evidence.signal}"


def _unread(evidence: PictureEvidence) -> bool:
    return evidence.ai is PictureAI.UNRESOLVED and evidence.signal is None
