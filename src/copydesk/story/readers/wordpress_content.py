"""WordPress post content: paragraphs of the classic editor, and shortcodes as the HTML that they show."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape

from copydesk.story.readers.shortcodes import parameters

__all__ = ["Attachment", "content_html", "is_paywalled"]

_BLOCK_TAGS = (
    "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "pre", "table",
    "thead", "tbody", "tfoot", "tr", "td", "th", "figure", "figcaption", "section", "article", "aside", "hr", "form",
    "iframe", "script", "style", "address", "details", "summary", "video", "audio", "noscript", "center", "object",
)  # fmt: skip
_OPENS_BLOCK = tuple(
    f"<{slash}{tag}{end}" for tag in _BLOCK_TAGS for slash in ("", "/") for end in (">", " ", "\n", "/")
)
_CAPTION = re.compile(r"\[(wp_)?caption\b([^\]]*)\]((?:(?!\[(?:wp_)?caption\b).)*?)\[/(?:wp_)?caption\]", re.DOTALL)
_GALLERY = re.compile(r"\[gallery\b([^\]]*)\]")
_EMBED = re.compile(
    r"\[(embed|youtube|video|audio|playlist|vimeo|tweet|soundcloud|instagram)\b([^\]]*)\](?:([^\[]{0,2000})\[/\1\])?"
)
_SHORTCODE = re.compile(
    r"\[(/?)([a-z][\w-]{1,40})((?:\s+[\w-]{1,40}=(?:\"[^\"\n]{0,1000}\"|'[^'\n]{0,1000}'|[^\s\[\]\"']+)){0,30})\s*(/?)\](?!\()"
)
_PAYWALL = re.compile(
    r"\[(?:memberful|membership|restrict|pmpro_membership|members_only|wcm_restrict|s2if|private|mepr-active|paywall)\b|"
    r"wp:jetpack/paywall|wp:premium-content/container|wp:leaky-paywall",
    re.IGNORECASE,
)
_CLOSED = frozenset({"paid_subscribers", "paid_subscribers_all_tiers", "subscribers", "members", "premium", "paid"})


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of the media library: its address, visible caption (HTML) and alternative text."""

    url: str
    caption: str = ""
    alt: str = ""


def is_paywalled(content: str, meta: Mapping[str, str]) -> bool | None:
    """Tell from the content's blocks and shortcodes and the post's fields whether it is behind a paywall."""
    for key in ("_jetpack_newsletter_access", "jetpack_newsletter_access", "_memberful_acl_access", "_paywall"):
        if access := meta.get(key, "").lower():
            return access in _CLOSED
    return True if _PAYWALL.search(content) else None


def content_html(content: str, attachments: Mapping[str, Attachment]) -> str:
    """Return post content as the HTML that a theme shows."""
    is_classic = "<!-- wp:" not in content
    shown = _CAPTION.sub(_captioned, content)
    shown = _GALLERY.sub(lambda found: _gallery(found[1], attachments), shown)
    shown = _EMBED.sub(_embedded, shown)
    closing = {name for slash, name, *_ in _SHORTCODE.findall(shown) if slash}
    shown = _SHORTCODE.sub(_stripper(closing), shown)
    return _paragraphs(shown) if is_classic else shown


def _captioned(found: re.Match[str]) -> str:
    inner = found[3].strip()
    caption = parameters(found[2]).get("caption", "")
    end = inner.rfind("</a>")
    end = end + 4 if end >= 0 and inner.startswith("<a") and "<img" in inner[:end] else _after_picture(inner)
    words = inner[end:].strip() or caption
    return f"\n\n<figure>{inner[:end]}<figcaption>{words}</figcaption></figure>\n\n"


def _after_picture(inner: str) -> int:
    start = inner.find("<img")
    end = inner.find(">", start) if start >= 0 else -1
    return end + 1


def _gallery(given: str, attachments: Mapping[str, Attachment]) -> str:
    numbers = (parameters(given).get("ids") or parameters(given).get("include") or "").replace(" ", "").split(",")
    shown = "".join(_gallery_item(attachments[number]) for number in numbers if number in attachments)
    return f"\n\n{shown}\n\n"


def _gallery_item(one: Attachment) -> str:
    caption = f"<figcaption>{one.caption}</figcaption>" if one.caption else ""
    return f'<figure><img src="{escape(one.url)}" alt="{escape(one.alt)}">{caption}</figure>'


def _embedded(found: re.Match[str]) -> str:
    given = parameters(found[2].lstrip("="))
    address = (
        (found[3] or "").strip() or given.get("src") or given.get("url") or given.get("mp4") or given.get("0") or ""
    )
    return f'\n\n<iframe src="{escape(address)}"></iframe>\n\n'


def _stripper(closing: set[str]) -> Callable[[re.Match[str]], str]:
    """A bracketed word is a shortcode where it has fields or an end; "[sic]" is the author's."""

    def strip(found: re.Match[str]) -> str:
        return "" if found[1] or found[3] or found[4] or found[2] in closing else found[0]

    return strip


def _paragraphs(content: str) -> str:
    """Put paragraphs where the classic editor only leaves blank lines."""
    parts: list[str] = []
    at = 0
    while (start := content.find("<pre", at)) >= 0:
        end = content.find("</pre>", start)
        end = len(content) if end < 0 else end + len("</pre>")
        parts += (_wrapped(content[at:start]), content[start:end])
        at = end
    return "".join([*parts, _wrapped(content[at:])])


def _wrapped(text: str) -> str:
    chunks = re.split(r"\n[ \t]*\n\s*", text.replace("\r\n", "\n"))
    return "\n\n".join(_paragraph(chunk.strip()) for chunk in chunks)


def _paragraph(chunk: str) -> str:
    if not chunk or chunk.lower().startswith((*_OPENS_BLOCK, "<!--")):
        return chunk
    return f"<p>{chunk.replace(chr(10), '<br>' + chr(10))}</p>"
