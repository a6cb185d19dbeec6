"""Puts drafts and what is known about a story together into a Story."""

import unicodedata
from dataclasses import dataclass, field

from copydesk.story.model import BlockKind, Note, Picture, Story
from copydesk.story.readers.blocks import Draft, assemble
from copydesk.story.readers.encoding import scrub

__all__ = ["Meta", "compose", "cover", "fold", "is_same_line", "one_line"]

_BEFORE_BODY = frozenset({BlockKind.FIGURE, BlockKind.RULE, BlockKind.BOILERPLATE, BlockKind.EMBED})


@dataclass(slots=True)
class Meta:
    """What a format says about a story beside its body."""

    title: str | None = None
    subtitle: str | None = None
    language: str | None = None
    paywalled: bool | None = None
    partial: bool = False
    response: bool = False
    unpublished: bool = False
    canonical: str | None = None
    author: str | None = None
    published: str | None = None
    tags: tuple[str, ...] = ()
    notes: list[Note] = field(default_factory=list)
    cover: Draft | None = None


def cover(src: str, *, alt: str = "", caption: str = "") -> Draft:
    """Return the figure of a picture that the page shows above the body, with its caption."""
    return Draft(
        BlockKind.FIGURE, pictures=[Picture(src, alt)], is_figure=True, is_grouped=True, outside=one_line(caption)
    )


def one_line(text: str) -> str:
    """Fold white space and normalise to NFC."""
    return unicodedata.normalize("NFC", " ".join(text.split()))


def fold(text: str) -> str:
    """Return the letters and digits of ``text`` in lower case, to compare two spellings of one line."""
    return "".join(ch for ch in unicodedata.normalize("NFKC", text).casefold() if ch.isalnum())


def is_same_line(one: str, other: str) -> bool:
    """Tell whether two lines say the same but for case, spacing and punctuation."""
    return bool(one.strip()) and (one.strip() == other.strip() or (bool(fold(one)) and fold(one) == fold(other)))


def compose(drafts: list[Draft], meta: Meta, *, format_: str, name: str = "") -> Story:
    """Return the story; a title or subtitle that the body repeats is taken out of the body."""
    title, drafts = _settle_title(drafts, meta.title)
    subtitle, drafts = _settle_subtitle(drafts, meta.subtitle)
    if meta.cover is not None and not _shows(drafts, meta.cover):
        drafts = [meta.cover, *drafts]
    body = assemble(drafts)
    return Story(
        title=one_line(scrub(title)[0]),
        subtitle=one_line(scrub(subtitle)[0]),
        text=body.text,
        blocks=body.blocks,
        format=format_,
        language=meta.language or None,
        paywalled=meta.paywalled,
        partial=meta.partial,
        response=meta.response,
        unpublished=meta.unpublished,
        canonical=meta.canonical or None,
        author=meta.author or None,
        published=meta.published or None,
        tags=meta.tags,
        notes=(*meta.notes, *body.notes),
        name=name,
    )


def _head(drafts: list[Draft]) -> list[int]:
    """Return the indexes of the blocks up to the first that is not picture, rule or boilerplate."""
    indexes = []
    for index, draft in enumerate(drafts):
        indexes.append(index)
        if draft.kind not in _BEFORE_BODY:
            break
    return indexes


def _settle_title(drafts: list[Draft], title: str | None) -> tuple[str, list[Draft]]:
    head = _head(drafts)
    first = drafts[head[-1]] if head else None
    if first is None or first.kind is not BlockKind.HEADING:
        return title or "", drafts
    if title is None and first.level == 1:
        return first.text, _without(drafts, head[-1])
    if title and is_same_line(first.text, title):
        return title, _without(drafts, head[-1])
    return title or "", drafts


def _settle_subtitle(drafts: list[Draft], subtitle: str | None) -> tuple[str, list[Draft]]:
    head = _head(drafts)
    if not subtitle or not head:
        return subtitle or "", drafts
    if drafts[head[-1]].kind is BlockKind.HEADING and is_same_line(drafts[head[-1]].text, subtitle):
        return subtitle, _without(drafts, head[-1])
    return subtitle, drafts


def _without(drafts: list[Draft], index: int) -> list[Draft]:
    return [*drafts[:index], *drafts[index + 1 :]]


def _shows(drafts: list[Draft], cover_: Draft) -> bool:
    """Many themes put the cover into the body too; the body's own figure has the caption then."""
    src = cover_.pictures[0].src
    near = [drafts[index] for index in _head(drafts)]
    return any(picture.src == src for draft in near for picture in draft.pictures)
