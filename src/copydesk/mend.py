"""Turns advice into edits of the story's source: the disclosure in its place, the caption under its picture."""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace

from copydesk.assess import Assessment
from copydesk.evidence import PictureAI, PictureEvidence
from copydesk.policy.ruling import Advice
from copydesk.story import BlockKind, Story
from copydesk.story.edit import insert_caption, insert_paragraph, unified
from copydesk.story.errors import StoryError

__all__ = ["FORMATS", "Mend", "established", "mend", "mends", "with_patches"]

FORMATS = ("markdown", "html", "medium", "substack")
SUFFIXES = {"markdown": "md"}
AI_WORD = re.compile(r"\b(?:AI|IA|KI)\b")
AI_MADE = (PictureAI.DECLARED, PictureAI.INDICATED, PictureAI.FOUND)
SENTENCE_ENDS = (".", "!", "?", "。", "।", "؟")
BEFORE_PROSE = (BlockKind.HEADING, BlockKind.FIGURE, BlockKind.BOILERPLATE, BlockKind.EMBED, BlockKind.RULE)


@dataclass(frozen=True, slots=True)
class Mend:
    """One change of the source: at which block, and how; ``advice`` is what it follows."""

    advice: Advice
    block: int
    apply: Callable[[str], str]


def mends(assessment: Assessment, advice: Advice) -> Iterator[Mend]:
    """Give the changes that follow one piece of advice; none where no edit of the text does what it asks for."""
    if advice.sentence is None or assessment.story.format not in FORMATS:
        return
    if advice.do == "add-caption":
        yield from _captions(assessment, advice, advice.sentence)
    elif advice.do in ("add-disclosure", "move-disclosure-up"):
        yield from _disclosure(assessment, advice, advice.sentence)


def mend(source: str, changes: list[Mend]) -> str:
    """Apply changes to one source, from its end to its beginning, so that places before a change keep theirs.

    A change that the source has no place for (a picture that a template sets) is left out.
    """
    for change in sorted(changes, key=lambda c: -c.block):
        with suppress(StoryError):
            source = change.apply(source)
    return source


def with_patches(assessment: Assessment, source: str) -> Assessment:
    """Return the assessment with a unified diff on each piece of advice that an edit of ``source`` can follow."""
    advice = tuple(_patched(assessment, one, source) for one in assessment.ruling.advice)
    return replace(assessment, ruling=replace(assessment.ruling, advice=advice))


def established(assessment: Assessment) -> list[Advice]:
    """Give the advice that rests on no suspicion: only what is established may be written without asking the author."""
    suspected = {clause.id for clause in assessment.ruling.clauses if clause.suspected}
    held = {clause.id for clause in assessment.ruling.clauses}
    return [a for a in assessment.ruling.advice if a.clause in held - suspected]


def _patched(assessment: Assessment, advice: Advice, source: str) -> Advice:
    new = mend(source, list(mends(assessment, advice)))
    name = assessment.story.name or f"story.{SUFFIXES.get(assessment.story.format, 'html')}"
    return replace(advice, patch=unified(source, new, name)) if new != source else advice


def _disclosure(assessment: Assessment, advice: Advice, sentence: str) -> Iterator[Mend]:
    story, found = assessment.story, assessment.evidence.disclosure
    block = _first_prose(story)
    if block is None:
        return
    said = found.quote if advice.do == "move-disclosure-up" else ""
    moved = said.rstrip().endswith(SENTENCE_ENDS)
    words = said if moved else _spoken(assessment, sentence)
    yield Mend(advice, block, lambda source: insert_paragraph(source, story.format, story, block, words))
    if moved and found.block is not None and _stands_alone(story, found.block, said):
        yield Mend(advice, found.block, _taking_out(story, found.block))


def _stands_alone(story: Story, index: int, words: str) -> bool:
    """Tell whether a paragraph says nothing but ``words``, so that it can go once they stand elsewhere."""
    block = story.blocks[index]
    return block.kind is BlockKind.PARAGRAPH and story.text_of(block).strip() == words.strip()


def _taking_out(story: Story, index: int) -> Callable[[str], str]:
    place = story.blocks[index].source

    def take_out(source: str) -> str:
        if place is None:
            return source
        before, after = source[: place.start], source[place.end :]
        if story.format == "markdown" and not before.endswith("\n"):
            return source
        rest = after.lstrip("\n") if after.strip() else "\n"
        return (before.rstrip("\n") if not after.strip() else before) + rest

    return take_out


def _first_prose(story: Story) -> int | None:
    """Find the block before which a disclosure stands best: below the title and its picture, above the first words."""
    prose = (i for i, block in enumerate(story.blocks) if block.kind not in BEFORE_PROSE)
    return next(prose, 0 if story.blocks else None)


def _captions(assessment: Assessment, advice: Advice, sentence: str) -> Iterator[Mend]:
    story, sentence = assessment.story, _spoken(assessment, sentence)
    makers: dict[int, set[str | None]] = {}
    for picture in assessment.evidence.pictures:
        if picture.block is not None and _uncaptioned(picture):
            makers.setdefault(picture.block, set()).add(picture.generator)
    for block, found in sorted(makers.items()):
        yield Mend(advice, block, _captioning(story, block, _naming(sentence, found)))


def _naming(sentence: str, makers: set[str | None]) -> str:
    """Name the program in place of "AI", where the files tell one and the same for all pictures of a caption."""
    maker = next(iter(makers)) if len(makers) == 1 else None
    return AI_WORD.sub(lambda _: maker, sentence, count=1) if maker else sentence


def _captioning(story: Story, block: int, sentence: str) -> Callable[[str], str]:
    return lambda source: insert_caption(source, story.format, story, block, sentence)


def _uncaptioned(picture: PictureEvidence) -> bool:
    return picture.ai in AI_MADE and not picture.edited and not picture.caption_identifies


def _spoken(assessment: Assessment, sentence: str) -> str:
    """Say a sentence of the policy in the story's language, where the policy knows it in that language."""
    own, language = assessment.policy.language, assessment.story.language or ""
    known = (texts for texts in assessment.policy.sentences.values() if texts.get(own) == sentence)
    return next(known, {}).get(language[:2], sentence)
