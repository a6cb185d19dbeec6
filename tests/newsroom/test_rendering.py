"""Stories on a page: safe whatever was written, and with the very words that detectors read."""

import unicodedata
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from copydesk.newsroom.rendering import TAGS, render_source, safe_html
from copydesk.newsroom.writing import Words, read_words
from copydesk.story import BlockKind
from copydesk.story.errors import StoryError

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
    "<img alt='><img src=x onerror=alert(1)>'>",
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
    assert "[Picture not shown here]" in html


def test_a_story_has_no_heading_above_the_pages_own() -> None:
    assert "<h1" not in render_source("# One\n\n## Two\n", "markdown")


def test_plain_text_is_plain() -> None:
    assert render_source("a <b>\n\nc", "text") == "<p>a &lt;b&gt;</p><p>c</p>"


HIDING_PLACES = [
    (
        "markdown",
        "---\ntitle: Bees\nsubtitle: On roofs\nimage: a.png\nimage_caption: By Midjourney\n---\nHello",
    ),
    ("markdown", "---\n\nA text between rules.\n\n---\n\nrest"),
    ("markdown", "# Lead\n\nHello\n\n> [!NOTE]\n> a note\n\nA[^1]\n\n[^1]: foot words\n"),
    ("markdown", "<frameset>\n\nshown all the same"),
    ("markdown", '{% comment %}gone{% endcomment %} kept {{< figure src=x.png caption="A cap" >}} {{ page.x }}'),
    (
        "markdown",
        "import x from 'y'\n\n{: .cls}\n[[wiki|shown]] ![[p.png|alt]]\n\n:::note Title\nbody\n:::\n\n- [ ] do",
    ),
    ("markdown", "![An essay of many words that only the alt text holds](https://example.org/a.png) and words"),
    ("markdown", "`<x>` &amp; <b>bold</b> \\* <script>s()</script> <style>x{}</style> ~~gone~~ <!-- not shown -->"),
    ("markdown", "> " * 30 + "deep"),
    ("html", "---\ntitle: x\n---\n<p>front matter is none of it</p>"),
    ("html", "<title>No</title><article><p>one two three four</p></article><p>beside the article</p>"),
    ("html", "<frameset><p>shown</p>"),
    (
        "html",
        "<p>a<select><option>b</select> <canvas>c</canvas><textarea>d</textarea><button>e</button><nav>f</nav>",
    ),
    ("html", "<svg><text>a</text><title>b</title></svg><math><mi>c</mi></math><template>d</template>e"),
    ("html", "<noscript><!-- <p>hidden --></noscript><noscript><p title='</noscript>essay'></noscript>x"),
    ("html", "<xmp><p>x</p></xmp><listing>l</listing><iframe>i</iframe><video>v</video><object>o</object>"),
    ("html", "<p class=hidden hidden style='display:none'>essay</p><p aria-hidden=true>more</p><dialog>d</dialog>"),
    ("html", "<ruby>k<rp>(</rp><rt>r</rt></ruby><details><summary>s</summary>d</details><![CDATA[c]]><?pi x?>"),
    ("html", "<plaintext>abc <b>x"),
    ("html", "<p>a</p></body></html><p>after</p><head><title>t</title></head>x<noembed>y</noembed>"),
    ("text", "---\nnot: front matter\n---\n\n# no heading <b>"),
]


def characters(text: str) -> Counter[str]:
    return Counter(letter for letter in unicodedata.normalize("NFC", text) if letter.isalnum())


def shown(content: str, form: str) -> Counter[str]:
    body = LexborHTMLParser(f"<body>{render_source(content, form)}</body>").body
    text = body.text(deep=True) if body else ""
    return characters(text.replace("[Picture not shown here]", ""))


def judged(content: str, form: str) -> Counter[str]:
    story = read_words(Words(content=content, format=form))
    outside = [figure.caption for _, figure in story.figures() if figure.caption_span is None]
    return characters(" ".join([story.title, story.subtitle, story.text, *outside]))


@pytest.mark.parametrize(("form", "content"), HIDING_PLACES)
def test_the_page_shows_the_very_words_that_are_judged(form: str, content: str) -> None:
    assert shown(content, form) == judged(content, form)


TAGS_TO_MIX = (
    "p /p b /div title /title head body /html frameset noscript /noscript select option /select table td /table svg "
    "/svg math style /style script /script !-- template /template textarea /textarea xmp /xmp nav footer form button "
    "figure figcaption pre q iframe /iframe details summary br hr"
)
PARTS = [
    *(f"<{tag}>" for tag in TAGS_TO_MIX.split()),
    *("<div hidden>", "-->", "<p class=comments>", "<a href=x>", "<a title='</p>'>", "essay", "on", "bees"),
]


@given(parts=st.lists(st.sampled_from(PARTS), max_size=24))
def test_no_markup_hides_words_from_the_detectors_or_from_the_reader(parts: list[str]) -> None:
    content = " ".join(parts)
    try:
        expected = judged(content, "html")
    except StoryError:
        return
    assert shown(content, "html") == expected


@pytest.mark.parametrize("outside", ["nav", "footer", "form", "button", "p class=comments", "p class=pullquote", "xmp"])
def test_what_the_page_shows_as_prose_is_judged_as_prose(outside: str) -> None:
    story = read_words(Words(content=f"<{outside}>An essay.</{outside.partition(' ')[0]}>", format="html"))
    assert [block.kind for block in story.blocks] == [BlockKind.PARAGRAPH]


def test_a_class_names_a_caption_but_makes_none_of_an_essay() -> None:
    picture = f"<img src='{OWN}'><p class=wp-caption-text>"
    short = read_words(Words(content=f"{picture}A hive, drawn by AI</p>", format="html"))
    long = read_words(Words(content=f"{picture}{'bees ' * 60}</p>", format="html"))
    assert [figure.caption for _, figure in short.figures()] == ["A hive, drawn by AI"]
    assert [figure.caption for _, figure in long.figures()] == [""]


def test_a_heading_stays_in_the_story_whose_title_stands_on_the_form() -> None:
    story = read_words(Words(title="Bees", content="# Written with ChatGPT\n\nText.", format="markdown"))
    assert story.title == "Bees"
    assert "Written with ChatGPT" in story.text


def test_an_unreadable_draft_says_why() -> None:
    assert "front matter" in render_source("---\nnot: [broken\n---\n\ntext", "markdown")


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("![](/pictures/aaaaaaaaaaaaaaaa)\n\n*The beds, by [Ana](https://a.example)*", True),
        ("![](/pictures/aaaaaaaaaaaaaaaa)\n*Fish & chips \\*fried\\**", True),
        ("[![](/pictures/aaaaaaaaaaaaaaaa)](https://a.example)\n\n*The beds*", True),
        ("![](/pictures/aaaaaaaaaaaaaaaa)\n\n*I wrote this story with the help of an AI program.*", False),
        ("![](/pictures/aaaaaaaaaaaaaaaa)\n\n*One* of *two*", False),
        ("![](/pictures/aaaaaaaaaaaaaaaa)\n\nWords.\n\n*Other words*", False),
    ],
)
def test_what_is_read_as_a_caption_is_shown_as_one_and_nothing_else(source: str, shown: bool) -> None:
    page = render_source(source, "markdown")
    assert ("<figcaption>" in page) is shown
    captions = [figure.caption for _, figure in read_words(Words(content=source)).figures()]
    assert any(captions) is shown
    if shown:
        assert LexborHTMLParser(page).css_first("figcaption").text() == captions[0]
