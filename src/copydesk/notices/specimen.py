"""The letter that an author would get if a person confirmed what a ruling says; for the playground, about nobody."""

from collections.abc import Iterator

from copydesk.notices.wording import say
from copydesk.policy import ClauseHeld, Distribution, Effects, Paywall, Policy, Ruling

__all__ = ["letter"]

NAME, TITLE = "author", "The story"


def letter(ruling: Ruling, policy: Policy) -> str:
    """Return the letter in the words that real ones have, "" where there would be none.

    Args:
        ruling: what the policy says.
        policy: the policy that said it.
    """
    if not ruling.clauses or ruling.if_confirmed == Effects():
        return ""
    changes = [say("decision.changes"), *(f"- {line}" for line in _changes(ruling, policy))]
    mend = [say("decision.mend"), *(f"- {advice.text}" for advice in ruling.advice)]
    parts = [
        say("decision.opening", name=NAME, title=TITLE),
        *(_clause(held, policy) for held in ruling.clauses),
        "\n".join(changes),
        "\n".join(mend) if ruling.advice else say("decision.no-mend"),
        say("decision.appeal", until="six months from now", appeal_link="").rstrip(),
    ]
    return "\n\n".join(parts)


def _clause(held: ClauseHeld, policy: Policy) -> str:
    clause, language = policy.clause(held.id), policy.language
    return say(
        "decision.clause",
        clause=held.id,
        clause_title=clause.title.get(language, held.id),
        clause_text=clause.explain.get(language, ""),
        because=held.because,
    )


def _changes(ruling: Ruling, policy: Policy) -> Iterator[str]:
    effects = ruling.if_confirmed
    if effects.distribution < Distribution.BOOST:
        yield say(f"decision.effects.distribution-ceiling-{effects.distribution.word}")
    if effects.paywall is Paywall.REMOVED:
        yield say("decision.effects.off-paywall")
    if effects.strike:
        for held in ruling.clauses:
            if policy.clause(held.id).then.strike:
                yield say("decision.effects.strike", clause=held.id, until=_until(policy, held.id))
    yield from (f"What you owe: {duty.replace('-', ' ')}." for duty in effects.obligations)
    yield from (f"The story carries the label “{label}”." for label in effects.labels)


def _until(policy: Policy, clause: str) -> str:
    ladder = policy.ladders.get(policy.clause(clause).ladder or "")
    return f"{ladder.expires_days} days have gone by" if ladder else "it is taken back"
