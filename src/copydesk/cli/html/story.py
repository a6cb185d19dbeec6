"""The story as its reader sees it, with the window barred, passages shaded and quoted words marked."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from copydesk.assess import Assessment
from copydesk.cli.grounds import short
from copydesk.story import Block, BlockKind, Span

__all__ = ["Mark", "body", "marks"]

SHADES = ((0.9, "ai-3"), (0.7, "ai-2"), (0.5, "ai-1"))
TAGS = {
    BlockKind.HEADING: ("<h4>", "</h4>"),
    BlockKind.QUOTE: ('<blockquote class="lines">', "</blockquote>"),
    BlockKind.CALLOUT: ('<div class="callout lines">', "</div>"),
    BlockKind.CODE: ("<pre>", "</pre>"),
    BlockKind.EMBED: ('<div class="embed">', "</div>"),
    BlockKind.BOILERPLATE: ('<p class="boilerplate">', "</p>"),
}
LINES = ('<p class="lines">', "</p>")


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the text to be marked: how, what a pointer is told over it, and the id that links lead to."""

    span: Span
    look: str
    title: str = ""
    id: str = ""


def marks(assessment: Assessment, quoted: list[Mark]) -> list[Mark]:
    """Collect what is marked in a story: shaded passages, the author's statements, and the words findings rest on."""
    shaded = []
    for passage in assessment.evidence.writing.passages:
        look = next((look for at, look in SHADES if passage.ai >= at), None)
        if look:
            why = " ".join(passage.reasons)
            shaded.append(Mark(passage.span, look, f"estimated {passage.ai:.0%} AI" + (f": {why}" if why else "")))
    said = [Mark(s.span, "said", f"says: {s.says}") for s in assessment.evidence.disclosure.statements if s.span]
    return [*shaded, *said, *quoted]


def body(assessment: Assessment, marked: list[Mark], picture: Callable[[str], str | None]) -> Iterator[str]:
    """Yield the story's blocks as HTML; ``picture`` gives a data: URL for a picture's ``src``."""
    story, window = assessment.story, assessment.evidence.disclosure.window
    end = window.end if window else 0
    inside = [block for block in story.blocks if window and block.span.end <= end]
    if inside:
        yield '<div class="window">'
        for block in inside:
            yield _block(assessment, block, marked, picture)
        yield '<p class="limit">A disclosure counts as timely down to here.</p></div>'
    for block in story.blocks[len(inside) :]:
        yield _block(assessment, block, marked, picture)


def _block(assessment: Assessment, block: Block, marked: list[Mark], picture: Callable[[str], str | None]) -> str:
    words = marked_up(assessment.story.text, block.span, marked)
    if block.figure is not None:
        shown = "".join(_picture(p.src, p.alt, picture(p.src)) for p in block.figure.pictures)
        caption = words or escape(block.figure.caption)
        return f"<figure>{shown}" + (f"<figcaption>{caption}</figcaption>" if caption.strip() else "") + "</figure>"
    if block.kind is BlockKind.RULE:
        return "<hr>"
    start, end = TAGS.get(block.kind, LINES)
    return f"{start}{words}{end}" if words.strip() else ""


def _picture(src: str, alt: str, data: str | None) -> str:
    if data is None:
        return f'<span class="missing">{escape(short(src))}</span>'
    return f'<img src="{escape(data)}" alt="{escape(alt)}" title="{escape(short(src))}">'


def marked_up(text: str, within: Span, marked: list[Mark]) -> str:
    """Escape a stretch of the text and wrap what is marked; marks may overlap."""
    here = [m for m in marked if m.span.overlaps(within)]
    if not here:
        return escape(within.of(text))
    edges = {within.start, within.end}
    edges |= {min(max(at, within.start), within.end) for m in here for at in (m.span.start, m.span.end)}
    cuts = sorted(edges)
    return "".join(_piece(text, Span(a, b), here) for a, b in pairwise(cuts))


def _piece(text: str, span: Span, here: list[Mark]) -> str:
    over = [m for m in here if m.span.overlaps(span)]
    words = escape(span.of(text))
    if not over:
        return words
    looks = " ".join(dict.fromkeys(m.look for m in over))
    title = escape(" · ".join(dict.fromkeys(m.title for m in over if m.title)))
    ids = [m.id for m in over if m.id and m.span.start == span.start]
    identity = f' id="{escape(ids[0])}"' if ids else ""
    return f'<mark class="{looks}"{identity} title="{title}">{words}</mark>'
