"""Numbers and lists as a Dutch reader expects them.

Every function takes a number or a row of the estimates (then its `estimate` is meant). Rounding is half up,
as the 2024 report rounds; a number that is not there is printed as a dash.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeAlias

import pandas as pd

# Any number, or a row of the table of estimates.
Number: TypeAlias = "float | int | Decimal | pd.Series[float]"

MINUS = "\u2212"
MISSING = "\u2013"
_WORDS = (
    *("nul", "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien"),
    *("elf", "twaalf", "dertien", "veertien", "vijftien", "zestien", "zeventien", "achttien", "negentien"),
    "twintig",
)


def value(number: Number) -> float:
    """The number itself, or the estimate of a row."""
    return float(number["estimate"]) if isinstance(number, pd.Series) else float(number)


def round_half_up(number: Number, decimals: int = 0) -> Decimal:
    """Round half away from zero, in decimal arithmetic.

    Nine decimals are looked at: 23 / 40 * 100, which a binary float holds as 57.49999999999999, is 57.5 and
    rounds to 58.
    """
    exact = Decimal(f"{value(number):.9f}")
    return exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def decimal(number: Number, decimals: int = 1) -> str:
    """3.456 is "3,5"; thousands get a full stop, a negative number a true minus sign."""
    if math.isnan(value(number)):
        return MISSING
    rounded = round_half_up(number, decimals)
    digits = f"{abs(rounded):,.{decimals}f}".translate(str.maketrans(",.", ".,"))
    return f"{MINUS}{digits}" if rounded < 0 else digits


def percent(number: Number, decimals: int = 0) -> str:
    """A percentage on 0-100: 28.6 is "29%"."""
    text = decimal(number, decimals)
    return text if text == MISSING else f"{text}%"


def count(number: Number) -> str:
    """A whole number: 1234 is "1.234"."""
    return decimal(number, 0)


def base(row: pd.Series[float]) -> str:
    """The number of respondents under an estimate."""
    return count(float(row["n"]))


def words(number: Number) -> str:
    """Up to twenty in words, as in running text; above that in digits."""
    whole = value(number)
    if not math.isnan(whole) and whole == int(whole) and 0 <= whole < len(_WORDS):
        return _WORDS[int(whole)]
    return count(number)


def capital(text: str) -> str:
    """The text as a sentence starts it; of "één" only the second letter keeps its accent."""
    return f"Eén{text[3:]}" if text.startswith("één") else f"{text[:1].upper()}{text[1:]}"


def p_value(number: Number) -> str:
    """ "p < 0,001", or "p = 0,034"."""
    p = value(number)
    if math.isnan(p):
        return f"p = {MISSING}"
    return "p < 0,001" if p < 0.001 else f"p = {decimal(p, 3)}"


def span(low: Number, high: Number, decimals: int = 0, unit: str = "") -> str:
    """ "58 tot 71%", or "58%" where both ends are printed the same."""
    first, last = decimal(low, decimals), decimal(high, decimals)
    return f"{first}{unit}" if first == last else f"{first} tot {last}{unit}"


def interval(row: pd.Series[float], decimals: int = 2) -> str:
    """The 95% confidence interval of a row: "0,81 tot 0,90"."""
    return f"{decimal(float(row['ci_low']), decimals)} tot {decimal(float(row['ci_high']), decimals)}"


def left_out(names: Sequence[str], of: str) -> str:
    """One more sentence: which of the things in a figure are not in it, for want of answers."""
    return f". Niet getoond, wegens te weinig {of}: {'; '.join(names)}." if names else ""


def listing(parts: Sequence[str], conjunction: str = "en") -> str:
    """ "a, b en c"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {conjunction} {parts[-1]}"
