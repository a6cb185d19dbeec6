"""Small documents of our own in the shapes of each platform's export."""

import io
import json
import zipfile

from copydesk.story import Story
from copydesk.story.readers import read, read_all

MEDIUM = """<!DOCTYPE html><html><head><title>The smoker</title></head><body><article class="h-entry">
<header><h1 class="p-name">The smoker</h1></header>
<section data-field="subtitle" class="p-summary">A summer in Ghent</section>
<section data-field="body" class="e-content"><section class="section section--body section--first">
<div class="section-divider"><hr class="section-divider"></div>
<div class="section-content"><div class="section-inner">
<h3 name="a" class="graf graf--h3 graf--leading graf--title">The smoker</h3>
<h4 name="b" class="graf graf--h4 graf--subtitle">A summer in Ghent</h4>
<figure name="c" class="graf graf--figure"><img class="graf-image" data-image-id="1*a.png"
 src="https://cdn-images-1.medium.com/1*a.png"><figcaption class="imageCaption">Made with
Midjourney</figcaption></figure>
<p name="d" class="graf graf--p">My grandmother kept bees.</p>
<blockquote name="e" class="graf graf--blockquote">Never run.</blockquote>
<pre name="f" class="graf graf--pre">print("bees")</pre>
</div></div></section></section>
<footer><p>By <a href="https://medium.com/@a" class="p-author h-card">Ana Roe</a> on
<a href="https://medium.com/p/1"><time class="dt-published" datetime="2024-06-03T09:41:57.629Z">June 3</time></a>.</p>
<p><a href="https://medium.com/@a/the-smoker-1" class="p-canonical">Canonical link</a></p></footer>
</article></body></html>"""

RESPONSE = (
    MEDIUM.replace('<section data-field="subtitle" class="p-summary">A summer in Ghent</section>', "")
    .replace("The smoker", "My grandmother kept")
    .replace('<h3 name="a" class="graf graf--h3 graf--leading graf--title">My grandmother kept</h3>', "")
    .replace('<h4 name="b" class="graf graf--h4 graf--subtitle">A summer in Ghent</h4>', "")
)

GHOST = json.dumps(
    {
        "db": [
            {
                "meta": {"version": "5.0"},
                "data": {
                    "posts": [
                        {
                            "id": "1",
                            "title": "Hives",
                            "slug": "hives",
                            "type": "post",
                            "visibility": "paid",
                            "custom_excerpt": "On weight",
                            "feature_image": "https://x/c.png",
                            "html": "<p>One.</p><figure class='kg-card kg-image-card'><img src='a.png'>"
                            "<figcaption>Drawn with DALL-E</figcaption></figure>"
                            "<div class='kg-card kg-callout-card'><div class='kg-callout-text'>Mind the dog.</div>",
                        },
                        {
                            "id": "2",
                            "title": "Lexical",
                            "slug": "lex",
                            "type": "post",
                            "visibility": "public",
                            "html": None,
                            "lexical": json.dumps(
                                {
                                    "root": {
                                        "children": [
                                            {
                                                "type": "paragraph",
                                                "children": [{"type": "text", "text": "Two.", "format": 0}],
                                            },
                                            {"type": "image", "src": "b.png", "alt": "b", "caption": "<em>By me</em>"},
                                        ]
                                    }
                                }
                            ),
                        },
                        {
                            "id": "3",
                            "title": "Mobiledoc",
                            "slug": "mob",
                            "type": "post",
                            "visibility": "members",
                            "mobiledoc": json.dumps(
                                {
                                    "version": "0.3.1",
                                    "markups": [["em"]],
                                    "atoms": [],
                                    "cards": [["image", {"src": "m.png", "caption": "Mine"}]],
                                    "sections": [[1, "p", [[0, [], 0, "Three "], [0, [0], 1, "words"]]], [10, 0]],
                                }
                            ),
                        },
                        {"id": "4", "title": "About", "slug": "about", "type": "page", "html": "<p>Us.</p>"},
                    ],
                    "posts_meta": [{"post_id": "1", "feature_image_caption": "<span>Cover by <b>Midjourney</b>"}],
                    "tags": [{"id": "t", "name": "Bees"}],
                    "posts_tags": [{"post_id": "1", "tag_id": "t"}],
                    "users": [{"id": "u", "name": "Ana"}],
                    "posts_authors": [{"post_id": "1", "author_id": "u"}],
                },
            }
        ]
    }
)

WXR = """<?xml version="1.0" encoding="UTF-8"?>
<rss xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Site</title>
<language>en-GB</language><wp:wxr_version>1.2</wp:wxr_version>
<item><title>Classic</title><link>https://x/classic</link><dc:creator>ana</dc:creator>
<content:encoded><![CDATA[First paragraph.

Second [sic] line
goes on.

[caption id="attachment_9" width="300"]<a href="a.jpg"><img src="a.jpg" /></a> Generated with Firefly[/caption]

[gallery ids="5,6"]

[contact-form-7 id="1" title="Form"]]]></content:encoded>
<wp:post_name>classic</wp:post_name><wp:post_type>post</wp:post_type><wp:status>publish</wp:status>
<wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>5</wp:meta_value></wp:postmeta></item>
<item><title>Blocks</title><content:encoded><![CDATA[<!-- wp:paragraph --><p>Only one.</p><!-- /wp:paragraph -->
<!-- wp:image --><figure class="wp-block-image"><img src="b.jpg"/><figcaption class="wp-element-caption">By
hand</figcaption></figure><!-- /wp:image -->]]></content:encoded>
<wp:post_type>post</wp:post_type><wp:status>draft</wp:status>
<wp:postmeta><wp:meta_key>_jetpack_newsletter_access</wp:meta_key><wp:meta_value>paid_subscribers</wp:meta_value></wp:postmeta>
</item>
<item><title>Cover</title><wp:post_id>5</wp:post_id><wp:post_type>attachment</wp:post_type><wp:status>inherit</wp:status>
<wp:attachment_url>https://x/five.jpg?a=1&b=2</wp:attachment_url>
<excerpt:encoded><![CDATA[Made with Midjourney]]></excerpt:encoded></item>
<item><title>Six</title><wp:post_id>6</wp:post_id><wp:post_type>attachment</wp:post_type><wp:status>inherit</wp:status>
<wp:attachment_url>https://x/six.jpg</wp:attachment_url></item>
<item><title>About</title><content:encoded>Us</content:encoded><wp:post_type>page</wp:post_type><wp:status>publish</wp:status></item>
</channel></rss>"""

REST = json.dumps(
    [
        {
            "id": 1,
            "slug": "one",
            "type": "post",
            "link": "https://x/one",
            "title": {"rendered": "Bees &amp; me"},
            "content": {
                "rendered": "<p>One.</p><div class='wp-caption'><img src='a.png'>"
                "<p class='wp-caption-text'>AI art</p></div>"
            },
            "_embedded": {
                "author": [{"name": "Ana"}],
                "wp:featuredmedia": [
                    {"source_url": "https://x/f.png", "caption": {"rendered": "<p>Cover by DALL-E</p>"}}
                ],
            },
            "_links": {},
        }
    ]
)

SUBSTACK = (
    '<p>First.</p><div class="captioned-image-container"><figure><a class="image-link" href="https://x/a.png">'
    '<img src="https://x/a.png" alt="alt"></a><figcaption class="image-caption">By ChatGPT</figcaption></figure></div>'
    '<p class="button-wrapper"><a class="button primary" href="https://x/s"><span>Subscribe now</span></a></p>'
    "<p>Second.</p>"
)
POSTS_CSV = (
    "post_id,post_date,is_published,email_sent_at,type,audience,title,subtitle,podcast_url\n"
    "10.first,2024-01-01T00:00:00Z,TRUE,,newsletter,only_paid,First &#x201C;post&#x201D;,On bees,\n"
    "11.about,2024-01-01T00:00:00Z,TRUE,,page,everyone,About,,\n"
)
RSS = """<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Feed</title><language>en</language>
<item><title>Whole</title><link>https://x/w</link><description>A line about it</description>
<content:encoded><![CDATA[<p>All of the text.</p>]]></content:encoded></item>
<item><title>Part</title><description><![CDATA[<p>The beginning of it… <a href="https://x/p">Read
more</a></p>]]></description></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>Feed</title><entry>
<title type="html">Eins &amp;amp; zwei</title>
<link rel="alternate" href="https://x/e"/><author><name>Ana</name></author><published>2024-01-01</published>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Ein <em>Satz</em>.</p><p>Noch einer.</p></div>
</content></entry></feed>"""
MARKDOWN = """---
title: Notes
subtitle: On bees
tags: [bees, ghent]
cover_image: cover.png
cover_image_caption: Made with Midjourney
members_only: true
---

# Notes

![](a.png)
*Image: DALL-E*

My grandmother kept [bees](https://x) behind a *petrol* station.

> [!NOTE]
> Mind the dog.

> Never run.

- one
- two

```python
x = 1
```

| a | b |
|---|---|
| 1 | 2 |

{{< figure src="b.png" caption="My hives" >}}

{% youtube abc %}

---

The end.[^1]

[^1]: A footnote.
"""
HTML = (
    "<h1>Notes</h1><p>One <b>bold</b> word.</p><figure><img src=a.png alt=x><figcaption>Photo: me</figcaption></figure>"
    "<p>Two<br>lines.</p><p hidden>Not shown.</p><ul><li>a<li>b</ul><aside>Mind.</aside>"
)
TEXT = "First paragraph,\nsecond line.\n\n* * *\n\nSecond paragraph.\n"

BY_FORMAT = {
    "markdown": MARKDOWN,
    "html": HTML,
    "text": TEXT,
    "medium": MEDIUM,
    "ghost": GHOST,
    "wordpress-wxr": WXR,
    "wordpress-rest": REST,
    "substack": SUBSTACK,
    "csv": POSTS_CSV,
    "feed": RSS,
}


def story(text: str, format_: str | None = None) -> Story:
    return read(text.encode(), format=format_)


def stories(text: str, format_: str | None = None) -> list[Story]:
    return list(read_all(text.encode(), format=format_))


def outline(one: Story) -> list[tuple[str, str]]:
    """Return (kind, words) of each block."""
    return [(block.kind.value, one.text_of(block)) for block in one.blocks]


def captions(one: Story) -> list[tuple[str, str]]:
    """Return (src, caption) of each picture."""
    return [(picture.src, figure.caption) for _, figure in one.figures() for picture in figure.pictures]


def zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()
