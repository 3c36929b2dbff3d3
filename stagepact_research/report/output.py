"""A figure on disk beside its chapter, and the Markdown that shows it."""

from __future__ import annotations

import pandas as pd

from stagepact_research.report.sources import chapter_folder, is_synthetic


def figure(estimates: pd.DataFrame, label: str, caption: str, alt: str, svg: str) -> None:
    """Write the SVG beside the chapter and print it; its alternative text tells synthetic data too."""
    folder = chapter_folder(str(estimates.attrs["chapter"]))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{label}.svg").write_text(svg, encoding="utf-8")
    marked = f"{alt} Synthetische gegevens." if is_synthetic(estimates) and label != "gegeven" else alt
    quoted = marked.replace("\\", "").replace('"', "’")
    print(f'![{caption}]({folder.name}/{label}.svg){{#fig-{label} fig-alt="{quoted}"}}\n')
