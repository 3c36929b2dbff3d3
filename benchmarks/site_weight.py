"""What a page costs its reader: bytes over the wire and the time to first paint, in both engines.

Run it from the project's folder after `make report`: `.venv/bin/python benchmarks/site_weight.py`. Beside
the survey chapter of the embedded engine stands the same chapter by Quarto, where a quarto program is found.
"""

from __future__ import annotations

import gzip
import json
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[1]
PAGE = "notebooks/4-vragenlijst.html"
REPEATS = 5
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
_KINDS = {".html": "HTML", ".css": "CSS", ".js": "JavaScript", ".svg": "SVG"}
_PAINT = "JSON.stringify(performance.getEntriesByName('first-contentful-paint').map(one => one.startTime))"


class Silent(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def served(site: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Silent, directory=str(site)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def measure(site: Path) -> tuple[dict[str, tuple[int, int]], list[str], list[float]]:
    """Bytes raw and gzipped per kind of file, other hosts that were asked, milliseconds to first paint."""
    from playwright.sync_api import sync_playwright

    asked: set[str] = set()
    paints = []
    with served(site) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for _ in range(REPEATS):
            context = browser.new_context(viewport={"width": 1400, "height": 900})
            tab = context.new_page()
            tab.on("request", lambda request: asked.add(request.url))
            tab.goto(f"{address}/{PAGE}", wait_until="networkidle")
            paints += json.loads(tab.evaluate(_PAINT))
            context.close()
        browser.close()
        elsewhere = {urlsplit(url).netloc for url in asked if not url.startswith((address, "data:"))}
        own = {urlsplit(url).path.lstrip("/") for url in asked if url.startswith(address)}
    sizes: dict[str, tuple[int, int]] = {}
    for path in own:
        if not (site / path).is_file():
            continue
        content = (site / path).read_bytes()
        kind = _KINDS.get(Path(path).suffix, "anders")
        raw, packed = sizes.get(kind, (0, 0))
        sizes[kind] = raw + len(content), packed + len(gzip.compress(content, mtime=0))
    return sizes, sorted(elsewhere), paints


def with_quarto(folder: Path) -> Path | None:
    """The site as Quarto renders it, on a copy; None where there is no Quarto."""
    if shutil.which("quarto") is None:
        return None
    for name in ("instruments", "notebooks", "data"):
        shutil.copytree(ROOT / name, folder / name)
    for name in ("_quarto.yml", "index.qmd"):
        shutil.copy(ROOT / name, folder / name)
    subprocess.run(["quarto", "render", "--to", "html"], cwd=folder, check=True, capture_output=True)
    return folder / "_site"


def show(name: str, site: Path) -> None:
    sizes, elsewhere, paints = measure(site)
    print(f"{name}: {PAGE}")
    for kind, (raw, packed) in sorted(sizes.items()):
        print(f"  {kind}: {raw / 1000:.0f} kB, gzip {packed / 1000:.0f} kB")
    total, packed = (sum(pair[i] for pair in sizes.values()) for i in (0, 1))
    print(f"  samen: {total / 1000:.0f} kB, gzip {packed / 1000:.0f} kB")
    print(f"  andere servers: {', '.join(elsewhere) or 'geen'}")
    print(f"  eerste weergave: {statistics.median(paints):.0f} ms (mediaan van {len(paints)})")


def main() -> None:
    if not (ROOT / "_site" / PAGE).is_file():
        sys.exit("Er is nog geen site. Draai eerst: make report")
    show("ingebouwde weergave", ROOT / "_site")
    with TemporaryDirectory() as temporary:
        other = with_quarto(Path(temporary))
        if other is None:
            print("Quarto is niet gevonden: de andere helft van de vergelijking is niet gemeten.")
        else:
            show("Quarto", other)


if __name__ == "__main__":
    main()
