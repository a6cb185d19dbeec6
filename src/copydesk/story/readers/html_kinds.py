"""What the elements and classes of publishing platforms mean: block kinds, captions, boilerplate."""

from collections.abc import Mapping

from selectolax.lexbor import LexborNode

from copydesk.story.model import BlockKind
from copydesk.story.readers.html_scan import PLACE

__all__ = [
    "BLOCKS",
    "BREAKS",
    "EMBEDS",
    "IN_BODY",
    "SKIPPED",
    "UNREAD",
    "UNSHOWN",
    "is_caption",
    "is_figure",
    "is_tiny",
    "kept_bare",
    "kind_of_element",
    "picture_source",
]

IN_BODY = "<body>"
"""What stands before a part of a page, so that a stray <frameset> or <title> can't take its place."""

SKIPPED = frozenset(
    "head script style template title meta link base object applet datalist select option optgroup "  # noqa: SIM905
    "canvas map area param source track col colgroup math noframes noembed desc rp".split()
)
"""Elements whose text no reader sees in the body."""

EMBEDS = frozenset({"iframe", "video", "audio", "embed", "object"})
"""Elements whose text stands in for what can't be played."""

UNREAD = SKIPPED | EMBEDS | {"noscript", "svg"}
"""Elements that a page of prose drops with all that is in them, and that are not read where a source is read bare."""

UNSHOWN = frozenset("nav footer form button xmp listing plaintext menu dir".split())  # noqa: SIM905
"""Elements that a page of prose drops while it keeps their text, which is the author's then."""

BREAKS = frozenset(
    "address article aside body center dd details dialog dir div dl dt fieldset figcaption figure footer form "  # noqa: SIM905
    "h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre search section summary table "
    "tbody tfoot thead tr ul blockquote noscript frameset xmp listing plaintext optgroup".split()
)
"""Elements that begin and end a line."""

BLOCKS: Mapping[str, BlockKind] = {
    "p": BlockKind.PARAGRAPH,
    "summary": BlockKind.PARAGRAPH,
    "address": BlockKind.PARAGRAPH,
    "h1": BlockKind.HEADING,
    "h2": BlockKind.HEADING,
    "h3": BlockKind.HEADING,
    "h4": BlockKind.HEADING,
    "h5": BlockKind.HEADING,
    "h6": BlockKind.HEADING,
    "blockquote": BlockKind.QUOTE,
    "pre": BlockKind.CODE,
    "xmp": BlockKind.CODE,
    "listing": BlockKind.CODE,
    "plaintext": BlockKind.CODE,
    "ul": BlockKind.LIST,
    "ol": BlockKind.LIST,
    "dl": BlockKind.LIST,
    "menu": BlockKind.LIST,
    "dir": BlockKind.LIST,
    "table": BlockKind.TABLE,
    "aside": BlockKind.CALLOUT,
    "nav": BlockKind.BOILERPLATE,
    "footer": BlockKind.BOILERPLATE,
    "form": BlockKind.BOILERPLATE,
    "button": BlockKind.BOILERPLATE,
}

_CALLOUTS = frozenset(
    "callout kg-callout-card callout-block admonition notice note-box alert callout-text markdown-alert info-box "  # noqa: SIM905
    "tip-box warning-box hint kg-toggle-card disclaimer-box wp-block-callout".split()
)
_BOILERPLATE = frozenset(
    "button-wrapper subscription-widget subscription-widget-wrap subscription-widget-wrap-editor subscribe-widget "  # noqa: SIM905
    "subscribe-form newsletter-signup newsletter-form kg-signup-card kg-button-card kg-cta-card kg-email-cta-card "
    "sharedaddy jp-relatedposts yarpp-related related-posts post-share share-buttons social-share byline post-meta "
    "entry-meta entry-footer author-bio author-box about-author post-author breadcrumb breadcrumbs navigation "
    "post-navigation comments comments-area comment-respond p-author p-canonical wp-block-button wp-block-buttons "
    "captioned-button-wrap install-substack-app-embed community-chat fundraiser-embed poll-embed wp-block-post-author "
    "wp-block-jetpack-subscriptions digg-placement addtoany_share_save_container cookie-notice dropdown-menu toc "
    "table-of-contents ez-toc-container wp-block-table-of-contents site-header site-footer pagination page-links "
    "footnote-backref".split()
)
_EMBEDS = frozenset(
    "kg-bookmark-card kg-embed-card twitter-tweet instagram-media tiktok-embed graf--mixtapeEmbed mixtapeEmbed "  # noqa: SIM905
    "embedded-post-wrap embedded-post digest-post-embed embedded-publication-wrap wp-block-embed kg-file-card "
    "kg-product-card kg-audio-card kg-video-card tweet native-video-embed youtube-wrap youtube-inner spotify-wrap "
    "apple-podcast-container bandcamp-wrap soundcloud-wrap tiktok-wrap ltag__link ltag__user ltag__twitter-tweet "
    "graf--iframe fb-post reddit-embed-bq reddit-card bluesky-embed mastodon-embed file-embed-wrapper".split()
)
_VERSE = frozenset({"wp-block-verse", "preformatted-block", "poetry", "verse"})
_QUOTES = frozenset({"pullquote", "graf--pullquote", "wp-block-pullquote", "wp-block-quote", "epigraph"})
_FIGURES = frozenset(
    "wp-caption gallery-item captioned-image-container image-gallery-embed kg-image-card kg-gallery-card "  # noqa: SIM905
    "wp-block-image wp-block-gallery image-container graf--figure thumbcaption-wrap tr-caption-container".split()
)
_CAPTIONS = frozenset(
    "wp-caption-text gallery-caption image-caption img-caption photo-caption picture-caption figure-caption "  # noqa: SIM905
    "caption-text figcaption imageCaption kg-card-figcaption tr-caption caption wp-element-caption "
    "post-card-image-caption featured-image-caption entry-thumbnail-caption".split()
)
_TINY = 2
_BARE = frozenset({PLACE, "href", "rel", "src", "alt", "title", "width", "height"})
_CAPTION_WORDS = 40
_BOILERPLATE_ROLES = frozenset({"navigation", "search", "banner", "contentinfo", "button", "menu"})


def kept_bare(node: LexborNode) -> Mapping[str, str | None]:
    """Return an element's attributes that mean something on a page of prose; a class only where it names a caption.

    A caption is short: a class makes no caption of a whole story that the page shows as text.
    """
    given = node.attributes
    kept = {name: value for name, value in given.items() if name in _BARE}
    captions = _CAPTIONS.intersection((given.get("class") or "").split())
    if captions and len(node.text(deep=True).split()) <= _CAPTION_WORDS:
        kept["class"] = min(captions)
    return kept


def is_caption(tag: str, classes: frozenset[str]) -> bool:
    """Tell whether the element is the visible caption of a picture."""
    return tag == "figcaption" or bool(classes & _CAPTIONS)


def is_figure(tag: str, classes: frozenset[str]) -> bool:
    """Tell whether the element holds pictures together with their caption."""
    return tag == "figure" or bool(classes & _FIGURES)


def kind_of_element(tag: str, classes: frozenset[str], role: str) -> BlockKind | None:
    """Return the kind of block that the element makes of the text in it, None where it makes none."""
    if classes & _BOILERPLATE or role in _BOILERPLATE_ROLES:
        return BlockKind.BOILERPLATE
    if classes & _EMBEDS:
        return BlockKind.EMBED
    if classes & _CALLOUTS or role in {"note", "alert", "doc-tip", "doc-notice"}:
        return BlockKind.CALLOUT
    if classes & _VERSE:
        return BlockKind.VERSE
    if classes & _QUOTES:
        return BlockKind.QUOTE
    return BLOCKS.get(tag)


def is_tiny(attributes: Mapping[str, str | None]) -> bool:
    """A picture of one pixel counts visits; nobody sees it."""
    sides = (attributes.get("width") or "", attributes.get("height") or "")
    return all(side.isascii() and side.isdigit() and len(side) < 9 and int(side) <= _TINY for side in sides)  # noqa: PLR2004


def picture_source(attributes: Mapping[str, str | None]) -> str:
    """Return the address of the picture that is shown: a lazy loader's real address before its stand-in."""
    src = (attributes.get("src") or "").strip()
    lazy = next((v for key in ("data-src", "data-lazy-src", "data-original") if (v := attributes.get(key))), None)
    if lazy and (not src or src.startswith("data:") or "placeholder" in src):
        return lazy.strip()
    if not src:
        chosen = attributes.get("srcset") or attributes.get("data-srcset") or attributes.get("href") or ""
        return chosen.strip().split(" ")[0].rstrip(",")
    return src
