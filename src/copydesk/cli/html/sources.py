"""What follows known texts, side by side with them."""

from html import escape

from copydesk.assess import Assessment
from copydesk.cli import words
from copydesk.evidence import Match

__all__ = ["sources"]

HEAD = "<tr><th>The story</th><th>The source</th></tr>"


def sources(assessment: Assessment) -> str:
    """Return a table of the matched passages, "" where there are none."""
    derivation = assessment.evidence.derivation
    if not derivation.matches:
        return ""
    rows = "".join(_row(match, assessment.story.text) for match in derivation.matches)
    return (
        f'<section class="card sources"><h3>Beside its sources</h3><p>{escape(words.derivation(derivation))}.</p>'
        f'<div class="scroll"><table><thead>{HEAD}</thead><tbody>{rows}</tbody></table></div></section>'
    )


def _row(match: Match, text: str) -> str:
    about = f"{words.match(match)}, {match.source}"
    return (
        f'<tr><td class="lines">{escape(match.span.of(text))}</td>'
        f'<td class="lines">{escape(match.source_text)}<div class="note">{escape(about)}</div></td></tr>'
    )
