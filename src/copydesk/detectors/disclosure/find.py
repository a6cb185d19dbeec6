"""Finds the disclosure of a story: the statement that counts, in time or late."""

from collections.abc import Iterator

from copydesk.detectors.disclosure.statements import may_say, read_statement, statements
from copydesk.detectors.disclosure.verdict import Verdict
from copydesk.detectors.disclosure.window import window
from copydesk.evidence import Disclosure, DisclosureStatus, Origin, Statement
from copydesk.story import BlockKind, Span, Story

__all__ = ["find"]

_SILENT = frozenset({BlockKind.CODE, BlockKind.EMBED, BlockKind.RULE, BlockKind.FIGURE, BlockKind.TABLE})


def find(story: Story, *, paragraphs: int = 2, short_line: int = 12) -> Disclosure:
    """Find what the author says on AI in a story's text, and whether it stands where the policy wants it.

    Args:
        story: the story as its reader sees it.
        paragraphs: how many counted paragraphs the window of a timely disclosure has.
        short_line: the most words of a line that uses up no place.

    Returns:
        The statement that counts (a sure one before an unsure, a timely one before a late), and all that were found.
    """
    timely = window(story, paragraphs=paragraphs, short_line=short_line)
    found = (*_outside(story), *_inside(story, timely))
    best = min((s for s in found if s.says in ("generated", "assisted")), key=_rank, default=None)
    if best is None:
        return Disclosure(statements=found, window=timely)
    return Disclosure(
        status=DisclosureStatus.TIMELY if best.timely else DisclosureStatus.LATE,
        says=Origin(_says(best, found)),
        quote=best.quote,
        block=best.block,
        span=best.span,
        unsure=best.unsure,
        statements=found,
        window=timely,
    )


def _rank(statement: Statement) -> tuple[bool, bool, int]:
    return not statement.timely, statement.unsure, statement.span.start if statement.span else -1


def _says(best: Statement, found: tuple[Statement, ...]) -> str:
    """Return what the statement says together with the sentences beside it: "I used AI. It wrote most of this."."""
    beside = (s for s in found if s.block == best.block and not s.unsure)
    return "generated" if not best.unsure and any(s.says == "generated" for s in beside) else best.says


def _outside(story: Story) -> Iterator[Statement]:
    for text, strict in ((story.title, True), (story.subtitle, False)):
        if may_say(text):
            verdict = read_statement(text, strict=strict)
            if verdict.says != "none":
                yield Statement(verdict.says, text[verdict.start : verdict.end], timely=True, unsure=verdict.unsure)


def _inside(story: Story, timely: Span) -> Iterator[Statement]:
    for index, block in enumerate(story.blocks):
        text = story.text_of(block)
        if block.kind in _SILENT or not may_say(text):
            continue
        for verdict in statements(text, strict=block.kind is BlockKind.HEADING):
            yield _statement(text, block.span.start, index, verdict, timely)


def _statement(text: str, offset: int, index: int, verdict: Verdict, timely: Span) -> Statement:
    span = Span(offset + verdict.start, offset + verdict.end)
    quote = text[verdict.start : verdict.end]
    return Statement(verdict.says, quote, index, span, span.start < timely.end, verdict.unsure)
