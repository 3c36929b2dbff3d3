"""Bijlage B: the words, tables and figures follow the numbers, whatever these are."""

from __future__ import annotations

import io
from contextlib import redirect_stdout
from typing import Any

import numpy as np
import pandas as pd
import pytest
from fabricated import estimates as chapter_estimates
from fabricated_scales import SCALES, answers, measured, protocol, rows
from test_chapters import project, run

from stagepact_research.estimates import KEY, conform
from stagepact_research.report import nl
from stagepact_research.report import prose as chapter_prose
from stagepact_research.report.measurement import fitting, model_tables, prose, show, tables
from stagepact_research.report.measurement.reading import decision_of, scree_of

RULES = protocol().measurement
LIMITS = (0.5, 0.6)
ZOEKEN = SCALES.scale("zoeken")


def changed(to: dict[str, Any], **key: Any) -> pd.DataFrame:
    """The rows with other values where the key is this."""
    table = rows().copy()
    where = np.logical_and.reduce([table[column] == value for column, value in key.items()])
    assert where.any()
    for column, value in to.items():
        table.loc[where, column] = value
    return table


def whole() -> pd.DataFrame:
    """Everything that the chapters look up: the rows of the scales, and the other fabricated ones."""
    table = conform(pd.concat([rows(), chapter_estimates()]))
    return table.drop_duplicates(list(KEY)).reset_index(drop=True)


def decision(table: pd.DataFrame, scale: str) -> str:
    return prose.decision_paragraphs(table, [SCALES.scale(scale)], LIMITS)


def test_the_chapter_shows_every_table_and_figure(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(project(tmp_path, whole()))
    text = run("b-schalen")
    for label in (
        "besluiten",
        "consistentie",
        "vragen",
        "samenhang-vragen",
        "componenten",
        "set-q05",
        "passing",
    ):
        assert f"#tbl-{label}" in text
    for label in ("scree", "padmodel", "ladingen", "resten"):
        assert f"#fig-{label}" in text
        assert (tmp_path / "notebooks" / "b-schalen_files" / f"{label}.svg").exists()
    assert "nan" not in text.lower().split()


def test_a_scale_that_meets_the_rules_is_repeated() -> None:
    said = decision(rows(), "zoeken")
    assert "één component" in said
    assert "Alle zeven ladingen liggen boven 0,50" in said
    assert "Het besluit van 2024 wordt met deze synthetische gegevens herhaald." in said
    assert "past ook bij deze synthetische gegevens" in said


def test_an_item_that_falls_out_is_named_with_its_loading() -> None:
    table = changed({"estimate": 0.0}, subject="q08c", statistic="kept")
    said = decision(table, "voorbereiding")
    assert "De lading van 8c (" in said
    assert "haalt de grens van 0,50 niet: naar de regel zou deze vraag uit de schaal vervallen" in said
    table = changed({"estimate": 0.0}, group="voorbereiding", statistic="kept", group_by="schaal")
    assert "De ladingen van 8a (" in decision(table, "voorbereiding")


@pytest.mark.parametrize(("loading", "turned"), [(0.71, False), (-0.71, True)])
def test_an_exclusion_that_the_data_do_not_support_is_said_so(loading: float, turned: bool) -> None:
    key = {"subject": "q09a", "group_by": "schaal_met", "group": "zoeken"}
    table = changed({"estimate": 1.0}, statistic="kept", **key)
    table.loc[
        (table[list(key)] == pd.Series(key)).all(axis=1) & (table["statistic"] == "loading"), "estimate"
    ] = loading
    said = decision(table, "zoeken")
    assert (
        "wordt door deze synthetische gegevens **niet gesteund**: naar de regel hoort deze vraag er wel in"
        in said
    )
    assert ("omgepoold" in said) == turned
    assert "9a" in tables.decision_table(table, [ZOEKEN])


def test_a_decision_that_is_not_repeated_or_not_known_is_said() -> None:
    again = {"subject": "zoeken", "statistic": "repeated"}
    assert "wordt met deze synthetische gegevens **niet** herhaald" in decision(
        changed({"estimate": 0.0}, **again), "zoeken"
    )
    summary = prose.decision_summary(changed({"estimate": 0.0}, **again), SCALES.scales)
    assert "Dat geldt niet voor" in summary
    assert "zoeken naar een stage" in summary
    unknown = prose.decision_summary(changed({"estimate": np.nan}, **again), SCALES.scales)
    assert "Niet te zeggen is het voor zoeken naar een stage." in unknown


@pytest.mark.parametrize(("count", "says"), [(0.0, "geen component"), (3.0, "drie componenten")])
def test_another_number_of_components_is_said(count: float, says: str) -> None:
    key = {"subject": "zoeken", "statistic": "n_components", "method": "", "variant": ""}
    assert f"vindt {says}, waar de schaal er één vraagt" in decision(
        changed({"estimate": count}, **key), "zoeken"
    )


def test_a_scale_that_cannot_be_computed_says_why_and_the_others_stand() -> None:
    table = measured(answers().assign(q08a=3.0))
    said = decision(table, "voorbereiding")
    assert "De regels zijn niet toe te passen" in said
    assert "8a" in said
    assert "q08a" not in said
    assert "is niet te zeggen" in said
    assert scree_of(table, SCALES.scale("voorbereiding")) is None
    assert np.isnan(decision_of(table, SCALES.scale("voorbereiding")).alpha)
    for made in (
        tables.reliability_table(table, SCALES.scales),
        tables.decision_table(table, SCALES.scales),
        tables.consistency_table(table, SCALES.scales),
        tables.items_table(table, SCALES.scales),
        tables.adequacy_table(table, SCALES.scales, ["q05"]),
        model_tables.fit_table(table, SCALES.scales, RULES),
        model_tables.information_table(table, SCALES.scales),
        model_tables.comparability_table(table, SCALES.scales, "leerweg"),
    ):
        assert "nan" not in made
        assert "Voorbereiding stage" in made


def test_all_figures_can_be_drawn_when_a_scale_has_no_numbers(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(project(tmp_path, whole()))
    table = measured(answers().assign(q08a=3.0))
    table.attrs["chapter"] = "b-schalen"
    out = io.StringIO()
    with redirect_stdout(out):
        for draw in (show.scree, show.loadings, show.paths, show.residuals):
            draw(table)
    assert out.getvalue().count("fig-alt") == 4


@pytest.mark.parametrize(
    ("to", "statistic", "verdict"),
    [
        ({"estimate": 0.0}, "converged", "niet te schatten"),
        ({"estimate": 0.0}, "admissible", "onmogelijke oplossing"),
        ({"estimate": 0.0}, "df", "past altijd"),
    ],
)
def test_a_model_that_says_nothing_gets_no_verdict_on_its_fit(
    to: dict[str, float], statistic: str, verdict: str
) -> None:
    table = changed(to, subject="zoeken", statistic=statistic, method="cfa_wlsmv")
    assert fitting.fit_verdict(table, "zoeken", "cfa_wlsmv", RULES) == verdict
    said = fitting.fit_summary(table, [ZOEKEN], RULES)
    assert "zoeken naar een stage" in said
    assert "past goed" not in said


def test_a_scale_of_three_items_shows_no_fit_at_all() -> None:
    scale = SCALES.scale("belemmerend")
    lines = model_tables.fit_table(rows(), [scale], RULES).splitlines()
    own = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if "past altijd" in line]
    assert len(own) == 3
    for cells in own:
        assert cells[4:8] == [nl.MISSING] * 4
        assert "past goed" not in cells[8]
    levels = model_tables.levels_table(rows(), [scale], "leerweg").splitlines()
    form = next(line for line in levels if "zelfde vorm (ML)" in line)
    assert [cell.strip() for cell in form.strip("|").split("|")][3:7] == [nl.MISSING] * 4


@pytest.mark.parametrize(
    ("cfi", "rmsea", "srmr", "verdict"),
    [
        (0.99, 0.01, 0.01, "past goed"),
        (0.99, 0.10, 0.01, "past redelijk"),
        (0.90, 0.10, 0.01, "past matig"),
        (0.90, 0.10, 0.10, "past niet"),
        (0.95, 0.06, 0.08, "past goed"),
    ],
)
def test_the_verdict_on_a_fit_counts_the_yardsticks(
    cfi: float, rmsea: float, srmr: float, verdict: str
) -> None:
    table = rows().copy()
    for statistic, value in (("cfi", cfi), ("rmsea", rmsea), ("srmr", srmr)):
        here = (table["subject"] == "zoeken") & (table["statistic"] == statistic)
        table.loc[here & (table["method"] == "cfa_wlsmv"), "estimate"] = value
    assert fitting.fit_verdict(table, "zoeken", "cfa_wlsmv", RULES) == verdict


def test_the_model_of_all_scales_is_called_exploratory() -> None:
    said = fitting.all_scales_summary(rows(), RULES)
    assert said.count("**verkennend**") == 2
    assert "122 parameters bij" in said
    assert "verkennend; " in model_tables.fit_table(rows(), SCALES.scales, RULES)


def test_an_alpha_whose_interval_crosses_the_limit_says_so() -> None:
    key = {"subject": "zoeken", "statistic": "alpha", "method": "", "variant": ""}
    crossing = {"estimate": 0.64, "ci_low": 0.52, "ci_high": 0.74}
    said = decision(changed(crossing, **key), "zoeken")
    assert (
        "Alfa is 0,64 (0,52 tot 0,74): boven de grens van 0,60, maar het interval loopt eronder door." in said
    )
    sure = decision(changed({**crossing, "ci_low": 0.61}, **key), "zoeken")
    assert "boven de grens van 0,60. " in sure
    low = changed({**crossing, "estimate": 0.55}, **key)
    rule = (low["subject"] == "zoeken") & (low["statistic"] == "meets") & (low["category"] == "alfa")
    low.loc[rule, "estimate"] = 0.0
    assert "onder de grens van 0,60, maar het interval loopt erboven door." in decision(low, "zoeken")


def test_the_alpha_of_a_scale_that_loses_items_is_said_to_be_of_all_of_them() -> None:
    key = {"statistic": "kept", "group_by": "schaal", "group": "belemmerend"}
    table = changed({"estimate": 0.0}, subject="q05b", **key)
    said = decision(table, "belemmerend")
    assert "Alfa van alle drie vragen is" in said
    assert "De andere twee blijven." in said
    table.loc[(table["subject"] == "q05e") & (table["statistic"] == "kept"), "estimate"] = 0.0
    assert "Alleen de andere blijft." in decision(table, "belemmerend")
    table.loc[(table["subject"] == "q05j") & (table["statistic"] == "kept"), "estimate"] = 0.0
    assert "Er blijft geen vraag over." in decision(table, "belemmerend")


def test_synthetic_data_say_nothing_of_the_decision_of_2024() -> None:
    said = prose.decision_summary(rows(), SCALES.scales)
    assert said.startswith(
        "Met deze synthetische gegevens, die op de cijfers van 2024 zijn afgestemd, en met "
    )
    assert said.endswith("Over het besluit van 2024 zelf zegt dat niets.")
    real = rows("observed")
    assert "synthetisch" not in prose.decision_summary(real, SCALES.scales)
    assert "2024 zelf" not in prose.decision_summary(real, SCALES.scales)
    assert "synthetisch" not in decision(real, "zoeken")
    one = changed({"estimate": 0.0}, statistic="repeated")
    one.loc[(one["subject"] == "zoeken") & (one["statistic"] == "repeated"), "estimate"] = 1.0
    assert "zou één van de acht schalen opnieuw" in prose.decision_summary(one, SCALES.scales)
    none = changed({"estimate": 0.0}, statistic="repeated")
    assert "zou geen van de acht schalen" in prose.decision_summary(none, SCALES.scales)


def test_the_fit_is_said_by_its_estimator_and_others_that_differ_are_named() -> None:
    poor = {"statistic": "cfi", "estimate": 0.5}
    said = fitting.fit_summary(rows(), [ZOEKEN], RULES)
    assert said.startswith("Volgens WLSMV past één factor ")
    table = rows().copy()
    for statistic, value in (("cfi", 0.99), ("rmsea", 0.01), ("srmr", 0.01)):
        table.loc[(table["subject"] == "zoeken") & (table["statistic"] == statistic), "estimate"] = value
    assert "De andere schatters oordelen hetzelfde." in fitting.fit_summary(table, [ZOEKEN], RULES)
    here = (table["subject"] == "zoeken") & (table["statistic"] == poor["statistic"])
    table.loc[here & (table["method"] == "cfa_ml"), "estimate"] = poor["estimate"]
    said = fitting.fit_summary(table, [ZOEKEN], RULES)
    assert "Een andere schatter oordeelt anders bij zoeken naar een stage (ML: past redelijk)." in said
    rules = RULES.model_copy(update={"estimator": "ml"})
    both = fitting.fit_summary(rows(), [SCALES.scale("preventie"), ZOEKEN], rules)
    assert both.startswith("Volgens ML (bij formele procedures werving en selectie volgens WLSMV) past ")


@pytest.mark.parametrize(("high", "told"), [(0.20, True), (0.05, False)])
def test_an_interval_of_the_rmsea_across_its_limit_is_told(high: float, told: bool) -> None:
    table = changed({"ci_low": 0.0, "ci_high": high}, subject="zoeken", statistic="rmsea")
    said = fitting.fit_summary(table, [ZOEKEN], RULES)
    assert ("De RMSEA is bij deze aantallen onzeker: bij deze schaal ligt" in said) == told
    both = fitting.fit_summary(table, [ZOEKEN, SCALES.scale("preventie")], RULES)
    assert "bij deze schaal" not in both


def test_an_exploratory_model_that_fits_proves_nothing_and_one_that_fails_says_why() -> None:
    table = changed({"estimate": 1.0}, subject="schalen", statistic="converged")
    table.loc[(table["subject"] == "schalen") & (table["statistic"] == "admissible"), "estimate"] = 1.0
    assert ", maar dat is geen bewijs." in fitting.all_scales_summary(table, RULES)
    reason = "De correlaties spreken elkaar tegen bij q05g. De schatting is niet geconvergeerd: nee."
    failed = changed(
        {"estimate": 0.0, "note": f"{reason} Er zijn geen schattingen."},
        subject="schalen",
        statistic="converged",
    )
    said = fitting.all_scales_summary(failed, RULES)
    assert "Het is niet te schatten. De correlaties spreken elkaar tegen bij 5g." in said
    assert "geen schattingen" not in said


def test_a_model_that_cannot_be_used_shows_no_fit() -> None:
    table = changed({"estimate": 0.0}, subject="zoeken", statistic="admissible", method="cfa_ml")
    line = next(x for x in model_tables.fit_table(table, [ZOEKEN], RULES).splitlines() if "| ML |" in x)
    assert line.count("–") == 5
    assert "onmogelijke oplossing" in line


def test_factors_that_could_not_be_estimated_have_no_column() -> None:
    table = rows().copy()
    factors = table["statistic"] == "factor_r"
    table.loc[factors, "estimate"] = 0.3
    assert "WLSMV" in model_tables.factors_table(table, SCALES.scales)
    table.loc[factors & (table["method"] == "cfa_wlsmv"), "estimate"] = np.nan
    made = model_tables.factors_table(table, SCALES.scales)
    assert "WLSMV" not in made
    assert "FIML" in made


@pytest.mark.parametrize(
    ("higher", "says"),
    [
        (8, "bij elke schaal hoger"),
        (1, "bij één van de acht schalen"),
        (0, "bij geen enkele van de acht schalen"),
    ],
)
def test_the_ordinal_alpha_is_called_higher_only_where_it_is(higher: int, says: str) -> None:
    key = {"method": "", "variant": ""}
    table = changed({"estimate": 0.5}, statistic="ordinal_alpha", **key)
    table.loc[table["statistic"] == "alpha", "estimate"] = 0.6
    up = [scale.id for scale in SCALES.scales[:higher]]
    here = (table["statistic"] == "ordinal_alpha") & table["subject"].isin(up)
    table.loc[here, "estimate"] = 0.7
    assert says in prose.ordinal_alpha(table, SCALES.scales)


def test_the_number_of_pairs_follows_the_scales() -> None:
    assert "voor de 28 paren" in chapter_prose.companions_intro(SCALES.scales)
    assert "voor de 3 paren" in chapter_prose.companions_intro(SCALES.scales[:3])
