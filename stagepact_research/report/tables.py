"""Tables as Markdown pipe tables, from rows of the estimates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

import pandas as pd

from stagepact_research.estimates import NoSuchEstimate, lookup, select
from stagepact_research.instruments.questionnaire import Questionnaire, Scale
from stagepact_research.report import labels, nl
from stagepact_research.report.verification import totals

Cells: TypeAlias = Sequence[str]
Row: TypeAlias = "pd.Series[Any]"

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~^$@&\"':=/])")
_SIGNIFICANT = 0.05


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


def reliability_table(estimates: pd.DataFrame, scales: Sequence[Scale]) -> str:
    """Tabel B.1: items, components, alpha with its interval, lowest item-rest correlation and loading."""
    rows = []
    for scale in scales:
        alpha = lookup(estimates, subject=scale.id, statistic="alpha")
        loadings = [
            nl.value(lookup(estimates, subject=item, statistic="loading", group_by="schaal", group=scale.id))
            for item in scale.items
        ]
        rows.append(
            [
                scale.label,
                nl.listing([labels.item_number(item) for item in scale.items]),
                nl.count(lookup(estimates, subject=scale.id, statistic="n_components")),
                f"{nl.decimal(alpha, 2)} ({nl.interval(alpha)})",
                nl.decimal(lookup(estimates, subject=scale.id, statistic="item_rest_r_min"), 2),
                nl.decimal(min(loadings), 2),
            ]
        )
    header = ["Schaal", "Vragen", "Componenten", "Alfa (95%-BI)", "Laagste item-rest", "Laagste lading"]
    return pipe_table(header, rows, "llrrrr", [20, 22, 10, 18, 10, 10])


def correlation_table(estimates: pd.DataFrame, scales: Sequence[Scale]) -> str:
    """Tabel B.2: the lower triangle of correlations, starred by their exact p."""
    rows = []
    for i, scale in enumerate(scales):
        cells = [f"{i + 1}. {scale.label}"]
        for j, other in enumerate(scales[:-1]):
            cells.append(_starred(estimates, f"{other.id}~{scale.id}") if j < i else "")
        rows.append(cells)
    header = ["Schaal", *(str(j + 1) for j in range(len(scales) - 1))]
    return pipe_table(header, rows[1:], "l" + "r" * (len(scales) - 1), [26] + [8] * (len(scales) - 1))


def pairs_table(estimates: pd.DataFrame, scales: Sequence[Scale]) -> str:
    """Every pair of scales with r, its interval, the exact p and the number of teams."""
    rows = []
    for i, scale in enumerate(scales):
        for other in scales[i + 1 :]:
            r = lookup(estimates, subject=f"{scale.id}~{other.id}", statistic="r")
            p = lookup(estimates, subject=f"{scale.id}~{other.id}", statistic="p")
            pair = f"{scale.label} en {other.label[0].lower()}{other.label[1:]}"
            rows.append([pair, nl.decimal(r, 2), nl.interval(r), _p(p), nl.base(r)])
    return pipe_table(["Schalen", "r", "95%-BI", "p", "n"], rows, "lrrrr", [40, 8, 18, 10, 6])


def groups_table(estimates: pd.DataFrame, scales: Sequence[Scale], group_by: str) -> str:
    """One comparison over all scales: F, p, p adjusted, Welch's p, and eta squared with its interval."""
    rows = []
    for scale in scales:
        key = {"subject": scale.id, "group_by": group_by}
        f = _find(estimates, statistic="f", method="anova", **key)
        if f is None:
            rows.append([scale.label, *[nl.MISSING] * 5])
            continue
        df = [nl.count(lookup(estimates, statistic=s, method="anova", **key)) for s in ("df1", "df2")]
        eta2 = lookup(estimates, statistic="eta2", method="anova", **key)
        rows.append(
            [
                scale.label,
                f"{nl.decimal(f, 2)} ({', '.join(df)})",
                _p(lookup(estimates, statistic="p", method="anova", **key)),
                _p(lookup(estimates, statistic="p_adjusted", method="anova", **key)),
                _p(lookup(estimates, statistic="p", method="welch", **key)),
                f"{nl.decimal(eta2, 2)} ({nl.interval(eta2)})",
            ]
        )
    header = ["Schaal", "F (vrijheidsgraden)", "p", "p na Holm", "p volgens Welch", "η² (95%-BI)"]
    return pipe_table(header, rows, "lrrrrr", [26, 16, 8, 10, 10, 20])


def phases_table(estimates: pd.DataFrame, scales: Sequence[Scale]) -> str:
    """Every pair of phases: the mean of both, the difference within teams, and its p adjusted."""
    named = {scale.id: scale.label for scale in scales}
    rows = []
    key = {"subject": "fasen", "group_by": "fase"}
    for pair in select(estimates, statistic="difference", **key)["group"]:
        phases = str(pair).split("~")
        means = [nl.decimal(lookup(estimates, statistic="mean", group=p, **key), 1) for p in phases]
        difference = lookup(estimates, statistic="difference", group=pair, **key)
        adjusted = lookup(estimates, statistic="p_adjusted", group=pair, **key)
        spread = f"{nl.decimal(difference, 2)} ({nl.interval(difference)})"
        rows.append([named[phases[0]], means[0], named[phases[1]], means[1], spread, _p(adjusted)])
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


def verification_table(rows: pd.DataFrame) -> str:
    """Published beside computed, with difference and verdict; what stands in words is shown as words."""
    cells = []
    for _, row in rows.iterrows():
        decimals = 0 if pd.isna(row["decimals"]) else int(row["decimals"])
        verdict = (
            f"**{row['verdict']}**" if row["verdict"].startswith(("wijkt", "onmogelijk")) else row["verdict"]
        )
        why = escape_markdown(str(row["explanation"]))
        cells.append(
            [
                escape_markdown(subject_label(row)),
                _printed(row, decimals),
                nl.decimal(row["computed"], max(decimals, _finer(row, decimals))),
                nl.decimal(row["difference"], decimals),
                f"{verdict}: {why}" if why else str(verdict),
            ]
        )
    header = ["Wat", "Gedrukt", "Berekend", "Verschil", "Oordeel"]
    return pipe_table(header, cells, "lrrrl", [34, 14, 10, 9, 40])


def subject_label(row: Row) -> str:
    """What a row is about, in short: "2e voldoende (pct)"."""
    subject = str(row["subject"])
    parts = re.split(r"([+~])", subject)
    named = "".join(labels.item_number(p) if re.fullmatch(r"q\d\d[a-z]?", p) else p for p in parts)
    named = named.replace("+", ", ").replace("~", " met ").replace("_", " ")
    category = str(row["category"]).replace("_", " ").replace("+", " of ")
    group = f"{row['group_by']} {row['group']}".strip().replace("_", " ")
    return " · ".join(p for p in (named, category, group, str(row["statistic"]).replace("_", " ")) if p)


def _printed(row: Row, decimals: int) -> str:
    number = nl.decimal(row["printed"], decimals)
    sign = {"bound": "< ", "min": "≥ ", "max": "≤ ", "low": "vanaf ", "high": "tot "}
    if row["variant"] == "verbal":
        return "in woorden"
    return f"{sign.get(row['variant'], '')}{number}"


def _finer(row: Row, decimals: int) -> int:
    """One decimal more than printed, three for a p, so that a reader sees what was rounded."""
    return 3 if row["statistic"] == "p" else decimals + 1 if row["statistic"] != "n" else decimals


def _count_row(estimates: pd.DataFrame, says: str, subject: str, category: str) -> Cells:
    n = lookup(estimates, subject=subject, statistic="n", category=category)
    percentage = lookup(estimates, subject=subject, statistic="pct", category=category)
    return [says, nl.count(n), nl.percent(percentage, 1)]


def _starred(estimates: pd.DataFrame, pair: str) -> str:
    r = nl.decimal(lookup(estimates, subject=pair, statistic="r"), 2)
    p = nl.value(lookup(estimates, subject=pair, statistic="p"))
    stars = 2 if p < 0.001 else 1 if p < _SIGNIFICANT else 0
    return r + r"\*" * stars


def _p(row: nl.Number) -> str:
    return nl.p_value(row).removeprefix("p = ").removeprefix("p ").replace("<", r"\<")


def _find(estimates: pd.DataFrame, **key: str) -> Row | None:
    """The row, or None where a comparison was not made because a group is too small."""
    try:
        return lookup(estimates, **key)
    except NoSuchEstimate:
        return None


def _line(cells: Cells) -> str:
    return f"| {' | '.join(cells)} |"
