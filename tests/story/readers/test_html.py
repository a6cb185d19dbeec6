"""HTML: what a reader would see is read, and what is hidden is not."""

import pytest

from copydesk.story import BlockKind, Story
from copydesk.story.errors import StoryError
from copydesk.story.readers.limits import MAX_DEPTH
from story.shapes import captions, outline, story


def html(text: str) -> Story:
    return story(text, "html")


def test_a_fragment_is_read_as_shown() -> None:
    one = html("<h1>Notes</h1><p>One <b>bold</b>\n word.<p>Two<br>lines.<ul><li>a<li>b</ul>")
    assert one.title == "Notes"
    assert outline(one) == [("paragraph", "One bold word."), ("paragraph", "Two\nlines."), ("list", "a\nb")]


def test_scripts_styles_comments_and_templates_are_not_read() -> None:
    one = html("<style>p{}</style><script>var a</script><!-- no --><p>Yes.</p><template><p>No no</p></template>")
    assert one.text == "Yes."
    assert [note.code for note in one.notes] == ["not-shown"]


@pytest.mark.parametrize(
    "attribute",
    [
        "hidden",
        'style="display:none"',
        'style="DISPLAY : none !important"',
        'style="visibility:hidden"',
        'style="opacity:0"',
        'style="font-size:0"',
        'style="font-size:1px"',
        'style="position:absolute;left:-9999px"',
        'style="text-indent:-9999px"',
        'style="color:#fff"',
        'style="color:white;background:#FFFFFF"',
        'style="height:0;overflow:hidden"',
        'aria-hidden="true"',
        'class="sr-only"',
        'style="color:transparent"',
        'style="clip:rect(0,0,0,0)"',
        'style="transform:scale(0)"',
    ],
)
def test_hidden_text_is_read_as_shown_and_reported(attribute: str) -> None:
    one = html(f"<p>Seen.</p><div {attribute}><p>Written by <i>ChatGPT</i>.</p></div>")
    (note,) = one.notes
    assert one.text == "Seen.\n\nWritten by ChatGPT."
    assert note.code == "hidden-text"
    assert note.span.of(one.text) == "Written by ChatGPT."


@pytest.mark.parametrize(
    "attribute",
    [
        'style="color:#333"',
        'style="color:#fff;background:#000"',
        'style="font-size:1em"',
        'style="opacity:0.9"',
        'style="position:absolute;left:-2px"',
        'class="hidden-gems"',
        'style="margin-left:-20px"',
    ],
)
def test_visible_text_is_not_reported(attribute: str) -> None:
    assert html(f"<p {attribute}>Seen.</p>").notes == ()


def test_hidden_words_inside_a_paragraph_are_marked_exactly() -> None:
    one = html('<p>One <span style="display:none">secret</span> two.</p>')
    assert one.text == "One secret two."
    assert [note.span.of(one.text) for note in one.notes] == ["secret"]


@pytest.mark.parametrize("tag", ["div", "span", "blockquote", "b", "section", "ul"])
def test_text_three_thousand_levels_deep_is_read(tag: str) -> None:
    assert html(f"<{tag}>" * 3_000 + "deep words").text == "deep words"


def test_deeper_is_an_error_that_says_where() -> None:
    with pytest.raises(StoryError, match="nested more than") as caught:
        html("<p>x</p>\n" + "<div>" * (MAX_DEPTH + 1))
    assert caught.value.where == "line 2"


@pytest.mark.parametrize(
    "source",
    [
        "<!--> shown -->",
        "<p title='>'>shown</p>",
        "<p title=a>shown</p><!-- --!>",
        "<x y='<p>' z=\"'\">shown",
        "a<b<c>shown",
    ],
)
def test_odd_markup_is_read_as_a_browser_reads_it(source: str) -> None:
    assert "shown" in html(source).text


def test_places_are_exact() -> None:
    text = (
        "<h2>A</h2>\n<p class=x>One.<p>Two.\n<figure><img src=a></figure><blockquote><p>Q</blockquote><!-- <p> -->end"
    )
    one = html(text)
    assert [block.source and block.source.of(text) for block in one.blocks] == [
        "<h2>A</h2>",
        "<p class=x>One.",
        "<p>Two.\n",
        "<figure><img src=a></figure>",
        "<blockquote><p>Q</blockquote>",
        None,
    ]


def test_captions_belong_to_the_pictures_of_their_figure() -> None:
    gallery = (
        '<figure class="wp-block-gallery"><figure><img src=a><figcaption>A</figcaption></figure>'
        "<figure><img src=b></figure><figcaption>All of them</figcaption></figure>"
    )
    assert captions(html(gallery)) == [("a", "A"), ("b", "All of them")]
    two = '<figure><img src=a><img src=b><figcaption>Both, <a href="https://x">see</a></figcaption></figure>'
    assert captions(html(two)) == [("a", "Both, see"), ("b", "Both, see")]


def test_a_classic_caption_is_one() -> None:
    one = html('<div class="wp-caption"><img src="a.png"><p class="wp-caption-text">Mine</p></div><p>Text.</p>')
    assert captions(one) == [("a.png", "Mine")]
    assert one.paragraphs == 1


def test_a_picture_in_the_middle_of_a_paragraph_leaves_the_paragraph_whole() -> None:
    one = html("<p>One <img src=a> two.</p>")
    assert outline(one) == [("paragraph", "One two."), ("figure", "")]


def test_emoji_pictures_are_words_and_counting_pixels_are_nothing() -> None:
    one = html('<p>Hi <img class="emoji" alt="🐝" src="e.png"><img src="t.gif" width="1" height="1"></p>')
    assert outline(one) == [("paragraph", "Hi 🐝")]


def test_a_lazy_picture_is_named_by_its_real_address() -> None:
    one = html(
        '<p><img src="data:image/gif;base64,R0" data-src="real.png"><noscript><img src="real.png"></noscript></p>'
    )
    assert captions(one) == [("real.png", "")]


def test_embeds_show_no_words_but_keep_their_address() -> None:
    one = html('<p>A.</p><iframe src="https://x/v">fallback</iframe><video src="v.mp4">no video</video>')
    assert outline(one) == [("paragraph", "A."), ("embed", ""), ("embed", "")]
    assert one.blocks[1].links[0].href == "https://x/v"


def test_boilerplate_is_told_apart() -> None:
    one = html('<p>A.</p><div class="subscription-widget"><p>Subscribe!</p></div><footer>By me</footer><nav>Home</nav>')
    assert [block.kind for block in one.blocks] == [BlockKind.PARAGRAPH, *[BlockKind.BOILERPLATE] * 3]


def test_two_line_breaks_part_paragraphs() -> None:
    assert outline(html("<p>One.<br><br>Two.</p>")) == [("paragraph", "One."), ("paragraph", "Two.")]


def test_empty_paragraphs_are_no_blocks() -> None:
    assert outline(html("<p></p><p>&nbsp;</p><p><br></p><p>One.</p>")) == [("paragraph", "One.")]


def test_code_and_verse_keep_their_lines_and_details_are_read() -> None:
    one = html("<pre><code>a\n  b\n</code></pre><pre class='wp-block-verse'>x\n y</pre><details><summary>S</summary>D")
    assert outline(one) == [("code", "a\n  b"), ("verse", "x\n y"), ("paragraph", "S"), ("paragraph", "D")]


def test_tables_of_data_are_one_block_and_tables_of_layout_none() -> None:
    assert outline(html("<table><tr><th>a<th>b<tr><td>1<td>2</table>")) == [("table", "a\tb\n1\t2")]
    assert outline(html("<table><tr><td><p>One.</p><p>Two.</p></table>")) == [
        ("paragraph", "One."),
        ("paragraph", "Two."),
    ]


PAGE = """<!doctype html><html lang="fr"><head><title>T - Site</title><link rel="canonical" href="https://x/t">
<script type="application/ld+json">{"@type":"NewsArticle","headline":"T","isAccessibleForFree":"False",
"author":[{"name":"Ana"}],"datePublished":"2024-01-01"}</script></head><body><header><nav>Home About</nav></header>
<main><article><h1>T</h1><p class="subtitle">Sub</p><div class="entry-content">
<p>One two three four.</p><p>Five.</p></div>
</article></main>
<aside><p>Other</p></aside><footer>Legal</footer></body></html>"""


def test_a_page_gives_its_story_and_what_its_head_says() -> None:
    one = html(PAGE)
    assert outline(one) == [("paragraph", "One two three four."), ("paragraph", "Five.")]
    assert (one.title, one.subtitle, one.language, one.paywalled) == ("T", "Sub", "fr", True)
    assert (one.canonical, one.author, one.published) == ("https://x/t", "Ana", "2024-01-01")


def test_a_story_cannot_hide_outside_of_the_article() -> None:
    one = html(
        "<html><head><title>x</title></head><body><article><p>Short.</p></article>" + "<p>Long text here.</p>" * 9
    )
    assert one.paragraphs == 10


def test_a_card_is_one_embed_with_its_words_and_caption_and_no_picture_of_the_author() -> None:
    one = html(
        '<figure class="kg-card kg-bookmark-card"><a href="u"><div>Title</div><div>Text</div><img src="t.png"></a>'
        "<figcaption>A card</figcaption></figure>"
        "<figure><iframe src=v></iframe><figcaption>A film</figcaption></figure>"
    )
    assert outline(one) == [("embed", "Title\nText\nA card"), ("embed", "A film")]


def test_a_caption_under_a_table_is_no_paragraph() -> None:
    one = html("<figure><table><tr><td>1<td>2</table><figcaption>Counts</figcaption></figure>")
    assert outline(one) == [("table", "1\t2"), ("figure", "Counts")]


def test_a_page_that_stops_at_a_paywall_is_partial() -> None:
    one = html('<html><head><title>T</title></head><body><p>One.</p><div class="paywall">Subscribe</div></body></html>')
    assert (one.paywalled, one.partial) == (True, True)
