"""What the report for a terminal promises: passages shaded, suspicions told as such, colours only where they show."""

import io
import re
from dataclasses import replace

import pytest
from rich.console import Console

from cli.samples import BEES
from copydesk.assess import Assessment, Detectors, assess
from copydesk.cli.outcome import Outcome
from copydesk.cli.text import TextReport, console
from copydesk.evidence import Grade, Origin, Passage, PictureAI, Promotion, Signal, Writing
from copydesk.policy import load
from copydesk.story import Span
from copydesk.story.readers import read

STORY = read(f"# Notes\n\n{BEES}\n![](a.png)\n".encode(), format="markdown")
SPAN = Span(STORY.text.index("What nobody"), STORY.text.index("tarpaulin."))
GUESS = Writing(
    estimate=Origin.GENERATED,
    ai_share=0.93,
    interval=(0.81, 0.99),
    p_human=0.0004,
    score=0.98,
    passages=(Passage(SPAN, 0.97, ("More grand nouns than usual.",)),),
    detectors=(("prose", "1"),),
)


def suspected(**changed: object) -> Assessment:
    answers = {"prose": lambda *_, **__: GUESS, "promotion": None, "harm": None, "pictures": None, **changed}
    return assess(STORY, detectors=Detectors(**answers))  # type: ignore[arg-type]


def shown(*assessments: Assessment, colour: bool = False, width: int = 100) -> str:
    out = io.StringIO()
    made = Console(file=out, width=width, markup=False, highlight=False, emoji=False)
    if colour:
        made = Console(
            file=out, width=width, markup=False, highlight=False, force_terminal=True, color_system="truecolor"
        )
    report = TextReport(made, many=len(assessments) > 1)
    for number, assessment in enumerate(assessments):
        report.add(Outcome(f"story-{number}.md", assessment))
    report.close()
    return out.getvalue()


def test_a_shaded_passage_is_marked_at_the_margin_without_colour() -> None:
    lines = shown(suspected()).partition("The story")[2].splitlines()
    assert [line[2] for line in lines if "What nobody" in line] == ["▓"]
    assert [line[2] for line in lines if "The first winter" in line] == [" "]


def test_a_shaded_passage_is_coloured_where_there_is_colour() -> None:
    assert "\x1b[48;5;88mWhat nobody" in shown(suspected(), colour=True).replace("48;2;95;0;0", "48;5;88")


def test_what_is_neither_in_the_window_nor_marked_is_left_out() -> None:
    out = shown(suspected())
    assert "I sold eleven jars" not in out
    assert "… 2 blocks with nothing to show …" in out


def test_a_suspicion_shows_what_holds_now_and_what_would_follow() -> None:
    out = shown(suspected())
    assert "TO REVIEW" in out
    assert "Now" in out
    assert "If confirmed" in out
    assert "only estimated: a person has to look" in out


def test_an_estimate_is_told_with_its_interval_and_how_rare_it_is_among_people() -> None:
    out = " ".join(shown(suspected()).split())
    assert "AI share 93 % (81-99 %)" in out
    assert "fewer than 0.1 % of human texts of its kind and length score as high" in out
    assert "More grand nouns than usual." in out


def test_each_picture_has_a_line() -> None:
    made = suspected()
    picture = replace(made.evidence.pictures[0], ai=PictureAI.INDICATED, generator="Firefly")
    told = replace(made, evidence=replace(made.evidence, pictures=(picture,)))
    assert "a.png  signs of AI in the file (Firefly)  no caption" in shown(told)


def test_conduct_that_is_suspected_shows_the_words_it_rests_on() -> None:
    signal = Signal("affiliate-links", Grade.ESTIMATE, "promotion", "1", 0.9, spans=(SPAN,), reason="Nine paid links.")
    out = shown(suspected(prose=None, promotion=lambda _: Promotion(0.95, (signal,))))
    assert "conduct.search-spam" in out
    assert "Nine paid links. “What nobody tells you" in out


def test_of_several_stories_those_that_comply_have_only_their_line() -> None:
    fine = assess(STORY, findings={"writing": "human"}, detectors=Detectors(promotion=None, harm=None, pictures=None))
    out = shown(fine, suspected())
    assert out.count("story-0.md") == 1
    assert out.count("story-1.md") == 2
    assert out.rstrip().endswith("2 stories: 1 complies, 1 to review")


@pytest.mark.parametrize("width", [40, 60, 80, 200])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    assert max(map(len, shown(suspected(), width=width).splitlines())) <= width


def test_a_terminal_wider_than_a_page_is_not_filled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "400")
    assert console(io.StringIO()).width == 110


def test_a_person_who_wants_no_colour_gets_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("FORCE_COLOR", "1")
    out = io.StringIO()
    TextReport(console(out), many=False).add(Outcome("a.md", suspected()))
    assert not re.search(r"\x1b\[(?:[\d;]*;)?(?:3[0-8]|4[0-8]|9\d|10\d)[;m]", out.getvalue())


def test_the_reference_policy_is_named() -> None:
    assert f"policy {load('medium-2024-05').id}" in shown(suspected())
