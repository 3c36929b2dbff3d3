"""Tables as Markdown pipe tables, from rows of the estimates."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeAlias

import pandas as pd

from stagepact_research.estimates import lookup, select
from stagepact_research.instruments.questionnaire import Questionnaire, Scale
from stagepact_research.quantifiers import printed_words
from stagepact_research.report import labels, nl
from stagepact_research.report.verification import totals

Cells: TypeAlias = Sequence[str]
Row: TypeAlias = "pd.Series[Any]"

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~^$@&\"':=/])")
_SIGNIFICANT = 0.05
DASH = "Een streepje betekent dat het aantal te klein is om te tonen, of dat er een klein aantal uit volgt."


def escape_markdown(text: str) -> str:
    """A text from outside as plain words: no mark-up, no HTML, no shortcode, on one line.

    Everything that Markdown, HTML or Quarto could read as more than a character gets a backslash.
    """
    printable = "".join(c if c.isprintable() else " " for c in text)
    return _SPECIAL.sub(r"\\\1", " ".join(printable.split()))


def pipe_table(header: Cells, rows: Iterable[Cells], align: str, widths: Sequence[int] = ()) -> str:
    """A pipe table; `align` has a letter l, r or c for each column, `widths` their relative widths."""
    wide = widths or [10] * len(header)
    ends = {"l": (":", ""), "r": ("", ":"), "c": (":", ":")}
    rule = [f"{ends[a][0]}{'-' * max(3, w)}{ends[a][1]}" for a, w in zip(align, wide, strict=True)]
    lines = [_line(header), f"|{'|'.join(rule)}|", *(_line(row) for row in rows)]
    return "\n".join(lines)


def numbered(label: str, caption: str, table: str, note: str = "") -> str:
    """The table as a block that is numbered and can be referred to as @tbl-label."""
    below = f"\n\n*Noot.* {note}" if note else ""
    return f"::: {{#tbl-{label}}}\n\n{table}\n\n{caption}\n\n:::{below}\n"


def scales_table(estimates: pd.DataFrame, scales: Sequence[Scale]) -> str:
    """Tabel 4.1: the scales under their construct, with the number of items."""
    rows, before = [], ""
    for scale in scales:
        number = nl.count(lookup(estimates, subject=scale.id, statistic="n_items"))
        rows.append(["" if scale.concept == before else scale.concept, scale.label, number])
        before = str(scale.concept)
    return pipe_table(["Construct", "Schaal", "Aantal vragen"], rows, "llr", [34, 30, 10])


def background_table(estimates: pd.DataFrame, questionnaire: Questionnaire) -> str:
    """Tabel 4.2: learning path, levels and sector, each with number and percentage."""
    rows: list[Cells] = [["**Type opleiding**", "", ""]]
    paths = (("bol", "bol"), ("bbl", "bbl"), ("beide", "bol en bbl"))
    rows += [_count_row(estimates, says, "leerweg", category) for category, says in paths]
    rows.append(["**Niveau**", "", ""])
    rows += [
        _count_row(estimates, labels.item_label(item), item, "ja")
        for item in questionnaire.question("q16").item_ids()
    ]
    rows.append(["**Sector**", "", ""])
    for option in questionnaire.question("q15").options:
        rows.append(_count_row(estimates, escape_markdown(option.label), "q15", option.code.lower()))
    return pipe_table(["Kenmerk", "Aantal", "Procent"], rows, "lrr", [44, 10, 10])


def signals_table(estimates: pd.DataFrame) -> str:
    """Tabel 4.3: whether students reported internship discrimination in recent years."""
    answers = (("ja", "ja"), ("nee", "nee"), ("weet_ik_niet", "weet ik niet"))
    rows = [_count_row(estimates, says, "q04", category) for category, says in answers]
    return pipe_table(["Antwoord", "Aantal", "Procent"], rows, "lrr", [30, 10, 10])


def correlation_table(estimates: pd.DataFrame, scales: Sequence[Scale]) -> str:
    """Tabel B.2: the lower triangle of correlations, starred by their exact p."""
    rows = []
    for i, scale in enumerate(scales):
        cells = [f"{i + 1}. {scale.label}"]
        for j, other in enumerate(scales[:-1]):
            below = _starred(estimates, f"{other.id}~{scale.id}") if j < i else ""
            cells.append("1" if j == i else below)
        rows.append(cells)
    header = ["Schaal", *(str(j + 1) for j in range(len(scales) - 1))]
    return pipe_table(header, rows, "l" + "r" * (len(scales) - 1), [26] + [8] * (len(scales) - 1))


def pairs_table(estimates: pd.DataFrame, scales: Sequence[Scale]) -> str:
    """Every pair of scales with r, its interval, the exact p and the number of teams."""
    rows = []
    for i, scale in enumerate(scales):
        for other in scales[i + 1 :]:
            r = lookup(estimates, subject=f"{scale.id}~{other.id}", statistic="r")
            p = lookup(estimates, subject=f"{scale.id}~{other.id}", statistic="p")
            pair = f"{scale.label} en {other.label[0].lower()}{other.label[1:]}"
            rows.append([pair, nl.decimal(r, 2), unbroken(nl.interval(r)), p_cell(p), nl.base(r)])
    return pipe_table(["Schalen", "r", "95%-BI", "p", "n"], rows, "lrrrr", [40, 8, 18, 10, 6])


def groups_table(estimates: pd.DataFrame, scales: Sequence[Scale], group_by: str) -> str:
    """One comparison over all scales: F, p, p adjusted, Welch's p, and eta squared with its interval."""
    rows = []
    for scale in scales:
        key = {"subject": scale.id, "group_by": group_by}
        f = find(estimates, statistic="f", method="anova", **key)
        if f is None:
            rows.append([scale.label, *[nl.MISSING] * 5])
            continue
        df = [nl.count(lookup(estimates, statistic=s, method="anova", **key)) for s in ("df1", "df2")]
        eta2 = lookup(estimates, statistic="eta2", method="anova", **key)
        welch = find(estimates, statistic="p", method="welch", **key)
        rows.append(
            [
                scale.label,
                f"{nl.decimal(f, 2)} ({', '.join(df)})",
                p_cell(lookup(estimates, statistic="p", method="anova", **key)),
                p_cell(lookup(estimates, statistic="p_adjusted", method="anova", **key)),
                nl.MISSING if welch is None else p_cell(welch),
                f"{nl.decimal(eta2, 2)} ({unbroken(nl.interval(eta2))})",
            ]
        )
    header = ["Schaal", "F (vrijheidsgraden)", "p", "p na Holm", "p volgens Welch", "η² (95%-BI)"]
    return pipe_table(header, rows, "lrrrrr", [26, 16, 8, 10, 10, 20])


def phases_table(estimates: pd.DataFrame, scales: Sequence[Scale]) -> str:
    """Every pair of phases: the mean of both, the difference within teams, and its p adjusted."""
    named = {scale.id: scale.label for scale in scales}
    rows = []
    key = {"subject": "fasen", "group_by": "fase"}
    pairs = [str(pair).split("~") for pair in select(estimates, statistic="difference", **key)["group"]]
    order = list(named)
    for phases in sorted(pairs, key=lambda pair: [order.index(phase) for phase in pair]):
        pair = "~".join(phases)
        means = [nl.decimal(lookup(estimates, statistic="mean", group=p, **key), 1) for p in phases]
        difference = lookup(estimates, statistic="difference", group=pair, **key)
        adjusted = lookup(estimates, statistic="p_adjusted", group=pair, **key)
        spread = f"{nl.decimal(difference, 2)} ({unbroken(nl.interval(difference))})"
        rows.append([named[phases[0]], means[0], named[phases[1]], means[1], spread, p_cell(adjusted)])
    header = ["Fase", "Gemiddelde", "Vergeleken met", "Gemiddelde", "Verschil (95%-BI)", "p na Holm"]
    return pipe_table(header, rows, "lrlrrr", [24, 10, 24, 10, 22, 10])


def totals_table(checked: pd.DataFrame) -> str:
    """The number of published rows a verdict, calibration targets and the others apart."""
    table = totals(checked)
    rows = [
        [str(v), *(nl.count(n) for n in counts)]
        for v, counts in zip(table.index, table.to_numpy(), strict=True)
    ]
    rows.append(["**totaal**", *(nl.count(n) for n in table.sum().tolist())])
    return pipe_table(["Oordeel", "Kalibratiedoel", "Geen doel"], rows, "lrr", [34, 14, 12])


def verification_table(
    rows: pd.DataFrame, scales: Sequence[Scale], says: Callable[[Row], str] | None = None
) -> str:
    """Published beside computed, with difference and verdict; `says` names what a row is about."""
    cells = []
    for _, row in rows.iterrows():
        decimals = _decimals(row)
        loud = row["verdict"].startswith(("wijkt", "onmogelijk"))
        verdict = f"**{row['verdict']}**" if loud else str(row["verdict"])
        why = escape_markdown(str(row["explanation"]))
        cells.append(
            [
                escape_markdown(str(row["locator"])),
                describe(row, scales) if says is None else says(row),
                _printed(row),
                nl.decimal(row["computed"], _finer(row, decimals)),
                nl.decimal(row["difference"], decimals),
                f"{verdict}: {why}" if why else verdict,
            ]
        )
    header = ["Plaats", "Wat", "Gedrukt", "Berekend", "Verschil", "Oordeel"]
    return pipe_table(header, cells, "llrrrl", [14, 34, 16, 10, 9, 36])


def printed_table(rows: pd.DataFrame) -> str:
    """Published numbers that nothing stands beside yet: where, what and how printed."""
    cells = [[escape_markdown(str(r["locator"])), describe(r), _printed(r)] for _, r in rows.iterrows()]
    return pipe_table(["Plaats", "Wat", "Gedrukt"], cells, "llr", [20, 60, 20])


_STATISTICS = {
    "pct": "%",
    "n": "aantal",
    "mean": "gemiddelde",
    "alpha": "Cronbachs alfa",
    "item_rest_r_min": "laagste item-restcorrelatie",
    "n_items": "aantal vragen",
    "n_items_weggelaten": "aantal weggelaten vragen",
    "loading": "lading",
    "eta2": "η²",
    "rank": "plaats in de volgorde",
    "pct_boven_3": "% boven 3",
    "n_antwoordopties": "aantal antwoorden",
    "n_categorieen": "aantal categorieën",
    "n_constructen": "aantal constructen",
}


def describe(row: Row, scales: Sequence[Scale] = ()) -> str:
    """What a published row is about, in words: "2e een aanpak die werkt: voldoende (%)"."""
    parts = re.split(r"([+~])", str(row["subject"]))
    known = {scale.id: scale.label for scale in scales}
    named = "".join(known.get(part) or _named(part, with_label=len(parts) == 1) for part in parts)
    category = labels.category_label(str(row["category"]))
    group = f"{row['group_by']} {row['group']}".strip().replace("_", " ")
    about = ", ".join(part for part in (category, group) if part)
    statistic = _STATISTICS.get(str(row["statistic"]), str(row["statistic"]).replace("_", " "))
    return escape_markdown(f"{named}{': ' if about else ''}{about} ({statistic})")


def _named(part: str, *, with_label: bool) -> str:
    """One subject, or the sign between two."""
    if part in ("+", "~"):
        return ", " if part == "+" else " met "
    if not re.fullmatch(r"q\d\d[a-z]?", part):
        return labels.item_label(part).replace("_", " ")
    label = labels.item_label(part)
    return f"{labels.item_number(part)} {label}" if with_label and label != part else labels.item_number(part)


def _printed(row: Row) -> str:
    """As the report prints it: the number with its bound, or the words."""
    if row["variant"] == "verbal":
        words = printed_words(row)
        return f"‘{escape_markdown(words)}’" if words else "in woorden"
    sign = {"bound": r"\< ", "min": "≥ ", "max": "≤ ", "low": "vanaf ", "high": "tot "}
    return f"{sign.get(row['variant'], '')}{nl.decimal(row['printed'], _decimals(row))}"


def _decimals(row: Row) -> int:
    return 0 if pd.isna(row["decimals"]) else int(row["decimals"])


_COMPUTED_DECIMALS = {"pct": 1, "pct_boven_3": 1, "mean": 2, "verschil": 2}
_COUNTS = ("n", "rank")


def _finer(row: Row, decimals: int) -> int:
    """The decimals of a computed value: more than printed, so that a reader sees what was rounded."""
    statistic = str(row["statistic"])
    if statistic in _COUNTS or statistic.startswith("n_"):
        return decimals
    return max(decimals + 1, _COMPUTED_DECIMALS.get(statistic, 3))


def _count_row(estimates: pd.DataFrame, says: str, subject: str, category: str) -> Cells:
    n = lookup(estimates, subject=subject, statistic="n", category=category)
    percentage = lookup(estimates, subject=subject, statistic="pct", category=category)
    return [says, nl.count(n), nl.percent(percentage, 1)]


def _starred(estimates: pd.DataFrame, pair: str) -> str:
    r = nl.decimal(lookup(estimates, subject=pair, statistic="r"), 2)
    p = nl.value(lookup(estimates, subject=pair, statistic="p"))
    stars = 2 if p < 0.001 else 1 if p < _SIGNIFICANT else 0
    return r + r"\*" * stars


def p_cell(number: nl.Number) -> str:
    """A p-value in a cell that does not break: "< 0,001"."""
    bare = nl.p_value(number).removeprefix("p = ").removeprefix("p ")
    return unbroken(bare.replace("<", r"\<"))


def unbroken(text: str) -> str:
    """A text that stays on one line of its cell: an interval, a number with its sign."""
    return text.replace(" ", "\u00a0")


def find(estimates: pd.DataFrame, **key: str) -> Row | None:
    """The row, or None where a test was not made: a group is too small, or all its scores are equal."""
    # The sentence of a failed lookup names the nearest keys, which takes a hundred times as long.
    rows = select(estimates, **key)
    return lookup(rows, **key) if len(rows) else None


def _line(cells: Cells) -> str:
    return f"| {' | '.join(cells)} |"
