"""Medium's export: one HTML file a story, with title and subtitle repeated in the body."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from copydesk.story.model import BlockKind, Story
from copydesk.story.readers.blocks import Draft
from copydesk.story.readers.compose import compose, fold, is_same_line
from copydesk.story.readers.html import page_meta
from copydesk.story.readers.html_tree import Tree, drafts_of, parse
from copydesk.story.readers.source import Source

__all__ = ["FORMAT", "claims", "stories"]

FORMAT = "medium"
_HEAD = 20_000
_TITLES = (".graf--title", ".graf--subtitle", ".graf--kicker")


def claims(source: Source) -> bool:
    """A Medium file is a microformat entry whose body is marked as a field, or has Medium's paragraph classes."""
    if source.suffix not in {".html", ".htm", ""}:
        return False
    head = source.text[:_HEAD]
    return ("h-entry" in head and 'data-field="body"' in head) or ("graf graf--" in head and "p-name" in head)


def stories(source: Source) -> Iterator[Story]:
    """Yield the one story."""
    tree = parse(source.text)
    drafts, notes = drafts_of(tree, tree.parser.css_first("article") or tree.root)
    meta = page_meta(tree, [])
    meta.title = source.title if source.title is not None else _text(tree, ".p-name") or meta.title
    summary = _text(tree, ".p-summary") or _text(tree, "[data-field=subtitle]")
    own = _text(tree, ".graf--subtitle")
    meta.author = _text(tree, ".p-author")
    meta.unpublished = PurePosixPath(source.name).name.startswith("draft_")
    meta.tags = tuple(" ".join(node.text(deep=True).split()) for node in tree.parser.css(".p-tag"))
    time = tree.parser.css_first("time.dt-published")
    meta.published = (time.attributes.get("datetime") or "") if time is not None else ""
    meta.notes = [*source.notes, *notes]
    drafts = _without_head(drafts, [meta.title or "", own, summary, *(_text(tree, one) for one in _TITLES)])
    meta.response = _is_response(tree, drafts, meta.title or "", summary)
    meta.subtitle = source.subtitle if source.subtitle is not None else own or _shown(summary, drafts)
    yield compose(drafts, meta, format_=FORMAT, name=source.name)


def _text(tree: Tree, selector: str) -> str:
    node = tree.parser.css_first(selector)
    return " ".join(node.text(deep=True).split()) if node is not None else ""


def _without_head(drafts: list[Draft], lines: list[str]) -> list[Draft]:
    """Take out what only repeats title and subtitle, and the rule that opens the first section."""
    kept: list[Draft] = []
    seen_body = False
    for draft in drafts:
        repeats = any(is_same_line(draft.text, line) for line in lines if line)
        is_head = draft.kind is BlockKind.HEADING and repeats
        is_summary = draft.kind is BlockKind.PARAGRAPH and repeats and draft.source is None
        opens = draft.kind is BlockKind.RULE and not seen_body
        if not seen_body and (is_head or is_summary or opens):
            continue
        seen_body = seen_body or draft.kind not in {BlockKind.RULE, BlockKind.FIGURE, BlockKind.HEADING}
        kept.append(draft)
    return kept


def _first(drafts: list[Draft]) -> str:
    return next((draft.text for draft in drafts if draft.kind is BlockKind.PARAGRAPH), "")


def _is_response(tree: Tree, drafts: list[Draft], title: str, summary: str) -> bool:
    """A response has no title of its own: its first words stand for one."""
    if summary or tree.parser.css_first(".graf--title") is not None:
        return False
    start = fold(title)
    return bool(start) and fold(_first(drafts)).startswith(start)


def _shown(summary: str, drafts: list[Draft]) -> str:
    """A story without subtitle gets its own first words as summary; no reader sees them twice."""
    start = fold(summary)
    return "" if start and fold(_first(drafts)).startswith(start) else summary
