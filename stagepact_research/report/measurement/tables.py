"""The tables of Bijlage B, from rows of the estimates."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from stagepact_research.estimates import select
from stagepact_research.instruments.questionnaire import Scale
from stagepact_research.report import labels, nl
from stagepact_research.report.measurement.fitting import ESTIMATORS
from stagepact_research.report.measurement.reading import NAN, decisions_of, number
from stagepact_research.report.tables import Cells, find, p_cell, pipe_table, unbroken

_WITH_REST = "Laagste samenhang met de rest van de schaal"
_YES = {1.0: "ja", 0.0: "**nee**"}


def reliability_table(estimates: pd.DataFrame, scales: Sequence[Scale]) -> str:
    """Tabel B.1: items, components, alpha with its interval, lowest item-rest correlation and loading."""
    rows = []
    for scale in scales:
        alpha = find(estimates, subject=scale.id, statistic="alpha", method="", variant="")
        loadings = [_loading(estimates, item, scale.id) for item in scale.items]
        rows.append(
            [
                scale.label,
                nl.listing([labels.item_number(item) for item in scale.items]),
                nl.count(_components(estimates, scale.id)),
                _with_interval(alpha),
                nl.decimal(number(estimates, subject=scale.id, statistic="item_rest_r_min"), 2),
                nl.decimal(min(loadings), 2),
            ]
        )
    header = ["Schaal", "Vragen", "Componenten", "Alfa (95%-BI)", _WITH_REST, "Laagste lading"]
    return pipe_table(header, rows, "llrrrr", [20, 22, 10, 18, 14, 10])


def decision_table(estimates: pd.DataFrame, scales: Sequence[Scale]) -> str:
    """Per scale whether it meets each rule, what is kept, and whether the decision of 2024 is repeated."""
    rows = []
    for one in decisions_of(estimates, scales):
        kept = sum(abs(v) >= 0 and item not in one.dropped for item, v in one.loadings.items())
        added = [item for item, (_, high) in one.tried.items() if high]
        rows.append(
            [
                one.scale.label,
                *(
                    _YES.get(one.meets.get(rule, NAN), nl.MISSING)
                    for rule in ("componenten", "ladingen", "alfa")
                ),
                unbroken(f"{kept} van {len(one.scale.items)}"),
                _numbers(one.dropped),
                _numbers(added),
                _YES.get(one.repeated, nl.MISSING),
            ]
        )
    header = [
        "Schaal",
        "Eén component",
        "Ladingen",
        "Alfa",
        "Blijft",
        "Vervalt",
        "Erbij",
        "Zoals in 2024",
    ]
    return pipe_table(header, rows, "lcccllll", [26, 12, 11, 9, 12, 11, 10, 9])


def consistency_table(estimates: pd.DataFrame, scales: Sequence[Scale]) -> str:
    """Reliability in four ways, and how strongly items hang together."""
    rows = []
    for scale in scales:
        alpha = find(estimates, subject=scale.id, statistic="alpha", method="", variant="")
        paired = find(estimates, subject=scale.id, statistic="alpha", method="", variant="paarsgewijs")
        rows.append(
            [
                scale.label,
                nl.MISSING if alpha is None else nl.base(alpha),
                _two(estimates, scale, "alpha"),
                _two(estimates, scale, "omega"),
                _two(estimates, scale, "ordinal_alpha"),
                _two(estimates, scale, "inter_item_r"),
                nl.MISSING if paired is None else f"{nl.decimal(paired, 2)} ({nl.base(paired)})",
            ]
        )
    header = ["Schaal", "n", "Alfa", "Omega", "Ordinale alfa", "Gemiddelde samenhang", "Alfa per paar (n)"]
    return pipe_table(header, rows, "lrrrrrr", [28, 8, 8, 8, 12, 12, 16])


def items_table(estimates: pd.DataFrame, scales: Sequence[Scale]) -> str:
    """Every item: item-rest correlation, alpha without it, and its loading by every method."""
    rows: list[Cells] = []
    for scale in scales:
        rows.append([f"**{scale.label}**", *[""] * 6])
        for item in scale.items:
            key = {"subject": item, "group_by": "schaal", "group": scale.id}
            cells = [
                nl.decimal(number(estimates, statistic=s, **key), 2)
                for s in ("item_rest_r", "alpha_if_dropped")
            ]
            rows.append(
                [
                    f"{labels.item_number(item)} {labels.item_label(item)}",
                    *cells,
                    nl.decimal(_loading(estimates, item, scale.id), 2),
                    *(_factor_loading(estimates, item, scale.id, method) for method in ESTIMATORS),
                ]
            )
    header = [
        "Vraag",
        "Samenhang met de rest",
        "Alfa zonder",
        "Component",
        "ML (se)",
        "FIML (se)",
        "WLSMV (se)",
    ]
    return pipe_table(header, rows, "lrrrrrr", [32, 11, 9, 11, 13, 13, 13])


def adequacy_table(estimates: pd.DataFrame, scales: Sequence[Scale], sets: Sequence[str]) -> str:
    """Whether items share enough to look for components."""
    rows = []
    for subject, label in _scales_and_sets(scales, sets):
        key = {"subject": subject, "method": "bartlett"}
        chi2, df, p = (number(estimates, statistic=statistic, **key) for statistic in ("chi2", "df", "p"))
        kmo = find(estimates, subject=subject, statistic="kmo")
        rows.append(
            [
                label,
                nl.MISSING if kmo is None else nl.base(kmo),
                nl.MISSING if kmo is None else nl.decimal(kmo, 2),
                f"{nl.decimal(chi2, 0)} ({nl.count(df)})",
                p_cell(p),
            ]
        )
    return pipe_table(
        ["Schaal of set", "n", "KMO", "χ² van Bartlett (df)", "p"], rows, "lrrrr", [40, 8, 8, 18, 12]
    )


def components_table(estimates: pd.DataFrame, scales: Sequence[Scale], sets: Sequence[str]) -> str:
    """The number of components by five rules."""
    rows = []
    for subject, label in _scales_and_sets(scales, sets):
        counts = [
            number(estimates, subject=subject, statistic="n_components", method=method, variant=variant)
            for method, variant in _RULES
        ]
        rows.append([label, *(nl.count(count) for count in counts)])
    header = ["Schaal of set", "Percentiel", "Gemiddelde", "Permutatie", "Polychorisch", "MAP"]
    return pipe_table(header, rows, "lrrrrr", [34, 11, 12, 12, 13, 8])


_RULES = (("", ""), ("", "gemiddelde"), ("", "permutatie"), ("", "polychorisch"), ("map", ""))


def set_table(estimates: pd.DataFrame, name: str) -> str:
    """The rotated loadings of a set of questions, with the scale that each item is in."""
    found = select(estimates, statistic="loading", group_by="set", group=name)
    wide = found.pivot(index="subject", columns="category", values="estimate")
    rows = [
        [
            f"{labels.item_number(str(item))} {labels.item_label(str(item))}",
            *(nl.decimal(v, 2) for v in values),
        ]
        for item, values in zip(wide.index, wide.to_numpy(), strict=True)
    ]
    header = ["Vraag", *(f"Component {place}" for place in wide.columns)]
    return pipe_table(header, rows, "l" + "r" * len(wide.columns), [44] + [12] * len(wide.columns))


def set_label(name: str) -> str:
    """ "q09+q10" is "Vragen 9 en 10"."""
    numbers = [labels.item_number(part) for part in name.split("+")]
    return f"{'Vraag' if len(numbers) == 1 else 'Vragen'} {nl.listing(numbers)}"


def _loading(estimates: pd.DataFrame, item: str, scale: str) -> float:
    return number(estimates, subject=item, statistic="loading", group_by="schaal", group=scale, method="")


def _factor_loading(estimates: pd.DataFrame, item: str, scale: str, method: str) -> str:
    row = find(estimates, subject=item, statistic="loading", group_by="schaal", group=scale, method=method)
    return nl.MISSING if row is None else f"{nl.decimal(row, 2)} ({nl.decimal(float(row['se']), 2)})"


def _components(estimates: pd.DataFrame, subject: str) -> float:
    return number(estimates, subject=subject, statistic="n_components", method="", variant="")


def _two(estimates: pd.DataFrame, scale: Scale, statistic: str) -> str:
    return nl.decimal(number(estimates, subject=scale.id, statistic=statistic, method="", variant=""), 2)


def _with_interval(alpha: pd.Series | None) -> str:
    if alpha is None or pd.isna(alpha["estimate"]):
        return nl.MISSING
    return f"{nl.decimal(alpha, 2)} ({unbroken(nl.interval(alpha))})"


def _numbers(items: Sequence[str]) -> str:
    return ", ".join(labels.item_number(item) for item in items) or nl.MISSING


def _scales_and_sets(scales: Sequence[Scale], sets: Sequence[str]) -> list[tuple[str, str]]:
    return [*((scale.id, scale.label) for scale in scales), *((name, set_label(name)) for name in sets)]
