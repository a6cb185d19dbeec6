"""Both controls of the reader, driven in a real browser, and the pages they stand on."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from kits import readers

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDTHS = (1280, 390)
TOPICS = ("Bees", "Trams", "Bread", "Rivers", "Chess", "Clocks", "Moss")


@pytest.fixture
def reader(person: Callable[..., Any]) -> Any:
    return person("rita")


@pytest.fixture
def story(person: Callable[..., Any]) -> Callable[..., Any]:
    return readers.teller(person)


def menu(page: Page, title: str) -> None:
    page.get_by_label(f"More about {title}").click()


def test_show_less_takes_the_story_away_at_once_and_undo_brings_it_back_to_its_place(
    visit: Callable[..., Page], reader: Any, story: Callable[..., Any]
) -> None:
    for title in TOPICS:
        story(title)
    page = visit("/", by=reader)
    menu(page, "Bees")
    page.get_by_role("button", name="Show less like this").locator("visible=true").click()
    gone = page.get_by_role("status").filter(has_text="you will see less like it")
    expect(gone).to_be_visible()
    expect(page.get_by_role("link", name="Bees")).to_have_count(0)
    gone.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("link", name="Bees")).to_be_visible()
    page.reload()
    expect(page.get_by_role("link", name="Bees")).to_be_visible()


def test_show_less_in_the_digest_is_one_click(
    visit: Callable[..., Page], reader: Any, story: Callable[..., Any], mailoutbox: list[Any]
) -> None:
    from copydesk.readers import digest

    for title in TOPICS:
        story(title)
    page = visit("/sign-in")
    made = digest.make(reader)
    assert made
    digest.send.call(made.pk)
    link = re.search(r"Show less like this: (\S+)", mailoutbox[0].body)
    assert link
    page.goto(link[1])
    expect(page.get_by_role("heading", name="You will see less of this")).to_be_visible()
    gone = digest.stories_of(made)[0].live.title
    home = visit("/", by=reader)
    expect(home.get_by_role("heading", level=2).first).to_be_visible()
    expect(home.get_by_role("link", name=gone)).to_have_count(0)


def test_a_report_on_a_paywalled_story_takes_the_selected_words_to_the_desk(
    visit: Callable[..., Page], reader: Any, story: Callable[..., Any]
) -> None:
    from copydesk.desk.models import Report

    bees = story("Bees", paywalled=True, content="The hive hummed.\n\nIt hummed until the frost came.")
    page = visit(f"/story/{bees.public_id}/s", by=reader)
    page.locator(".prose p").first.click(click_count=3)
    menu(page, "Bees")
    page.get_by_role("link", name="Report this story").click()
    expect(page.get_by_label("Which passages?")).to_have_value(re.compile("The hive hummed"))
    page.get_by_label("Why do you think so?").fill("It reads like a machine.")
    page.get_by_role("button", name="Report", exact=True).click()
    expect(page.get_by_text("A reviewer reads the story")).to_be_visible()
    report = Report.objects.get()
    assert report.case_id
    assert "The hive hummed" in report.text


def test_a_report_on_a_free_story_points_to_show_less(
    visit: Callable[..., Page], reader: Any, story: Callable[..., Any]
) -> None:
    bees = story("Bees")
    page = visit(f"/stories/{bees.public_id}/report", by=reader)
    page.get_by_label("Why do you think so?").fill("It reads like a machine.")
    page.get_by_role("button", name="Report", exact=True).click()
    expect(page.get_by_text("This story is free to read, so it earns nothing.")).to_be_visible()
    page.get_by_role("button", name="Show less like this").click()
    expect(page.get_by_role("heading", name="Your recommendations")).to_be_visible()
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("Taken back.")).to_be_visible()


def test_a_muted_writer_is_gone_until_unmuted(
    visit: Callable[..., Page], reader: Any, story: Callable[..., Any]
) -> None:
    for title in TOPICS:
        story(title)
    page = visit("/", by=reader)
    menu(page, "Moss")
    page.get_by_role("button", name=re.compile("^Mute")).locator("visible=true").click()
    expect(page.get_by_role("link", name="Moss")).to_have_count(0)
    page.goto("/your/recommendations")
    page.get_by_role("button", name="Unmute").click()
    expect(page.get_by_text("Nobody.")).to_be_visible()


@pytest.mark.timeout(300)
def test_the_readers_pages_are_accessible_and_fit_at_both_widths(
    visit: Callable[..., Page],
    person: Callable[..., Any],
    story: Callable[..., Any],
    axe: Callable[[Page], list[str]],
    fits: Callable[[Page], bool],
) -> None:
    from copydesk.newsroom.following import follow
    from copydesk.newsroom.models import Tag
    from copydesk.readers import boosting, doing, muting

    cleo = person("cleo", "curator")
    told = [story(title, tags=("Gardens",), labels=["ai-assisted"] * (n == 1)) for n, title in enumerate(TOPICS)]
    follow(cleo, told[2].author)
    follow(cleo, Tag.objects.get())
    muting.mute(cleo, told[6].author)
    doing.read(cleo, told[3])
    doing.show_less(cleo, told[4])
    boosting.nominate(told[0], person("carl", "curator"), "A quiet piece that people keep.")
    paths = ("/", "/following", "/topic/gardens", "/your/recommendations", "/your/history", "/curate",
             "/your/digest/preview", f"/stories/{told[0].public_id}/report", f"/story/{told[1].public_id}/s",
             "/search?q=bees")  # fmt: skip
    for width in WIDTHS:
        page = visit("/", by=cleo, width=width)
        for path in paths:
            page.goto(path)
            picture = f"{path.strip('/').replace('/', '-').split('?')[0] or 'home'}-{width}"
            assert (picture, axe(page)) == (picture, [])
            assert (picture, fits(page)) == (picture, True)
            _keep(page, picture)


def _keep(page: Page, name: str) -> None:
    """Keep a picture of the page where COPYDESK_PICTURES names a folder, for people to look at."""
    import os
    from pathlib import Path

    if folder := os.environ.get("COPYDESK_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def test_show_less_on_a_storys_own_page_leads_to_its_effects(
    visit: Callable[..., Page], reader: Any, story: Callable[..., Any]
) -> None:
    bees = story("Bees", labels=["ai-assisted"])
    for width in WIDTHS:
        page = visit(f"/story/{bees.public_id}/s", by=reader, width=width)
        menu(page, "Bees")
        control = page.get_by_role("button", name="Show less like this").locator("visible=true")
        expect(control).to_be_in_viewport(ratio=1)
        control.click()
        expect(page.get_by_role("heading", name="Your recommendations")).to_be_visible()
        expect(page.get_by_text("AI-labelled stories are rarer")).to_be_visible()
        expect(page.get_by_text("is at 20 % of before")).to_be_visible()
        page.get_by_role("button", name="Take it back").click()
        expect(page.get_by_text("Nothing. Use Show less")).to_be_visible()


def test_the_digests_preview_bears_both_controls(
    visit: Callable[..., Page], reader: Any, story: Callable[..., Any]
) -> None:
    for title in TOPICS:
        story(title)
    page = visit("/your/digest/preview", by=reader)
    menu(page, "Bees")
    page.get_by_role("button", name="Show less like this").locator("visible=true").click()
    expect(page.get_by_role("button", name="Undo")).to_be_focused()
    expect(page.get_by_role("link", name="Bees")).to_have_count(0)
    menu(page, "Trams")
    page.get_by_role("link", name="Report this story").locator("visible=true").click()
    expect(page.get_by_role("heading", name="Report “Trams”")).to_be_visible()
