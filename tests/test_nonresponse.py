"""What a wave can say about who is missing: 2024 without institutions, a later wave with them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t as student

from stagepact_research.analysis.errors import ImpossibleAnalysis
from stagepact_research.analysis.nonresponse import Population, analyse_nonresponse
from stagepact_research.analysis.nonresponse.diagnostics import NO_SAMPLE
from stagepact_research.analysis.nonresponse.estimates import weighted_rows
from stagepact_research.analysis.nonresponse.invited import invited_people
from stagepact_research.analysis.nonresponse.population import institution_of
from stagepact_research.analysis.nonresponse.stages import page_rows, recruitment_rows
from stagepact_research.analysis.nonresponse.weights import raked
from stagepact_research.analysis.survey import survey_scores
from stagepact_research.estimates import lookup, select, validate
from stagepact_research.instruments import load_questionnaire, load_scales
from stagepact_research.pipeline.frame import read_frame
from stagepact_research.pipeline.population import population
from stagepact_research.protocol import Project
from stagepact_research.responses import dispositions, read_export
from stagepact_research.responses.recruitment import read_contact_log, recruitment
from stagepact_research.weighting import trim_weights
from stagepact_research.weighting.frame import institution_frame

# The build of tests/test_pipeline_changes.py counts these lines; counting them here too would take minutes.
pytestmark = pytest.mark.no_cover

ROOT = Path(__file__).resolve().parents[1]
PROJECT = Project(ROOT)
QUESTIONNAIRE = load_questionnaire(PROJECT.questionnaire(2024))
SCALES = load_scales(ROOT / "instruments" / "scales.yml")
RULES = PROJECT.protocol.nonresponse.model_copy(update={"replicates": 60})
PROTOCOL = PROJECT.protocol.model_copy(update={"nonresponse": RULES})


@pytest.fixture(scope="module")
def responses():
    return read_export(ROOT / "data/raw/2024/survey/2024-synthetisch/responses.csv", QUESTIONNAIRE)


@pytest.fixture(scope="module")
def students() -> Population:
    found = population(PROJECT, 2024, QUESTIONNAIRE)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def plain(responses, students):
    """2024: nobody knows who was invited."""
    scores = survey_scores(responses, SCALES, PROTOCOL)
    return analyse_nonresponse(responses, QUESTIONNAIRE, scores, PROTOCOL, students, provenance="synthetic")


def invited_wave(responses, students):
    """The same answers as if everybody had been invited by mail, at institutions of the frame."""
    rng = np.random.default_rng(20249)
    codes = list(students.institutions.index[students.institutions["size"].notna()][:24])
    opened = list(responses.frame.index)
    names = [f"r{number}" for number in range(len(opened) + 260)]
    place = rng.choice(codes, len(names))
    participation = pd.DataFrame(
        {
            "respondent": names,
            "instelling": place,
            "uitgenodigd": "2026-10-01",
            "herinneringen": rng.integers(0, 3, len(names)).astype(str),
            "laatste_herinnering": "",
            "mailstatus": "OK",
        }
    )
    about = pd.DataFrame({"respondent": names[: len(opened)]}, index=responses.frame.index)
    about.loc[opened[-3:], "respondent"] = ""  # three came without an invitation
    frame = responses.frame.assign(
        q18instelling=pd.Series(place[: len(opened)], index=opened), q01reden=pd.NA
    )
    frame.loc[frame["q01"] == "-oth-", "q01reden"] = "STAGE"
    return codes, participation, replace(responses, frame=frame, about=about)


@pytest.fixture(scope="module")
def invited(responses, students):
    _, participation, wave = invited_wave(responses, students)
    scores = survey_scores(responses, SCALES, PROTOCOL)
    return analyse_nonresponse(
        wave, QUESTIONNAIRE, scores, PROTOCOL, students, participation, provenance="synthetic"
    )


def test_the_estimates_of_both_kinds_of_wave_are_valid_and_weighted(plain, invited):
    for found in (plain, invited):
        validate(found.estimates)
        assert set(found.estimates["weighting"]) == {"none", "completion", "raked", "trimmed"}


def test_2024_says_what_cannot_be_estimated_and_why(plain):
    for name in ("rr1", "rr2", "rr3", "rr4", "rr5", "rr6"):
        row = lookup(plain.estimates, subject="respons", statistic=name)
        assert pd.isna(row["estimate"])
        assert row["note"].startswith("niet schatbaar")
    row = lookup(plain.estimates, subject="representativiteit", statistic="r_indicator")
    assert (pd.isna(row["estimate"]), row["note"]) == (True, NO_SAMPLE)
    cluster = lookup(plain.estimates, subject="weging", statistic="cluster_variance")
    assert cluster["note"].startswith("niet schatbaar")
    assert len(select(plain.estimates, statistic="clustering_factor")) == 9
    slopes = select(plain.estimates, statistic="resistance_slope")
    assert slopes["estimate"].isna().all()


def test_weights_add_to_the_number_who_finished_and_meet_the_margins(plain, students):
    steps = plain.weights.steps
    done = steps["completion"] > 0
    assert done.sum() == 111
    for step in ("completion", "raked", "trimmed"):
        assert steps[step].sum() == pytest.approx(111)
        assert (steps.loc[~done, step] == 0).all()
    differences = select(plain.estimates, subject="teams", statistic="difference", weighting="raked")
    assert differences["estimate"].abs().max() < 1e-8
    before = select(plain.estimates, subject="teams", statistic="difference", weighting="none")
    assert before["estimate"].abs().max() > 0.1


def test_a_mean_without_weights_and_a_completion_weighted_mean_are_what_they_say(plain, responses):
    scores = survey_scores(responses, SCALES, PROTOCOL)["kennis"]
    weights = plain.weights.steps["completion"]
    own = scores.loc[weights.index]
    known = own.notna() & (weights > 0)
    expected = (own * weights)[known].sum() / weights[known].sum()
    row = lookup(plain.estimates, subject="kennis", statistic="mean", weighting="completion")
    assert row["estimate"] == pytest.approx(expected)
    assert row["n"] == known.sum()
    moved = lookup(plain.estimates, subject="kennis", statistic="shift", weighting="completion")
    assert moved["estimate"] == pytest.approx(expected - own.mean())


def test_categories_of_too_few_teams_are_joined_and_said(plain):
    assert plain.weights.target is not None
    assert {"mtlm+sv", "zdv+h"} <= set(plain.weights.target.margins["sector"].index)
    notes = select(plain.estimates, subject="weging", statistic="opmerking")["note"]
    assert notes.str.contains("mtlm").any()


def test_the_tipping_point_of_every_key_finding_follows_from_its_estimate(plain):
    for finding in RULES.key_findings:
        basis = lookup(plain.estimates, statistic="basis", group_by="conclusie", group=finding.id)
        for share in RULES.missing_shares:
            key = {"group_by": "conclusie", "group": finding.id, "variant": f"aandeel={share:.2f}"}
            delta = lookup(plain.estimates, statistic="tipping", **key)["estimate"]
            if lookup(plain.estimates, statistic="holds", **key)["estimate"] == 1:
                assert basis["estimate"] + share * delta == pytest.approx(finding.limit)


def test_every_step_is_repeated_for_every_person_drawn_again(plain):
    assert plain.weights.kind == "bootstrap"
    assert plain.weights.clusters == 139
    for step in ("completion", "raked", "trimmed"):
        assert plain.weights.replicates[step].shape == (139, 60)
        assert plain.weights.replicates[step].sum().to_numpy() == pytest.approx(
            (plain.weights.replicates["completion"] > 0).sum().to_numpy(), rel=0.5
        )


def test_a_wave_with_institutions_leaves_out_one_institution_at_a_time(invited):
    weights = invited.weights
    assert weights.kind == "jackknife"
    # Everybody who answered is at an institution of the frame.
    assert weights.clusters == 24
    assert weights.planned == 24
    assert 20 <= weights.replicates["completion"].shape[1] <= 24
    assert select(invited.estimates, statistic="clustering_factor").empty


def test_a_wave_with_an_invited_sample_has_response_rates_and_representativity(invited):
    rates = {
        name: lookup(invited.estimates, subject="respons", statistic=name)["estimate"]
        for name in ("rr1", "rr3", "rr5", "eligibility")
    }
    assert 0 < rates["rr1"] < rates["rr3"] < rates["rr5"] < 100
    assert rates["eligibility"] < 1  # ten gave a reason that puts them outside the population
    counts = select(invited.estimates, subject="respons", statistic="n", method="aapor")
    assert counts.set_index("category").loc["not_eligible", "estimate"] == 10
    row = lookup(invited.estimates, subject="representativiteit", statistic="r_adjusted")
    assert 0.5 < row["estimate"] <= 1
    assert row["ci_low"] <= row["estimate"] <= row["ci_high"]
    assert len(select(invited.estimates, statistic="partial_r_unconditional"))


def test_a_wave_with_reminders_follows_the_continuum_of_resistance(invited):
    slopes = select(invited.estimates, statistic="resistance_slope")
    assert slopes["estimate"].notna().all()
    assert len(slopes) == len(RULES.key_findings)


def test_nothing_is_said_of_a_single_institution(invited, students):
    text = invited.estimates.astype(str).to_csv()
    named = [code for code in students.institutions.index if f",{code}," in text]
    assert named == []
    grouped = select(invited.estimates, statistic="partial_r_unconditional")
    shown = grouped[grouped["group"] != ""]
    assert set(shown["group_by"]) <= {"region", "size"}
    for row in shown.to_dict("records"):
        inside = students.institutions[row["group_by"]].isin(row["group"].split("+"))
        assert inside.sum() >= RULES.minimum_cell


def test_without_a_population_only_completion_is_repaired(responses):
    scores = survey_scores(responses, SCALES, PROTOCOL)
    found = analyse_nonresponse(responses, QUESTIONNAIRE, scores, PROTOCOL, None, provenance="synthetic")
    assert set(found.estimates["weighting"]) == {"none", "completion"}
    assert found.weights.target is None


def test_reasons_of_few_institutions_have_no_number():
    log = read_contact_log(ROOT / "data" / "raw" / "2024" / "recruitment.csv")
    found = recruitment_rows(recruitment(log), 5, wave=2024, provenance="synthetic")
    validate(found)
    key = {"subject": "werving_instellingen", "statistic": "n"}
    assert lookup(found, **key, category="deelnemend")["estimate"] == 4
    reasons = select(found, **key, group_by="reden")
    # Four institutions gave a reason: which reasons these were is not even named.
    assert reasons["group"].tolist() == ["verborgen"]
    assert reasons["estimate"].isna().all()
    rate = lookup(found, subject="werving_instellingen", statistic="participation_rate")
    assert rate["estimate"] == 50


def test_people_are_counted_on_the_page_where_they_stopped():
    last = pd.Series({1: 5, 2: 5, 3: 9, 4: 12, 5: 0, 6: 3})
    dispositions = pd.Series({1: "deels", 2: "deels", 3: "deels", 4: "compleet", 5: "leeg", 6: "geweigerd"})
    rows = page_rows(last, dispositions)
    stopped = {row.get("group", ""): (row["estimate"], row["n"]) for row in rows}
    assert stopped == {"": (3, 4), "5": (2, 4), "9": (1, 4)}


def test_the_population_of_a_wave_is_the_frame_of_its_year(students):
    frame = read_frame(PROJECT, 2024)
    assert set(frame.years) >= {2024}
    assert len(students.institutions) > 40
    assert students.students["students"].sum() > 400_000


def few(responses, change):
    """The wave as it is early in the fieldwork, or as nobody hoped: `change` edits the frame."""
    frame = responses.frame.copy()
    change(frame)
    return replace(responses, frame=frame)


def keep(frame, number):
    """Only so many complete responses; the others stopped."""
    done = frame.index[frame["submitdate"].notna() & (frame["q01"] == "J")]
    frame.loc[done[number:], "submitdate"] = pd.NaT


def all_bol(frame):
    asked = frame["q14bol"].notna()
    frame.loc[asked, "q14bol"], frame.loc[asked, "q14bbl"] = True, False


def one_sector(frame):
    frame["q15"] = frame["q15"].where(frame["q15"].isna(), "ZWS")


def no_sector(frame):
    frame["q15"] = None


def one_without_q04(frame):
    frame["q04"] = frame["q04"].where(frame.index != 1)


WAVES = {
    "nobody finished": lambda frame: keep(frame, 0),
    "one finished": lambda frame: keep(frame, 1),
    "two finished": lambda frame: keep(frame, 2),
    "ten finished": lambda frame: keep(frame, 10),
    "everybody is bol": all_bol,
    "one sector": one_sector,
    "nobody answered about the education": no_sector,
    "one missing answer on reports": one_without_q04,
}


@pytest.mark.parametrize("name", WAVES)
def test_a_wave_early_in_the_fieldwork_still_gives_estimates(responses, students, name):
    rules = RULES.model_copy(update={"replicates": 10})
    protocol = PROTOCOL.model_copy(update={"nonresponse": rules})
    wave = few(responses, WAVES[name])
    scores = survey_scores(wave, SCALES, protocol)
    found = analyse_nonresponse(wave, QUESTIONNAIRE, scores, protocol, students, provenance="synthetic")
    validate(found.estimates)
    empty = found.estimates[
        found.estimates["estimate"].isna() & (found.estimates["statistic"] != "opmerking")
    ]
    assert (empty["note"] != "").all(), empty[empty["note"] == ""][["subject", "statistic"]]
    if name in ("nobody finished", "one finished", "nobody answered about the education"):
        assert set(found.estimates["weighting"]) == {"none"}
        assert (
            select(found.estimates, subject="weging", statistic="opmerking")["note"]
            .str.contains("niet gewogen")
            .any()
        )


def test_a_wave_that_nobody_opened_gives_only_reasons(responses, students):
    wave = replace(responses, frame=responses.frame.iloc[:0], status=responses.status.iloc[:0])
    scores = survey_scores(wave, SCALES, PROTOCOL)
    found = analyse_nonresponse(wave, QUESTIONNAIRE, scores, PROTOCOL, students, provenance="synthetic")
    validate(found.estimates)
    assert set(found.estimates["weighting"]) == {"none"}


def test_who_was_invited_weighs_by_the_chance_to_answer_and_shifts_from_unweighted(invited, responses):
    """The base is one over the propensity: by hand, and `none` is no weight at all."""
    steps = invited.weights.steps
    assert (steps["none"] == 1).all()
    scores = survey_scores(responses, SCALES, PROTOCOL)["kennis"].loc[steps.index]
    known = scores.notna()
    own = steps.loc[known, "trimmed"]
    moved = (scores[known] * own).sum() / own.sum() - scores[known].mean()
    row = lookup(invited.estimates, subject="kennis", statistic="shift", weighting="trimmed")
    assert row["estimate"] == pytest.approx(moved)


def test_the_base_is_one_over_the_chance_to_answer_and_one_without_an_invitation(responses, students):
    _, participation, wave = invited_wave(responses, students)
    found = dispositions(wave, QUESTIONNAIRE)
    people = invited_people(wave, found, participation, students, RULES)
    assert people is not None
    assert people.sample is not None
    chance = people.respondent.map(people.sample.propensities())
    known = chance.notna()
    ratio = (people.base() * chance)[known]
    assert ratio.to_numpy() == pytest.approx(ratio.iloc[0])
    assert (people.base()[~known] == 1).all()
    asked = participation["respondent"].isin(people.sample.answered.index)
    assert asked.sum() == len(participation) - 10  # who is not of the population was not asked


def test_an_interval_is_by_t_on_the_institutions_and_goes_without_one_of_them(invited):
    row = lookup(invited.estimates, subject="kennis", statistic="mean", weighting="completion")
    half = student.ppf(0.975, invited.weights.clusters - 1) * row["se"]
    assert row["ci_high"] - row["estimate"] == pytest.approx(half)
    lost = replace(
        invited.weights,
        replicates={name: one.iloc[:, 1:] for name, one in invited.weights.replicates.items()},
    )
    rows = weighted_rows(invited.outcomes, lost, 0.95)
    assert all("se" not in one for one in rows)


def test_no_weight_is_left_far_above_the_others(plain):
    rules = RULES.model_copy(update={"trim_at": 1.5, "replicates": 5})
    assert plain.weights.target is not None
    teams = raked(plain.weights.steps["completion"], plain.weights.target)
    cut = trim_weights(teams, upper=rules.trim_at * float(teams.median()))
    assert cut.max() == pytest.approx(1.5 * teams.median())
    whole = plain.weights.steps["trimmed"]
    assert whole.max() <= RULES.trim_at * whole[whole > 0].median() * (1 + 1e-9)


def test_an_institution_under_two_codes_is_one_and_who_names_none_is_where_he_was_invited(students):
    institutions = institution_frame(
        read_frame(PROJECT, 2024).institutions, 2024, answered_as={"21CY": "25LX"}
    )
    merged = Population(students.students, institutions)
    frame = pd.DataFrame({"q18instelling": ["21CY", "25LX", "GEEN", "ANDER", None]})
    invitation = pd.Series(["", "", "25PW", "", "21CY"])
    assert institution_of(frame, invitation, merged).tolist() == ["25LX", "25LX", "25PW", "", "25LX"]


def test_a_participation_without_pseudonyms_is_refused(responses, students):
    _, participation, wave = invited_wave(responses, students)
    participation.loc[5:9, "respondent"] = ""
    with pytest.raises(ImpossibleAnalysis, match="respondent"):
        invited_people(wave, dispositions(wave, QUESTIONNAIRE), participation, students, RULES)
    nobody = participation.assign(uitgenodigd="")
    assert invited_people(wave, dispositions(wave, QUESTIONNAIRE), nobody, students, RULES) is None


def test_an_item_is_weighted_by_its_five_answers_and_by_its_three_categories(plain):
    for weighting in ("completion", "trimmed"):
        rows = select(plain.estimates, subject="q02e", statistic="pct", weighting=weighting)
        share = rows.set_index("category")["estimate"]
        assert set(share.index) == {"1", "2", "3", "4", "5", "geen_weinig", "beperkt", "voldoende"}
        assert share["4"] + share["5"] == pytest.approx(share["voldoende"])
        assert share[["1", "2", "3", "4", "5"]].sum() == pytest.approx(100)
