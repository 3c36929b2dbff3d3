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
from stagepact_research.report.measurement import model_tables, prose, show, tables
from stagepact_research.report.measurement.figures import residual_colour
from stagepact_research.report.measurement.reading import decision_of, method_of, scree_of

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
    assert "Het besluit van 2024 wordt herhaald." in said
    assert "past ook bij deze gegevens" in said


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
    assert "wordt door deze gegevens **niet gesteund**: naar de regel hoort deze vraag er wel in" in said
    assert ("omgepoold" in said) == turned
    assert "9a" in tables.decision_table(table, [ZOEKEN])


def test_a_decision_that_is_not_repeated_or_not_known_is_said() -> None:
    again = {"subject": "zoeken", "statistic": "repeated"}
    assert "wordt met deze gegevens **niet** herhaald" in decision(
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
    assert "q08a" in said
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
        ({"estimate": 0.0}, "df", "past altijd (net geïdentificeerd)"),
    ],
)
def test_a_model_that_says_nothing_gets_no_verdict_on_its_fit(
    to: dict[str, float], statistic: str, verdict: str
) -> None:
    table = changed(to, subject="zoeken", statistic=statistic, method="cfa_wlsmv")
    assert prose.fit_verdict(table, "zoeken", "cfa_wlsmv", RULES) == verdict
    said = prose.fit_summary(table, [ZOEKEN], RULES)
    assert "zoeken naar een stage" in said
    assert "past goed" not in said


def test_a_scale_of_three_items_shows_no_fit_at_all() -> None:
    scale = SCALES.scale("belemmerend")
    lines = model_tables.fit_table(rows(), [scale], RULES).splitlines()
    own = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if "altijd (net" in line]
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
    assert prose.fit_verdict(table, "zoeken", "cfa_wlsmv", RULES) == verdict


def test_the_model_of_all_scales_is_called_exploratory() -> None:
    said = prose.all_scales_summary(rows(), RULES)
    assert said.count("**verkennend**") == 2
    assert "122 parameters bij" in said
    assert "verkennend; " in model_tables.fit_table(rows(), SCALES.scales, RULES)


@pytest.mark.parametrize("verdict", list(prose.VERDICTS))
def test_every_verdict_on_comparability_has_its_words(verdict: str) -> None:
    table = changed(
        {"category": verdict},
        subject="zoeken",
        statistic="invariance",
        group_by="leerweg",
        method="invariantie_ml",
    )
    said = prose.comparability_summary(table, [ZOEKEN], "leerweg")
    assert said.startswith("Naar leerweg (")
    assert prose.VERDICTS[verdict] in said
    assert prose.SHORT[verdict] in model_tables.comparability_table(table, [ZOEKEN], "leerweg")


def test_yes_no_items_take_their_verdict_from_the_ladder_of_ordered_answers() -> None:
    verdict, method = prose.verdict_of(rows(), SCALES.scale("preventie"), "leerweg")
    assert method == "invariantie_wlsmv"
    assert verdict in prose.VERDICTS
    assert prose.verdict_of(rows(), ZOEKEN, "nergens") == ("niet_te_bepalen", "")


def test_the_reasons_name_the_items_that_stand_in_the_way() -> None:
    key = {"subject": "zoeken", "statistic": "invariance", "group_by": "leerweg", "method": "invariantie_ml"}
    table = changed({"note": "de CFI daalt met 0,020, en 0,010 mag"}, **key)
    freed = {**key, "subject": "q09d", "statistic": "freed", "group": "zoeken", "estimate": 1.0}
    table = conform(pd.concat([table, pd.DataFrame([freed])]))
    said = prose.reasons(table, [ZOEKEN], "leerweg")
    assert "Zoeken naar een stage (ML)" in said
    assert "met eigen parameters voor 9d houdt de trede wel" in said


def test_waves_are_compared_only_when_there_are_two() -> None:
    assert "Met één meting" in prose.between_waves(rows(), SCALES.scales)
    verdicts = dict(
        zip([s.id for s in SCALES.scales], ["invariant", "niet_weerlegd", "geschonden"] * 3, strict=False)
    )
    extra = [
        {
            "subject": s,
            "statistic": "invariance",
            "group_by": "ronde",
            "method": "invariantie_ml",
            "category": v,
        }
        for s, v in verdicts.items()
    ]
    said = prose.between_waves(conform(pd.concat([rows(), pd.DataFrame(extra)])), SCALES.scales)
    assert "zijn tussen de metingen te vergelijken" in said
    assert "dat had ook gemist kunnen worden" in said
    assert "vergelijkt het rapport eerst de losse vragen" in said


def test_the_figures_show_the_estimator_of_the_protocol_where_a_scale_has_it() -> None:
    assert method_of(rows(), "zoeken", "ml") == "cfa_ml"
    assert method_of(rows(), "preventie", "ml") == "cfa_wlsmv"


def test_residuals_are_coloured_by_sign_and_size() -> None:
    colours = [residual_colour(value) for value in (-30.0, -12.0, -7.0, 0.0, 7.0, 12.0, 30.0)]
    assert len(set(colours)) == 7
    assert residual_colour(float("nan")) not in colours
