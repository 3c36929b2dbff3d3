"""The invented wave: DUO's margins, the stated changes, and refusal that depends on what teams think."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from project import PROJECT, copy_of_project
from rehearsed import SETTINGS, with_settings

from stagepact_research.pipeline.frame import read_frame
from stagepact_research.pipeline.population import population_of
from stagepact_research.pipeline.rehearsal import draw_wave
from stagepact_research.pipeline.rehearsal.drawing import Drawn
from stagepact_research.rehearsal.wave import (
    ask_institutions,
    comparable_headings,
    load_rehearsal,
    plan_people,
    scale_score,
    score_against_truth,
)
from stagepact_research.rehearsal.wave.chance import apportion, none_empty
from stagepact_research.rehearsal.wave.errors import (
    ChangeTooLarge,
    InvalidRehearsal,
    NobodyTakesPart,
    RealAnswers,
    UnfitTruth,
    UnknownName,
)
from stagepact_research.rehearsal.wave.refusal import Person, chance
from stagepact_research.rehearsal.wave.settings import Chance
from stagepact_research.rehearsal.wave.truth import intraclass
from stagepact_research.responses.recruitment import read_contact_log, recruitment
from stagepact_research.weighting.frame import margin, memberships


@pytest.fixture(scope="module")
def drawn() -> Drawn:
    return draw_wave(PROJECT, 2026)


@pytest.fixture(scope="module")
def students() -> pd.DataFrame:
    frame = read_frame(PROJECT, 2025)
    found = draw_wave(PROJECT, 2026)
    return population_of(frame, 2025, found.questionnaire, suppressed=2).students


@given(
    sizes=st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 9000), min_size=1),
    total=st.integers(0, 500),
)
def test_every_part_is_within_one_of_its_exact_share(sizes: dict[str, int], total: int) -> None:
    if not sum(sizes.values()):
        return
    shares = apportion(sizes, total)
    assert sum(shares.values()) == total
    for name, size in sizes.items():
        assert abs(shares[name] - size * total / sum(sizes.values())) < 1


def test_the_smallest_get_one_and_the_total_stays() -> None:
    assert none_empty({"groot": 9, "klein": 0, "mini": 0}) == {"groot": 7, "klein": 1, "mini": 1}


def test_the_population_has_the_margins_of_duo(drawn: Drawn, students: pd.DataFrame) -> None:
    teams = drawn.teams
    exact = margin(students, "sector") * len(teams) / margin(students, "sector").sum()
    counted = pd.Series(Counter(team.sector for team in teams)).reindex(exact.index)
    assert (counted - exact).abs().max() < 1
    ticks = pd.DataFrame(
        [
            {
                "q15": team.sector,
                **{f"q14{name}": name in team.tracks for name in ("bol", "bbl")},
                **{f"q16{name}": name in team.levels for name in ("entree", "niv2", "niv3", "niv4")},
            }
            for team in teams
        ]
    )
    places = memberships(ticks)
    for by in ("leerweg", "niveau"):
        crossed = margin(students, f"sector x {by}")
        for sector, size in counted.items():
            own = places[places["sector"] == sector].groupby(by)["share"].sum()
            wanted = crossed[crossed.index.str.startswith(f"{sector} x ")]
            wanted.index = wanted.index.str.split(" x ").str[1]
            off = own.reindex(wanted.index, fill_value=0) - wanted / wanted.sum() * size
            assert off.abs().max() <= 0.5 + 1e-9, (by, sector)


def test_some_teams_have_two_levels_or_two_leerwegen(drawn: Drawn) -> None:
    sizes = Counter((len(team.tracks), len(set(team.levels) - {"entree"})) for team in drawn.teams)
    assert set(sizes) == {(1, 1), (1, 2), (2, 1), (2, 2)}
    assert any("entree" in team.levels for team in drawn.teams)


def test_a_larger_institution_has_more_teams_and_every_institution_has_one(drawn: Drawn) -> None:
    counted = Counter(team.institution for team in drawn.teams)
    assert len(counted) == 53
    # ROC van Amsterdam has 33,324 of the 467,330 students.
    assert counted["25PZ"] == pytest.approx(len(drawn.teams) * 33324 / 467330, abs=1)
    assert min(counted.values()) == 1


def _changes(drawn: Drawn, tmp_path: Path) -> dict[str, tuple[float, float]]:
    """Per scale the stated change, and the difference with the same teams without any change."""
    project = copy_of_project(tmp_path / "project")
    stated = load_rehearsal(SETTINGS).changes.scales
    still = draw_wave(with_settings(project, changes={"scales": dict.fromkeys(stated, 0), "items": {}}), 2026)
    heading = {item: name for name, item in drawn.questionnaire.columns().items()}
    numbers = {"N": 0, "J": 1} | {str(n): n for n in range(1, 6)}

    def mean(wave: Drawn, items: tuple[str, ...]) -> float:
        codes = [team.answers.get(heading[item], "") for team in wave.teams for item in items]
        return float(np.mean([numbers[code] for code in codes if code in numbers]))

    return {
        scale.id: (stated[scale.id] / 100, mean(drawn, scale.items) - mean(still, scale.items))
        for scale in drawn.scales.scales
    }


def test_every_scale_changed_as_stated_and_the_others_did_not(drawn: Drawn, tmp_path: Path) -> None:
    found = _changes(drawn, tmp_path)
    for scale, (stated, real) in found.items():
        # A share of answers moves one whole category; an item is off by half an answer at most.
        assert real == pytest.approx(stated, abs=0.5 / 1500), scale
    assert found["bevorderend"] == (0, 0)
    assert found["belemmerend"][1] < 0 < found["kennis"][1]


def test_without_changes_the_teams_answer_as_the_patterns_of_their_sector(drawn: Drawn) -> None:
    for category in ("techniek", "diensten", "zorg"):
        own = [team for team in drawn.teams if drawn.category_of[team.sector] == category]
        patterns = drawn.patterns.responses.frame.loc[drawn.patterns.category == category, "q05c"]
        answered = np.mean([int(team.answers["q05[c]"]) for team in own])
        # Every pattern equally often: only the rest of the division is drawn.
        assert answered == pytest.approx(patterns.mean(), abs=2 * len(patterns) / len(own) * 0.5)


def test_colleagues_are_alike(drawn: Drawn) -> None:
    heading = {item: name for name, item in drawn.questionnaire.columns().items()}
    items = drawn.scales.scale("contact").items
    scores = pd.Series([float(scale_score(team.answers, items, heading)) for team in drawn.teams])
    found = intraclass(scores, pd.Series([team.institution for team in drawn.teams]))
    assert found is not None
    assert 0.02 < found < 0.15


def test_the_intraclass_correlation_of_a_worked_example() -> None:
    # Two groups of two: MSB = 16, MSW = 1, m = 2: (16 - 1) / (16 + 1).
    values = pd.Series([1.0, 1 + 2**0.5, 5.0, 5 + 2**0.5])
    assert intraclass(values, pd.Series(["a", "a", "b", "b"])) == pytest.approx(15 / 17)
    assert intraclass(values, pd.Series(["a", "a", "a", "a"])) is None


def test_only_items_with_the_same_answers_are_taken_from_2024(drawn: Drawn) -> None:
    shared = comparable_headings(drawn.patterns.questionnaire, drawn.questionnaire)
    assert {"q02[a]", "q12[g]", "q17", "q18[d]"} <= set(shared)
    assert not {"q01", "q03", "q05toets[a]", "q14[bol]", "q15", "q18instelling", "q19"} & set(shared)


def _plans(drawn: Drawn, seed: int = 1) -> list[tuple[int, Person]]:
    """Everybody of the population invited, with the score for a belemmerende houding."""
    heading = {item: name for name, item in drawn.questionnaire.columns().items()}
    scores = [
        {
            name: scale_score(team.answers, drawn.scales.scale(name).items, heading)
            for name in ("bevorderend", "belemmerend")
        }
        for team in drawn.teams
    ]
    people = plan_people(
        Random(seed),
        drawn.teams,
        scores,
        drawn.questionnaire,
        drawn.settings.refusal.people,
        drawn.settings.fieldwork,
    )
    return [(own["belemmerend"], person) for own, person in zip(scores, people, strict=True)]


def test_who_hinders_more_answers_less_later_and_declines_more(drawn: Drawn) -> None:
    plans = _plans(drawn)

    def mean(kind: str | None, mail: int | None = None) -> float:
        return float(
            np.mean(
                [
                    score
                    for score, person in plans
                    if (person.visit.kind if person.visit else None) == kind
                    and (mail is None or (person.visit and person.visit.mail == mail))
                ]
            )
        )

    everyone = float(np.mean([score for score, _ in plans]))
    assert mean("compleet") < everyone - 10
    assert mean("geweigerd") > everyone
    assert mean(None) > everyone
    assert mean("compleet", 0) < mean("compleet", 2)


def test_without_slopes_refusal_is_ignorable(drawn: Drawn) -> None:
    flat = {"bevorderend": 0, "belemmerend": 0}
    people = drawn.settings.refusal.people.model_copy(
        update={
            "answers": Chance(base=15, **flat),
            "refuses": Chance(base=5, **flat),
            "opens_only": Chance(base=1, **flat),
        }
    )
    settings = drawn.settings.model_copy(
        update={"refusal": drawn.settings.refusal.model_copy(update={"people": people})}
    )
    plans = _plans(Drawn(**{**vars(drawn), "settings": settings}))
    scores = pd.Series([score for score, _ in plans])
    answered = pd.Series([p.visit is not None and p.visit.kind == "compleet" for _, p in plans])
    difference = scores[answered].mean() - scores.mean()
    assert abs(difference) < 3 * scores.std() / answered.sum() ** 0.5


def test_a_chance_is_a_line_that_stays_between_never_and_always() -> None:
    rule = Chance(base=10, bevorderend=5, belemmerend=-8)
    assert chance(rule, {"bevorderend": 300, "belemmerend": 300}) == 1000
    assert chance(rule, {"bevorderend": 400, "belemmerend": 200}) == 2300
    assert chance(rule, {"bevorderend": 100, "belemmerend": 500}) == 0


def test_institutions_take_part_by_region_and_size(drawn: Drawn) -> None:
    frame = pd.DataFrame(
        {"region": ["noord", "west"] * 400, "size": ["groot"] * 800}, index=[f"I{n:03d}" for n in range(800)]
    )
    replies = ask_institutions(Random(3), frame, drawn.settings.refusal)
    yes = pd.Series({str(reply.unit): reply.outcome == "toegezegd" for reply in replies})
    by_region = yes.groupby(frame["region"]).mean()
    # 36 + 8 + 8 and 36 - 8 + 8 percent, of 400 each.
    assert by_region["noord"] == pytest.approx(0.52, abs=0.075)
    assert by_region["west"] == pytest.approx(0.36, abs=0.075)


def test_the_default_wave_has_the_size_of_a_real_one(drawn: Drawn) -> None:
    complete = sum(p.visit is not None and p.visit.kind == "compleet" for p in drawn.people)
    taking_part = sum(reply.outcome == "toegezegd" for reply in drawn.institutions)
    assert (len(drawn.teams), taking_part) == (1785, 20)
    assert 420 <= len(drawn.people) <= 550
    assert 140 <= complete <= 170


def test_the_contact_log_is_one_and_names_no_institution(drawn: Drawn, tmp_path: Path) -> None:
    path = tmp_path / "recruitment.csv"
    path.write_text(drawn.log, encoding="utf-8")
    log = read_contact_log(path)
    found = recruitment(log)
    said = Counter(reply.outcome for reply in drawn.institutions)
    assert found.outcomes.loc["instelling"].drop(["benaderd", "niet_in_aanmerking"]).to_dict() == dict(said)
    assert found.took_part("team") == len(drawn.people)
    assert log.loc[log["stadium"] != "oproep", "instelling"].str.fullmatch(r"SYN[0-9]+").all()
    assert not {team.institution for team in drawn.teams} & set(log["instelling"])
    order = [reply.unit for reply in drawn.institutions]
    assert order != sorted(order), "the codes follow the random order, not that of DUO"


def test_the_same_seed_gives_the_same_wave_and_another_seed_another(drawn: Drawn) -> None:
    again, other = draw_wave(PROJECT, 2026), draw_wave(PROJECT, 2026, seed=7)
    assert (again.teams, again.people, again.log) == (drawn.teams, drawn.people, drawn.log)
    assert other.teams != drawn.teams
    assert other.log != drawn.log


def test_another_refusal_leaves_the_population_as_it_is(drawn: Drawn, tmp_path: Path) -> None:
    project = with_settings(copy_of_project(tmp_path / "project"), refusal__institutions__base=60)
    other = draw_wave(project, 2026)
    assert other.teams == drawn.teams
    assert len(other.people) > len(drawn.people)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"changes__scales__kennis": 101}, InvalidRehearsal),
        ({"changes__scales__voorbereiding": 95}, ChangeTooLarge),
        ({"changes__scales__moed": 5}, UnknownName),
        ({"refusal__people__reasons_other": {"WEETNIET": 1}}, UnknownName),
        ({"snapshot": "2026-11-02"}, InvalidRehearsal),
        ({"snapshot": "../2026-synthetisch"}, InvalidRehearsal),
        ({"refusal__institutions__base": -100}, NobodyTakesPart),
        ({"refusal__teams__agrees": 0}, NobodyTakesPart),
        ({"fieldwork__delay": [1] * 11}, InvalidRehearsal),
    ],
)
def test_settings_that_cannot_be_are_refused(
    change: dict[str, object], problem: type[Exception], tmp_path: Path
) -> None:
    with pytest.raises(problem):
        draw_wave(with_settings(copy_of_project(tmp_path / "project"), **change), 2026)


def test_no_wave_is_invented_after_real_people(tmp_path: Path) -> None:
    project = copy_of_project(tmp_path / "project")
    (project.raw / "2024" / "survey" / "2024-synthetisch" / "manifest.json").unlink()
    with pytest.raises(RealAnswers):
        draw_wave(project, 2026)


ESTIMATES = pd.DataFrame(
    [
        ("kennis", "mean", "", "none", "", 3.5, 3.4, 3.6),
        ("kennis", "mean", "", "raked", "", 3.9, 3.8, 4.0),
        ("q04", "pct", "ja", "none", "geldig", 65.0, 60.0, 70.0),
        ("q04", "pct", "ja", "none", "", 45.0, np.nan, np.nan),
        ("onbekend", "mean", "", "none", "", 1.0, 0.0, 2.0),
    ],
    columns=["subject", "statistic", "category", "weighting", "variant", "estimate", "ci_low", "ci_high"],
)
KNOWN = pd.DataFrame(
    [("kennis", "mean", "", 3.6, 0.1), ("q04", "pct", "ja", 44.0, np.nan)],
    columns=["subject", "statistic", "category", "truth", "change"],
)


def test_an_estimate_is_covered_when_the_truth_is_within_its_interval() -> None:
    found = score_against_truth(ESTIMATES, KNOWN)
    assert found["weighting"].tolist() == ["none", "raked", "none"]
    assert found["covered"].tolist() == [True, False, pd.NA]
    assert found["error"].round(9).tolist() == [-0.1, 0.3, 1.0]
    assert "covered" not in ESTIMATES.columns


def test_a_change_is_scored_against_the_true_change() -> None:
    change = ESTIMATES.head(1).assign(estimate=0.3, ci_low=0.15, ci_high=0.45)
    found = score_against_truth(change, KNOWN, of="change")
    assert found["covered"].tolist() == [False]


def test_a_truth_that_says_two_things_is_refused() -> None:
    with pytest.raises(UnfitTruth):
        score_against_truth(ESTIMATES, pd.concat([KNOWN, KNOWN]))
    with pytest.raises(UnfitTruth):
        score_against_truth(ESTIMATES.drop(columns="ci_low"), KNOWN)
