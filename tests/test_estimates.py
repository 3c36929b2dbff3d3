"""The tidy table: one schema, a unique key, and a lookup that helps when it fails."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from stagepact_research.estimates import (
    COLUMNS,
    AmbiguousEstimate,
    InvalidEstimates,
    NoSuchEstimate,
    canonical_csv,
    lookup,
    read_estimates,
    select,
    tidy,
    validate,
    write_estimates,
)

CONSTANT = {"wave": 2024, "source": "survey", "provenance": "synthetic", "population": "opleidingsteams"}


def _table() -> pd.DataFrame:
    return tidy(
        [
            {"subject": "kennis", "statistic": "mean", "estimate": 3.5, "n": 138},
            {
                "subject": "kennis",
                "statistic": "mean",
                "group_by": "leerweg",
                "group": "bol",
                "estimate": 3.4,
            },
            {"subject": "q02e", "statistic": "pct", "category": "voldoende", "estimate": 29.0},
            {"subject": "q02e", "statistic": "pct", "category": "beperkt", "estimate": 31.0},
        ],
        **CONSTANT,
    )


def test_a_table_has_exactly_the_columns_of_the_schema() -> None:
    assert list(_table().columns) == list(COLUMNS)


def test_the_plain_row_is_found_beside_its_breakdowns() -> None:
    assert lookup(_table(), subject="kennis", statistic="mean")["estimate"] == 3.5


def test_a_missing_key_names_the_nearest() -> None:
    with pytest.raises(NoSuchEstimate, match="q02e"):
        lookup(_table(), subject="q02f", statistic="pct", category="voldoende")


def test_a_double_key_names_the_columns_that_differ() -> None:
    with pytest.raises(AmbiguousEstimate, match="category"):
        lookup(_table(), subject="q02e", statistic="pct")


def test_an_unknown_column_is_refused() -> None:
    with pytest.raises(NoSuchEstimate, match="onbekende kolom"):
        select(_table(), scale="kennis")
    with pytest.raises(InvalidEstimates, match="onbekende kolommen"):
        tidy([{"score": 1}])


def test_a_repeated_key_is_refused() -> None:
    with pytest.raises(InvalidEstimates, match="dezelfde sleutel"):
        validate(pd.concat([_table(), _table()], ignore_index=True))


def test_a_word_outside_the_vocabulary_is_refused() -> None:
    with pytest.raises(InvalidEstimates, match="provenance"):
        validate(_table().assign(provenance="echt"))


def test_a_table_survives_writing_and_reading(tmp_path: Path) -> None:
    path = tmp_path / "sub" / "estimates.parquet"
    write_estimates(_table(), path)
    assert canonical_csv(read_estimates(path)) == canonical_csv(_table())


def test_a_csv_with_a_word_for_a_number_is_refused_with_its_row(tmp_path: Path) -> None:
    path = tmp_path / "published.csv"
    text = canonical_csv(_table()).replace("3.5", "drie")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidEstimates, match="kolom estimate"):
        read_estimates(path)


def test_an_absent_table_says_how_to_make_it(tmp_path: Path) -> None:
    with pytest.raises(InvalidEstimates, match="make report"):
        read_estimates(tmp_path / "estimates.parquet")


def test_the_canonical_text_does_not_depend_on_row_order_or_on_rounding_noise() -> None:
    table = _table()
    shaken = table.iloc[::-1].assign(estimate=lambda t: t["estimate"] * (1 + 1e-13))
    assert canonical_csv(shaken) == canonical_csv(table)
    noise = tidy([{"subject": "a", "statistic": "r", "estimate": -1e-17}], **CONSTANT)
    assert ",0,,,,,," in canonical_csv(noise)
