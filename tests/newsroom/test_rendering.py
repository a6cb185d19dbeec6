"""Stories on a page: safe whatever was written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from copydesk.newsroom.rendering import TAGS, render_source, safe_html

OWN = "/pictures/AAAAAAAAAAAAAAAA"
ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href=' &#106;avascript:alert(1)'>x</a>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<style>*{display:none}</style>",
    "<p style='position:fixed'>x</p>",
    "<iframe src='https://example.org'></iframe>",
    "<form action='/your/settings'><button>x</button></form>",
    "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
    f"<img src='{OWN}' onload='alert(1)'>",
    "<base href='https://example.org/'>",
    "[x](javascript:alert(1))",
    "![x](data:text/html,<script>alert(1)</script>)",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
]


def dangers(html: str) -> list[str]:
    found = []
    for node in LexborHTMLParser(f"<body>{html}</body>").body.css("body *"):  # type: ignore[union-attr]
        attributes = {name: value or "" for name, value in node.attributes.items()}
        if node.tag not in TAGS:
            found.append(f"<{node.tag}>")
        found += [name for name in attributes if name.startswith("on") or name in ("style", "class", "id", "srcset")]
        found += [
            v for n, v in attributes.items() if n == "href" and v.strip().lower().startswith(("javascript", "data"))
        ]
        if node.tag == "img" and not attributes.get("src", "").startswith("/pictures/"):
            found.append(attributes.get("src", "no src"))
    return found


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("form", ["markdown", "html", "text"])
def test_nothing_dangerous_comes_through(attack: str, form: str) -> None:
    assert dangers(render_source(attack, form)) == []


@given(source=st.text(alphabet="<>/='\" abimgsrcxonjvt:()[]!#&;-\n", max_size=120))
def test_nothing_dangerous_comes_through_whatever_is_written(source: str) -> None:
    assert dangers(safe_html(source)) == []


def test_cleaning_twice_is_cleaning_once() -> None:
    once = safe_html("".join(ATTACKS))
    assert safe_html(once) == once


def test_own_pictures_stay_and_others_are_named() -> None:
    html = render_source(f"![A hive]({OWN})\n\n![A wasp](https://example.org/a.png)\n", "markdown")
    assert f'src="{OWN}"' in html
    assert "example.org" not in html
    assert "[Picture: A wasp]" in html


def test_a_story_has_no_heading_above_the_pages_own() -> None:
    assert "<h1" not in render_source("# One\n\n## Two\n", "markdown")


def test_plain_text_is_plain() -> None:
    assert render_source("a <b>\n\nc", "text") == "<p>a &lt;b&gt;</p><p>c</p>"
