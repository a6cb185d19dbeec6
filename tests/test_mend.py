"""Advice that can be applied: each change mends the clause it was made for, and changes nothing else."""

from dataclasses import replace

import pytest

from copydesk.assess import Assessment, Detectors, assess
from copydesk.detectors.pictures import PictureSignal
from copydesk.evidence import PictureAI
from copydesk.mend import established, mend, mends, with_patches
from copydesk.story.assets import StoredAssets
from copydesk.story.readers import read

PROSE = "I keep bees behind the house, four hives of them, and write down what each one weighs every Sunday."
NOBODY = Detectors(prose=None, pictures=None, promotion=None, harm=None)


def made(source: str, format_: str = "markdown", **claims: dict[str, object]) -> Assessment:
    return assess(read(source.encode(), format=format_), detectors=NOBODY, **claims)  # type: ignore[arg-type]


def mended(source: str, format_: str = "markdown", **claims: dict[str, object]) -> str:
    assessment = made(source, format_, **claims)
    return mend(source, [m for a in established(assessment) for m in mends(assessment, a)])


@pytest.mark.parametrize("format_", ["markdown", "html"])
def test_a_missing_disclosure_is_put_before_the_first_words(format_: str) -> None:
    source = (
        f"# Bees\n\n![](a.png)\n\n{PROSE}\n" if format_ == "markdown" else f"<h1>Bees</h1><img src=a.png><p>{PROSE}</p>"
    )
    new = mended(source, format_, declared={"writing": "assisted"})
    assert made(new, format_).facts.disclosure == "timely"
    assert new.index("a.png") < new.index("I wrote this story") < new.index("I keep bees")


def test_a_late_disclosure_keeps_the_authors_own_words() -> None:
    late = f"{PROSE}\n\n{PROSE}\n\n{PROSE}\n\nI drafted this post with Claude and edited it myself.\n\n{PROSE}\n"
    new = mended(late)
    assert new.startswith("I drafted this post with Claude and edited it myself.\n\nI keep")
    assert new.count("Claude") == 1
    assert made(new).ruling.clauses == ()


def test_a_late_disclosure_inside_a_paragraph_stays_where_it_is_too() -> None:
    inside = f"{PROSE} I drafted this post with Claude and edited it myself."
    new = mended(f"{PROSE}\n\n{PROSE}\n\n{PROSE}\n\n{inside}")
    assert new.count("Claude") == 2
    assert new.endswith(inside)


@pytest.mark.parametrize("format_", ["markdown", "html"])
def test_each_uncaptioned_picture_gets_a_caption(format_: str) -> None:
    pictures = ("![](a.png)", "![](b.png)") if format_ == "markdown" else ("<img src=a.png>", "<img src=b.png>")
    paragraph = PROSE if format_ == "markdown" else f"<p>{PROSE}</p>"
    source = "\n\n".join([paragraph, pictures[0], paragraph, pictures[1], paragraph])
    found = {"writing": "human", "pictures": {"a.png": "ai", "b.png": "ai"}}
    new = mended(source, format_, findings=found)
    assert new.count("Image generated with AI.") == 2
    assert made(new, format_, findings=found).facts.pictures.value == "captioned"


def test_a_disclosure_and_captions_can_be_written_at_once() -> None:
    source = f"{PROSE}\n\n![](a.png)\n\n{PROSE}\n"
    found = {"writing": "generated", "pictures": {"a.png": "ai"}}
    assert {c.id for c in made(mended(source, findings=found), findings=found).ruling.clauses} == {
        "writing.disclosed-generated"
    }


def test_a_sentence_is_written_in_the_storys_language() -> None:
    german = (
        "Hinter dem Haus stehen vier Bienenstöcke, und jeden Sonntag schreibe ich auf, was ein jeder von ihnen wiegt."
    )
    assert "mit Hilfe eines KI-Programms" in mended(f"{german}\n\n{german}\n", declared={"writing": "assisted"})


def test_a_patch_stands_on_the_advice_it_follows() -> None:
    told = with_patches(made(f"{PROSE}\n", declared={"writing": "generated"}), f"{PROSE}\n")
    (advice,) = (a for a in told.ruling.advice if a.do == "add-disclosure")
    assert advice.patch is not None
    assert "+Most of this story was written by an AI program." in advice.patch


def test_plain_text_and_exports_get_no_patch_that_cannot_be_applied() -> None:
    told = with_patches(made(f"{PROSE}\n", "text", declared={"writing": "generated"}), f"{PROSE}\n")
    assert [a.patch for a in told.ruling.advice] == [None] * len(told.ruling.advice)


@pytest.mark.parametrize("says", ["generated", "assisted"])
def test_what_the_policy_offers_to_say_is_read_as_just_that(says: str) -> None:
    told = made(mended(f"{PROSE}\n\n{PROSE}\n", declared={"writing": says})).evidence.disclosure
    assert (told.status, told.says, told.unsure) == ("timely", says, False)


@pytest.mark.parametrize(
    ("language", "caption"), [("en", "generated with ComfyUI."), ("de", "Mit ComfyUI erzeugtes Bild.")]
)
def test_a_caption_names_the_program_that_the_file_tells(language: str, caption: str) -> None:
    source = f"{PROSE}\n\n![](a.png)\n\n{PROSE}\n"
    told = PictureSignal(PictureAI.DECLARED, "generator-parameters", "ComfyUI")
    asked = replace(NOBODY, pictures=lambda _: told)
    story = replace(read(source.encode(), format="markdown"), language=language)
    assessment = assess(story, assets=StoredAssets({"a.png": b"x"}), detectors=asked)
    new = mend(source, [m for a in established(assessment) for m in mends(assessment, a)])
    assert caption in new
