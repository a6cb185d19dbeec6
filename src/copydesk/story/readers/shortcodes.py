"""Turns the shortcodes of site generators into the HTML that they stand for; what they show is all that is kept."""

import re
from html import escape

__all__ = ["expand_line", "parameters"]

_TAG = re.compile(r"\{\{[<%]([^{}]{1,4000}?)[>%]\}\}|\{%-?([^{}]{1,4000}?)-?%\}")
_PARAMETER = re.compile(r"""([\w-]+)\s*[=:]\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|`([^`]*)`|([^\s"'`]+))""")
_POSITIONAL = re.compile(r"""\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([^\s"'`=]+))""")
_HASHNODE = re.compile(r"^\s*%\[\s*([^\]\s]+)\s*\]\s*$")
_FIGURES = frozenset({"figure", "img", "image", "picture", "imgproc", "fig", "lightbox", "responsive-image"})
_CALLOUTS = frozenset(
    "callout notice alert admonition note tip warning info hint important caution box aside danger success".split()  # noqa: SIM905
)
_EMBEDS = frozenset(
    "youtube tweet twitter x vimeo gist instagram embed codepen jsfiddle spotify soundcloud link link-preview "  # noqa: SIM905
    "github codesandbox replit stackblitz twitch speakerdeck slideshare tweet_simple vimeo_simple x_simple bluesky "
    "mastodon reddit wikipedia medium user organization tag podcast listing video audio asciinema glitch runkit "
    "kotlin stackexchange stackoverflow devcomment dotnetfiddle figma loom cta post tiktok youtube_lite nextjs".split()
)
_CODES = frozenset({"highlight", "codeblock", "code"})
_SOURCES = ("src", "url", "image_path", "image", "img", "path", "file", "link_src", "filename", "source", "0")
_PICTURE_ENDINGS = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg")


def parameters(text: str) -> dict[str, str]:
    """Return a shortcode's parameters by name; positional ones by their number."""
    found: dict[str, str] = {}
    text = text.strip()
    at = number = 0
    while at < len(text):
        named = _PARAMETER.match(text, at)
        if named:
            value = next((group for group in named.groups()[1:] if group is not None), "")
            found[named[1].lower()] = value.replace('\\"', '"').replace("\\'", "'")
            at = named.end()
        elif (bare := _POSITIONAL.match(text, at)) and bare.end() > at:
            found[str(number)] = next((group for group in bare.groups() if group is not None), "")
            number += 1
            at = bare.end()
        else:
            at += 1
        while at < len(text) and text[at] in " \t,":
            at += 1
    return found


def expand_line(line: str) -> list[str]:
    """Return the lines of Markdown and HTML that one line with shortcodes stands for."""
    if hashnode := _HASHNODE.match(line):
        return ["", _embed(hashnode[1]), ""]
    if "{{" not in line and "{%" not in line:
        return [line]
    expanded = _TAG.sub(_replace, line)
    return expanded.split("\n") if expanded != line else [line]


def _replace(found: re.Match[str]) -> str:
    inner = (found[1] or found[2]).strip()
    closing = inner.startswith("/")
    name, _, rest = inner.strip("/ ").partition(" ")
    name = name.lower()
    if name.startswith("end"):
        name, closing = name[3:], True
    if name in {"include", "render", "partial"}:
        return _include(rest)
    if name in _CODES:
        language = parameters(rest).get("0", "")
        return "\n```\n" if closing else f"\n```{language if language.isalnum() else ''}\n"
    if name in _CALLOUTS or name == "details":
        return _container(name, rest, closing=closing)
    if name in _FIGURES:
        return "" if closing else _figure(parameters(rest))
    if name in _EMBEDS:
        return "" if closing else f"\n\n{_embed(_address(name, rest or ''))}\n\n"
    return ""


def _include(rest: str) -> str:
    file, _, more = rest.strip().partition(" ")
    given = parameters(more)
    named = file.rsplit("/", 1)[-1].lower()
    if any(word in named for word in ("figure", "image", "img", "picture", "photo")):
        return _figure(given)
    if any(word in named for word in ("youtube", "video", "embed", "tweet", "vimeo", "gist", "audio")):
        return f"\n\n{_embed(_address(named, more))}\n\n"
    if any(word in named for word in ("callout", "alert", "notice", "note", "admonition")):
        text = given.get("content") or given.get("text") or ""
        return f'\n\n<div class="callout">{escape(text)}</div>\n\n' if text else ""
    return _figure(given) if any(v.lower().endswith(_PICTURE_ENDINGS) for v in given.values()) else ""


def _container(name: str, rest: str, *, closing: bool) -> str:
    element = "details" if name == "details" else "div"
    if closing:
        return f"\n\n</{element}>\n\n"
    given = parameters(rest)
    if text := given.get("text") or given.get("content"):
        return f'\n\n<div class="callout">{escape(text)}</div>\n\n'
    title = given.get("title") or given.get("summary") or (rest.strip() if name == "details" else "")
    if name == "details":
        return f"\n\n<details><summary>{escape(title)}</summary>\n\n"
    shown = f"<p>{escape(title)}</p>" if title else ""
    return f'\n\n<div class="callout">{shown}\n\n'


def _figure(given: dict[str, str]) -> str:
    src = next((given[key] for key in _SOURCES if given.get(key)), "")
    caption = given.get("caption") or given.get("title") or ""
    credit = given.get("attr") or given.get("attribution") or given.get("credit") or ""
    shown = " ".join(part for part in (caption, credit) if part)
    figcaption = f"<figcaption>{escape(shown, quote=False)}</figcaption>" if shown else ""
    if not src and not shown:
        return ""
    picture = f'<img src="{escape(src)}" alt="{escape(given.get("alt", ""))}">'
    return f"\n\n<figure>{picture}{figcaption}</figure>\n\n"


def _address(name: str, rest: str) -> str:
    given = parameters(rest)
    found = given.get("0") or given.get("id") or given.get("url") or given.get("src") or ""
    return found if "://" in found else f"{name}:{found}"


def _embed(address: str) -> str:
    return f'<iframe src="{escape(address)}"></iframe>'
