"""What may be compared between two versions of the questionnaire, and whether scales measure the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from stagepact_research.analysis.change import (
    comparable,
    comparable_outcomes,
    compare_waves,
    mean_comparability,
    wave_invariance,
)
from stagepact_research.analysis.errors import DifferentOutcomes
from stagepact_research.estimates import select, validate
from stagepact_research.instruments import compare_versions, load_questionnaire, load_scales
from stagepact_research.instruments.questionnaire import Questionnaire
from stagepact_research.protocol import Project
from stagepact_research.report.measurement.comparing import between_waves

ROOT = Path(__file__).resolve().parents[1]
PROJECT = Project(ROOT)
OLD = load_questionnaire(PROJECT.any_questionnaire(2024))
NEW = load_questionnaire(PROJECT.any_questionnaire(2026))
SCALES = load_scales(ROOT / "instruments" / "scales.yml").scales
PROCEDURES = {"procedures": [f"q07{letter}" for letter in "abcdef"]}


def altered(change: Any) -> Questionnaire:
    """The questionnaire of 2026 with something changed in its plain content."""
    content = NEW.model_dump()
    questions = {question["id"]: question for page in content["pages"] for question in page["questions"]}
    change(content, questions)
    return Questionnaire.model_validate(content)


def judged(new: Questionnaire, **settings: Any) -> pd.DataFrame:
    found = comparable(compare_versions(OLD, new), SCALES, derived=PROCEDURES, **settings)
    return found.set_index("subject")


def reword_item(content: Any, questions: Any) -> None:
    questions["q02"]["items"][0]["text"] += " eigenlijk"


def reword_question(content: Any, questions: Any) -> None:
    questions["q02"]["text"] += " Nu ook online."


def extra_answer(content: Any, questions: Any) -> None:
    scale = content["response_scales"][questions["q02"]["response_scale"]]
    scale["answers"] = [
        *scale["answers"],
        {"code": "6", "label": "Geen mening", "category": "geen_mening", "kind": "dont_know"},
    ]


def other_label(content: Any, questions: Any) -> None:
    scale = content["response_scales"][questions["q02"]["response_scale"]]
    scale["answers"][0]["label"] += "!"


def drop_item(content: Any, questions: Any) -> None:
    questions["q02"]["items"] = questions["q02"]["items"][1:]


def other_routing(content: Any, questions: Any) -> None:
    questions["q02"]["relevance"] = (*questions["q02"]["relevance"], {"question": "q15", "codes": ("ict",)})


def test_between_2024_and_2026_every_old_item_and_scale_may_be_compared_and_no_new_one() -> None:
    found = judged(NEW, versions=(OLD, NEW))
    comparison = compare_versions(OLD, NEW).set_index("item")["status"]
    items = found[found["kind"] == "item"]
    assert (items["comparable"] == (comparison.reindex(items.index) == "gelijk")).all()
    assert found.loc["q05toetsa", "basis"] == "niet te vergelijken: nieuw in de latere vragenlijst"
    assert found.loc[[scale.id for scale in SCALES], "comparable"].all()
    assert found.loc["procedures", "comparable"]
    assert found["basis"].str.len().min() > 0


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (reword_item, "de stelling is anders geformuleerd"),
        (reword_question, "de vraag is anders geformuleerd"),
        (extra_answer, "de antwoorden zijn anders"),
        (other_label, "de antwoorden zijn anders"),
        (drop_item, "vervallen"),
        (other_routing, "andere respondenten"),
    ],
)
def test_a_changed_item_is_refused_with_its_scale(change: Any, says: str) -> None:
    found = judged(altered(change))
    assert not found.loc["q02a", "comparable"]
    assert says in str(found.loc["q02a", "basis"])
    assert not found.loc["kennis", "comparable"]
    assert "q02a" in str(found.loc["kennis", "basis"])
    assert found.loc["preventie", "comparable"]


def test_answers_that_are_taken_together_otherwise_are_refused() -> None:
    def other_collapse(content: Any, questions: Any) -> None:
        parts = content["collapses"][questions["q02"]["collapse"]]
        first, second = parts[0], parts[1]
        moved = second["codes"][0]
        first["codes"], second["codes"] = [*first["codes"], moved], list(second["codes"])[1:]

    new = altered(other_collapse)
    assert judged(new).loc["q02a", "comparable"]
    found = judged(new, versions=(OLD, new))
    assert not found.loc["q02a", "comparable"]
    assert "anders samengenomen" in str(found.loc["q02a", "basis"])


def test_another_place_is_named_and_no_obstacle_and_an_unknown_change_is_one() -> None:
    rows = [
        {"item": "q1", "status": "gewijzigd", "changed": "volgorde"},
        {"item": "q2", "status": "gewijzigd", "changed": "lettertype"},
        {"item": "q3", "status": "gewijzigd", "changed": ""},
        {"item": "q4", "status": "onbekend", "changed": ""},
    ]
    found = comparable(pd.DataFrame(rows), derived={"maat": ["q1"], "leeg": [], "vreemd": ["q9"]})
    table = found.set_index("subject")
    assert table["comparable"].tolist() == [True, False, False, False, True, False, False]
    assert "de plaats verschilt" in table.loc["q1", "basis"]
    assert "q1" in table.loc["maat", "basis"]
    assert "geen van beide" in table.loc["vreemd", "basis"]


def test_outcomes_that_may_not_be_compared_do_not_reach_the_comparison() -> None:
    keys = [("q02a", "pct", "voldoende"), ("q02b", "pct", "voldoende"), ("kennis", "mean", "")]
    keys += [("bevorderend", "mean", ""), ("bedacht", "mean", "")]
    values = pd.DataFrame({key: [0.0, 100.0, 100.0] for key in keys})
    later = values.drop(columns=[("bevorderend", "mean", "")])
    later["q05toetsa", "pct", "eens"] = 100.0
    basis = judged(altered(reword_item)).reset_index()
    first, last, refused = comparable_outcomes(values, later, basis)
    assert first.columns.tolist() == last.columns.tolist() == [("q02b", "pct", "voldoende")]
    assert set(refused.index) == {"q02a", "kennis", "bevorderend", "bedacht", "q05toetsa"}
    assert "stelling" in refused["q02a"]
    assert "ontbreekt in de gegevens van de latere ronde" in refused["bevorderend"]
    assert "niet bekend" in refused["bedacht"]
    assert len(compare_waves(first, last, smallest={"pct": 10})) > 0


@pytest.fixture(scope="module")
def answered() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Two waves of 400 teams: begeleiding measures the same, voorbereiding has one item that shifted."""
    rng = np.random.default_rng(20262)
    waves = []
    for shift in (0.0, 1.3):
        columns = {}
        for scale in SCALES:
            if scale.id in ("begeleiding", "voorbereiding"):
                factor = rng.normal(0.2 if shift else 0.0, 1, 400)
                for item in scale.items:
                    noise = rng.normal(0, 0.6, 400)
                    moved = shift if item == "q08a" else 0.0
                    columns[item] = np.clip(3 + 0.8 * factor + moved + noise, 1, 5).round()
        waves.append(pd.DataFrame(columns))
    return waves[0], waves[1]


TWO = [scale for scale in SCALES if scale.id in ("begeleiding", "voorbereiding")]


def test_a_shifted_item_takes_the_scale_from_the_comparison_of_means(answered: Any) -> None:
    constant = {"wave": "2026", "contrast": "2024", "source": "survey", "provenance": "synthetic"}
    constant |= {"population": "opleidingsteams"}
    rows = wave_invariance(*answered, TWO, PROJECT.protocol, constant=constant)
    validate(rows)
    assert set(rows["group_by"]) == {"ronde"}
    assert set(select(rows, statistic="compared", subject="begeleiding")["group"]) == {"2024", "2026"}
    found = mean_comparability(rows, SCALES)
    assert found.loc["begeleiding", "lead"] in ("gemiddelde", "gemiddelde_met_voorbehoud")
    assert found.loc["voorbereiding", "lead"] == "vragen"
    assert not found.loc["voorbereiding", "comparable"]
    assert "niet in beide rondes" in str(found.loc["voorbereiding", "reason"])
    assert found.loc["begeleiding", "detectable_shift"] > 0
    assert found.loc["kennis", ["verdict", "reason"]].iloc[0] == "niet_te_bepalen"
    assert "niet onderzocht" in str(found.loc["kennis", "reason"])
    says = between_waves(rows, TWO)
    assert "eerst de losse vragen" in says


def test_too_small_a_wave_decides_nothing_and_a_missing_item_is_refused(answered: Any) -> None:
    first, last = answered
    found = mean_comparability(wave_invariance(first, last[:10], TWO, PROJECT.protocol), TWO)
    assert set(found["verdict"]) == {"niet_te_bepalen"}
    with pytest.raises(DifferentOutcomes) as different:
        wave_invariance(first, last.drop(columns="q08a"), TWO, PROJECT.protocol)
    assert different.value.only_earlier == ("q08a",)
