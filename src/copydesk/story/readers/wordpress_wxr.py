"""WordPress export files (WXR): posts, with the captions of the attachments that they show."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element  # the type alone; defusedxml parses

from copydesk.story.model import Story
from copydesk.story.readers.compose import Meta, compose, cover
from copydesk.story.readers.html_tree import drafts_of_fragment, shown_text
from copydesk.story.readers.source import Source
from copydesk.story.readers.wordpress_content import Attachment, content_html, is_paywalled
from copydesk.story.readers.xml import child, children, local, parse_xml, text_of

__all__ = ["FORMAT", "claims", "stories"]

FORMAT = "wordpress-wxr"
_HEAD = 30_000
_NO_STORIES = frozenset(
    "attachment nav_menu_item revision wp_block wp_template wp_template_part wp_global_styles wp_navigation "  # noqa: SIM905
    "custom_css customize_changeset oembed_cache user_request feedback wp_font_family wp_font_face page".split()
)
_GONE = frozenset({"trash", "auto-draft", "inherit"})


def claims(source: Source) -> bool:
    """A feed with WordPress's export name space."""
    head = source.text[:_HEAD]
    return source.text.lstrip("\ufeff \t\n").startswith("<") and (
        "wordpress.org/export/" in head or "<wp:wxr_version" in head
    )


def stories(source: Source) -> Iterator[Story]:
    """Yield the posts; pages only where there is no post."""
    root, notes = parse_xml(source.text)
    items = [one for one in root.iter() if local(one) == "item"]
    attachments = {text_of(item, "post_id"): _attachment(item) for item in items if _type(item) == "attachment"}
    authors = dict(_authors(root))
    language = text_of(channel, "language") if (channel := child(root, "channel")) is not None else ""
    kept = [item for item in items if text_of(item, "status") not in _GONE]
    posts = [item for item in kept if _type(item) not in _NO_STORIES]
    for number, item in enumerate(posts or [item for item in kept if _type(item) == "page"], 1):
        meta = _meta(item, authors, attachments)
        meta.language = language
        meta.notes = [*source.notes, *notes]
        content = text_of(item, "encoded", "/content/") or text_of(item, "encoded", "content")
        drafts, more = drafts_of_fragment(content_html(content, attachments))
        meta.notes += more
        name = f"{source.name}#{text_of(item, 'post_name') or text_of(item, 'post_id') or number}"
        yield compose(drafts, meta, format_=FORMAT, name=name)


def _type(item: Element) -> str:
    return text_of(item, "post_type") or "post"


def _fields(item: Element) -> dict[str, str]:
    return {text_of(meta, "meta_key"): text_of(meta, "meta_value") for meta in children(item, "postmeta")}


def _attachment(item: Element) -> Attachment:
    caption = text_of(item, "encoded", "excerpt")
    url = text_of(item, "attachment_url") or text_of(item, "guid")
    return Attachment(url, caption, _fields(item).get("_wp_attachment_image_alt", ""))


def _authors(root: Element) -> Iterator[tuple[str, str]]:
    for one in root.iter():
        if local(one) == "author" and (login := text_of(one, "author_login")):
            yield login, text_of(one, "author_display_name") or login


def _meta(item: Element, authors: dict[str, str], attachments: dict[str, Attachment]) -> Meta:
    fields = _fields(item)
    creator = text_of(item, "creator")
    meta = Meta(
        title=shown_text(text_of(item, "title")),
        subtitle=shown_text(fields.get("subtitle", "") or fields.get("_subtitle", "")),
        paywalled=is_paywalled(text_of(item, "encoded", "content"), fields),
        unpublished=text_of(item, "status") not in {"", "publish"} or bool(text_of(item, "post_password")),
        canonical=fields.get("_yoast_wpseo_canonical") or text_of(item, "link"),
        author=authors.get(creator, creator),
        published=text_of(item, "post_date_gmt") or text_of(item, "post_date") or text_of(item, "pubdate"),
        tags=tuple(dict.fromkeys("".join(one.itertext()).strip() for one in children(item, "category"))),
    )
    picture = attachments.get(fields.get("_thumbnail_id", ""))
    if picture is not None and picture.url:
        meta.cover = cover(picture.url, alt=picture.alt, caption=shown_text(picture.caption))
    return meta
