"""The pages in a real browser: nothing from elsewhere, search, keyboard, small screens, accessibility."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from small_book import render_book, write_book

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(
    CHROMIUM is None and not os.environ.get("CI"), reason="chromium is not installed"
)
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PAGES = ("index.html", "notebooks/1-een.html", "notebooks/b-twee.html")


class Silent(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    return render_book(write_book(tmp_path_factory.mktemp("boek"))).build(pdf=True)


@pytest.fixture(scope="module")
def address(site) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Silent, directory=str(site)))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def tab(browser):
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_nothing_from_another_host_and_says_nothing_in_the_console(tab, address, name):
    asked, said = [], []
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.goto(f"{address}/{name}", wait_until="networkidle")
    tab.fill("#zoekveld", "staaf")
    tab.wait_for_selector("#zoekuitslag:not([hidden])")
    assert [url for url in asked if not url.startswith((address, "data:"))] == []
    assert said == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1400, 390])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_serious(browser, address, name, width, scheme):
    from axe_playwright_python.sync_playwright import Axe

    # The pages' own policy keeps foreign script out; axe is let in for this test only.
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True
    )
    tab = context.new_page()
    tab.goto(f"{address}/{name}")
    found = Axe().run(tab).response["violations"]
    context.close()
    serious = [
        (one["id"], [node["html"] for node in one["nodes"]]) for one in found if one["impact"] != "minor"
    ]
    assert serious == []


def test_search_finds_a_section_and_leads_to_it(tab, address):
    tab.goto(f"{address}/index.html")
    tab.fill("#zoekveld", "DIÉPER niet echt")
    result = tab.locator("#zoeklijst a").first
    result.wait_for()
    assert tab.inner_text("#zoekmelding") == "1 resultaat."
    assert result.inner_text() == "1.1.1 Dieper"
    assert tab.locator("#zoeklijst mark").first.inner_text() == "niet"
    result.click()
    tab.wait_for_url("**/notebooks/1-een.html#dieper")


def test_search_says_when_there_is_nothing_and_closes_with_escape(tab, address):
    tab.goto(f"{address}/notebooks/b-twee.html")
    tab.fill("#zoekveld", "zwaluwstaart")
    tab.wait_for_selector("#zoekuitslag:not([hidden])")
    assert tab.inner_text("#zoekmelding") == "Niets gevonden."
    tab.keyboard.press("Escape")
    assert tab.locator("#zoekuitslag").is_hidden()
    assert tab.evaluate("document.activeElement.id") == "zoekveld"


def test_what_is_searched_for_is_never_run(tab, address):
    tab.goto(f"{address}/index.html")
    tab.fill("#zoekveld", "<script>alert(1)</script>")
    tab.wait_for_selector("#zoeklijst li")
    assert tab.locator("#zoeklijst script").count() == 0
    assert tab.locator("#zoeklijst mark").first.inner_text().startswith("<script>")


def test_search_also_works_from_a_folder(tab, site):
    tab.goto((site / "notebooks/1-een.html").as_uri())
    tab.fill("#zoekveld", "samenvatting")
    result = tab.locator("#zoeklijst a").first
    result.click()
    tab.wait_for_url("**/index.html*")


def test_the_first_tab_stop_leads_past_the_navigation(tab, address):
    tab.goto(f"{address}/notebooks/1-een.html")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.textContent") == "Ga naar de hoofdinhoud"
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.id") == "inhoud"


def test_a_phone_shows_the_menu_on_request_and_never_scrolls_sideways(browser, address):
    context = browser.new_context(viewport={"width": 360, "height": 800})
    tab = context.new_page()
    tab.goto(f"{address}/notebooks/1-een.html")
    assert tab.locator("#navigatie").is_hidden()
    tab.click(".menuknop")
    assert tab.locator("#navigatie").is_visible()
    assert tab.get_attribute(".menuknop", "aria-expanded") == "true"
    assert tab.evaluate("document.documentElement.scrollWidth") <= 360
    context.close()


def test_without_script_the_navigation_is_there(browser, address):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800})
    tab = context.new_page()
    tab.goto(f"{address}/notebooks/1-een.html")
    assert tab.locator("#navigatie").is_visible()
    assert tab.locator(".menuknop").is_hidden()
    context.close()


def test_every_link_within_the_site_leads_somewhere(tab, address, site):
    for name in PAGES:
        tab.goto(f"{address}/{name}")
        links = tab.evaluate("Array.from(document.querySelectorAll('a[href]'), a => a.href)")
        for link in {one for one in links if one.startswith(address)}:
            path, _, anchor = link.removeprefix(address + "/").partition("#")
            assert (site / path).is_file(), link
            if anchor and path.endswith(".html"):
                assert f'id="{anchor}"' in (site / path).read_text(encoding="utf-8"), link


def test_the_figure_is_really_shown(tab, address):
    tab.goto(f"{address}/notebooks/1-een.html")
    assert tab.evaluate("document.querySelector('#fig-staaf img').naturalWidth") > 0


def test_print_leaves_only_the_text(tab, address):
    tab.goto(f"{address}/notebooks/1-een.html")
    tab.emulate_media(media="print")
    for part in (".navigatie", ".zoeken", ".bladeren", ".inhoudsopgave"):
        assert tab.locator(part).is_hidden()
    assert tab.locator(".tekst").is_visible()
    assert tab.locator(".melding").is_visible()
