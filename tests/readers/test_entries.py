"""What a list shows of a story is as the story is now, and only what may be recommended."""

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest

from copydesk.newsroom import publications
from copydesk.newsroom.distribution import recommendable_to
from copydesk.newsroom.following import follow
from copydesk.newsroom.models import Revision, Story, StoryState, Tag, Tier
from copydesk.readers import entries

pytestmark = pytest.mark.django_db


def test_the_statement_lets_pass_what_the_rule_lets_pass(person: Callable[..., Any]) -> None:
    """Every tier and ceiling, every state, in and out of a publication, for every way to follow."""
    author = person("writer")
    house = publications.found(name="House", by=author)
    for ruled, ceiling, state, place in product(Tier, Tier, StoryState, (None, house)):
        Story.objects.create(author=author, publication=place, ruled_tier=ruled, ceiling=ceiling, state=state)
    all_of_them = set(Story.objects.values_list("pk", flat=True))
    fan, subscriber, topical = person("fan"), person("subscriber"), person("topical")
    follow(fan, author)
    follow(subscriber, house)
    follow(topical, Tag.objects.create(slug="t", name="T"))
    for reader in (person("nobody"), fan, subscriber, topical, author, None):
        allowed = set(recommendable_to(reader).values_list("pk", flat=True))
        assert (reader, set(entries.recommendable(reader, all_of_them))) == (reader, allowed)


def test_an_entry_read_and_an_entry_made_of_the_story_are_one(story: Callable[..., Any]) -> None:
    bees = story("Bees", paywalled=True, labels=["ai-assisted"], content="# Bees\n\n" + "We keep *bees*. " * 20)
    bees.publication = publications.found(name="Hives & Co", by=bees.author)
    bees.save()
    read = entries.recommendable(None, [bees.pk])[bees.pk]
    assert read == entries.of(Story.objects.get(pk=bees.pk))
    assert read.lead.startswith("We keep bees. We")
    assert (read.house, read.members, read.labels) == ("Hives & Co", True, ("ai-assisted",))


def test_a_ruling_a_label_and_a_new_revision_show_in_the_very_next_list(story: Callable[..., Any]) -> None:
    bees = story("Bees", paywalled=True)
    before = entries.recommendable(None, [bees.pk])[bees.pk]
    bees.live = Revision.objects.create(story=bees, number=2, content_hash="h", title="Wasps", subtitle="A correction")
    bees.ruled_off_paywall, bees.labels = True, ["ai-generated"]
    bees.save()
    after = entries.recommendable(None, [bees.pk])[bees.pk]
    assert (before.title, before.members, before.labels) == ("Bees", True, ())
    assert (after.title, after.lead, after.members, after.labels) == ("Wasps", "A correction", False, ("ai-generated",))


def test_a_story_without_a_title_or_a_live_revision_still_has_an_entry(story: Callable[..., Any]) -> None:
    bees = story("Bees")
    Story.objects.filter(pk=bees.pk).update(live=None, slug="")
    entry = entries.recommendable(None, [bees.pk])[bees.pk]
    assert (entry.title, entry.slug, entry.lead) == ("Untitled", "story", "")


def test_no_story_takes_no_statement(django_assert_num_queries: Callable[..., Any]) -> None:
    with django_assert_num_queries(0):
        assert entries.recommendable(None, []) == {}


FRONT = "---\ntitle: Bees\ntags: [roof]\n---\n\n"
HTML = (
    "<h1>Bees</h1><figure><img src='a.png' alt='x'><figcaption>A hive</figcaption></figure><p>We <b>keep</b> bees.</p>"
)


@pytest.mark.parametrize(
    ("source", "form", "shown"),
    [
        (FRONT + "We keep bees.", "markdown", "We keep bees."),
        (
            "# Bees\n\n![A hive](a.png)\n\n*A hive*\n\nWe *keep* [bees](https://example.org).",
            "markdown",
            "We keep bees.",
        ),
        ("```\nprint()\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nWe `keep` bees.", "markdown", "We keep bees."),
        ("We keep 5 * 3 bees_and_wasps [sic].", "markdown", "We keep 5 * 3 bees_and_wasps [sic]."),
        ("> We keep bees.", "markdown", "We keep bees."),
        ("> A motto.\n\nWe keep bees.", "markdown", "We keep bees."),
        (HTML, "html", "We keep bees."),
        ("<style>p { color: red }</style><p>We &amp; bees.</p><script>alert(1)</script>", "html", "We & bees."),
        ("We keep *bees* <here>.", "text", "We keep *bees* <here>."),
        ("# Bees", "markdown", ""),
        (("---\n" + "tag: bees\n" * 400 + "---\n\nWe keep bees.")[:3000], "markdown", ""),
        ("", "markdown", ""),
    ],
)
def test_a_lead_is_the_first_prose_as_readers_see_it(source: str, form: str, shown: str) -> None:
    assert entries.lead(source, form) == shown


def test_a_lead_is_cut_where_a_list_has_no_room() -> None:
    assert entries.lead("bees " * 30) == "bees " * 25 + "bees…"


def test_the_list_and_the_page_read_a_revision_in_its_own_format(story: Callable[..., Any]) -> None:
    bees = story("Bees", content=HTML)
    Revision.objects.filter(pk=bees.live_id).update(format="html")
    read = entries.recommendable(None, [bees.pk])[bees.pk]
    assert read == entries.of(Story.objects.get(pk=bees.pk))
    assert read.lead == "We keep bees."
