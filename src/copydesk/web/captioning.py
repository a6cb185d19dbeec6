"""The pictures of a story in the making: each with its caption, and what its file says of AI."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from copydesk.assess import Assessment
from copydesk.evidence import PictureAI, PictureEvidence
from copydesk.newsroom import pictures
from copydesk.newsroom.errors import RefusedError
from copydesk.newsroom.writing import Words, read_words
from copydesk.story import Figure, Picture, Story
from copydesk.story.edit import set_caption

__all__ = ["Captioned", "Shown", "captioned", "pictures_of"]

FILE_ENDINGS = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif", ".heic")
FROM_FILE = (PictureAI.DECLARED, PictureAI.INDICATED)


@dataclass(frozen=True, slots=True)
class Shown:
    """One picture: its address if it is kept here, else "", its alt text, and a sentence on AI."""

    src: str
    alt: str
    needs_alt: bool
    told: str


@dataclass(frozen=True, slots=True)
class Captioned:
    """A figure as the list shows it.

    ``src`` and ``nth`` name it whatever else changes in the text: the ``nth`` figure, from 0, that begins with that
    picture. ``numbers`` are its pictures' places in the story, "2" or "2 and 3". A caption that is not ``editable``
    stands elsewhere than in the text; one that is ``linked`` has links, which plain words would lose.
    """

    src: str
    nth: int
    numbers: str
    pictures: tuple[Shown, ...]
    caption: str
    editable: bool
    linked: bool


def pictures_of(assessment: Assessment) -> tuple[Captioned, ...]:
    """List the figures of an assessed story in reading order."""
    story, found = assessment.story, {(p.block, p.src): p for p in assessment.evidence.pictures}
    rows, last = [], 0
    for index, figure, nth in _named(story):
        first, last = last + 1, last + len(figure.pictures)
        told = tuple(_shown(picture, found.get((index, picture.src))) for picture in figure.pictures)
        block = story.blocks[index]
        rows.append(
            Captioned(
                src=figure.pictures[0].src,
                nth=nth,
                numbers=f"{first}" if first == last else f"{first} to {last}",
                pictures=told,
                caption=figure.caption,
                editable=block.source is not None,
                linked=bool(figure.caption and block.links),
            )
        )
    return tuple(rows)


def captioned(words: Words, src: str, nth: int, caption: str) -> str:
    """Return the words' content with ``caption`` as the caption of one figure; "" takes it out.

    Args:
        words: the words as they stand.
        src: the address of the figure's first picture.
        nth: which of the figures that begin with it, from 0.
        caption: plain words.

    Raises:
        StoryError, RefusedError: the words can't be read, or there is no such figure or no such caption for it.
    """
    story = read_words(words)
    at = next((i for i, figure, n in _named(story) if (figure.pictures[0].src, n) == (src, nth)), None)
    if at is None:
        raise RefusedError("no-picture", "This picture is not in the story any more.", field="caption")
    return set_caption(
        words.content, words.format, story, at, caption, again=lambda text: read_words(replace(words, content=text))
    )


def _named(story: Story) -> Iterator[tuple[int, Figure, int]]:
    """Yield (index of the block, figure, how many before it begin with the same picture)."""
    seen: Counter[str] = Counter()
    for index, figure in story.figures():
        if figure.pictures:
            src = figure.pictures[0].src
            yield index, figure, seen[src]
            seen[src] += 1


def _shown(picture: Picture, found: PictureEvidence | None) -> Shown:
    own = picture.src if pictures.ADDRESS.match(picture.src) else ""
    alt = picture.alt.strip()
    return Shown(own, alt, not alt or alt.lower().endswith(FILE_ENDINGS), _on_ai(found))


def _on_ai(found: PictureEvidence | None) -> str:
    told = (found.reason if found else "") or "Its file was not examined."
    if found is None or found.ai not in FROM_FILE:
        return told
    if found.edited:
        return f"{told} A photograph that was cleaned up needs no caption on it."
    return f"{told} {'The caption says so.' if found.caption_identifies else 'The caption must say so.'}"
