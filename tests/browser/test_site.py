"""A writer's way through the site: join, write, see the check change, disclose, publish; and its pages are sound."""

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from playwright.sync_api import Page, expect

from copydesk.api.models import Delivery, Endpoint
from copydesk.newsroom.models import Story
from copydesk.newsroom.writing import begin
from copydesk.queue.models import Job, JobState
from copydesk.queue.worker import drain

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDTHS = (1280, 390)
WORDS = "We dug the first bed in March, when the soil still held the frost of the night and nothing grew.\n\n" * 3
OPEN = (
    "/join",
    "/sign-in",
    "/forgot",
    "/policy",
    "/policy/try",
    "/design",
    "/topics",
    "/transparency",
    "/nothing-here",
)
OWN = ("/your/stories", "/your/settings", "/your/publications", "/your/keys", "/your/letters")


def test_a_new_writer_joins_writes_discloses_and_publishes(visit: Callable[..., Page]) -> None:
    page = visit("/join")
    for name, value in (("name", "Ana Ruiz"), ("handle", "ana"), ("email", "ana@example.org")):
        page.fill(f"#{name}", value)
    page.fill("#password", "beekeeping-9000")
    page.get_by_role("main").get_by_role("button", name="Join").click()
    expect(page.get_by_text("A letter is on its way")).to_be_visible()
    drain()
    page.goto(next(word for word in str(mail.outbox[0].body).split() if "/join/confirm/" in word))
    expect(page.get_by_text("Welcome.")).to_be_visible()

    page.get_by_role("button", name="Write").click()
    page.fill("#title", "The first bed")
    page.fill("#content", WORDS)
    expect(page.locator("#check")).to_contain_text("All clear")
    page.get_by_label("AI wrote some of the sentences").check()
    expect(page.locator("#check")).to_contain_text("stays in the author's network")
    page.get_by_role("button", name="Put the sentence in").click()
    expect(page.locator("#content")).to_have_value(re.compile("^I wrote this story with the help of an AI program"))
    expect(page.locator("#check")).to_contain_text("That is in time.")
    page.get_by_role("button", name="Publish", exact=True).click()
    page.wait_for_url("**/story/**")

    expect(page.get_by_role("heading", name="The first bed")).to_be_visible()
    drain()
    page.reload()
    expect(page.locator(".ai-label")).to_contain_text("AI-assisted")
    expect(page.locator("#ruling")).to_contain_text("may be boosted")
    assert Story.objects.get().labels == ["ai-assisted"]


def test_the_preview_shows_the_words_as_they_are_typed(visit: Callable[..., Page], person: Callable[..., Any]) -> None:
    page = visit("/your/stories", by=person("ana"))
    page.get_by_role("button", name="Write a new one").click()
    page.fill("#content", "Some *emphasis* here.")
    expect(page.locator("#preview em")).to_have_text("emphasis")


def picture(colour: str, **words: str) -> bytes:
    info, out = PngInfo(), io.BytesIO()
    for name, text in words.items():
        info.add_text(name, text)
    Image.new("RGB", (64, 48), colour).save(out, "PNG", pnginfo=info)
    return out.getvalue()


def test_a_dropped_picture_is_captioned_in_its_own_field(
    visit: Callable[..., Page], person: Callable[..., Any]
) -> None:
    page = visit("/your/stories", by=person("ana"))
    page.get_by_role("button", name="Write a new one").click()
    page.fill("#content", "The beds were dug in March.")
    page.locator("#content").press("End")
    page.wait_for_load_state("load")
    page.set_input_files("#picture", {"name": "beds.png", "mimeType": "image/png", "buffer": picture("teal")})
    field = page.get_by_label("Caption of picture 1")
    expect(field).to_be_focused()
    page.keyboard.type("The beds in March")
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_have_value(
        re.compile(r"^The beds were dug in March\.\n\n!\[beds\.png]\(/pictures/[\w-]{16}\)\n\n\*The beds in March\*\n")
    )
    expect(page.locator("#saved")).to_have_text("Caption put in")
    expect(page.locator("#preview img")).to_be_visible()
    expect(field).to_be_focused()
    field.fill("About this story, at length")
    page.keyboard.press("Tab")
    expect(page.locator("#pictures .field__error")).to_contain_text("Photo:")
    expect(page.locator("#content")).to_have_value(re.compile("The beds in March"))
    field.fill("Photo: at last")
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_text("The draft is saved.")).to_be_visible()
    expect(page.locator("#content")).to_have_value(re.compile(r"\n\n\*Photo: at last\*\n"))


def test_a_picture_that_says_ai_made_it_is_captioned_so_by_itself(
    visit: Callable[..., Page], person: Callable[..., Any]
) -> None:
    page = visit("/your/stories", by=person("ana"))
    page.get_by_role("button", name="Write a new one").click()
    page.wait_for_url("**/write/*", wait_until="load")
    made = picture("red", parameters="a barn\nSteps: 20, Sampler: Euler, Seed: 1")
    page.evaluate(
        """([bytes, name]) => {
          const data = new DataTransfer();
          data.items.add(new File([new Uint8Array(bytes)], name, { type: "image/png" }));
          document.getElementById("content").dispatchEvent(
            new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
        }""",
        [list(made), "barn.png"],
    )
    expect(page.locator("#content")).to_have_value(re.compile(r"\*Image generated with .+\.\*"))
    expect(page.get_by_label("Caption of picture 1")).to_have_value(re.compile("^Image generated with"))
    expect(page.locator("#pictures")).to_contain_text("The caption says so.")


def test_a_writer_who_is_signed_out_loses_no_words(visit: Callable[..., Page], person: Callable[..., Any]) -> None:
    ana = person("ana")
    page = visit("/your/stories", by=ana)
    page.get_by_role("button", name="Write a new one").click()
    page.wait_for_load_state("load")
    page.fill("#title", "Beds")
    page.fill("#content", "The beds were dug in March.")
    expect(page.locator("#saved")).to_have_text("Saved", timeout=15_000)
    page.context.clear_cookies(name="sessionid")
    page.locator("#content").press_sequentially(" And again in May.")
    expect(page.locator("#saved")).to_contain_text("You are signed out")
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator("#saved")).to_contain_text("You are signed out")
    expect(page.locator("#content")).to_have_value("The beds were dug in March. And again in May.")
    other = page.context.new_page()
    other.goto("/sign-in")
    other.fill("#email", ana.email)
    other.fill("#password", "correct horse battery")
    other.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(other.get_by_text("Ana")).to_be_visible()
    page.get_by_role("button", name="Publish", exact=True).click()
    page.wait_for_url("**/story/**")
    expect(page.locator(".prose")).to_contain_text("And again in May.")


def test_the_menu_opens_closes_and_works_by_keyboard(visit: Callable[..., Page], person: Callable[..., Any]) -> None:
    page = visit("/", by=person("ana"))
    summary = page.locator(".masthead summary")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Your stories")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Your stories")).to_be_hidden()
    expect(summary).to_be_focused()


def test_the_first_tab_skips_to_the_content(visit: Callable[..., Page]) -> None:
    page = visit("/policy")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()


BEYOND = """[...document.querySelectorAll("main *")].filter(
    (one) => one.getBoundingClientRect().right > innerWidth || one.scrollWidth > one.clientWidth + 1
        && getComputedStyle(one).overflowX === "auto").map((one) => one.outerHTML.slice(0, 80))"""
"""The parts of a page that stand beyond its edge or scroll sideways."""


def test_ones_stories_stand_whole_on_a_phone(visit: Callable[..., Page], published: Any) -> None:
    begin(published.author)
    page = visit("/your/stories", by=published.author, width=390)
    assert page.evaluate(BEYOND) == []
    expect(page.get_by_role("row")).to_have_count(3)
    expect(page.get_by_role("cell", name="Draft", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Edit Untitled")).to_be_visible()


def test_deliveries_and_failed_jobs_stand_whole_on_a_phone(
    visit: Callable[..., Page], fits: Callable[[Page], bool], person: Callable[..., Any]
) -> None:
    operator = person("olga", "operator")
    endpoint = Endpoint.objects.create(account=operator, url="https://hooks.example/a/rather/long/address/of/ours")
    Delivery.objects.create(endpoint=endpoint, event="story.published", payload={"story": "a" * 60}, trouble="refused")
    Job.objects.create(
        task="copydesk.newsroom.assessing.assess_revision", state=JobState.DEAD, error="ValueError: " * 30
    )
    for path in (f"/your/webhooks/{endpoint.public_id}", "/operate"):
        page = visit(path, by=operator, width=390)
        expect(page.get_by_role("row")).to_have_count(2)
        assert page.evaluate(BEYOND) == []
        assert fits(page)


@pytest.mark.parametrize("width", WIDTHS)
def test_pages_are_sound_and_fit_their_window(
    visit: Callable[..., Page],
    axe: Callable[[Page], list[str]],
    fits: Callable[[Page], bool],
    width: int,
    published: Any,
) -> None:
    wrong, author = {}, published.author
    address = f"/story/{published.public_id}/{published.slug}"
    places = [(path, None) for path in (*OPEN, f"/@{author.handle}")]
    places += [(path, author) for path in (*OWN, address, f"/write/{published.public_id}")]
    for path, by in places:
        page = visit(path, by=by, width=width)
        found = axe(page) + ([] if fits(page) else ["it scrolls sideways"])
        if found:
            wrong[path] = found
        page.context.close()
    assert wrong == {}
