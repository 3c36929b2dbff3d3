"""A figure on disk beside its chapter, and the Markdown that shows it with the data behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from stagepact_research.report import style
from stagepact_research.report.sources import chapter_folder, edition, is_synthetic
from stagepact_research.report.tables import Cells, escape_markdown, pipe_table

DATA_TITLE = "Gegevens bij deze figuur"
"""The title by which the embedded engine knows the table behind a figure."""
_KINDS = {
    "published": "gedrukt in het rapport of openbaar",
    "observed": "waargenomen",
    "synthetic": "synthetisch",
}
_PRINTED_ONLY = {"gegeven"}
"""Figures of printed numbers in a chapter that is for the rest about computed ones."""


@dataclass(frozen=True)
class Data:
    """The values that a figure shows, as plain text; the first column names the row."""

    header: Cells
    rows: Sequence[Cells]


def figure(estimates: pd.DataFrame, label: str, caption: str, alt: str, svg: str, data: Data) -> None:
    """Write the SVG beside the chapter and print it; its alternative text tells synthetic data too.

    Parameters
    ----------
    data : what the figure shows, for who cannot see it or wants to compute with it; only on the site, where
        it can stay folded.
    """
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
    print(folded(data))


def folded(data: Data) -> str:
    """The table behind a figure as a callout that is closed until the reader opens it."""
    header = [escape_markdown(cell) for cell in data.header]
    rows = [[escape_markdown(cell) for cell in row] for row in data.rows]
    table = pipe_table(header, rows, "l" + "r" * (len(header) - 1), [30, *[10] * (len(header) - 1)])
    return (
        ':::: {.content-visible when-format="html"}\n\n'
        f'::: {{.callout-note collapse="true" title="{DATA_TITLE}"}}\n\n{table}\n\n:::\n\n::::\n'
    )
