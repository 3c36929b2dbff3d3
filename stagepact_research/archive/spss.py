"""A file of respondents for SPSS (.sav): labels, user-missing codes and measurement levels."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pandas as pd

from stagepact_research.codebook.missing import HIGHEST, LOWEST
from stagepact_research.codebook.variables import Variable

_MAXIMUM_LABEL, _MAXIMUM_VALUE = 250, 115
"""Bytes: SPSS takes 255 for the label of a variable and 120 for that of a value."""
_MADE = slice(92, 109)
"""Where the header has the date and the time at which the file was written."""
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def sav_file(
    frame: pd.DataFrame, variables: Sequence[Variable], *, title: str, notes: Sequence[str], made: date
) -> bytes:
    """The bytes of a .sav file, which with the same data and date are the same every time.

    Parameters
    ----------
    frame : the file of respondents, its columns those of `variables`.
    title : the label of the file, at most 60 characters.
    notes : lines that the file carries along, at most 80 characters each.
    """
    import pyreadstat

    coded = [variable for variable in variables if variable.missing]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "respondenten.sav"
        pyreadstat.write_sav(
            frame,
            str(path),
            file_label=title[:60],
            column_labels={v.name: shortened(v.label, _MAXIMUM_LABEL) for v in variables},
            note=[line[:80] for line in notes],
            variable_value_labels={v.name: labels for v in variables if (labels := _labels(v))},
            missing_ranges={v.name: [{"lo": LOWEST, "hi": HIGHEST}] for v in coded},
            variable_measure={v.name: v.measure for v in variables},
            variable_format={v.name: _format(v) for v in variables},
        )
        content = bytearray(path.read_bytes())
    # The only bytes that tell when: "24 Nov 26" and "00:00:00".
    stamp = f"{made.day:02d} {_MONTHS[made.month - 1]} {made.year % 100:02d}00:00:00"
    content[_MADE] = stamp.encode("ascii")
    return bytes(content)


def shortened(text: str, limit: int) -> str:
    """The text in at most `limit` bytes of UTF-8, cut off between words and marked so."""
    if len(text.encode()) <= limit:
        return text
    words = text.split()
    while words and len(" ".join(words).encode()) + len("…".encode()) > limit:
        words.pop()
    return f"{' '.join(words)}…"


def _labels(variable: Variable) -> dict[int | float, str]:
    given = {value.code: value.label for value in variable.values}
    given |= {missing.code: missing.label for missing in variable.missing}
    return {code: shortened(label, _MAXIMUM_VALUE) for code, label in given.items()}


def _format(variable: Variable) -> str:
    return f"F{9 + variable.decimals // 2}.{variable.decimals}" if variable.decimals else "F5.0"
