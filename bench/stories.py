"""Measures the readers: stories a second by format, and time and memory at the size limit."""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

from copydesk.story.readers import read

RUNS = 7
STORIES = 60
SENTENCE = (
    "My grandmother kept bees behind a petrol station in Ghent, and I held the *smoker* as she [swore](https://x). "
)
PARAGRAPHS = 12
LIMIT = 19_900_000
HEAVY = {
    "Markdown": ("markdown", "'I keep bees and count them every day of the long year. ' * 4 + '\\n\\n'"),
    "HTML": ("html", "'<p>' + 'I keep bees and count them every day of the long year. ' * 4 + '</p>\\n'"),
    "plain text": ("text", "'I keep bees and count them every day of the long year. ' * 4 + '\\n\\n'"),
}
PROBE = """
import resource, sys, time
from copydesk.story.errors import StoryError
from copydesk.story.readers import read
piece = {piece}
data = (piece * ({limit} // len(piece))).encode()
start = time.perf_counter()
try:
    read(data, format={format!r})
    result = "read"
except StoryError as error:
    result = "refused: " + error.what
seconds, memory = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(f"{{result}}|{{seconds:.1f}} s|{{memory:.0f}} MB")
"""

Row = tuple[str, str, str]


def markdown(number: int) -> bytes:
    """Write a story of about 700 words with a picture, a quote and a list."""
    body = "\n\n".join(f"{SENTENCE * 3}{number}" for _ in range(PARAGRAPHS))
    return f"---\ntitle: Bees {number}\n---\n\n![](a.png)\n*By me*\n\n{body}\n\n> Quote.\n\n- one\n- two\n".encode()


def html(number: int) -> bytes:
    """Write the same story as HTML."""
    body = "".join(f"<p>{SENTENCE * 3}{number}</p>" for _ in range(PARAGRAPHS))
    figure = "<figure><img src=a.png><figcaption>By me</figcaption></figure>"
    return f"<h1>Bees</h1>{figure}{body}<blockquote>Quote.</blockquote><ul><li>one<li>two</ul>".encode()


def medium(number: int) -> bytes:
    """Write the same story as a file of Medium's export."""
    return (
        b'<html><head><title>Bees</title></head><body><article class="h-entry"><h1 class="p-name">Bees</h1>'
        b'<section data-field="body" class="e-content">' + html(number) + b"</section></article></body></html>"
    )


def ghost(number: int) -> bytes:
    """Write the same story as Ghost JSON."""
    return json.dumps({"posts": [{"title": "Bees", "slug": "b", "html": html(number).decode()}]}).encode()


def rest(number: int) -> bytes:
    """Write the same story as WordPress's REST API gives it."""
    item = {"slug": "b", "_links": {}, "title": {"rendered": "Bees"}, "content": {"rendered": html(number).decode()}}
    return json.dumps([item]).encode()


def wxr(number: int) -> bytes:
    """Write the same story as a WordPress export."""
    return (
        b'<rss xmlns:wp="http://wordpress.org/export/1.2/" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        b"<channel><item><title>Bees</title><content:encoded><![CDATA[" + html(number) + b"]]></content:encoded>"
        b"<wp:post_type>post</wp:post_type></item></channel></rss>"
    )


def feed(number: int) -> bytes:
    """Write the same story as an RSS item."""
    return (
        wxr(number)
        .replace(b'xmlns:wp="http://wordpress.org/export/1.2/"', b"")
        .replace(b"<wp:post_type>post</wp:post_type>", b"")
    )


def text(number: int) -> bytes:
    """Write the same story as plain text."""
    return "\n\n".join(f"{SENTENCE * 3}{number}" for _ in range(PARAGRAPHS)).encode()


WRITERS: dict[str, tuple[Callable[[int], bytes], str | None]] = {
    "Markdown": (markdown, "markdown"),
    "HTML": (html, "html"),
    "plain text": (text, "text"),
    "Medium export": (medium, None),
    "Ghost JSON": (ghost, None),
    "WordPress REST": (rest, None),
    "WordPress WXR": (wxr, None),
    "RSS": (feed, None),
}


def speed(name: str) -> Row:
    """Give a format's median speed."""
    write, format_ = WRITERS[name]
    documents = [write(number) for number in range(STORIES)]
    words = read(documents[0], format=format_).words
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        for document in documents:
            read(document, format=format_)
        times.append(time.perf_counter() - start)
    return name, f"{STORIES / statistics.median(times):.0f} stories/s", f"{words} words, n = {STORIES}, {RUNS} runs"


def limit(name: str) -> Row:
    """Give what a document of the largest size allowed comes to."""
    format_, piece = HEAVY[name]
    code = PROBE.format(piece=piece, limit=LIMIT, format=format_)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    result, seconds, memory = done.stdout.strip().split("|")
    return f"{name}, {LIMIT / 1e6:.0f} MB", f"{seconds}, {memory}", result


def measure() -> list[Row]:
    """Measure all; a row is what, how much, on what."""
    return [*map(speed, WRITERS), *map(limit, HEAVY)]


def main() -> None:
    """Print the rows as Markdown."""
    print("| what | one core | on |\n|---|---|---|")
    for row in measure():
        print(f"| {' | '.join(row)} |")


if __name__ == "__main__":
    main()
