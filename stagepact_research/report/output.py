"""A figure on disk beside its chapter, and the Markdown that shows it."""

from __future__ import annotations

import pandas as pd

from stagepact_research.report import style
from stagepact_research.report.sources import chapter_folder, edition, is_synthetic

_KINDS = {
    "published": "gedrukt in het rapport of openbaar",
    "observed": "waargenomen",
    "synthetic": "synthetisch",
}
_PRINTED_ONLY = {"gegeven"}
"""Figures of printed numbers in a chapter that is for the rest about computed ones."""


def figure(estimates: pd.DataFrame, label: str, caption: str, alt: str, svg: str) -> None:
    """Write the SVG beside the chapter and print it; its alternative text tells synthetic data too."""
    folder = chapter_folder(str(estimates.attrs["chapter"]))
    folder.mkdir(parents=True, exist_ok=True)
    made_up = is_synthetic(estimates) and label not in _PRINTED_ONLY
    kinds = ["published"] if label in _PRINTED_ONLY else sorted(set(estimates["provenance"]) & set(_KINDS))
    about = {
        "title": caption,
        "description": f"Gegevens: {', '.join(_KINDS[kind] for kind in kinds)}.",
        "identifier": f"fig-{label}",
        "language": "nl",
        "source": f"stagepact-research, tabel met schattingen sha256:{edition() or 'geen'}",
    }
    (folder / f"{label}.svg").write_text(style.described(svg, about), encoding="utf-8")
    marked = f"{alt} Synthetische gegevens." if made_up else alt
    quoted = marked.replace("\\", "").replace('"', "’")
    print(f'![{caption}]({folder.name}/{label}.svg){{#fig-{label} fig-alt="{quoted}"}}\n')
