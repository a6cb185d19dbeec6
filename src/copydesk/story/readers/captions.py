"""Tells which visible words are a picture's caption and joins them to its figure."""

import re

from copydesk.story.model import BlockKind, Picture, Span
from copydesk.story.readers.blocks import Draft

__all__ = ["LONGEST", "attach_captions", "group_figure", "is_about_picture"]

LONGEST = 40
"""Words a line under a picture may have to be its caption (POLICY.md)."""

_NOUNS = (
    r"image|images|photo|photos|photograph|photographs|picture|pictures|pic|illustration|illustrations|artwork|art|"
    r"cover(?: image| art| photo| picture)?|header(?: image| photo)?|featured image|hero image|figure|fig|screenshot|"
    r"screenshots|graphic|graphics|drawing|painting|render|rendering|diagram|chart|visual|visuals|thumbnail|collage|"
    r"bild|bilder|foto|fotos|titelbild|beitragsbild|abbildung|abb|grafik|illustrationen|screenshot|"
    r"photographie|capture d[’']écran|dessin|visuel|"
    r"imagen|imágenes|fotografía|ilustración|ilustraciones|captura(?: de pantalla)?|portada|"
    r"imagem|imagens|fotografia|ilustração|ilustrações|captura de tela|capa|"
    r"immagine|illustrazione|afbeelding|obraz|zdjęcie|изображение|фото|图片|图像|圖片|插图|图|画像|写真|صورة|चित्र"
)
_CREDITS = (
    r"credit|credits|source|sources|courtesy|via|made|created|generated|designed|drawn|painted|rendered|produced|"
    r"image credit|photo credit|ai[- ]generated|ai image|ai art|midjourney|dall[-·]?e|stable diffusion|"
    r"quelle|bildquelle|bildnachweis|fotograf|erstellt|generiert|ki-generiert|"
    r"crédit|crédits|crédit photo|générée?|créée?|fuente|crédito|créditos|generada?|creada?|hecha?|"
    r"fonte|gerada?|criada?|feita?|creato|generato|bron|источник|来源|由|出典"
)
_OPENING = re.compile(rf"[\W_]*(?:(?:{_NOUNS})\b|(?:{_CREDITS})\b)", re.IGNORECASE)
_WIDE_OPENING = re.compile(r"[\W_]*(?:图|圖|画像|写真|由|来源|صورة|चित्र)")
_SIGNS = re.compile("^[\\W_]*(?:\N{CAMERA}|\N{ARTIST PALETTE}|\N{FRAME WITH PICTURE}|©|ⓒ|↑|\N{UPWARDS BLACK ARROW})")
_PERSONS = re.compile(
    rf"^(?:the |this |das |die |la |le |el |a |an )?(?:[\w-]+ ){{0,2}}?(?:{_NOUNS}) "
    r"(?:by|from|made|created|generated|courtesy|credit|source|above|shows?|was|is|via|von|aus|par|de|por|da|do|del|:)",
    re.IGNORECASE,
)
_PICTURE_WORD = re.compile(rf"\b(?:{_NOUNS})\b", re.IGNORECASE)
_STORY_WORD = re.compile(
    r"\b(?:article|story|post|essay|piece|blog|text|newsletter|chapter|written|wrote|co-?written|writing|"
    r"disclosure|disclaimer|artikel|beitrag|geschichte|geschrieben|texte|histoire|écrit|rédigé|"
    r"artículo|historia|texto|escrito|redactad[oa]|artigo|história|escrita)\b|文章|本文|लेख|मقال",
    re.IGNORECASE,
)
_LINES = frozenset({BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.LIST, BlockKind.QUOTE, BlockKind.CALLOUT})


def is_about_picture(text: str) -> bool:
    """Tell whether a plain line under a picture opens as a caption does.

    >>> is_about_picture("Image by the author, made with Midjourney"), is_about_picture("The first winter I lost four.")
    (True, False)
    """
    if len(text.split()) > LONGEST:
        return False
    if _SIGNS.match(text) or _WIDE_OPENING.match(text):
        return True
    opening = _OPENING.match(text)
    if opening is None:
        return bool(_PERSONS.match(text))
    return _credits_on(text, opening.end())


def _credits_on(text: str, end: int) -> bool:
    """Tell whether the opening word goes on as a credit does: with a colon, a preposition or a verb of making."""
    rest = text[end:].lstrip()
    if not rest or rest[0] in ":-–—|·/(,©@=.#0123456789":
        return True
    if _GOES_ON.match(rest):
        return True
    goes_on = _MAY_GO_ON.match(rest)
    if goes_on is None or len(text.split()) > _TERSE:
        return False
    # "Created in Canva" is a credit, "Made in haste, it fell over" is prose.
    return goes_on[0].lower() not in {"in", "on"} or rest[goes_on.end() :].lstrip()[:1].isupper()


_TERSE = 15
_MAY_GO_ON = re.compile(
    r"(?:on|of|in|with|through|mit|durch|avec|sur|de|del|da|do|con|com|em|en|showing|shows)\b", re.IGNORECASE
)
_GOES_ON = re.compile(
    r"(?:by|from|courtesy|credits?|source|made|created|generated|designed|drawn|via|using|taken|"
    r"licensed|provided|adapted|produced|rendered|edited|"
    r"von|aus|erstellt|generiert|par|générée?|créée?|por|"
    r"generad[oa]|cread[oa]|gerad[oa]|criad[oa]|hech[oa]|feit[oa]|midjourney|dall|ai|ki|ia|chatgpt|unsplash|pexels|"
    r"pixabay|gemini|firefly|stable|openai|leonardo|canva|author|bing|copilot|ideogram|flux|grok)\b|通过|使用",
    re.IGNORECASE,
)


def _is_caption(draft: Draft) -> bool:
    if draft.kind not in _LINES or draft.is_figure or not draft.text:
        return False
    if draft.is_caption:
        return True
    text = draft.text
    if draft.kind is BlockKind.HEADING and draft.level < 5:  # noqa: PLR2004  # h5 and h6 serve as small print
        return False
    if draft.emphasised and len(text.split()) <= LONGEST:
        return bool(_PICTURE_WORD.search(text)) or not _STORY_WORD.search(text)
    return is_about_picture(text)


def attach_captions(drafts: list[Draft]) -> list[Draft]:
    """Join the caption line directly under each picture to its figure."""
    joined: list[Draft] = []
    for draft in drafts:
        last = joined[-1] if joined else None
        if last is not None and last.is_figure and last.pictures and not last.text and _is_caption(draft):
            _take(last, draft)
        else:
            joined.append(draft)
    return joined


def _take(figure: Draft, caption: Draft) -> None:
    figure.absorb(caption, "\n")
    if figure.source is not None and caption.source is not None and caption.source.end > figure.source.end:
        figure.source = Span(figure.source.start, caption.source.end)


def group_figure(segment: list[Draft], source: Span | None) -> list[Draft]:
    """Turn what stood inside a figure element into figures with their captions, and whatever else it held."""
    figures = [draft for draft in segment if draft.is_figure]
    captions = [draft for draft in segment if draft.is_caption]
    others = [draft for draft in segment if not draft.is_figure and not draft.is_caption]
    if not figures:
        return _without_pictures(others, captions, source)
    if not captions:
        captions = [draft for draft in others if draft.kind is BlockKind.PARAGRAPH and _short(draft)]
        others = [draft for draft in others if not any(draft is one for one in captions)]
    return [*_with_pictures(figures, captions, source), *others]


def _short(draft: Draft) -> bool:
    return len(draft.text.split()) <= LONGEST


def _with_pictures(figures: list[Draft], captions: list[Draft], source: Span | None) -> list[Draft]:
    bare = [draft for draft in figures if not draft.is_grouped]
    waiting = bare or [draft for draft in figures if not draft.text and captions]
    kept = [draft for draft in figures if not any(draft is one for one in waiting)]
    if not waiting and not captions:
        return kept
    pictures: list[Picture] = [picture for draft in waiting for picture in draft.pictures]
    figure = Draft(BlockKind.FIGURE, source=source, pictures=pictures, is_figure=True, is_grouped=True)
    if source is None and waiting:
        figure.source = waiting[0].source
    for draft in waiting:
        if draft.text:
            figure.absorb(draft, "\n")
        else:
            figure.links += draft.links
    for caption in captions:
        figure.absorb(caption, "\n")
    return [*kept, figure]


def _without_pictures(others: list[Draft], captions: list[Draft], source: Span | None) -> list[Draft]:
    """A caption under an embed belongs to it; under code or a table it is a figure without a picture."""
    for caption in captions:
        if others and others[-1].kind is BlockKind.EMBED:
            others[-1].absorb(caption, "\n")
            continue
        figure = Draft(BlockKind.FIGURE, source=source, is_figure=True, is_grouped=True)
        figure.absorb(caption, "\n")
        others.append(figure)
    return others
