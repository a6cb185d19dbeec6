"""Ghost's editor formats, Lexical and Mobiledoc, written as the HTML that they show."""

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from copydesk.story.readers.records import objects, parse_json, string

__all__ = ["html_of_lexical", "html_of_mobiledoc"]

_ITALIC, _CODE = 2, 16
_WRAPPERS = {"paragraph": "p", "quote": "blockquote", "aside": "blockquote", "listitem": "li"}
_BREAKS = {"linebreak": "<br>", "tab": " "}
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_EMBED_HTML = frozenset({"html", "embed", "email", "email-cta"})


def html_of_lexical(text: str, render_markdown: Callable[[str], str]) -> str:
    """Return the HTML of a Lexical document given as JSON text.

    Raises:
        StoryError: the text is no JSON.
    """
    value = parse_json(text)
    root = value.get("root") if isinstance(value, dict) else None
    return _children(root, render_markdown) if isinstance(root, dict) else ""


def _children(node: Mapping[str, Any], render: Callable[[str], str]) -> str:
    return "".join(_lexical(one, render) for one in objects(node.get("children")))


def _lexical(node: Mapping[str, Any], render: Callable[[str], str]) -> str:
    kind = string(node.get("type")).removeprefix("extended-")
    if kind == "text":
        return _text(node)
    if kind in _BREAKS:
        return _BREAKS[kind]
    if kind in {"link", "autolink"}:
        return f'<a href="{escape(string(node.get("url")))}">{_children(node, render)}</a>'
    if tag := _wrapper(kind, node):
        return f"<{tag}>{_children(node, render)}</{tag}>"
    return _card(kind, node, render) or _children(node, render)


def _wrapper(kind: str, node: Mapping[str, Any]) -> str:
    if kind == "heading":
        tag = string(node.get("tag"))
        return tag if tag in _HEADINGS else "h2"
    if kind == "list":
        return "ol" if node.get("listType") == "number" else "ul"
    return _WRAPPERS.get(kind, "")


def _text(node: Mapping[str, Any]) -> str:
    shown = escape(str(node.get("text") or ""), quote=False)
    style = node.get("format")
    if isinstance(style, int) and style & _ITALIC:
        return f"<em>{shown}</em>"
    return f"<code>{shown}</code>" if isinstance(style, int) and style & _CODE else shown


def _card(kind: str, card: Mapping[str, Any], render: Callable[[str], str]) -> str:
    if kind in {"image", "gallery"}:
        pictures = list(objects(card.get("images"))) or [dict(card)]
        return _figure(pictures, string(card.get("caption")))
    if kind in _EMBED_HTML:
        return _framed(string(card.get("html")), string(card.get("caption")))
    if kind in {"markdown", "card-markdown"}:
        return render(string(card.get("markdown")))
    if kind in {"codeblock", "code"}:
        return f"<pre>{escape(string(card.get('code')), quote=False)}</pre>" + _framed("", string(card.get("caption")))
    if kind in {"horizontalrule", "hr"}:
        return "<hr>"
    return _worded_card(kind, card)


def _worded_card(kind: str, card: Mapping[str, Any]) -> str:
    words = {
        key: string(card.get(key)) for key in ("heading", "header", "content", "subheader", "title", "description")
    }
    if kind == "callout":
        return f'<div class="callout">{string(card.get("calloutText"))}</div>'
    if kind == "toggle":
        return f'<div class="callout"><p>{words["heading"]}</p>{words["content"]}</div>'
    if kind in {"button", "signup", "call-to-action", "newsletter"}:
        shown = string(card.get("buttonText")) or string(card.get("textValue"))
        return f'<div class="kg-button-card">{words["header"] or ""} {escape(shown)}</div>'
    if kind == "bookmark":
        meta = card.get("metadata")
        about = meta if isinstance(meta, dict) else card
        shown = " ".join(escape(string(about.get(key))) for key in ("title", "description"))
        link = f'<a href="{escape(string(card.get("url")))}">{shown}</a> {string(card.get("caption"))}'
        return f'<div class="kg-bookmark-card">{link}</div>'
    if kind in {"video", "audio", "file", "product"}:
        src = escape(string(card.get("src")))
        return _framed(f'<video src="{src}"></video>', string(card.get("caption")))
    return f"<h2>{words['header']}</h2><p>{words['subheader']}</p>" if kind == "header" else ""


def _figure(pictures: list[Any], caption: str) -> str:
    shown = "".join(
        f'<img src="{escape(string(one.get("src")))}" alt="{escape(string(one.get("alt")))}" '
        f'title="{escape(string(one.get("title")))}">'
        for one in pictures
        if string(one.get("src"))
    )
    return f"<figure>{shown}{_caption(caption)}</figure>"


def _framed(inner: str, caption: str) -> str:
    return f"<figure>{inner}{_caption(caption)}</figure>" if caption else inner


def _caption(caption: str) -> str:
    return f"<figcaption>{caption}</figcaption>" if caption else ""


def html_of_mobiledoc(text: str, render_markdown: Callable[[str], str]) -> str:
    """Return the HTML of a Mobiledoc document given as JSON text.

    Raises:
        StoryError: the text is no JSON.
    """
    value = parse_json(text)
    if not isinstance(value, dict) or not isinstance(value.get("sections"), list):
        return ""
    return "".join(
        _section(section, value, render_markdown) for section in value["sections"] if isinstance(section, list)
    )


def _section(section: list[Any], document: Mapping[str, Any], render: Callable[[str], str]) -> str:
    kind = section[0] if section else None
    body = section[2] if len(section) > 2 and isinstance(section[2], list) else []  # noqa: PLR2004  # [kind, tag, body]
    tag = section[1] if len(section) > 1 and isinstance(section[1], str) and section[1].isalnum() else "p"
    if kind == 1:
        return f"<{tag}>{_markers(body, document)}</{tag}>"
    if kind == 3:  # noqa: PLR2004  # Mobiledoc's number for a list
        items = "".join(f"<li>{_markers(item, document)}</li>" for item in body if isinstance(item, list))
        return f"<{tag}>{items}</{tag}>"
    if kind == 2 and len(section) > 1:  # noqa: PLR2004  # Mobiledoc's number for a picture
        return f'<img src="{escape(str(section[1]))}">'
    card = _at(document.get("cards"), section[1] if len(section) > 1 else None)
    if kind == 10 and isinstance(card, list) and len(card) > 1 and isinstance(card[1], dict):  # noqa: PLR2004  # a card
        return _card(str(card[0]), card[1], render)
    return ""


def _at(values: Any, index: Any) -> Any:
    if isinstance(values, list) and isinstance(index, int) and 0 <= index < len(values):
        return values[index]
    return None


def _markers(markers: list[Any], document: Mapping[str, Any]) -> str:
    parts: list[str] = []
    opened: list[str] = []
    for marker in markers:
        if not isinstance(marker, list) or len(marker) != 4 or not isinstance(marker[1], list):  # noqa: PLR2004
            continue
        for index in marker[1]:
            tag, start = _markup(_at(document.get("markups"), index))
            parts.append(start)
            opened.append(tag)
        parts.append(_marked(marker, document))
        ends = min(marker[2], len(opened)) if isinstance(marker[2], int) else 0
        parts += (f"</{opened.pop()}>" for _ in range(ends))
    return "".join(parts) + "".join(f"</{tag}>" for tag in reversed(opened))


def _marked(marker: list[Any], document: Mapping[str, Any]) -> str:
    if marker[0] == 0:
        return escape(str(marker[3]), quote=False)
    atom = _at(document.get("atoms"), marker[3])
    return "<br>" if isinstance(atom, list) and atom[:1] == ["soft-return"] else ""


def _markup(markup: Any) -> tuple[str, str]:
    if not isinstance(markup, list) or not markup or not str(markup[0]).isalnum():
        return "span", "<span>"
    tag = str(markup[0])
    given = markup[1] if len(markup) > 1 and isinstance(markup[1], list) else []
    pairs = zip(given[::2], given[1::2], strict=False)
    shown = "".join(f' {key}="{escape(str(value))}"' for key, value in pairs if str(key).isalnum())
    return tag, f"<{tag}{shown}>"
