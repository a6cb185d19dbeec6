"""The whole life of a case by keyboard, in a real browser: read twice, decided, told, appealed, reversed."""

import os
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from copydesk.desk import appeals, choosing, golden, ledger
from copydesk.desk.models import Case, Decision, GoldenCase
from copydesk.newsroom.models import Story, Tier
from copydesk.notices.models import Letter
from kits import desk as kit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDTHS = (1280, 390)


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_a_simple_case_is_decided_in_six_keys(visit: Callable[..., Page], person: Callable[..., Any]) -> None:
    case = kit.open_case(kit.story(kit.account()), timezone.now())
    page = visit("/desk", by=person("rex", "reviewer"))
    press(page, "n")
    page.wait_for_url("**/desk/case/*")
    press(page, "g", "1", "5", "Enter")
    expect(page.get_by_role("heading", name="Decide", exact=True)).to_be_visible()
    press(page, "Enter")
    page.wait_for_url("**/desk")
    assert Decision.objects.get().case == case


def test_words_are_cited_by_selecting_them(visit: Callable[..., Page], person: Callable[..., Any]) -> None:
    case = kit.open_case(kit.story(kit.account()), timezone.now())
    page = visit("/desk", by=person("rex", "reviewer"))
    press(page, "n")
    page.wait_for_url("**/desk/case/*")
    page.locator("#story .shade-2").first.select_text()
    press(page, "c")
    expect(page.locator("#cited")).to_contain_text("Cited: 1")
    press(page, "g", "1", "5", "Enter")
    expect(page.get_by_role("heading", name="Decide", exact=True)).to_be_visible()
    start, end = case.readings.get().spans[0]
    assert kit.TEXT[start:end].startswith("In conclusion")


def test_a_decision_is_taken_back_by_one_key(visit: Callable[..., Page], person: Callable[..., Any]) -> None:
    case = kit.open_case(kit.story(kit.account()), timezone.now())
    page = visit("/desk", by=person("rex", "reviewer"))
    press(page, "n")
    page.wait_for_url("**/desk/case/*")
    press(page, "g", "1", "5", "Enter")
    expect(page.get_by_role("heading", name="Decide", exact=True)).to_be_visible()
    press(page, "Enter")
    expect(page.get_by_role("button", name="Take it back")).to_be_visible()
    press(page, "z")
    expect(page.get_by_text("Taken back: all is as before.")).to_be_visible()
    case.revision.story.refresh_from_db()
    assert case.revision.story.ceiling == Tier.BOOST


def test_the_whole_life_of_a_case(visit: Callable[..., Page], person: Callable[..., Any]) -> None:
    author = kit.account("anna", partner=True)
    story = kit.story(author, paywalled=True)
    kit.open_case(story, timezone.now())
    for name in ("rex", "rosa"):
        page = visit("/desk", by=person(name, "reviewer"))
        press(page, "n")
        page.wait_for_url("**/desk/case/*")
        press(page, "g", "1", "5", "Enter")
        page.wait_for_selector("text=Your reading is in")
    page.wait_for_selector("#decide")
    press(page, "Enter")
    page.wait_for_url("**/desk")
    story.refresh_from_db()
    assert (story.ceiling, story.behind_paywall) == (Tier.NETWORK, False)
    assert author.sanctions.filter(kind="strike", undone__isnull=True).exists()

    Letter.objects.update(visible=timezone.now() - timedelta(minutes=1))
    page = visit("/your/letters", by=author)
    page.locator(".entry__title a").first.click()
    expect(page.locator("article")).to_contain_text("In conclusion, it is important")
    page.get_by_role("link", name="Appeal").first.click()
    page.fill("#text", "I wrote every word of it; here is my draft.")
    page.set_input_files("#files", {"name": "draft.txt", "mimeType": "text/plain", "buffer": b"first draft"})
    page.get_by_role("button", name="File the appeal").click()
    expect(page.get_by_text("judges it within a week")).to_be_visible()

    page = visit("/desk", by=person("judith", "reviewer"))
    page.get_by_role("link", name="Hear it").click()
    expect(page.get_by_role("link", name="draft.txt")).to_be_visible()
    page.get_by_label("It is reversed").check()
    page.fill("#reason", "The draft shows how it grew.")
    page.get_by_role("button", name="Judge").click()
    expect(page.get_by_text("everything is back as it was")).to_be_visible()

    after = Story.objects.get(pk=story.pk)
    assert (after.ceiling, after.behind_paywall) == (Tier.BOOST, True)
    assert not author.sanctions.filter(undone__isnull=True).exists()
    assert ledger.verify() == []
    month = f"{timezone.now():%Y-%m}"
    page = visit(f"/transparency/{month}")
    expect(page.get_by_role("row", name="Appeals of authors: decision reversed")).to_contain_text("1")


@pytest.mark.parametrize("width", WIDTHS)
def test_the_desks_pages_are_sound(
    visit: Callable[..., Page],
    axe: Callable[[Page], list[str]],
    fits: Callable[[Page], bool],
    person: Callable[..., Any],
    width: int,
) -> None:
    case = kit.open_case(kit.story(kit.account()), timezone.now())
    reviewer, owner = person("rex", "reviewer"), person("paula", "policy-owner")
    page = visit("/desk", by=reviewer, width=width)
    wrong = {"/desk": axe(page)}
    page.get_by_role("button", name="Next case").click()
    page.wait_for_url("**/desk/case/*")
    wrong["case"] = axe(page) + ([] if fits(page) else ["it scrolls sideways"])
    wrong["quality"] = axe(visit("/desk/quality", by=owner, width=width))
    assert {name: found for name, found in wrong.items() if found} == {}
    assert Case.objects.get() == case


def test_alike_cases_are_decided_together_by_keyboard_and_taken_back(
    visit: Callable[..., Page], person: Callable[..., Any]
) -> None:
    for _ in range(3):
        kit.open_case(kit.story(kit.account()), timezone.now())
    page = visit("/desk", by=person("rex", "reviewer"))
    press(page, "b")
    page.wait_for_url("**/desk/bulk")
    press(page, "b", "g", "1", "Enter")
    expect(page.get_by_role("heading", name="What each case would get")).to_be_visible()
    assert Decision.objects.count() == 0
    press(page, "5", "Enter")
    expect(page.get_by_text("3 cases decided.")).to_be_visible()
    assert {story.ceiling for story in Story.objects.all()} == {Tier.NETWORK}
    press(page, "z")
    expect(page.get_by_text("3 cases wait as before")).to_be_visible()
    assert {story.ceiling for story in Story.objects.all()} == {Tier.BOOST}


def test_a_golden_case_is_chosen_by_keyboard(visit: Callable[..., Page], person: Callable[..., Any]) -> None:
    desk = kit.Desk(timezone.now())
    (reader,) = kit.reviewers(1)
    desk.confirm(case := kit.open_case(kit.story(kit.account()), desk.now), reader)
    page = visit("/desk/golden", by=person("paula", "policy-owner"))
    press(page, "n")
    page.wait_for_url("**/desk/golden/new")
    page.locator(f"a[href$='{case.public_id}']").press("Enter")
    page.wait_for_selector("text=The right answers")
    press(page, "h", "Enter")
    expect(page.get_by_text("It is mixed in from now on")).to_be_visible()
    assert GoldenCase.objects.get().expected["writing"] == "human"
    press(page, "r")
    expect(page.get_by_text("Retired: nobody gets it any more")).to_be_visible()


def shots(page: Page, name: str) -> None:
    """Keep a picture of the whole page where COPYDESK_SHOTS says."""
    if folder := os.environ.get("COPYDESK_SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_pages_for_golden_cases_and_for_many_at_once_are_sound(
    visit: Callable[..., Page],
    axe: Callable[[Page], list[str]],
    fits: Callable[[Page], bool],
    person: Callable[..., Any],
    width: int,
) -> None:
    desk, owner, rex = kit.Desk(timezone.now()), person("paula", "policy-owner"), person("rex", "reviewer")
    one, two = kit.reviewers(2)
    desk.confirm(case := kit.open_case(kit.story(kit.account()), desk.now), one)
    desk.confirm(other := kit.open_case(kit.story(kit.account()), desk.now), one)
    made = choosing.from_case(case, {"writing": "human"}, owner, desk.now)
    for _ in range(3):
        kit.open_case(kit.story(kit.account()), desk.now)
    desk.read(golden.draw(two, desk.now, chance=0), two)  # type: ignore[arg-type]  # one is there
    new = "/desk/golden/new"
    pages = {
        "golden": (owner, "/desk/golden"),
        "golden-new": (owner, new),
        "golden-words": (owner, f"{new}/words"),
        "golden-from-case": (owner, f"{new}/case/{other.public_id}"),
        "golden-case": (owner, f"/desk/golden/{made.pk}"),
        "bulk": (rex, "/desk/bulk"),
    }
    wrong = {}
    for name, (who, path) in pages.items():
        page = visit(path, by=who, width=width)
        wrong[name] = axe(page) + ([] if fits(page) else ["it scrolls sideways"])
        shots(page, f"{name}-{width}")
    press(page, "b", "g", "1", "Enter")
    page.wait_for_selector("text=Nothing is decided yet")
    wrong["preview"] = axe(page) + ([] if fits(page) else ["it scrolls sideways"])
    shots(page, f"preview-{width}")
    assert {name: found for name, found in wrong.items() if found} == {}


@pytest.mark.parametrize("width", WIDTHS)
def test_deciding_hearing_and_trying_are_sound(
    visit: Callable[..., Page],
    axe: Callable[[Page], list[str]],
    fits: Callable[[Page], bool],
    person: Callable[..., Any],
    width: int,
) -> None:
    desk, author, judge = kit.Desk(timezone.now()), kit.account("anna", partner=True), person("judith", "reviewer")
    one, two = kit.reviewers(2)
    decision = desk.confirm(kit.open_case(kit.story(author, paywalled=True), desk.now), one, two)
    appeal = appeals.file(decision, author, "I wrote half of it.", desk.now)
    case = kit.open_case(kit.story(kit.account()), desk.now)
    wrong = {}
    page = visit("/desk", by=person("rex", "reviewer"), width=width)
    press(page, "n")
    page.wait_for_url(f"**/desk/case/{case.public_id}")
    press(page, "g", "1", "5", "Enter")
    expect(page.get_by_role("heading", name="Decide", exact=True)).to_be_visible()
    shown = {"decide": page, "hearing": visit(f"/desk/appeal/{appeal.public_id}", by=judge, width=width)}
    shown["try"] = visit("/policy/try?writing=generated&paywalled=yes", width=width)
    for name, seen in shown.items():
        wrong[name] = axe(seen) + ([] if fits(seen) else ["it scrolls sideways"])
        shots(seen, f"{name}-{width}")
    assert {name: found for name, found in wrong.items() if found} == {}
