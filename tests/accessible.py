"""The whole site in a real browser: axe on every page in four settings, and what a page weighs.

`make accessibility` runs this file on the built site and keeps what it finds in
instruments/accessibility.json, from which the accessibility statement is made.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import version
from pathlib import Path
from threading import Thread
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "instruments" / "accessibility.json"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SETTINGS = {
    "breed-licht": ("breed scherm, licht", 1400, "light"),
    "smal-licht": ("smal scherm, licht", 320, "light"),
    "breed-donker": ("breed scherm, donker", 1400, "dark"),
    "smal-donker": ("smal scherm, donker", 320, "dark"),
}
"""Name, what it is called in the report, width in pixels, colour scheme."""
_COLOURS = ["color-contrast", "link-in-text-block"]
"""The only rules for which the colour scheme matters: the others run in the light."""
LIMIT = 500_000
"""Bytes of a page without its images."""


class _Silent(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def served(site: Path) -> Iterator[str]:
    """The address of a site on this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Silent, directory=str(site)))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def browsing() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


def pages_of(site: Path) -> list[str]:
    return sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))


def examine(site: Path, browser: Any, *, every_row: bool = False) -> dict[str, dict[str, dict[str, Any]]]:
    """Per page and setting: the rules that were broken, those that are undecided, and how far it scrolls.

    `sideways` holds the pixels that the page is too wide. Target size, asked by WCAG from 2.2, is tested too.

    Parameters
    ----------
    every_row : look at the contrast of every row of every table in every setting, which takes minutes.
        Otherwise at the first rows, on a wide screen: the style sheet gives all rows the same colours. And at
        the structure of every page once, of one page wide and of the next narrow.
    """
    found: dict[str, dict[str, dict[str, Any]]] = {}
    with served(site) as address:
        for setting, (_, width, scheme) in SETTINGS.items():
            if setting == "smal-donker" and not every_row:
                continue  # nothing that the others do not see
            # The pages' own policy keeps foreign script out; axe is let in for this test only.
            context = browser.new_context(
                viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True
            )
            tab = context.new_page()
            for place, page in enumerate(pages_of(site)):
                tab.goto(f"{address}/{page}")
                tab.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
                # Of one page the quick look takes the structure wide, of the next narrow.
                structure = every_row or setting.startswith("breed" if place % 2 else "smal")
                said = _run(tab, setting, every_row, structure)
                found.setdefault(page, {})[setting] = {
                    "violations": sorted(one["id"] for one in said["violations"]),
                    "undecided": sorted(one["id"] for one in said["incomplete"]),
                    "where": [node["html"][:200] for one in said["violations"] for node in one["nodes"]],
                    "sideways": tab.evaluate("document.documentElement.scrollWidth") - width,
                }
            context.close()
    return found


def _run(tab: Any, setting: str, every_row: bool, structure: bool) -> dict[str, list[dict[str, Any]]]:
    from axe_playwright_python.sync_playwright import Axe

    kinds = ["violations", "incomplete"]
    part = None if every_row else {"exclude": [["tbody tr:nth-child(n+4)"]]}
    colours = {"resultTypes": kinds, "runOnly": {"type": "rule", "values": _COLOURS}}
    runs = []
    if every_row or setting.startswith("breed"):
        runs.append(Axe().run(tab, context=part, options=colours).response)
    if structure and setting.endswith("licht"):
        rules = {"target-size": {"enabled": True}, **{name: {"enabled": False} for name in _COLOURS}}
        runs.append(Axe().run(tab, context=part, options={"resultTypes": kinds, "rules": rules}).response)
    return {kind: [one for run in runs for one in run[kind]] for kind in kinds}


def weights(site: Path) -> dict[str, int]:
    """For every page the bytes of its HTML, style and script: all that it loads apart from images."""
    found = {}
    for page in pages_of(site):
        html = (site / page).read_text("utf-8")
        asked = re.findall(r'<(?:link rel="stylesheet" href|script src)="([^"]+)"', html)
        loaded = [(site / page).parent / one for one in asked]
        found[page] = len(html.encode()) + sum(path.stat().st_size for path in loaded)
    return found


def main() -> None:
    site = ROOT / "_site"
    if not (site / "index.html").is_file():
        sys.exit("Er is nog geen site. Draai eerst: make report")
    with browsing() as browser:
        chromium = browser.version
        found = examine(site, browser, every_row=True)
    heaviest = max(weights(site).items(), key=lambda pair: pair[1])
    results = {
        "date": date.today().isoformat(),
        "tools": {"axe": _axe_version(), "Chromium": chromium},
        "settings": {setting: says for setting, (says, *_) in SETTINGS.items()},
        "pages": {
            page: {
                setting: {name: one[name] for name in ("violations", "undecided")}
                for setting, one in settings.items()
            }
            for page, settings in found.items()
        },
        "heaviest": {heaviest[0]: round(heaviest[1] / 1000)},
    }
    RESULTS.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    for page, settings in found.items():
        for setting, one in settings.items():
            wide = [f"{one['sideways']} beeldpunten te breed"] if one["sideways"] > 0 else []
            print(page, setting, *(one["violations"] or ["geen overtreding"]), *one["where"], *wide)
    if any(one["sideways"] > 0 for settings in found.values() for one in settings.values()):
        sys.exit("Er zijn pagina’s die opzij schuiven.")


def _axe_version() -> str:
    """The version of axe itself, which the package that brings it along has in its own version or script."""
    import axe_playwright_python

    script = next(Path(axe_playwright_python.__file__).parent.rglob("axe.min.js"))
    match = re.search(r"axe v(\d+\.\d+\.\d+)", script.read_text("utf-8")[:400])
    return match[1] if match else version("axe-playwright-python")


if __name__ == "__main__":
    main()
