"""Telling people: the author gets reasons, reporters hear what came of it; in the transaction of the decision."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from copydesk.desk import stories
from copydesk.desk.models import Appeal, AppealKind, AppealOutcome, Decision, Outcome, Report, Sanction
from copydesk.desk.people import pseudonym_of
from copydesk.desk.pinning import policy_of
from copydesk.newsroom.models import Revision
from copydesk.notices import letters, links, statements
from copydesk.notices.models import Statement
from copydesk.notices.wording import say
from copydesk.policy import Policy
from copydesk.standing import SanctionKind
from copydesk.story import Span

__all__ = [
    "APPEAL_WITHIN",
    "appeal_until",
    "clause_texts",
    "effect_line",
    "passages_of",
    "tell",
    "tell_judged",
    "tell_mended",
    "withdraw",
]

APPEAL_WITHIN = timedelta(days=183)
MOST_PASSAGES = 6
LONGEST_PASSAGE = 1000


def appeal_until(decision: Decision) -> datetime:
    """Return until when a decision can be appealed: six months after it took force."""
    return (decision.in_force or decision.made) + APPEAL_WITHIN


def tell(decision: Decision, now: datetime) -> None:
    """Write to the author of a confirmed case, with the statement of reasons, and to whoever reported it."""
    if decision.outcome == Outcome.CONFIRMED and decision.appeal_id is None:
        letters.write(_to_author(decision), now)
    if decision.outcome == Outcome.CONFIRMED:
        _store_statement(decision, now)
    for report in Report.objects.filter(case=decision.case_id).select_related("reporter"):
        letters.write(_to_reporter(decision, report), now)


def withdraw(decision: Decision) -> None:
    """Withdraw the letters on a decision that nobody can have seen yet, and its statement of reasons."""
    at = decision.ended or decision.made
    letters.withdraw([decision.public_id], at)
    Statement.objects.filter(puid=decision.public_id).update(withdrawn=at)


def tell_mended(sanction: Sanction, now: datetime) -> None:
    """Tell the author that a limit was lifted because they mended the story."""
    title = _title(sanction.decision.revision)
    values = {"name": sanction.account.name, "title": title, "effect": effect_line(sanction)}
    draft = letters.Draft(
        to=sanction.account,
        kind="mended",
        about=sanction.public_id,
        subject=say("mended.subject", title=title),
        body=say("mended.body", **values),
    )
    letters.write(draft, now)


def tell_judged(appeal: Appeal, now: datetime) -> None:
    """Tell whoever appealed what another reviewer found."""
    draft = _second_look(appeal) if appeal.kind == AppealKind.REPORTER else _judged(appeal)
    letters.write(draft, now)


def effect_line(sanction: Sanction) -> str:
    """Return one sentence on what a sanction changes."""
    key = f"decision.effects.{sanction.kind}"
    if sanction.kind == SanctionKind.CEILING:
        return say(f"{key}-{sanction.tier.name.lower()}")
    day = f"{sanction.until:%d %B %Y}" if sanction.until else "it is taken back"
    if sanction.kind == SanctionKind.STRIKE:
        return say(key, clause=sanction.clause, until=day)
    if sanction.kind in (SanctionKind.RESTRICTED, SanctionKind.SUSPENDED):
        return say(key, until=day)
    return say(key)


def passages_of(decision: Decision) -> tuple[str, ...]:
    """Return the very words a decision cites, or where it cites none those the estimate marked."""
    document = stories.document_of(decision.revision)
    spans = [Span(start, end) for start, end in decision.spans]
    if not spans:
        marked = stories.evidence_of(decision.assessment).writing.passages
        spans = [passage.span for passage in marked if passage.ai >= stories.MARKED and _on_writing(decision)]
    return tuple(_quoted(span.of(document.text).strip()) for span in spans[:MOST_PASSAGES])


def _quoted(passage: str) -> str:
    if len(passage) <= LONGEST_PASSAGE:
        return passage
    whole_words = passage[:LONGEST_PASSAGE].rpartition(" ")[0] or passage[:LONGEST_PASSAGE]
    return f"{whole_words.rstrip()} …"


def _on_writing(decision: Decision) -> bool:
    return any(clause.startswith("writing.") for clause in decision.clauses)


def _to_author(decision: Decision) -> letters.Draft:
    passages = passages_of(decision)
    title = _title(decision.revision)
    parts = [
        say("decision.opening", name=decision.author.name, title=title),
        *_clause_parts(decision),
        say("decision.reason", reason=decision.reason),
        _passages_part(passages),
        _changes_part(decision),
        *_mend_parts(decision),
        say(
            "decision.appeal", until=f"{appeal_until(decision):%d %B %Y}", appeal_link=links.appeal(decision.public_id)
        ),
        say(
            "decision.signature",
            pseudonym=pseudonym_of(decision.reviewer),
            decision=decision.public_id,
            statement_link=links.statement(decision.public_id),
        ),
    ]
    return letters.Draft(
        to=decision.author,
        kind="decision",
        about=decision.public_id,
        subject=say("decision.subject", title=title),
        body="\n\n".join(parts),
        passages=passages,
        actions=(
            ("Mend the story", links.edit(decision.revision.story.public_id)),
            ("Appeal", links.appeal(decision.public_id)),
        ),
    )


def _clause_parts(decision: Decision) -> Iterator[str]:
    policy = policy_of(decision)
    because = _because(decision, policy)
    for clause_id in decision.clauses:
        title, text = clause_texts(policy, clause_id)
        why = because.get(clause_id, decision.reason)
        yield say("decision.clause", clause=clause_id, clause_title=title, clause_text=text, because=why)


def clause_texts(policy: Policy, clause_id: str) -> tuple[str, str]:
    """Return a clause's title and its text in plain words."""
    try:
        clause = policy.clause(clause_id)
    except KeyError:
        return clause_id, clause_id
    language = policy.language
    return clause.title.get(language, clause_id), clause.explain.get(language, "")


def _because(decision: Decision, policy: Policy) -> dict[str, str]:
    ruling = stories.ruling_on(decision.revision, decision.assessment, decision.findings, policy)
    return {clause.id: clause.because for clause in ruling.clauses}


def _passages_part(passages: tuple[str, ...]) -> str:
    if not passages:
        return say("decision.no-passages")
    return "\n\n".join([say("decision.passages"), *(f"“{passage}”" for passage in passages)])


def _changes_part(decision: Decision) -> str:
    lines = [effect_line(sanction) for sanction in decision.sanctions.order_by("pk")]
    return "\n".join([say("decision.changes"), *(f"- {line}" for line in lines)])


def _mend_parts(decision: Decision) -> Iterator[str]:
    policy = policy_of(decision)
    ruling = stories.ruling_on(decision.revision, decision.assessment, decision.findings, policy)
    advice = [item for item in ruling.advice if item.clause in decision.clauses]
    if not advice:
        yield say("decision.no-mend")
        return
    link = links.edit(decision.revision.story.public_id)
    yield "\n".join([say("decision.mend"), *(f"- {item.text}" for item in advice), link])


def _store_statement(decision: Decision, now: datetime) -> None:
    body = statements.statement_of_reasons(_reasons(decision, now))
    if body is not None:
        Statement.objects.create(puid=decision.public_id, body=body, created=now)


def _reasons(decision: Decision, now: datetime) -> statements.Reasons:
    policy = policy_of(decision)
    because = _because(decision, policy)
    restrictions = [
        statements.Restriction(SanctionKind(row.kind), row.until.date() if row.until else None)
        for row in decision.sanctions.all()
    ]
    return statements.Reasons(
        puid=decision.public_id,
        clauses=tuple((clause, *clause_texts(policy, clause)) for clause in decision.clauses),
        facts=" ".join(because.get(clause, "") for clause in decision.clauses).strip() or "A reviewer found a breach.",
        restrictions=tuple(restrictions),
        content_date=decision.revision.created.date(),
        application_date=now.date(),
        language=decision.case.language,
        pictures=any(clause.startswith("pictures.") for clause in decision.clauses),
        reported=decision.case.reports.exists(),
        detected=decision.case.reasons.exclude(detector="").exists(),
        violation=str(decision.findings.get("picture_violation", "none")),
        terms_url=links.policy_clause(decision.clauses[0]) if decision.clauses else "",
    )


def _to_reporter(decision: Decision, report: Report) -> letters.Draft:
    title, values = _title(decision.revision), {"name": report.reporter.name, "title": _title(decision.revision)}
    if decision.outcome == Outcome.CONFIRMED:
        policy = policy_of(decision)
        name, _ = clause_texts(policy, decision.clauses[0] if decision.clauses else "")
        body, key = say("report.upheld", clause_title=name, **values), "upheld"
    else:
        until = f"{appeal_until(decision):%d %B %Y}"
        link = links.second_look(decision.public_id)
        body, key = say("report.not-upheld", until=until, second_look_link=link, **values), "not-upheld"
    subject = say(f"report.subject-{key}", title=title)
    return letters.Draft(report.reporter, "report", decision.public_id, subject, body)


def _judged(appeal: Appeal) -> letters.Draft:
    title = _title(appeal.decision.revision)
    new = appeal.new_decisions.first()
    parts = [
        say("appeal.opening", name=appeal.appellant.name, title=title),
        say(f"appeal.{appeal.outcome}"),
        *([_changes_part(new)] if new and appeal.outcome == AppealOutcome.CHANGED else []),
        say("appeal.reason", reason=appeal.reason),
        say("appeal.signature", pseudonym=_judge(appeal), appeal=appeal.public_id),
    ]
    subject = say(f"appeal.subject-{appeal.outcome}", title=title)
    return letters.Draft(appeal.appellant, "appeal", appeal.public_id, subject, "\n\n".join(parts))


def _second_look(appeal: Appeal) -> letters.Draft:
    title = _title(appeal.decision.revision)
    key = "upheld" if appeal.outcome == AppealOutcome.UPHELD else "changed"
    body = say(f"second-look.{key}", name=appeal.appellant.name, title=title)
    subject = say(f"second-look.subject-{key}", title=title)
    return letters.Draft(appeal.appellant, "second-look", appeal.public_id, subject, body)


def _judge(appeal: Appeal) -> str:
    return pseudonym_of(appeal.judge) if appeal.judge else ""


def _title(revision: Revision) -> str:
    return revision.title or "Untitled"
