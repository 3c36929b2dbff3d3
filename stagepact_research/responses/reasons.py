"""Reasons to decline that respondents typed, coded by hand beside the answers that hold them."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import pandas as pd

from stagepact_research.responses.errors import InvalidReason

REASONS = "redenen.csv"
"""Its name in the folder of a snapshot; it holds what people typed, and stays where the answers stay."""
_COLUMNS = ("tekst", "categorie")


def read_reasons(path: Path, known: Collection[str]) -> dict[str, str]:
    """The category of every typed reason: `;` between the columns tekst and categorie, in UTF-8.

    Parameters
    ----------
    known : the categories that may be used. They are published, so nobody makes one up beside the answers.

    Raises
    ------
    InvalidReason
        When the file or one of its rows cannot be read. Its message repeats nothing that was typed.
    """
    expected = f"twee kolommen, {' en '.join(_COLUMNS)}, met een puntkomma ertussen, in UTF-8"
    try:
        table = pd.read_csv(path, sep=";", dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise InvalidReason(path, None, "het bestand is niet te lezen.", expected) from error
    if tuple(table) != _COLUMNS:
        raise InvalidReason(path, 1, "de kolommen zijn andere.", expected)
    found: dict[str, str] = {}
    for row, (text, category) in enumerate(table.itertuples(index=False), start=2):
        if not text.strip():
            raise InvalidReason(path, row, "de tekst is leeg.", "de reden zoals die is getypt")
        if category not in known:
            raise InvalidReason(path, row, "de categorie bestaat niet.", " of ".join(sorted(known)))
        if found.setdefault(text, category) != category:
            raise InvalidReason(
                path, row, "deze tekst heeft al een andere categorie.", "één categorie per tekst"
            )
    return found
