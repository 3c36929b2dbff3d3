"""The pages in a real browser: nothing from elsewhere, search, keyboard, small screens, accessibility."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from accessible import CHROMIUM, LIMIT, SETTINGS, browsing, examine, served, weights
from small_book import render_book, write_book

pytestmark = pytest.mark.skipif(
    CHROMIUM is None and not os.environ.get("CI"), reason="chromium is not installed"
)
PAGES = ("index.html", "notebooks/1-een.html", "notebooks/b-twee.html")


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    return render_book(write_book(tmp_path_factory.mktemp("boek"))).build(pdf=True)


@pytest.fixture(scope="module")
def address(site) -> Iterator[str]:
    with served(site) as address:
        yield address


@pytest.fixture(scope="module")
def browser():
    with browsing() as chromium:
        yield chromium


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


def test_axe_finds_nothing_and_no_page_scrolls_sideways(browser, site):
    found = examine(site, browser, every_row=True)
    assert set(found) == set(PAGES)
    for page, settings in found.items():
        assert set(settings) == set(SETTINGS)
        for setting, one in settings.items():
            assert one["violations"] == [], (page, setting, one["where"])
            assert one["sideways"] <= 0, (page, setting)


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


@pytest.mark.parametrize(
    ("typed", "marked"),
    [("onderdeeltje", "onderdeel"), ("bijlage's", "Bijlage"), ("REFEREERDE", ""), ("onder-deel", "")],
)
def test_search_finds_other_forms_of_a_word_and_says_when_there_are_none(tab, address, typed, marked):
    tab.goto(f"{address}/index.html")
    tab.fill("#zoekveld", typed)
    tab.wait_for_selector("#zoekuitslag:not([hidden])")
    marks = tab.locator("#zoeklijst mark")
    assert (marks.first.inner_text().lower() if marks.count() else "") == marked.lower()
    assert tab.inner_text("#zoekstatus") == tab.inner_text("#zoekmelding") != ""


def test_search_results_are_walked_with_arrow_keys(tab, address):
    def focused():
        return tab.evaluate("document.activeElement.id || document.activeElement.textContent")

    tab.goto(f"{address}/index.html")
    tab.focus("#zoekveld")
    tab.keyboard.type("paragraaf")
    tab.wait_for_selector("#zoeklijst a")
    shown = tab.locator("#zoeklijst a").all_inner_texts()
    assert len(shown) > 1
    tab.keyboard.press("ArrowDown")
    assert focused() == shown[0]
    tab.keyboard.press("ArrowDown")
    assert focused() == shown[1]
    tab.keyboard.press("ArrowUp")
    tab.keyboard.press("ArrowUp")
    assert focused() == "zoekveld"
    tab.keyboard.press("Enter")
    assert focused() == shown[0]
    tab.keyboard.press("Escape")
    assert focused() == "zoekveld"
    assert tab.locator("#zoekuitslag").is_hidden()


def test_a_keyboard_alone_goes_through_navigation_search_and_downloads(tab, address):
    """Every stop of the Tab key shows where it is, and together they reach all there is to do."""
    tab.goto(f"{address}/notebooks/1-een.html")
    reached = []
    for _ in range(200):
        tab.keyboard.press("Tab")
        stop = tab.evaluate(
            """() => {
              const it = document.activeElement, style = getComputedStyle(it);
              const box = it.getBoundingClientRect();
              return it === document.body ? null : {
                what: it.getAttribute("href") || it.id || it.className || it.tagName,
                outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
                seen: box.width > 0 && box.height > 0 && style.opacity !== "0" && box.bottom > 0,
              };
            }"""
        )
        if stop is None:
            break
        assert stop["outlined"], stop
        assert stop["seen"], stop
        reached.append(stop["what"])
    wanted = ["#inhoud", "../index.html", "zoekveld", "b-twee.html", "../klein.pdf", "#sec-par", "SUMMARY"]
    wanted += ["1-een_files/tbl-telling.csv", "1-een_files/staaf.svg", "1-een_files/fig-staaf.csv"]
    wanted += ["1-een.ipynb", "#tbl-telling", "#fig-staaf"]
    assert [one for one in wanted if one not in reached] == []
    assert reached.index("#inhoud") < reached.index("zoekveld") < reached.index("b-twee.html")


def test_a_file_is_fetched_with_the_keyboard(tab, address):
    tab.goto(f"{address}/notebooks/1-een.html")
    tab.focus('a[href="1-een_files/tbl-telling.csv"]')
    with tab.expect_download() as waiting:
        tab.keyboard.press("Enter")
    assert "Naam;Aantal" in Path(waiting.value.path()).read_text(encoding="utf-8-sig")


def test_the_data_of_a_figure_open_with_the_keyboard(tab, address):
    tab.goto(f"{address}/notebooks/1-een.html")
    assert tab.locator("#fig-staaf-gegevens").is_hidden()
    tab.focus("summary")
    tab.keyboard.press("Enter")
    assert tab.locator("#fig-staaf-gegevens").is_visible()


def test_the_menu_of_a_phone_closes_with_escape(browser, address):
    context = browser.new_context(viewport={"width": 320, "height": 800})
    tab = context.new_page()
    tab.goto(f"{address}/notebooks/1-een.html")
    tab.focus(".boektitel")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.className") == "menuknop"
    tab.keyboard.press("Enter")
    tab.keyboard.press("Tab")
    assert tab.locator("#navigatie").is_visible()
    tab.keyboard.press("Escape")
    assert tab.locator("#navigatie").is_hidden()
    assert tab.evaluate("document.activeElement.className") == "menuknop"
    context.close()


def test_a_link_to_a_heading_shows_when_it_is_needed(tab, address):
    tab.goto(f"{address}/notebooks/1-een.html")
    link = tab.locator(".permalink").first
    assert link.evaluate("one => getComputedStyle(one).opacity") == "0"
    link.focus()
    assert link.evaluate("one => getComputedStyle(one).opacity") == "1"
    assert link.get_attribute("aria-label") == "Link naar 1.1 Eerste paragraaf"


def test_headings_go_down_one_level_at_a_time(tab, address):
    for name in PAGES:
        tab.goto(f"{address}/{name}")
        levels = tab.evaluate(
            "Array.from(document.querySelectorAll('main :is(h1,h2,h3,h4)'), h => +h.tagName[1])"
        )
        assert levels.count(1) == 1
        assert levels[0] == 1
        assert all(later <= earlier + 1 for earlier, later in pairwise(levels)), levels


def test_nothing_moves_for_who_asked_for_less_motion(browser, address):
    for motion, behaviour in (("reduce", "auto"), ("no-preference", "smooth")):
        context = browser.new_context(reduced_motion=motion)
        tab = context.new_page()
        tab.goto(f"{address}/index.html")
        assert tab.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == behaviour
        context.close()


def test_no_page_weighs_more_than_it_may(site):
    found = weights(site)
    assert set(found) == set(PAGES)
    assert max(found.values()) < LIMIT
    assert min(found.values()) > len((site / "_bestanden/stagepact.css").read_bytes())


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
    for part in (
        ".navigatie",
        ".zoeken",
        ".bladeren",
        ".inhoudsopgave",
        ".meenemen >> nth=0",
        ".permalink >> nth=0",
    ):
        assert tab.locator(part).is_hidden()
    assert tab.locator(".tekst").is_visible()
    assert tab.locator(".melding").is_visible()
