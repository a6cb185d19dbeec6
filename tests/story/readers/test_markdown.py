"""Markdown: blocks, captions and places as the page shows them."""

import pytest

from copydesk.story import BlockKind, Story
from copydesk.story.errors import StoryError
from copydesk.story.readers import read
from copydesk.story.readers.markdown import render
from story.shapes import MARKDOWN, captions, outline, story


def md(text: str) -> Story:
    return story(text, "markdown")


def test_front_matter_tells_title_subtitle_tags_cover_and_paywall() -> None:
    one = md(MARKDOWN)
    assert (one.title, one.subtitle, one.tags, one.paywalled) == ("Notes", "On bees", ("bees", "ghent"), True)
    assert captions(one)[0] == ("cover.png", "Made with Midjourney")


def test_every_kind_of_block_is_told_apart() -> None:
    kinds = [kind for kind, _ in outline(md(MARKDOWN))]
    assert kinds == (
        "figure figure paragraph callout quote list code table figure embed rule paragraph rule list".split()  # noqa: SIM905
    )


def test_text_is_what_a_reader_sees() -> None:
    one = md("A [link](https://x) and *words* and `code` &amp; <b>bold</b><!-- not seen -->.\n\n![alt text](a.png)")
    assert one.text == "A link and words and code & bold."


def test_a_leading_heading_is_the_title_and_no_block() -> None:
    one = md("# Bees\n\nI keep bees.")
    assert (one.title, one.text) == ("Bees", "I keep bees.")


def test_a_leading_heading_stays_in_the_body_where_the_sender_gives_another_title() -> None:
    one = read(b"# Bees\n\nI keep bees.", format="markdown", title="Notes")
    assert (one.title, one.text) == ("Notes", "Bees\n\nI keep bees.")


@pytest.mark.parametrize(
    "line",
    [
        "*A drawing by me*",
        "_Made with Midjourney_",
        "Image by author using DALL-E",
        "Photo: Ana Roe",
        "Source: Wikipedia",
        "Bild: mit Midjourney erstellt",
        "Imagen generada con IA",
        "Photo de l'auteur",
        "Illustration générée par IA",
        "Imagem criada por IA",
        "<small>Ana, 2024</small>",
        "<em>Ana, 2024</em>",
        "Cover image: Gemini",
    ],
)
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_a_short_line_about_the_picture_directly_below_it_is_its_caption(line: str, gap: str) -> None:
    one = md(f"Before.\n\n![x](a.png){gap}{line}\n\nAfter.")
    assert captions(one)[0][1] != ""
    assert one.paragraphs == 2


@pytest.mark.parametrize(
    "line",
    [
        "My grandmother kept bees.",
        "Picture this: you are at the sea.",
        "Art is long and life is short.",
        "*This story was written with the help of AI.*",
        "Made in haste, the hive fell over.",
        "## Photo: a heading",
        "Images flooded the news that week and nobody slept.",
        "*" + "word " * 41 + "end*",
    ],
)
def test_prose_below_a_picture_is_no_caption(line: str) -> None:
    one = md(f"![x](a.png)\n\n{line}\n\nAfter.")
    assert captions(one) == [("a.png", "")]


def test_alt_text_is_no_caption() -> None:
    assert captions(md("![Made with Midjourney](a.png)\n\nText.")) == [("a.png", "")]


@pytest.mark.parametrize(
    "source",
    [
        '{{< figure src="a.png" caption="By me" >}}',
        '{{<figure src="a.png" caption="By" attr="me">}}',
        '{% include figure.html src="a.png" caption="By me" %}',
        "{% include image.html url='a.png' caption='By me' %}",
        '<figure><img src="a.png"><figcaption>By me</figcaption></figure>',
        '<figure>\n  <img src="a.png" />\n  <figcaption>By\n  me</figcaption>\n</figure>',
        '![](a.png align="center")\n*By me*',
        "![](a.png){: .wide}\n*By me*",
        "![[a.png]]\n*By me*",
        "![](a.png =300x200)\n*By me*",
        "[![](a.png)](https://x)\n*By me*",
    ],
)
def test_pictures_of_every_generator_are_figures_with_captions(source: str) -> None:
    one = md(f"Before.\n\n{source}\n\nAfter.")
    assert captions(one) == [("a.png", "By me")]
    assert [kind for kind, _ in outline(one)] == ["paragraph", "figure", "paragraph"]


@pytest.mark.parametrize(
    "source", ["{% embed https://x %}", "{% twitter 12 %}", "{{< youtube abc >}}", "%[https://x.com/a]", "{% gist 1 %}"]
)
def test_liquid_tags_and_shortcodes_of_embeds_show_no_words(source: str) -> None:
    assert outline(md(f"One.\n\n{source}\n\nTwo.")) == [("paragraph", "One."), ("embed", ""), ("paragraph", "Two.")]


@pytest.mark.parametrize(
    "source",
    [
        "> [!NOTE]\n> Mind the dog.",
        ":::note\nMind the dog.\n:::",
        "{{< callout >}}\nMind the dog.\n{{< /callout >}}",
        '<div class="callout">\n\nMind the dog.\n\n</div>',
        "{{< notice tip >}}Mind the dog.{{< /notice >}}",
    ],
)
def test_callouts_of_every_generator_are_callouts(source: str) -> None:
    assert outline(md(f"One.\n\n{source}\n\nTwo.")) == [
        ("paragraph", "One."),
        ("callout", "Mind the dog."),
        ("paragraph", "Two."),
    ]


def test_shortcodes_inside_code_are_code() -> None:
    one = md('```\n{{< figure src="a.png" >}}\n```')
    assert outline(one) == [("code", '{{< figure src="a.png" >}}')]


def test_liquid_comments_are_not_seen() -> None:
    assert md("One.\n\n{% comment %}\nSecret.\n{% endcomment %}\n\nTwo.").text == "One.\n\nTwo."


def test_strikethrough_task_lists_and_footnotes_are_read() -> None:
    one = md("~~Old~~ new.[^a]\n\n- [x] done\n\n[^a]: A note.")
    assert one.text == "Old new.[1]\n\ndone\n\nA note."


def test_each_block_knows_the_lines_that_it_stands_in() -> None:
    text = "---\ntitle: T\n---\n\nOne\nline.\n\n> Two.\n\n- three\n\n<p>Four.</p>\n"
    one = md(text)
    assert [block.source.of(text) for block in one.blocks] == ["One\nline.", "> Two.", "- three", "<p>Four.</p>"]


def test_links_are_found_with_their_words() -> None:
    one = md("See [my *shop*](https://x?ref=1) now.")
    (link,) = one.blocks[0].links
    assert (link.href, link.span.of(one.text)) == ("https://x?ref=1", "my shop")


def test_text_is_nfc_and_spans_still_fit() -> None:
    one = md("Cafe\u0301 [re\u0301sume\u0301](https://x) end.")
    assert one.text == "Café résumé end."
    assert one.blocks[0].links[0].span.of(one.text) == "résumé"


def test_zero_width_characters_are_kept_but_make_no_block() -> None:
    assert md("a\u200bb\n\n\u200b\n\nc").text == "a\u200bb\n\nc"


def test_a_text_between_two_rules_is_no_front_matter() -> None:
    assert md("---\n\nOnce upon a time there was a bee.\n\n---\n\nThe end.").paragraphs == 2


@pytest.mark.parametrize(
    ("front", "line"),
    [
        ("title: [a, b", "line 3"),
        ("title: ok\nbad: 'x", "line 4"),
        ("a: &x [1]\nb: *x", "line 3"),
        ("\ttitle: x", "line 2"),
    ],
)
def test_broken_front_matter_is_an_error_that_names_the_line(front: str, line: str) -> None:
    with pytest.raises(StoryError, match="front matter") as caught:
        md(f"---\n{front}\n---\n\nText.")
    assert caught.value.where == line


def test_toml_front_matter_is_read_and_its_errors_name_the_line() -> None:
    assert md('+++\ntitle = "Bees"\n+++\nText.').title == "Bees"
    with pytest.raises(StoryError, match="TOML") as caught:
        md('+++\ntitle = "Bees"\nx = \n+++\nText.')
    assert caught.value.where == "line 3"


def test_deep_quotes_lose_depth_but_no_words() -> None:
    assert "deep words" in md("> " * 500 + "deep words").text


def test_a_picture_in_a_list_keeps_its_caption() -> None:
    one = md("- one\n\n  ![](a.png)\n\n  *By me*\n\n- two")
    assert captions(one) == [("a.png", "By me")]
    assert [b.kind for b in one.blocks] == [BlockKind.LIST, BlockKind.FIGURE, BlockKind.LIST]


@pytest.mark.parametrize("size", [8, 4000, 400_000])
@pytest.mark.parametrize("kind", ["png", "jpeg", "webp", "gif"])
def test_a_picture_that_stands_in_the_text_as_data_is_a_picture_and_no_words(kind: str, size: int) -> None:
    src = f"data:image/{kind};base64,{'A' * size}"
    read_ = story(f"One.\n\n![A hive]({src})\n*Photo by me.*\n\nTwo ![b](b.png) and ![c]({src}).\n")
    assert [picture.src for _, figure in read_.figures() for picture in figure.pictures] == [src, "b.png", src]
    assert "data:" not in read_.text
    assert render(f"![A hive]({src})\n") == f'<p><img src="{src}" alt="A hive" /></p>\n'
