"""What chapter 4 says about who is missing, for other numbers than those of 2024."""

import pandas as pd
import pytest
from fabricated import ROOT, SCALES
from fabricated_missing import missing

from stagepact_research.instruments.loading import load_questionnaire
from stagepact_research.protocol import Project
from stagepact_research.report.nonresponse import concluding, labels, reading, recruiting, tables, weighing

RULES = Project(ROOT).protocol.nonresponse
ASKED = load_questionnaire(ROOT / "instruments" / "questionnaire" / "2024.yml")
KNOWLEDGE, SHARE = (
    next(one for one in RULES.key_findings if one.id == name) for name in ("kennis", "contactmomenten")
)


@pytest.fixture
def table():
    return missing(RULES, "observed")


def where(table, **key):
    found = pd.Series(True, index=table.index)
    for column, value in key.items():
        found &= table[column] == value
    return found


def falls(**other):
    base = {"delta": -0.5, "delta_sd": -0.7, "mean": 3.0, "possible": True, "sure": True, "certain": -0.3}
    return reading.Falls(**{"share": 0.9, "worst_low": 1.0, "worst_high": 5.0, **base, **other})


def found(finding=KNOWLEDGE, *, holds=True, estimate=3.5, **other):
    ends = {"low": estimate - 0.1, "high": estimate + 0.1, "n": 111}
    return reading.Conclusion(finding, estimate, holds=holds, falls=(falls(**other),), **ends)


def test_a_mean_falls_for_teams_and_a_share_for_a_part_of_them():
    assert (
        "die teams gemiddeld ten minste 0,50 punt lager uitkomen dan de deelnemers, dus op 3,00 of lager"
        in (concluding.conclusion(found()))
    )
    share = found(SHARE, estimate=85.0, delta=-11.0, mean=74.0, certain=-3.0)
    said = concluding.conclusion(share)
    assert "dat deel onder die teams ten minste 11 procentpunt lager is, dus 74% of lager" in said
    assert "gemiddeld" not in said.partition("**.")[2].replace("gemiddelde", "")


def test_every_conclusion_says_from_where_on_it_is_no_longer_certain():
    assert "al vanaf een verschil van 0,30 punt niet meer zeker" in concluding.conclusion(found())
    unsure = concluding.conclusion(found(sure=False, certain=0.0))
    assert "het interval (3,40 tot 3,60) loopt over de grens" in unsure
    assert "al vanaf" not in unsure


def test_no_limit_is_named_that_no_answers_reach():
    said = concluding.conclusion(found(possible=False, certain=-3.0))
    assert "kan de conclusie niet vervallen" in said
    assert "zeker" not in said


def test_a_conclusion_that_does_not_hold_after_weighting_is_told_first():
    said = concluding.weakest([found(holds=False), found(SHARE, estimate=85.0, delta=-11.0)])
    assert said.startswith(f"Na weging geldt niet meer dat {KNOWLEDGE.clause}.")
    assert f"Het kwetsbaarst is de conclusie dat {SHARE.clause}." in said


def test_a_conclusion_that_cannot_fall_is_not_the_weakest():
    strong = found(possible=False, delta_sd=-0.1)
    assert f"dat {SHARE.clause}" in concluding.weakest([strong, found(SHARE, estimate=85.0)])
    assert concluding.weakest([strong]) == "Geen enkele conclusie kan door wie niet meedeed vervallen."


def test_the_share_without_procedures_is_set_beside_the_one_of_the_summary(table):
    procedures = next(one for one in RULES.key_findings if one.id == "procedures")
    table.loc[where(table, subject="procedures", statistic="pct", weighting="none"), "estimate"] = 39.9
    table = pd.concat([table, _count(table)])
    said = concluding.stopped_early(table, found(procedures, estimate=28.0))
    assert "55 van de 138 teams, ofwel 40%" in said
    assert concluding.stopped_early(table, found()) == ""


def _count(table):
    row = table[where(table, subject="procedures", statistic="pct", weighting="none")]
    return row.assign(statistic="n", estimate=55.0)


def test_a_shift_is_measured_against_the_spread_of_its_own_scale(table):
    """0.03 on a scale from 0 to 1 is more than 0.14 on one from 1 to 5."""
    table.loc[where(table, subject="preventie", statistic="sd"), "estimate"] = 0.1
    table.loc[where(table, subject="preventie", statistic="shift", weighting="trimmed"), "estimate"] = 0.03
    said = weighing.movement(table, SCALES)
    assert "met 0,03 punt op een schaal van 0 tot 1 (0,30 standaardafwijking)" in said


@pytest.mark.parametrize(
    ("beyond", "says"),
    [
        ((), "Bij geen enkele schaal is de verschuiving groter dan toeval."),
        (("contact",), "Zonder correctie voor acht schalen is alleen die verschuiving groter dan toeval."),
        (
            ("kennis", "zoeken"),
            "is de verschuiving groter dan toeval bij kennis en zoeken naar een stage.",
        ),
    ],
)
def test_only_a_shift_beyond_chance_lacks_a_correction(table, beyond, says):
    shifts = where(table, statistic="shift")
    table.loc[shifts, "ci_low"] = -1.0
    table.loc[shifts & table["subject"].isin(beyond), "ci_low"] = 0.001
    table.loc[shifts, "ci_high"] = 1.0
    assert says in weighing.movement(table, SCALES)


def test_the_choice_of_a_mapping_is_set_beside_the_weighting_itself(table):
    """The shifts are 0.00 to 0.14 in steps of 0.02, the other mapping is 0.05 away everywhere."""
    said = weighing.mapping_range(table, SCALES)
    assert "op een andere manier" in said
    assert "(alleen het hoogste niveau telt)" in said
    assert "Bij drie van de acht schalen maakt die keuze meer uit dan de weging zelf." in said


def test_the_page_where_most_stopped_is_named_by_its_heading(table):
    stopped = where(table, subject="respons", category="gestopt", group_by="pagina")
    assert recruiting.stopping(table, ASKED).endswith(
        "stopten er 28 onderweg, het vaakst (20 keer) op pagina 5, bij de vragen over preventie "
        "stagediscriminatie – formele procedures."
    )
    table.loc[stopped & (table["group"] == "5"), "group"] = "3"
    assert recruiting.stopping(table, ASKED).endswith("het vaakst (20 keer) op pagina 3.")


def test_silence_is_no_reason(table):
    reasons = where(table, subject="werving_instellingen", group_by="reden")
    silent = table[reasons].head(1).assign(group="geen_reactie", estimate=float("nan"))
    said = recruiting.recruitment(pd.concat([table, silent]))
    assert "Een deel reageerde niet." in said
    assert "geen reactie" not in said
    assert "Eén reageerde" in recruiting.recruitment(pd.concat([table, silent.assign(estimate=1.0)]))


def test_that_reasons_are_too_rare_is_said_once(table):
    schools = table[where(table, subject="werving_instellingen")]
    few = schools[schools["group_by"] == "reden"].head(1).assign(group="verborgen", estimate=float("nan"))
    schools = pd.concat([schools[schools["group_by"] == ""], few])
    both = pd.concat([schools, schools.assign(subject="werving_opleidingen")])
    said = recruiting.recruitment(both)
    assert said.count("elk te weinig voorkwam") == 1
    assert said.endswith("elk te weinig voorkwam.")
    assert said.count("benaderde") == 2


def test_the_summary_names_the_kinds_of_teams_that_differ_most(table):
    difference = where(table, statistic="difference", weighting="none")
    table.loc[difference & (table["group"] == "bbl"), "estimate"] = -0.4
    table.loc[difference & (table["group"] == "niv4"), "estimate"] = 0.6
    counts = [
        {**table.iloc[0].to_dict(), "source": "survey", "subject": "respons", "statistic": "n"}
        | {"category": name, "estimate": number, "group_by": "", "weighting": "none", "variant": ""}
        for name, number in (("geopend", 213.0), ("compleet", 1.0))
    ]
    said = recruiting.who(pd.concat([table, pd.DataFrame(counts)]), ASKED)
    assert "vulde er 1 die helemaal in" in said
    assert "is niveau 4 het sterkst oververtegenwoordigd en bbl het sterkst ondervertegenwoordigd" in said


@pytest.mark.parametrize(
    ("remark", "says"),
    [
        ("Samengevoegd, wegens minder dan 5: zdv en h.", "wegens minder dan 5: ‘Zakelijke"),
        ("Samengevoegd tot niv2+niv3.", "Samengevoegd tot ‘niveau 2’ + ‘niveau 3’."),
        ("De score voor zoeken ontbreekt bij 2.", "De score voor ‘Zoeken naar een stage’ ontbreekt bij 2."),
        ("In 2 van de 400 herhalingen is h leeg.", "In 2 van de 400 herhalingen is h leeg."),
    ],
)
def test_remarks_have_names_and_no_codes(remark, says):
    assert says in labels.remark(ASKED, SCALES, remark)


def test_what_goes_with_finishing_is_named_only_where_it_is_clear(table):
    named = tables.completion_names(SCALES)
    p = where(table, subject="voltooien", statistic="p")
    table.loc[p, "estimate"] = 0.2
    table.loc[p & (table["category"] == "(intercept)"), "estimate"] = 0.001
    assert weighing.completion(table, named).startswith("Geen van deze gegevens")
    table.loc[p & (table["category"] == "kennis"), "estimate"] = 0.01
    assert weighing.completion(table, named).endswith("samen hangt: score voor kennis.")


def test_the_last_step_of_the_weights_is_shown_only_where_something_was_cut_off(table):
    assert "Daarna zonder uitschieters" not in tables.weights_table(table)
    table.loc[where(table, statistic="weight_max", weighting="trimmed"), "estimate"] = 1.9
    assert "Daarna zonder uitschieters" in tables.weights_table(table)


def test_the_table_of_limits_has_units_and_the_measure():
    said = tables.conclusions_table([found(), found(SHARE, estimate=85.0, delta=-11.0)])
    assert f"({KNOWLEDGE.measure}, in punten)" in said
    assert f"({SHARE.measure}, in procentpunten)" in said
    assert "| 3,50 (3,00) | −0,50 (0,7\N{NO-BREAK SPACE}sd) |" in said
    assert "| 85% (75%) | −11 (" in said
    assert "Als 90% niet meedeed" in said
