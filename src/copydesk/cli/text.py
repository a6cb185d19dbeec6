"""The report for a terminal: the verdict first, then what it rests on, then the story with its window marked."""

from collections.abc import Iterator
from typing import IO

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from copydesk.assess import Assessment
from copydesk.cli import words
from copydesk.cli.grounds import SETTLE, UNCLEAR, Ground, grounds, is_only_a_limit, short
from copydesk.cli.outcome import Outcome, Verdict, is_unclear
from copydesk.cli.plain import plain
from copydesk.evidence import PictureEvidence
from copydesk.policy.ruling import ClauseHeld, Paywall
from copydesk.story import Block, BlockKind, Span

__all__ = ["TextReport", "console"]

COLOURS = {
    Verdict.COMPLIES: "green",
    Verdict.FIX: "red",
    Verdict.REVIEW: "yellow",
    Verdict.UNREADABLE: "magenta",
}
READS = {
    Verdict.COMPLIES: "Complies with the policy.",
    Verdict.FIX: "There is something to fix.",
    Verdict.REVIEW: "A person has to look; until then nothing changes but Boost.",
    Verdict.UNREADABLE: "Could not be read.",
}
PLURALS = {Verdict.COMPLIES: "comply"}
ASK_AUTHOR = "Only the author can tell what is meant."
SHADES = ((0.9, "on dark_red"), (0.7, "on dark_goldenrod"), (0.5, "on grey30"))
MARKS = {0.9: "▓", 0.7: "▒", 0.5: "░"}
QUOTE = 160
WIDEST = 110
NARROW = 48


def console(out: IO[str]) -> Console:
    """Make a console that is never wider than a person likes to read and that takes no mark-up from stories."""
    made = Console(file=out, markup=False, emoji=False, highlight=False, soft_wrap=False)
    made.width = min(made.width, WIDEST)
    return made


Row = tuple[Verdict, str, str, str]
"""One line of the table: verdict, name, distribution, clauses."""


class TextReport:
    """Prints one story in full; of several, what is to fix and a table at the end."""

    def __init__(self, console: Console, *, many: bool) -> None:
        self.console, self.many = console, many
        self._rows: list[Row] = []

    def add(self, outcome: Outcome) -> None:
        """Print one story."""
        if self.many:
            self._rows.append(_row(outcome))
            if outcome.assessment is None or outcome.verdict is Verdict.COMPLIES:
                return
        if outcome.assessment is not None:
            self.console.print(_story(outcome, outcome.assessment, full=not self.many))
            self.console.print()

    def close(self) -> None:
        """Print the table of all stories."""
        if self.many:
            self.console.print(_table(self._rows, self.console.width))
            self.console.print(_counts(self._rows))


def _story(outcome: Outcome, assessment: Assessment, *, full: bool) -> RenderableType:
    parts: list[RenderableType] = [
        _headline(outcome),
        _meta(assessment),
        Text(),
        _effects(assessment),
        _known(assessment),
    ]
    for clause in assessment.ruling.clauses:
        parts += [Text(), _finding(assessment, clause)]
    parts += [*_loose_advice(assessment), *_pictures(assessment.evidence.pictures), *_notes(assessment)]
    if full:
        parts += [Text(), Text("The story", style="bold"), Passages(assessment)]
    return Group(*parts)


def _headline(outcome: Outcome) -> Text:
    verdict = outcome.verdict
    asks = verdict is Verdict.REVIEW and outcome.assessment is not None and not outcome.assessment.ruling.review
    return Text.assemble(
        (f" {verdict.value.upper()} ", f"bold reverse {COLOURS[verdict]}"),
        (f"  {ASK_AUTHOR if asks else READS[verdict]}", "bold"),
        (f"  {plain(outcome.name)}", "dim"),
    )


def _meta(assessment: Assessment) -> Text:
    story = assessment.story
    pieces = [
        f"“{plain(story.title)}”" if story.title else "Untitled",
        f"{story.words:,} words",
        words.count(story.paragraphs, "paragraph"),
        words.language(story.language),
        f"policy {assessment.ruling.policy}",
    ]
    return Text(" · ".join(pieces), style="dim")


def _effects(assessment: Assessment) -> Table:
    """Show what holds now and, where a suspicion is open, what a confirmation would mean."""
    ruling = assessment.ruling
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim")
    sides = (
        [("", ruling.now)]
        if ruling.now == ruling.if_confirmed
        else [("Now", ruling.now), ("If confirmed", ruling.if_confirmed)]
    )
    if len(sides) > 1:
        table.add_row("", *(Text(name, style="dim") for name, _ in sides))
    table.add_row("Recommended to", *(words.distribution(side) for _, side in sides))
    table.add_row("Paywall", *(words.paywall(side) for _, side in sides))
    if any(side.strike for _, side in sides):
        table.add_row("Strike", *("yes, by a reviewer" if side.strike else "no" for _, side in sides))
    return table


def _known(assessment: Assessment) -> Table:
    """Show what is known of the writing, what is estimated, and what the author says."""
    estimate = words.estimate(assessment.evidence.writing)
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", min_width=len("Recommended to"))
    table.add_row("Writing", words.fact(assessment.facts.writing))
    if estimate:
        table.add_row("Estimate", estimate)
    table.add_row("Disclosure", words.disclosure(assessment.evidence.disclosure))
    if follows := words.derivation(assessment.evidence.derivation):
        table.add_row("Known texts", plain(follows))
    return table


def _finding(assessment: Assessment, clause: ClauseHeld) -> RenderableType:
    mark, colour = ("?", "yellow") if clause.suspected else ("●", "red")
    if is_only_a_limit(assessment, clause):
        mark, colour = "○", "cyan"
    parts: list[RenderableType] = [
        Text.assemble((f"{mark} ", f"bold {colour}"), (clause.id, f"bold {colour}")),
        _indented(Text(clause.because), 2),
    ]
    parts += [_indented(_ground(ground), 4) for ground in grounds(assessment, clause)]
    advice = [a for a in assessment.ruling.advice if a.clause == clause.id]
    parts += [_indented(Text.assemble(("→ ", "bold green"), a.text), 2) for a in advice]
    return Group(*parts)


def _indented(text: Text, by: int) -> RenderableType:
    return Padding(text, (0, 0, 0, by), expand=False)


def _ground(ground: Ground) -> Text:
    quote = plain(" ".join(ground.quote.split()))
    quote = quote if len(quote) <= QUOTE else f"{quote[: QUOTE - 1]}…"
    return Text.assemble((plain(ground.reason), "dim"), (f" “{quote}”" if quote else "", "italic"))


def _loose_advice(assessment: Assessment) -> Iterator[RenderableType]:
    """Show what can be done although no clause holds: an unclear disclosure to settle, say."""
    if is_unclear(assessment):
        said = Ground(UNCLEAR, assessment.evidence.disclosure.quote)
        yield Text.assemble("\n", ("? ", "bold yellow"), _ground(said))
        yield Text.assemble(("→ ", "bold green"), SETTLE)
    held = {clause.id for clause in assessment.ruling.clauses}
    for advice in assessment.ruling.advice:
        if advice.clause not in held:
            yield Text.assemble("\n", ("→ ", "bold green"), advice.text)


def _pictures(pictures: tuple[PictureEvidence, ...]) -> Iterator[RenderableType]:
    if not pictures:
        return
    table = Table.grid(padding=(0, 2))
    for picture in pictures:
        caption = f"“{plain(picture.caption)}”" if picture.caption else "no caption"
        says = Text("says AI", style="green") if picture.caption_identifies else Text("")
        table.add_row(
            Text(plain(short(picture.src, 40)), style="cyan"),
            Text(plain(words.picture(picture))),
            Text(caption, style="italic"),
            says,
        )
    yield Text.assemble("\n", ("Pictures", "bold"))
    yield table


def _notes(assessment: Assessment) -> Iterator[RenderableType]:
    for note in assessment.story.notes:
        yield Text.assemble(
            "\n" if note is assessment.story.notes[0] else "", ("Note: ", "yellow"), plain(note.message)
        )


class Passages:
    """The story itself, wrapped: the window barred at the left, passages shaded, the rest of the text left out."""

    def __init__(self, assessment: Assessment) -> None:
        self.story, self.evidence = assessment.story, assessment.evidence

    def __rich_console__(self, console: Console, options: object) -> Iterator[RenderableType]:
        window = self.evidence.disclosure.window
        end, left_out, barred = window.end if window else 0, 0, bool(window)
        for block in self.story.blocks:
            inside = block.span.end <= end
            if barred and not inside:
                yield from (_window_end(console.width), Text())
                barred = False
            if not (inside or self._speaks(block)):
                left_out += 1
                continue
            yield from self._left_out(left_out)
            left_out = 0
            yield from self._block(console, block, inside=inside)
        yield from self._left_out(left_out)

    def _speaks(self, block: Block) -> bool:
        said = [s.span for s in self.evidence.disclosure.statements if s.span]
        return any(block.span.overlaps(span) for span, _ in self._shades()) or any(block.span.overlaps(s) for s in said)

    def _shades(self) -> Iterator[tuple[Span, tuple[float, str]]]:
        for passage in self.evidence.writing.passages:
            shade = next((shade for shade in SHADES if passage.ai >= shade[0]), None)
            if shade:
                yield passage.span, shade

    def _left_out(self, blocks: int) -> Iterator[Text]:
        if blocks:
            yield Text(f"    … {words.count(blocks, 'block')} with nothing to show …\n", style="dim")

    def _block(self, console: Console, block: Block, *, inside: bool) -> Iterator[Text]:
        bar = Text("┃", style="cyan") if inside else Text(" ")
        for line in self._styled(block).wrap(console, max(20, console.width - 6)):
            marks = [MARKS[at] for at, style in SHADES if any(span.style == style for span in line.spans)]
            line.rstrip()
            yield Text.assemble(bar, (f" {marks[0] if marks else ' '} ", "red"), line)
        yield bar if inside else Text()

    def _styled(self, block: Block) -> Text:
        shown = Text(_shown(self.story.text_of(block), block), style="bold" if block.kind is BlockKind.HEADING else "")
        for span, (_, style) in self._shades():
            _stylize(shown, span, block, style)
        for statement in self.evidence.disclosure.statements:
            if statement.span:
                _stylize(shown, statement.span, block, "bold underline cyan")
        return shown


def _shown(text: str, block: Block) -> str:
    """Give a block's words with nothing in them that could steer a terminal; a figure is told by its caption."""
    words_ = plain(text)
    if block.figure is None:
        return words_
    return f"[picture: {', '.join(plain(short(p.src, 40)) for p in block.figure.pictures)}] {words_}".rstrip()


def _stylize(shown: Text, span: Span, block: Block, style: str) -> None:
    shift = len(shown) - len(block.span)
    start, end = max(span.start, block.span.start), min(span.end, block.span.end)
    if start < end:
        shown.stylize(style, start - block.span.start + shift, end - block.span.start + shift)


def _window_end(width: int) -> Text:
    words_ = " a disclosure counts as timely up to here " if width > NARROW else " timely up to here "
    return Text(f"┗{words_.center(min(width, 72) - 2, '╌')}", style="cyan")


def _row(outcome: Outcome) -> Row:
    if outcome.assessment is None:
        return outcome.verdict, plain(outcome.name), "", ""
    ruling = outcome.assessment.ruling
    side = ruling.if_confirmed
    reach = side.distribution.word + (", off the paywall" if side.paywall is Paywall.REMOVED else "")
    return outcome.verdict, plain(outcome.name), reach, "\n".join(c.id for c in ruling.clauses)


def _table(rows: list[Row], width: int) -> Table:
    table = Table(box=None, header_style="dim", padding=(0, 2, 0, 0), pad_edge=False)
    for name in ("", "Story", "Distribution", "Clauses"):
        table.add_column(name, no_wrap=True)
    taken = (
        11
        + max(12, *(len(reach) for _, _, reach, _ in rows))
        + max(len(c) for *_, cs in rows for c in cs.split("\n"))
        + 6
    )
    room = max(20, width - max(taken, 40))
    for verdict, name, *rest in rows:
        shown = name if len(name) <= room else f"…{name[1 - room :]}"
        table.add_row(Text(verdict.value, style=COLOURS[verdict]), Text(shown), *(Text(cell) for cell in rest))
    return table


def _counts(rows: list[Row]) -> Text:
    counts = [(verdict, sum(row[0] is verdict for row in rows)) for verdict in Verdict]
    pieces = [
        (f"{number:,} {PLURALS.get(verdict, verdict.value) if number > 1 else verdict.value}", COLOURS[verdict])
        for verdict, number in counts
        if number
    ]
    line = Text(f"\n{words.count(len(rows), 'story').replace('storys', 'stories')}: ", style="bold")
    for at, (words_, colour) in enumerate(pieces):
        line.append(", " if at else "").append(words_, style=colour)
    return line
