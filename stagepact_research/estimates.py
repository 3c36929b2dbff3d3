"""The tidy table: every number that the project computes or that the report printed is one row.

`KEY` names the columns that identify a row, together unique; `VALUE` the columns that hold the number,
its uncertainty and, for a published row, how it was printed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from stagepact_research.errors import InputProblem

KEY = (
    "wave",
    "contrast",
    "source",
    "provenance",
    "population",
    "weighting",
    "subject",
    "statistic",
    "category",
    "group_by",
    "group",
    "method",
    "variant",
    "locator",
)
VALUE = ("estimate", "se", "ci_low", "ci_high", "n", "decimals", "note")
COLUMNS = KEY + VALUE
HIDDEN = "verborgen"
"""The group of the reasons that too few gave to be shown."""
NOT_SHOWN = "niet getoond"
"""With this begins the note of a row whose numbers are too small to publish."""
_PLAIN = {"weighting": "none"} | dict.fromkeys(
    ("contrast", "category", "group_by", "group", "method", "variant", "locator"), ""
)
"""The value of a column that a key leaves out, in the order in which they are tried."""
_NUMBERS = ("estimate", "se", "ci_low", "ci_high", "n", "decimals")
_VOCABULARY = {
    "source": {"survey", "interviews", "agendas", "literature", "frame", "recruitment"},
    "provenance": {"published", "observed", "synthetic"},
    "population": {
        "opleidingsteams",
        "stagebegeleiders",
        "praktijkopleiders",
        "leerbedrijven",
        "instellingen",
        "studenten",
        "werknemers",
        "bevolking",
    },
    "weighting": {"none", "completion", "raked", "trimmed"},
}


class NoSuchEstimate(InputProblem):
    """No row has the key; the nearest keys are named."""


class AmbiguousEstimate(InputProblem):
    """More than one row has the key; the columns in which they differ are named."""


class InvalidEstimates(InputProblem):
    """A table of estimates breaks the schema."""


def tidy(rows: Iterable[Mapping[str, Any]], **constant: Any) -> pd.DataFrame:
    """Rows as a table of estimates: the `constant` columns filled in, absent key columns empty."""
    frame = pd.DataFrame([{**constant, **row} for row in rows])
    return conform(frame)


def conform(frame: pd.DataFrame) -> pd.DataFrame:
    """The same rows with exactly the columns of the schema, in order and typed."""
    unknown = set(frame.columns) - set(COLUMNS)
    if unknown:
        raise InvalidEstimates("schattingen", f"onbekende kolommen {sorted(unknown)}", ", ".join(COLUMNS))
    out = frame.reindex(columns=list(COLUMNS))
    for column in COLUMNS:
        if column in _NUMBERS:
            out[column] = pd.to_numeric(out[column]).astype("float64")
        else:
            filled = out[column].astype(object).where(out[column].notna(), "")
            out[column] = filled.map(str).astype(object)
    out["weighting"] = out["weighting"].replace("", "none")
    return out.reset_index(drop=True)


def validate(frame: pd.DataFrame, where: str = "schattingen") -> pd.DataFrame:
    """The table itself when its key is unique and its vocabulary known; else `InvalidEstimates`."""
    for column, words in _VOCABULARY.items():
        wrong = frame.index[~frame[column].isin(words)]
        if len(wrong):
            raise InvalidEstimates(
                f"{where}, regel {wrong[0] + 2}, kolom {column}",
                f'waarde "{frame.loc[wrong[0], column]}" bestaat niet.',
                ", ".join(sorted(words)),
            )
    double = frame.index[frame.duplicated(list(KEY))]
    if len(double):
        key = {c: frame.loc[double[0], c] for c in KEY if frame.loc[double[0], c]}
        raise InvalidEstimates(f"{where}, regel {double[0] + 2}", f"dezelfde sleutel staat er al: {key}")
    return frame


def write_estimates(frame: pd.DataFrame, path: Path) -> None:
    """Write the validated table as parquet, sorted by key."""
    ordered = validate(conform(frame), str(path)).sort_values(list(KEY), kind="stable")
    path.parent.mkdir(parents=True, exist_ok=True)
    ordered.reset_index(drop=True).to_parquet(path, index=False)


def read_estimates(path: Path | str) -> pd.DataFrame:
    """The table of estimates at `path`: .parquet as the pipeline writes, .csv as the raw data are kept."""
    path = Path(path)
    if not path.exists():
        raise InvalidEstimates(str(path), "het bestand bestaat niet.", remedy="Maak het met: make report")
    if path.suffix == ".csv":
        try:
            frame = pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[])
        except (ValueError, OSError) as error:  # also no UTF-8, empty, or rows of unequal length
            raise InvalidEstimates(
                str(path), "het bestand is geen leesbare CSV.", "kolommen met komma's ertussen, in UTF-8"
            ) from error
        for column in set(_NUMBERS) & set(frame.columns):
            numbers = pd.to_numeric(frame[column].replace("", None), errors="coerce")
            wrong = frame.index[numbers.isna() & (frame[column] != "")]
            if len(wrong):
                raise InvalidEstimates(
                    f"{path}, regel {wrong[0] + 2}, kolom {column}",
                    f'"{frame.loc[wrong[0], column]}" is geen getal.',
                    "een getal met een decimale punt, of leeg",
                )
            frame[column] = numbers
        return validate(conform(frame), str(path))
    return conform(pd.read_parquet(path))


def select(estimates: pd.DataFrame, **key: Any) -> pd.DataFrame:
    """The rows whose columns equal the values of `key` (a list means: one of these)."""
    return estimates.iloc[_positions(estimates, key)]


def lookup(estimates: pd.DataFrame, **key: Any) -> pd.Series:
    """The one row that `key` identifies.

    Columns that are left out are matched first at their empty value (`weighting`: none), then freely, so
    that the plain figure is found beside its breakdowns and its weighted versions. No row, or more than
    one, is an error that names the nearest keys.
    """
    rows = _positions(estimates, key)
    for column in _PLAIN:
        if len(rows) > 1 and column not in key:
            plain = rows[estimates[column].to_numpy()[rows] == _PLAIN[column]]
            rows = plain if len(plain) else rows
    if len(rows) == 1:
        row: pd.Series[Any] = estimates.iloc[rows[0]]
        return row
    found = estimates.iloc[rows]
    if len(found) == 0:
        raise NoSuchEstimate("lookup", f"geen schatting met {_say(key)}", remedy=_nearest(estimates, key))
    differ = [c for c in KEY if found[c].nunique() > 1]
    shown = found[differ].drop_duplicates().head(5).to_dict("records")
    raise AmbiguousEstimate(
        "lookup", f"{len(found)} schattingen met {_say(key)}", f"noem ook {differ}, zoals {shown}"
    )


def _positions(estimates: pd.DataFrame, key: Mapping[str, Any]) -> NDArray[np.intp]:
    """The positions of the rows with the key; column after column, for a chapter asks hundreds."""
    rows = np.arange(len(estimates))
    for column, value in key.items():
        if column not in KEY:
            raise NoSuchEstimate("lookup", f"onbekende kolom {column}", ", ".join(KEY))
        present = estimates[column].to_numpy()[rows]
        if isinstance(value, list | tuple | set):
            rows = rows[np.isin(present, [str(v) for v in value])]
        else:
            rows = rows[present == str(value)]
    return rows


def canonical_csv(estimates: pd.DataFrame) -> str:
    """The table as text that is the same on every machine: sorted by key, 8 significant digits."""
    ordered = conform(estimates).sort_values(list(KEY), kind="stable")
    for column in _NUMBERS:
        ordered[column] = [_canonical(v) for v in ordered[column]]
    return str(ordered.to_csv(index=False, lineterminator="\n"))


def _canonical(value: float) -> str:
    if pd.isna(value):
        return ""
    # Smaller than rounding noise of the computations is zero, whatever its sign.
    return "0" if abs(value) < 1e-12 else f"{value:.8g}"


def _say(key: Mapping[str, Any]) -> str:
    return ", ".join(f"{k}={v}" for k, v in key.items())


def _nearest(estimates: pd.DataFrame, key: Mapping[str, Any]) -> str:
    text = estimates[list(key)].astype(str).agg(" ".join, axis=1).drop_duplicates()
    near = get_close_matches(" ".join(str(v) for v in key.values()), text.tolist(), n=3, cutoff=0.3)
    rows = estimates.loc[text[text.isin(near)].index, list(key)]
    return (
        "De naaste: " + "; ".join(_say({str(k): v for k, v in r.items()}) for r in rows.to_dict("records"))
        if near
        else ""
    )
