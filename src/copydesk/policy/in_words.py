"""What follows, and what changes from one policy to another, in words: for the terminal and for pages."""

from collections.abc import Iterator

from copydesk.policy.diffing import ClauseChange, Diff, Direction, OutcomeChange, words_of
from copydesk.policy.ruling import Distribution, Effects, Paywall

__all__ = ["effects_in_words", "sections", "verdict"]

REACH = {
    Distribution.BOOST: "may be boosted",
    Distribution.GENERAL: "general, no Boost",
    Distribution.NETWORK: "followers only",
    Distribution.NONE: "recommended to nobody",
}
HEADINGS = {
    Direction.STRICTER: "Stricter",
    Direction.LOOSER: "Looser",
    Direction.MIXED: "Stricter in part, looser in part",
    Direction.SAME: "Besides",
}
READING = {
    "place": "Places where a disclosure counts",
    "tags": "Tags that count as a disclosure",
    "paragraphs": "Counted paragraphs by whose end a disclosure must stand",
    "short_line": "Words up to which a line uses up no place",
    "caption_words": "Words up to which a line is a caption",
    "p_human": "Highest p-value at which an estimate is a suspicion",
    "ai_share": "Least share of AI prose for a suspicion",
    "search_spam": "Score from which search spam is suspected",
    "harmful_ai": "Score from which harmful AI is suspected",
    "derivative": "Share from which derivation is suspected",
}
PARTS = {
    "when": "when it holds",
    "then": "what follows",
    "needs": "the evidence it needs",
    "exemptions": "its exemptions",
    "ladder": "where its strikes lead",
    "notice": "its notice",
    "applies_from": "the day from which it applies",
}


def effects_in_words(effects: Effects, *, dot: str = "; ") -> str:
    """Return all effects as one line of words."""
    parts = [REACH[effects.distribution]]
    parts += ["off the paywall"] if effects.paywall is Paywall.REMOVED else []
    parts += ["a strike"] if effects.strike else []
    parts += [f"duty: {duty}" for duty in effects.obligations]
    parts += [f"label: {label}" for label in effects.labels]
    return dot.join(parts)


def sections(diff: Diff, language: str) -> Iterator[tuple[str, Direction | None, list[str]]]:
    """Yield (heading, direction, lines) of what changes: by direction, then clause by clause (no direction)."""
    for direction, heading in HEADINGS.items():
        lines = [_outcome(diff, c, language) for c in diff.outcomes if c.direction is direction]
        lines += [f"{READING[c.name]}: {c.old} → {c.new}" for c in diff.reading if c.direction is direction]
        lines += [f"{c.about}: {c.old} → {c.new}" for c in diff.rules if c.direction is direction]
        if lines:
            yield heading, direction, lines
    if diff.clauses:
        yield "Clauses", None, [_clause(c, language) for c in diff.clauses]


def _outcome(diff: Diff, change: OutcomeChange, language: str) -> str:
    who = "; ".join(
        " or ".join(f"“{words_of(diff, name, value, language)}”" for value in values) for name, values in change.when
    )
    clauses = ", ".join(c for c in change.new_clauses if c not in change.old_clauses)
    lost = ", ".join(c for c in change.old_clauses if c not in change.new_clauses)
    by = f" (by {clauses})" if clauses else f" (no longer by {lost})" if lost else ""
    return f"{who or 'every story'}: {'; '.join(_moves(change.old, change.new))}{by}"


def _moves(old: Effects, new: Effects) -> Iterator[str]:
    """Yield what of the effects is different, and nothing of what stays."""
    if old.distribution != new.distribution:
        yield f"{REACH[old.distribution]} → {REACH[new.distribution]}"
    if old.paywall != new.paywall:
        yield "off the paywall" if new.paywall is Paywall.REMOVED else "back behind the paywall"
    if old.strike != new.strike:
        yield "a strike" if new.strike else "no strike any more"
    for kind, before, after in (("duty", old.obligations, new.obligations), ("label", old.labels, new.labels)):
        yield from (f"{kind}: {word}" for word in after if word not in before)
        yield from (f"no {kind} any more: {word}" for word in before if word not in after)


def _clause(change: ClauseChange, language: str) -> str:
    clause = change.new or change.old
    title = next((t for t in (clause.title.get(language), *clause.title.values()) if t), "") if clause else ""
    if change.what != "changed":
        return f"{change.what}: {change.id}: {title}"
    return f"changed: {change.id}: {', '.join(PARTS.get(part, 'its words') for part in dict.fromkeys(change.parts))}"


def verdict(diff: Diff) -> str:
    """Say in one sentence for whom the new policy is stricter or looser."""
    words = {
        Direction.STRICTER: "stricter: nobody gains, and those below lose something",
        Direction.LOOSER: "looser: nobody loses, and those below gain something",
        Direction.MIXED: "stricter for some and looser for others",
        Direction.SAME: "the same for everybody",
    }
    return f"{diff.new.id} is {words[diff.direction]}, compared with {diff.old.id}."
