"""Every published number beside the computed one, with a verdict.

The join is on subject, statistic, category, group_by and group. The `variant` of a published row says what
was printed, and so how the two are compared:

- empty: a number; equal when the computed value rounds half up to it at the printed decimals;
- `low`, `high`: the end of a printed range; compared with the lowest or highest of the items in the subject;
- `min`, `max`: a bound ("meer dan 90%"); every item must be above, or below, it;
- `bound`: the star at a correlation; the computed p is below it;
- `verbal`: words ("ruim de helft"); every item must lie within the interval for those words, which the
  protocol's table of words gives; for words it does not know, the row's note does ("gelezen als 1-3").

A count of a coding that was read from the same report is no reproduction: that it agrees follows from the
coding. Where the report leaves cells open, the count has a lowest and a highest value; it is compared only if
that makes no difference.

A computed value on all who answered goes before one on valid answers only (`geldig`); the latter counts only
where the former disagrees, and the explanation says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

import pandas as pd

from stagepact_research.estimates import NOT_SHOWN
from stagepact_research.protocol import Quantifier
from stagepact_research.quantifiers import interval_of, printed_words
from stagepact_research.report.coded import AT_MOST, METHOD, settled
from stagepact_research.report.nl import round_half_up, span

REPRODUCED = "gereproduceerd"
TARGET_MET = "kalibratiedoel gehaald"
IN_AGREEMENT = "in overeenstemming"
FOLLOWS = "volgt uit de codering"
DEVIATES = "wijkt af"
IMPOSSIBLE = "onmogelijk zoals gedrukt"
NOT_COMPUTABLE = "niet te berekenen"
VERDICTS = (REPRODUCED, TARGET_MET, IN_AGREEMENT, FOLLOWS, DEVIATES, IMPOSSIBLE, NOT_COMPUTABLE)
AGREEING = (REPRODUCED, TARGET_MET, IN_AGREEMENT, FOLLOWS)

IDENTITY = (
    "source",
    "population",
    "locator",
    "subject",
    "statistic",
    "category",
    "group_by",
    "group",
    "variant",
)
COLUMNS = (
    *IDENTITY,
    "printed",
    "decimals",
    "computed",
    "difference",
    "provenance",
    "target",
    "verdict",
    "explanation",
    "note",
)

Row: TypeAlias = "pd.Series[Any]"
Words: TypeAlias = Sequence[Quantifier]
IsTarget: TypeAlias = Callable[[Row], bool]

_KEY = ("subject", "statistic", "category", "group_by", "group")
_PLAIN_METHODS = ("", "pearson", "anova", "observed")
_SET_VARIANTS = {"low", "high", "min", "max", "verbal"}
_COMPARED = {"", "bound", *_SET_VARIANTS}
_READ_AS = re.compile(r"gelezen als (-?[\d.]+)-(-?[\d.]+)")
# Wider than the noise of floating point, far narrower than any printed decimal.
_TOLERANCE = 1e-9


def verify(
    published: pd.DataFrame,
    computed: pd.DataFrame,
    *,
    targets: IsTarget = lambda row: False,
    impossible: Iterable[Mapping[str, Any]] = (),
    quantifiers: Words = (),
) -> pd.DataFrame:
    """Compare every published row with the computed estimates.

    Parameters
    ----------
    published : estimates with provenance `published`, in the order in which they are to be shown.
    computed : estimates; rows with provenance `published` are left out, other than counts of a coding.
    targets : whether a published row was a calibration target (see `target_rule`).
    impossible : rows that cannot hold as printed: subject, statistic, category, locator (each may be absent),
        and `reason`, the arithmetic in Dutch.
    quantifiers : the protocol's table of words such as "ruim de helft".

    Returns
    -------
    A frame with `COLUMNS`, one row for each published row, in their order.
    """
    index = _Index(computed[(computed["provenance"] != "published") | (computed["method"] == METHOD)])
    registry = list(impossible)
    rows = [_verify_row(row, index, targets(row), registry, quantifiers) for _, row in published.iterrows()]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def target_rule(rules: Iterable[Mapping[str, Any]]) -> IsTarget:
    """A published row is a target when it fits any rule: each column equals its value, or one of a list.

    A locator fits by its beginning, so that "Figuur 4.2" covers "Figuur 4.2; 5h".
    """
    listed = [dict(rule) for rule in rules]
    return lambda row: any(all(_fits(row, column, wanted) for column, wanted in r.items()) for r in listed)


def totals(verification: pd.DataFrame) -> pd.DataFrame:
    """The number of rows a verdict, calibration targets and the others apart."""
    table = pd.crosstab(verification["verdict"], verification["target"])
    table = table.reindex(index=list(VERDICTS), columns=[True, False], fill_value=0)
    return table.rename(columns={True: "kalibratiedoel", False: "geen doel"}).rename_axis(columns=None)


def agreement(verification: pd.DataFrame, source: str = "survey") -> tuple[int, int, int]:
    """Of the published numbers of a source: how many agree, can be computed, and cannot hold as printed."""
    mine = verification[(verification["source"] == source) & (verification["verdict"] != NOT_COMPUTABLE)]
    verdicts = mine["verdict"]
    return int(verdicts.isin(AGREEING).sum()), len(mine), int((verdicts == IMPOSSIBLE).sum())


class _Index:
    """The computed rows by key, so that several hundred published rows are looked up at once."""

    def __init__(self, computed: pd.DataFrame) -> None:
        self._rows: dict[tuple[str, ...], list[Row]] = {}
        for _, row in computed.iterrows():
            self._rows.setdefault(tuple(row[c] for c in _KEY), []).append(row)

    def find(self, published: Row, subject: str, variant: str) -> Row | None:
        """The computed row for one subject, or None; the plain method and locator first."""
        key = (subject, *(published[c] for c in _KEY[1:]))
        wanted = [r for r in self._rows.get(key, ()) if r["variant"] == variant]
        for column in ("wave", "source", "population", "method"):
            same = [r for r in wanted if r[column] == published[column]]
            # A published row need not say by which method; when it does, that one is meant where it is there.
            wanted = same if same or column != "method" else wanted
        plain = [r for r in wanted if r["method"] in _PLAIN_METHODS] or wanted
        return plain[0] if plain else None

    def hidden(self, published: Row, variant: str) -> str:
        """Why a computed number that exists is not shown; empty when that is not so."""
        whole = self.find(published, published["subject"], variant)
        members = [whole] if whole is not None else []
        if whole is None and published["variant"] in _SET_VARIANTS:
            found = [self._member(published, s, variant) for s in _members(published["subject"])]
            members = [row for row in found if row is not None]
        notes = [str(row["note"]) for row in members if pd.isna(row["estimate"])]
        return next((note for note in notes if note.startswith(NOT_SHOWN)), "")

    def _member(self, published: Row, subject: str, variant: str) -> Row | None:
        """One item of a set; an item without special answers has no row on valid answers apart."""
        row = self.find(published, subject, variant)
        return self.find(published, subject, "") if row is None else row

    def values(self, published: Row, variant: str) -> tuple[list[float], str]:
        """The computed values that a row speaks of, and their provenance; none when one is absent or NaN."""
        whole = self.find(published, published["subject"], variant)
        if whole is not None:
            found: list[Row] = [whole]
        elif published["variant"] in _SET_VARIANTS and "+" in published["subject"]:
            members = _members(published["subject"])
            found = [r for s in members if (r := self._member(published, s, variant)) is not None]
            if len(found) < len(members):
                return [], ""
        else:
            return [], ""
        if any(pd.isna(r["estimate"]) for r in found):
            return [], ""
        provenances = {str(r["provenance"]) for r in found}
        kind = provenances.pop() if provenances in ({"observed"}, {"published"}) else "synthetic"
        return [float(r["estimate"]) for r in found], kind


def _verify_row(
    published: Row, index: _Index, target: bool, registry: list[Mapping[str, Any]], words: Words
) -> dict[str, Any]:
    out: dict[str, Any] = {column: published[column] for column in IDENTITY}
    out.update(printed=published["estimate"], decimals=published["decimals"], note=published["note"])
    out.update(computed=float("nan"), difference=float("nan"), provenance="", target=target, explanation="")
    reason = _impossible_reason(published, registry)
    interval = _interval(published, words)
    # Any other variant names a computation ("holm"): the row is compared with that one.
    variant = "" if published["variant"] in _COMPARED else published["variant"]
    values, provenance = index.values(published, variant)
    if not values or (published["variant"] == "verbal" and interval is None):
        why = index.hidden(published, variant) or _why_not(published)
        why = "deze woorden hebben geen vast interval" if values else why
        return {**out, "verdict": IMPOSSIBLE if reason else NOT_COMPUTABLE, "explanation": reason or why}
    most, _ = index.values(published, AT_MOST)
    wanted = interval or (float(published["estimate"]),) * 2
    if most and not settled(values[0], most[0], wanted):
        return {**out, "verdict": NOT_COMPUTABLE, "explanation": _say_open(published, values[0], most[0])}
    if not _agrees(published, values, interval):
        valid, kind = index.values(published, "geldig")
        if valid and _agrees(published, valid, interval):
            values, provenance = valid, kind
            out["explanation"] = "over de geldige antwoorden"
    agreed = _agrees(published, values, interval)
    out["computed"] = _shown(published, values, interval)
    out["difference"] = _difference(published, out["computed"])
    out["provenance"] = provenance
    out["verdict"] = _verdict(agreed, provenance, target, bool(reason))
    if not agreed and reason:
        out["explanation"] = reason
    elif interval is not None:
        out["explanation"] = "; ".join(filter(None, (_say_interval(published, interval), out["explanation"])))
    return out


def _verdict(agreed: bool, provenance: str, target: bool, impossible: bool) -> str:
    if agreed and provenance == "observed":
        return REPRODUCED
    if agreed and provenance == "published":
        return FOLLOWS
    if agreed:
        return TARGET_MET if target else IN_AGREEMENT
    return IMPOSSIBLE if impossible else DEVIATES


def _agrees(published: Row, values: list[float], interval: tuple[float, float] | None) -> bool:
    printed, variant = float(published["estimate"]), published["variant"]
    if any(pd.isna(v) for v in values):
        return False
    if variant == "bound":
        return max(values) < printed
    if variant == "min":
        return min(values) >= printed - _TOLERANCE
    if variant == "max":
        return max(values) <= printed + _TOLERANCE
    if variant == "verbal":
        return interval is not None and all(interval[0] <= v <= interval[1] for v in values)
    decimals = _decimals(published)
    extreme = min(values) if variant == "low" else max(values)
    return round_half_up(extreme, decimals) == round_half_up(printed, decimals)


def _shown(published: Row, values: list[float], interval: tuple[float, float] | None) -> float:
    """The one computed value that stands beside the printed one: for a set, the one that decides."""
    if published["variant"] in ("low", "min"):
        return min(values)
    if published["variant"] == "verbal" and interval is not None:
        middle = sum(interval) / 2
        return max(values, key=lambda v: abs(v - middle))
    return max(values)


def _difference(published: Row, computed: float) -> float:
    """Computed, rounded as printed, minus printed; no number for a bound or for words."""
    if published["variant"] not in ("", "low", "high") or pd.isna(computed):
        return float("nan")
    decimals = _decimals(published)
    return float(round_half_up(computed, decimals) - round_half_up(float(published["estimate"]), decimals))


def _decimals(published: Row) -> int:
    return 0 if pd.isna(published["decimals"]) else int(published["decimals"])


def _members(subject: str) -> list[str]:
    """The single subjects of a set: "q02e+q02f", and "zoeken~q09a+q10c" as zoeken~q09a and zoeken~q10c."""
    first, tilde, second = subject.partition("~")
    if not tilde:
        return first.split("+")
    return [f"{a}~{b}" for a in first.split("+") for b in second.split("+")]


def _interval(published: Row, words: Words) -> tuple[float, float] | None:
    """The protocol's interval for the words of a share; else, or for other numbers, that of the note."""
    if published["variant"] != "verbal":
        return None
    if published["statistic"] == "pct" and (found := interval_of(printed_words(published), words)):
        return found
    match = _READ_AS.search(str(published["note"]))
    return (float(match.group(1)), float(match.group(2))) if match else None


def _say_interval(published: Row, interval: tuple[float, float]) -> str:
    if published["statistic"] == "pct":
        return f"gelezen als {span(*interval, 0, '%')}"
    return f"gelezen als {span(*interval, 2)}"


def _say_open(published: Row, low: float, high: float) -> str:
    unit = "%" if published["statistic"] == "pct" else ""
    return (
        f"het rapport zegt niet van alle instellingen wat er staat: dit kan {span(low, high, 0, unit)} zijn"
    )


_WHY_NOT = {
    "survey": "de vragenlijst geeft hiervoor geen schatting",
    "agendas": "de codering geeft hiervoor geen telling",
    "interviews": "de antwoorden uit de interviews zijn niet openbaar",
    "recruitment": "van de werving is geen echt logboek opgenomen",
    "literature": "dit getal komt uit ander onderzoek",
}


def _why_not(published: Row) -> str:
    return _WHY_NOT.get(str(published["source"]), "dit onderdeel van het onderzoek is nog niet opgenomen")


def _impossible_reason(published: Row, registry: list[Mapping[str, Any]]) -> str:
    for entry in registry:
        if all(_fits(published, c, w) for c, w in entry.items() if c in IDENTITY):
            return str(entry["reason"])
    return ""


def _fits(row: Row, column: str, wanted: Any) -> bool:
    accepted = [str(w) for w in wanted] if isinstance(wanted, list | tuple | set) else [str(wanted)]
    present = str(row[column])
    if column == "locator":
        return any(present == w or present.startswith((f"{w};", f"{w} ", f"{w},")) for w in accepted)
    return present in accepted
