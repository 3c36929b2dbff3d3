"""Bijlage B: what is said of comparability follows the verdicts, and names who judged and whom."""

from __future__ import annotations

import pandas as pd
import pytest
from fabricated_scales import SCALES, rows
from test_measurement_report import RULES, ZOEKEN, changed

from stagepact_research.estimates import conform
from stagepact_research.report.measurement import comparing, model_tables
from stagepact_research.report.measurement.remarks import readable

SECTIONS = ("leerweg", "meldingen", "sectorcategorie")


@pytest.mark.parametrize("verdict", list(comparing.VERDICTS))
def test_every_verdict_on_comparability_has_its_words(verdict: str) -> None:
    table = changed(
        {"category": verdict},
        subject="zoeken",
        statistic="invariance",
        group_by="leerweg",
        method="invariantie_ml",
    )
    said = comparing.comparability_summary(table, [ZOEKEN], "leerweg", 25)
    assert said.startswith("**Naar leerweg** (bol; bbl, of bol en bbl). ")
    words = comparing.VERDICTS[verdict]
    assert f"{words[0].upper()}{words[1:]}: zoeken naar een stage." in said
    assert "Deze oordelen komen uit ML." in said
    assert comparing.SHORT[verdict] in model_tables.comparability_table(table, [ZOEKEN], "leerweg")


def test_yes_no_items_take_their_verdict_from_the_ladder_of_ordered_answers() -> None:
    verdict, method = comparing.verdict_of(rows(), SCALES.scale("preventie"), "leerweg")
    assert method == "invariantie_wlsmv"
    assert verdict in comparing.VERDICTS
    assert comparing.verdict_of(rows(), ZOEKEN, "nergens") == ("niet_te_bepalen", "")


def test_the_reasons_name_the_items_that_stand_in_the_way() -> None:
    key = {"subject": "zoeken", "statistic": "invariance", "group_by": "leerweg", "method": "invariantie_ml"}
    table = changed({"note": "de CFI daalt met 0,020, en 0,010 mag"}, **key)
    freed = {**key, "subject": "q09d", "statistic": "freed", "group": "zoeken", "estimate": 1.0}
    table = conform(pd.concat([table, pd.DataFrame([freed])]))
    said = comparing.reasons(table, [ZOEKEN], "leerweg")
    assert "**Zoeken naar een stage** (ML). De CFI" in said
    assert "De CFI daalt met 0,020, en 0,010 mag\\. " in said
    assert "Met eigen parameters voor 9d houdt de trede wel stand\\." in said


def test_waves_are_compared_only_when_there_are_two() -> None:
    assert "Met één meting" in comparing.between_waves(rows(), SCALES.scales)
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
    said = comparing.between_waves(conform(pd.concat([rows(), pd.DataFrame(extra)])), SCALES.scales)
    assert "zijn tussen de metingen te vergelijken" in said
    assert "dat had ook gemist kunnen worden" in said
    assert "vergelijkt het rapport eerst de losse vragen" in said


@pytest.mark.parametrize(
    ("ours", "other", "says"),
    [
        (
            "gedeeltelijk",
            "geschonden",
            "anders bij zoeken naar een stage (niet vergelijkbaar).",
        ),
        ("geschonden", "geschonden", ""),
        # WLSMV never says more than undecided.
        ("invariant", "niet_weerlegd", ""),
        ("niet_weerlegd", "niet_te_bepalen", "bij zoeken naar een stage (niet te bepalen)."),
    ],
)
def test_another_verdict_by_ordered_answers_is_told(ours: str, other: str, says: str) -> None:
    key = {"subject": "zoeken", "statistic": "invariance", "group_by": "leerweg"}
    table = changed({"category": ours}, **key, method="invariantie_ml")
    here = (table[list(key)] == pd.Series(key)).all(axis=1) & (table["method"] == "invariantie_wlsmv")
    assert here.any()
    table.loc[here, "category"] = other
    said = comparing.comparability_summary(table, [ZOEKEN], "leerweg", 25)
    assert ("WLSMV oordeelt anders" in said) == bool(says)
    assert says in said


def test_yes_no_items_are_said_to_be_judged_by_ordered_answers() -> None:
    both = [SCALES.scale("preventie"), ZOEKEN]
    said = comparing.comparability_summary(rows(), both, "leerweg", 25)
    assert "komen uit ML, bij formele procedures werving en selectie uit WLSMV." in said
    assert "Deze oordelen komen uit WLSMV." in comparing.comparability_summary(
        rows(), both[:1], "leerweg", 25
    )


def test_a_group_that_is_too_small_is_named_with_the_rule_and_what_is_compared() -> None:
    key = {"subject": "zoeken", "statistic": "compared", "group_by": "meldingen"}
    assert "niet mee" not in comparing.comparability_summary(rows(), [ZOEKEN], "meldingen", 25)
    extra = pd.DataFrame([{**key, "group": "weet_ik_niet", "estimate": 0.0}])
    table = conform(pd.concat([rows(), extra]))
    assert (
        "Bij zoeken naar een stage doet de groep ‘weet ik niet’ niet mee: het protocol vraagt per groep ten "
        "minste 25 teams die alle vragen van de schaal beantwoordden. Vergeleken zijn ‘wel meldingen’ en "
        "‘geen meldingen’."
    ) in comparing.comparability_summary(table, [ZOEKEN], "meldingen", 25)
    table.loc[(table["statistic"] == "compared") & (table["group"] == "ja"), "estimate"] = 0.0
    said = comparing.comparability_summary(table, [ZOEKEN], "meldingen", 25)
    assert "doen de groepen ‘wel meldingen’ en ‘weet ik niet’ niet mee" in said
    assert "Er blijven te weinig groepen over om te vergelijken." in said


def test_whether_any_scale_is_comparable_is_said_with_the_largest_chance() -> None:
    table = rows()[rows()["statistic"] != "power"]
    bare = comparing.power_summary(table, SCALES.scales, RULES.comparability)
    assert bare == "Bij deze aantallen kreeg geen enkele schaal het oordeel ‘vergelijkbaar’."
    chance = {"subject": "q09b", "statistic": "power", "group": "zoeken", "group_by": "leerweg"}
    table = conform(pd.concat([table, pd.DataFrame([{**chance, "estimate": 0.5}])]))
    said = comparing.power_summary(table, SCALES.scales, RULES.comparability)
    assert said.endswith("‘vergelijkbaar’: de kans was nergens hoger dan 50%.")
    table = changed(
        {"category": "invariant"},
        subject="zoeken",
        statistic="invariance",
        group_by="leerweg",
        method="invariantie_ml",
    )
    said = comparing.power_summary(table, SCALES.scales, RULES.comparability)
    assert said == (
        "Bij deze aantallen kreeg alleen zoeken naar een stage (naar leerweg) het oordeel ‘vergelijkbaar’."
    )


def test_a_significant_difference_says_whether_the_scale_measures_the_same() -> None:
    key = {"subject": "zoeken", "statistic": "invariance", "method": "invariantie_ml"}
    p = {"subject": "zoeken", "statistic": "p", "group_by": "leerweg", "method": "anova", "estimate": 0.01}
    p |= {"category": "", "group": "", "variant": ""}
    others = pd.DataFrame(
        [{**p, "subject": s.id, "group_by": g, "estimate": 0.9} for s in SCALES.scales for g in SECTIONS]
    )
    quiet = conform(pd.concat([changed({"category": "niet_weerlegd"}, **key), others]))
    assert comparing.difference_caution(quiet, SCALES.scales) == ""
    loud = quiet.copy()
    here = (loud["subject"] == "zoeken") & (loud["statistic"] == "p") & (loud["method"] == "anova")
    loud.loc[here & (loud["group_by"] == "leerweg"), "estimate"] = 0.01
    assert comparing.difference_caution(loud, SCALES.scales) == (
        "Voor het significante verschil bij zoeken naar een stage (naar leerweg) is onbeslist of de schaal "
        "in de groepen hetzelfde meet."
    )
    loud.loc[here, "estimate"] = 0.01
    several = comparing.difference_caution(loud, SCALES.scales)
    assert (
        "Voor de significante verschillen bij zoeken naar een stage (naar leerweg), zoeken naar een stage "
        "(naar meldingen van studenten) en zoeken naar een stage (naar sectorcategorie) is onbeslist"
    ) in several
    assert comparing.difference_caution(loud[loud["statistic"] != "invariance"], SCALES.scales) == ""


@pytest.mark.parametrize(
    ("note", "says"),
    [
        ("de CFI daalt; samengevoegd: q02a (1 bij 2)", "De CFI daalt. Samengevoegd: 2a (1 bij 2)."),
        (
            "onmogelijke oplossing (Heywood): een negatieve restvariantie bij q11c, q11d",
            "Onmogelijke oplossing: een negatieve restvariantie bij 11c en 11d.",
        ),
        (
            "item q07b, groep nee: categorie 1 is 0 keer gekozen, en samenvoegen maakt het item constant.",
            "Vraag 7b, groep ‘geen meldingen’: antwoord 1 is 0 keer gekozen, en na samenvoegen blijft er één "
            "antwoord over.",
        ),
        ("", ""),
    ],
)
def test_remarks_of_the_analysis_are_put_in_words_for_a_reader(note: str, says: str) -> None:
    assert readable(note, "meldingen") == says


def test_a_level_that_cannot_be_used_has_a_mark_and_no_numbers() -> None:
    key = {"subject": "zoeken", "group_by": "leerweg", "method": "invariantie_ml"}
    sound = changed({"estimate": 1.0}, statistic="admissible")
    assert model_tables.DAGGER not in model_tables.levels_table(sound, [ZOEKEN], "leerweg")
    table = changed({"estimate": 0.0}, statistic="admissible", category="configural", **key)
    lines = model_tables.levels_table(table, [ZOEKEN], "leerweg").splitlines()
    form = next(line for line in lines if "zelfde vorm (ML)" in line)
    assert form.count("–") == 6
    assert "(ML) †" in form
    # The next level has its own fit, but no step from one that cannot be used.
    assert next(line for line in lines if "gelijke ladingen (ML)" in line).count("–") == 2
    assert all("Zoeken naar een stage" in line for line in lines[2:])


def test_a_form_that_always_fits_has_no_fit_but_its_next_level_has_a_step() -> None:
    table = changed({"estimate": 1.0}, statistic="admissible")
    lines = model_tables.levels_table(table, [SCALES.scale("belemmerend")], "leerweg").splitlines()
    for form in (line for line in lines if "zelfde vorm" in line):
        assert form.count("–") == 5
    above = next(line for line in lines if "gelijke drempels en ladingen (WLSMV)" in line)
    assert "–" not in above.replace("−", "")


@pytest.mark.parametrize(("verdict", "shown"), [("niet_weerlegd", False), ("gedeeltelijk", True)])
def test_a_found_bias_is_shown_only_where_an_item_differs(verdict: str, shown: bool) -> None:
    key = {"subject": "zoeken", "group_by": "leerweg"}
    table = changed({"category": verdict}, statistic="invariance", method="invariantie_ml", **key)
    bias = (table["subject"] == "zoeken") & (table["statistic"] == "mean_bias")
    table.loc[bias & (table["group_by"] == "leerweg"), "estimate"] = -0.17
    assert ("−0,17" in model_tables.comparability_table(table, [ZOEKEN], "leerweg")) == shown
