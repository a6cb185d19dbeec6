"""The page around the stories: verdicts, rulings, findings, pictures, legend."""

from html import escape
from importlib.resources import files
from typing import IO

from copydesk import __version__
from copydesk.assess import Assessment
from copydesk.cli import words
from copydesk.cli.grounds import SETTLE, UNCLEAR, Ground, grounds, is_only_a_limit, short
from copydesk.cli.html.sources import sources
from copydesk.cli.html.story import Mark, body, marks
from copydesk.cli.html.thumbnails import thumbnail
from copydesk.cli.outcome import Outcome, is_unclear
from copydesk.evidence import PictureEvidence
from copydesk.policy.ruling import Advice, ClauseHeld

__all__ = ["HtmlReport"]

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
BODY = f'<body><div class="page"><header class="masthead"><b>Copydesk</b><span>version {__version__}</span></header>'
END = "<footer>An estimate is no proof: a person looks before anything changes.</footer></div></body></html>\n"
LONGEST_QUOTE = 280
LEGEND = """<section class="card"><h3>How to read the story</h3><ul class="legend">
<li><span class="swatch bar"></span>the window in which a disclosure is timely</li>
<li><span class="swatch" style="background:var(--pencil-soft)"></span>what the author says on AI</li>
<li><span class="swatch" style="background:var(--shade-1)"></span>estimated 50 to 70 % AI</li>
<li><span class="swatch" style="background:var(--shade-2)"></span>estimated 70 to 90 % AI</li>
<li><span class="swatch" style="background:var(--shade-3)"></span>estimated 90 % AI and more</li>
</ul></section>"""


class HtmlReport:
    """Collects stories and writes one page at the end."""

    def __init__(self, out: IO[str]) -> None:
        self._out = out
        self._rows: list[str] = []
        self._stories: list[str] = []

    def add(self, outcome: Outcome) -> None:
        """Take in one story."""
        number = len(self._rows) + 1
        self._rows.append(_row(outcome, number))
        if outcome.assessment is not None:
            self._stories.append(_story(outcome, outcome.assessment, number))

    def close(self) -> None:
        """Write the page."""
        style = files("copydesk.cli.html").joinpath("report.css").read_text(encoding="utf-8")
        many = len(self._rows) != 1 or not self._stories
        self._out.write(
            '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
            f"<title>Copydesk report</title>\n<style>\n{style}</style></head>\n"
            f"{BODY}\n"
        )
        if many:
            head = "<tr><th>Verdict</th><th>Story</th><th>Recommended to</th><th>Paywall</th><th>Clauses</th></tr>"
            self._out.write(f'<div class="scroll"><table class="summary"><thead>{head}</thead><tbody>')
            self._out.writelines(self._rows)
            self._out.write("</tbody></table></div>\n")
        self._out.writelines(self._stories)
        self._out.write(END)


def _row(outcome: Outcome, number: int) -> str:
    name = escape(outcome.name)
    if outcome.assessment is None:
        why = escape(outcome.error.removeprefix(f"{outcome.name}: "))
        return f'<tr><td>{_badge(outcome)}</td><td>{name}</td><td colspan="3">{why}</td></tr>'
    ruling = outcome.assessment.ruling
    clauses = "<br>".join(escape(c.id) for c in ruling.clauses)
    return (
        f'<tr><td>{_badge(outcome)}</td><td><a href="#story-{number}">{name}</a></td>'
        f"<td>{words.distribution(ruling.if_confirmed)}</td><td>{words.paywall(ruling.if_confirmed)}</td><td>{clauses}</td></tr>"
    )


def _badge(outcome: Outcome) -> str:
    word = outcome.verdict.value
    return f'<span class="badge {word.replace(" ", "-")}">{word.capitalize()}</span>'


def _story(outcome: Outcome, assessment: Assessment, number: int) -> str:
    drawn = _Pictures(outcome)
    rests = [(clause, grounds(assessment, clause)) for clause in assessment.ruling.clauses]
    quoted = [
        Mark(ground.span, "ground", clause.id, f"g{number}-{i}-{j}")
        for i, (clause, some) in enumerate(rests)
        for j, ground in enumerate(some)
        if ground.span
    ]
    text = "".join(body(assessment, marks(assessment, quoted), drawn.get))
    return (
        f'<article class="story" id="story-{number}">{_head(outcome, assessment)}<div class="columns">'
        f'<div class="text">{text}</div><aside tabindex="0" aria-label="Ruling">{_ruling(assessment)}'
        f"{''.join(_finding(assessment, c, g, f'g{number}-{i}') for i, (c, g) in enumerate(rests))}"
        f"{_loose(assessment)}{_pictures(assessment, drawn)}{LEGEND}</aside></div>{sources(assessment)}</article>\n"
    )


class _Pictures:
    """Thumbnails by ``src``, each drawn once."""

    def __init__(self, outcome: Outcome) -> None:
        self._assets, self._drawn = outcome.assets, dict[str, str | None]()

    def get(self, src: str) -> str | None:
        if src not in self._drawn:
            data = self._assets.get(src) if self._assets else None
            self._drawn[src] = thumbnail(data) if data else None
        return self._drawn[src]


def _head(outcome: Outcome, assessment: Assessment) -> str:
    story = assessment.story
    subtitle = f'<p class="subtitle">{escape(story.subtitle)}</p>' if story.subtitle else ""
    notes = "".join(f'<p class="notes">{escape(note.message)}</p>' for note in story.notes)
    meta = [
        outcome.name,
        f"{story.words:,} words",
        words.count(story.paragraphs, "paragraph"),
        words.language(story.language),
    ]
    return (
        f'<header class="head">{_badge(outcome)}<h1>{escape(story.title or "Untitled")}</h1>{subtitle}'
        f'<p class="meta">{escape(" · ".join(meta))} · policy {escape(assessment.ruling.policy)}</p>{notes}</header>'
    )


def _ruling(assessment: Assessment) -> str:
    ruling = assessment.ruling
    sides = [ruling.now] if ruling.now == ruling.if_confirmed else [ruling.now, ruling.if_confirmed]
    head = "<thead><tr><th></th><th>Now</th><th>If confirmed</th></tr></thead>" if len(sides) > 1 else ""
    rows = [
        ("Recommended to", [words.distribution(side) for side in sides]),
        ("Paywall", [words.paywall(side) for side in sides]),
        *([("Strike", ["yes" if side.strike else "no" for side in sides])] if ruling.if_confirmed.strike else []),
    ]
    cells = "".join(f"<tr><th>{name}</th>{''.join(f'<td>{c}</td>' for c in some)}</tr>" for name, some in rows)
    estimate = words.estimate(assessment.evidence.writing)
    wide = f' colspan="{len(sides)}"'
    facts_ = (
        f"<tr><th>Writing</th><td{wide}>{escape(words.fact(assessment.facts.writing))}</td></tr>"
        + (f"<tr><th>Estimate</th><td{wide}>{escape(estimate)}</td></tr>" if estimate else "")
        + f"<tr><th>Disclosure</th><td{wide}>{words.disclosure(assessment.evidence.disclosure)}</td></tr>"
    )
    table = f'<table class="effects">{head}<tbody>{cells}{facts_}</tbody></table>'
    return f'<section class="card"><h3>Ruling</h3>{table}</section>'


def _finding(assessment: Assessment, clause: ClauseHeld, rests: tuple[Ground, ...], anchor: str) -> str:
    look = "finding suspected" if clause.suspected else "finding"
    look += " limit" if is_only_a_limit(assessment, clause) else ""
    quotes = "".join(_ground(ground, f"{anchor}-{j}") for j, ground in enumerate(rests))
    advice = "".join(_advice(a) for a in assessment.ruling.advice if a.clause == clause.id)
    open_ = '<p class="note">A suspicion: a person looks before anything changes.</p>' if clause.suspected else ""
    return (
        f'<section class="card {look}"><div class="clause">{escape(clause.id)}</div>'
        f"<p>{escape(clause.because)}</p>{quotes}{open_}{advice}</section>"
    )


def _ground(ground: Ground, anchor: str) -> str:
    reason = f'<p class="note">{escape(ground.reason)}</p>'
    if not ground.quote:
        return reason
    quote = ground.quote if len(ground.quote) <= LONGEST_QUOTE else f"{ground.quote[:LONGEST_QUOTE]}…"
    link = f' <a href="#{anchor}" title="Show it in the story">¶</a>' if ground.span else ""
    return f"{reason}<blockquote>{escape(quote)}{link}</blockquote>"


def _advice(advice: Advice) -> str:
    patch = (
        f"<details><summary>Show the change</summary><pre>{escape(advice.patch)}</pre></details>"
        if advice.patch
        else ""
    )
    return f'<div class="advice">{escape(advice.text)}{patch}</div>'


def _loose(assessment: Assessment) -> str:
    held = {clause.id for clause in assessment.ruling.clauses}
    asked = f'<div class="advice">{escape(SETTLE)}</div>' if is_unclear(assessment) else ""
    said = _ground(Ground(UNCLEAR, assessment.evidence.disclosure.quote), "") if asked else ""
    advice = said + asked + "".join(_advice(a) for a in assessment.ruling.advice if a.clause not in held)
    return f'<section class="card"><h3>What you can do</h3>{advice}</section>' if advice else ""


def _pictures(assessment: Assessment, drawn: _Pictures) -> str:
    if not assessment.evidence.pictures:
        return ""
    items = "".join(_picture(p, drawn.get(p.src)) for p in assessment.evidence.pictures)
    return f'<section class="card"><h3>Pictures</h3><ul class="pictures">{items}</ul></section>'


def _picture(picture: PictureEvidence, data: str | None) -> str:
    shown = f'<img src="{escape(data)}" alt="">' if data else '<span class="blank"></span>'
    caption = f"Caption: “{escape(picture.caption)}”" if picture.caption else "No caption"
    says = '<span class="ok">It says AI.</span>' if picture.caption_identifies else ""
    return (
        f'<li>{shown}<div><div class="src">{escape(short(picture.src))}</div>'
        f"<div>{escape(words.picture(picture))}</div><div>{caption}. {says}</div></div></li>"
    )
