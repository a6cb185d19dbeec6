"""A real Chromium on the live site: a page signed in as somebody, at both widths, and axe."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = os.environ.get("COPYDESK_CHROMIUM", "/usr/bin/chromium")
WIDTHS = (1280, 390)
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of this process; Playwright's event loop is no reason to refuse the database."""
    if not os.path.exists(CHROMIUM):  # noqa: PTH110  # a file of the machine, not of ours
        pytest.skip("there is no Chromium: install it or set COPYDESK_CHROMIUM")
    kept = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        yield chromium
        chromium.close()
    if kept is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(autouse=True)
def _no_old_pool() -> Iterator[None]:
    """Recommend nothing that an earlier test published."""
    from copydesk.readers import pool

    pool.forget()
    yield
    pool.forget()


@pytest.fixture
def visit(browser: Browser, live_server: Any, settings: Any) -> Iterator[Callable[..., Page]]:
    """Open a page of the site: ``visit("/following", by=account, width=390)``; ``by`` is signed in, None a stranger.

    A page whose script fails, or whose policy for content refuses something of ours, fails the test at its end.
    """
    from django.test import Client

    settings.SITE_URL = live_server.url
    contexts, troubles = [], []

    def open_page(path: str = "/", *, by: Any = None, width: int = 1280, **options: Any) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 900},
            reduced_motion="reduce",
            **options,
        )
        contexts.append(context)
        if by is not None:
            client = Client()
            client.force_login(by)
            cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
            context.add_cookies([cookie])  # type: ignore[list-item]  # a TypedDict with all keys optional
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda said: troubles.append(said.text) if "Content Security" in said.text else None)
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert troubles == []


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """Return what axe finds wrong with a page, a line each: ``assert axe(page) == []``."""
    checker = Axe()

    def findings(page: Page) -> list[str]:
        found = checker.run(page, options=RULES).response["violations"]
        return [f"{v['id']}: {node['target']} {node['html'][:120]}" for v in found for node in v["nodes"]]

    return findings


@pytest.fixture
def fits() -> Callable[[Page], bool]:
    """Tell whether a page fits its window: nothing makes it scroll sideways."""

    def look(page: Page) -> bool:
        return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))

    return look
