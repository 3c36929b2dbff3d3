"""Two waves put beside each other: what may be compared, what changed, and what the report says of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from project import PROJECT, ROOT

from stagepact_research.analysis.change.summaries import summarise_wave
from stagepact_research.analysis.change.survey import WaveData, analyse_change
from stagepact_research.estimates import lookup, select, validate
from stagepact_research.instruments import load_questionnaire, load_scales
from stagepact_research.pipeline.change import flat, keyed
from stagepact_research.report.change import prose, reading, tables

# The build of tests/test_pipeline_changes.py counts these lines; counting them here too would take minutes.
pytestmark = pytest.mark.no_cover

SCALES = load_scales(ROOT / "instruments" / "scales.yml")
FIRST = load_questionnaire(ROOT / "instruments" / "questionnaire" / "2024.yml")
LAST = load_questionnaire(ROOT / "instruments" / "questionnaire" / "2026.yml")
ITEMS = [item for scale in SCALES.scales for item in scale.items]


def wave(questionnaire, seed: int, lift: float = 0.0, n: int = 160, institutions: int = 0) -> WaveData:
    """A fabricated wave: one factor a scale; `lift` is added to the answers on kennis."""
    rng = np.random.default_rng(seed)
    index = pd.RangeIndex(1, n + 1)
    answers, outcomes = {}, {}
    for scale in SCALES.scales:
        factor = rng.normal(size=n)
        for item in scale.items:
            raw = 0.8 * factor + rng.normal(0, 0.7, n) + (lift if scale.id == "kennis" else 0.0)
            yes_no = scale.id == "preventie"
            cuts = [0.4] if yes_no else [-1.4, -0.6, 0.3, 1.1]
            answers[item] = np.digitize(raw, cuts) + (0 if yes_no else 1)
        own = pd.DataFrame({item: answers[item] for item in scale.items})
        outcomes[scale.id, "mean", ""] = own.mean(axis=1).to_numpy()
    outcomes["procedures", "pct", "geen"] = 100.0 * (
        pd.DataFrame({i: answers[i] for i in SCALES.scale("preventie").items}).sum(axis=1).to_numpy() == 0
    )
    outcomes["q02e", "pct", "voldoende"] = 100.0 * (answers["q02e"] >= 4)
    found = pd.DataFrame(outcomes, index=index)
    found.columns = pd.MultiIndex.from_tuples(list(outcomes), names=["subject", "statistic", "category"])
    strata = pd.DataFrame(
        {"sectorcategorie": rng.choice(["techniek", "zorg"], n), "leerweg": rng.choice(["bol", "bbl"], n)},
        index=index,
    )
    clusters = None
    if institutions:
        clusters = pd.Series(rng.choice([f"I{k}" for k in range(institutions)], n), index=index)
    return WaveData(
        questionnaire=questionnaire,
        answers=pd.DataFrame(answers, index=index).astype("float64"),
        outcomes=found.astype("float64"),
        strata=strata,
        clusters=clusters,
        weighted=summarise_wave(found.astype("float64")),
        provenance="synthetic",
    )


@pytest.fixture(scope="module")
def changes() -> pd.DataFrame:
    earlier = wave(FIRST, 1)
    later = wave(LAST, 2, lift=0.9, institutions=20)
    return analyse_change(earlier, later, SCALES, PROJECT.protocol)


def test_the_rows_are_valid_and_carry_both_waves(changes):
    validate(changes)
    assert set(changes["wave"]) == {"2026"}
    assert set(changes["contrast"]) == {"2024"}
    assert set(changes["provenance"]) == {"synthetic"}


def test_two_observed_waves_give_observed_rows_and_one_synthetic_wave_does_not():
    first, last = replace(wave(FIRST, 1, n=60), provenance="observed"), wave(LAST, 2, n=60)
    assert set(analyse_change(first, last, SCALES, PROJECT.protocol)["provenance"]) == {"synthetic"}


def test_a_change_that_is_there_is_found_and_the_others_are_not_called_changed(changes):
    found = {one.scale.id: one.plain for one in reading.changes_of(changes, SCALES.scales)}
    assert found["kennis"].verdict == "toename"
    assert found["kennis"].change == pytest.approx(found["kennis"].after[0] - found["kennis"].before[0])
    assert all(one.verdict in ("onbeslist", "gelijk") for name, one in found.items() if name != "kennis")


def test_a_wave_with_institutions_is_compared_by_its_design_and_one_without_also_as_if_alike(changes):
    methods = set(select(changes, subject="kennis", statistic="change", category="")["method"])
    assert {"taylor", "assumed_clusters+taylor", "standaardisatie"} <= methods
    plain = lookup(changes, subject="kennis", statistic="change", method="taylor", weighting="none")
    alike = lookup(changes, subject="kennis", statistic="change", method="assumed_clusters+taylor")
    assert alike["se"] > plain["se"]


def test_what_is_new_is_never_compared(changes):
    refused = dict(reading.refused(changes))
    assert "q05toetsa" in refused
    assert select(changes, subject="q05toetsa", statistic="change").empty
    assert lookup(changes, subject="q02e", statistic="comparable")["estimate"] == 1


def test_a_changed_wording_takes_its_item_and_its_scale_out():
    pages = []
    for page in LAST.pages:
        questions = tuple(
            q.model_copy(
                update={"items": (q.items[0].model_copy(update={"text": "iets heel anders."}), *q.items[1:])}
            )
            if q.id == "q02"
            else q
            for q in page.questions
        )
        pages.append(page.model_copy(update={"questions": questions}))
    other = LAST.model_copy(update={"pages": tuple(pages)})
    found = analyse_change(wave(FIRST, 1, n=60), wave(other, 2, n=60), SCALES, PROJECT.protocol)
    refused = dict(reading.refused(found))
    assert {"q02a", "kennis"} <= set(refused)
    assert select(found, subject="kennis", statistic="change").empty
    assert "q02a" in refused["kennis"]


def test_the_families_are_the_scales_and_the_shares(changes):
    for subject, size in (("kennis", 8), ("q02e", 2)):
        notes = select(changes, subject=subject, statistic="p_adjusted", weighting="none", variant="holm")[
            "note"
        ]
        assert notes.str.contains(f"over {size} toetsen").all()


def test_whether_a_scale_measures_the_same_stands_beside_its_change(changes):
    for one in reading.changes_of(changes, SCALES.scales):
        assert one.invariance in prose._LEAD or one.invariance in ("invariant", "niet_weerlegd")
        assert one.composition is not None


def test_the_sentence_of_every_finding_follows_its_verdict(changes):
    found = reading.changes_of(changes, SCALES.scales)
    for one in found:
        said = prose.finding(one, (2024, 2026))
        for verdict, words in prose._SAYS.items():
            other = replace(one, plain=replace(one.plain, verdict=verdict))
            assert words in prose.finding(other, (2024, 2026))
        assert one.scale.label in said
    text = prose.overview(found, (2024, 2026))
    assert ("Toegenomen: kennis." in text) == (found[0].invariance not in prose._LEAD)
    unsure = [replace(found[0], invariance="geschonden"), *found[1:]]
    assert "niet aantoonbaar in beide metingen hetzelfde: kennis" in prose.overview(unsure, (2024, 2026))
    sure = replace(found[0], invariance="invariant")
    assert "Toegenomen: kennis." in prose.overview([sure], (2024, 2026))
    assert sure.weighted is not None
    weaker = replace(sure, weighted=replace(sure.weighted, verdict="onbeslist"))
    assert "na weging onbeslist: kennis" in prose.overview([weaker], (2024, 2026))


def test_a_verdict_that_weights_or_colleagues_change_is_told(changes):
    one = reading.changes_of(changes, SCALES.scales)[0]
    assert one.weighted is not None
    other = replace(one, weighted=replace(one.weighted, verdict="onbeslist"), clustered="onbeslist")
    said = prose.finding(other, (2024, 2026))
    assert "Na weging is het oordeel anders: onbeslist." in said
    assert "dan is het oordeel: onbeslist." in said


def test_the_tables_have_a_row_for_every_scale_and_every_compared_item(changes):
    found = reading.changes_of(changes, SCALES.scales)
    assert len(tables.scales_table(found, (2024, 2026)).splitlines()) == 2 + len(found)
    assert len(tables.robust_table(found).splitlines()) == 2 + len(found)
    items = tables.items_table(changes, FIRST, (2024, 2026))
    assert "2e (voldoende tot veel)" in items


def test_outcomes_keep_their_keys_in_a_file():
    one = wave(FIRST, 1, n=10).outcomes
    pd.testing.assert_frame_equal(keyed(flat(one)), one)


def test_a_handful_of_answers_is_never_a_change():
    earlier = wave(FIRST, 1, n=120)
    later = wave(LAST, 2, lift=3.0, n=12, institutions=6)
    found = analyse_change(earlier, later, SCALES, PROJECT.protocol)
    verdicts = select(found, statistic="verdict", group_by="")
    assert len(verdicts)
    assert set(verdicts["variant"]) == {"onbeslist"}


@pytest.mark.parametrize("size", [0, 1, 3])
def test_a_second_wave_that_has_hardly_begun_gives_rows_and_reasons(size):
    earlier = wave(FIRST, 1, n=60)
    whole = wave(LAST, 2, n=60, institutions=1)
    rows = whole.outcomes.index[:size]
    assert whole.clusters is not None
    later = replace(
        whole,
        answers=whole.answers.loc[rows],
        outcomes=whole.outcomes.loc[rows],
        strata=whole.strata.loc[rows],
        clusters=whole.clusters.loc[rows],
        weighted=None,
    )
    validate(analyse_change(earlier, later, SCALES, PROJECT.protocol))


def test_a_share_that_is_nought_in_one_wave_is_not_certain():
    earlier, later = wave(FIRST, 1, n=60), wave(LAST, 2, n=60, institutions=12)
    none = later.outcomes.assign()
    none[("q02e", "pct", "voldoende")] = 0.0
    found = analyse_change(earlier, replace(later, outcomes=none, weighted=None), SCALES, PROJECT.protocol)
    row = lookup(found, subject="q02e", category="voldoende", statistic="after", method="taylor")
    assert row["se"] > 1


def test_an_earlier_wave_with_institutions_is_taken_by_its_design():
    earlier, later = wave(FIRST, 1, n=80, institutions=10), wave(LAST, 2, n=80, institutions=10)
    found = analyse_change(earlier, later, SCALES, PROJECT.protocol)
    assert select(found, subject="kennis", statistic="change", method="taylor").shape[0] == 1
    assert not found["method"].str.startswith("assumed_clusters").any()


def test_a_verdict_is_given_for_one_share_of_an_item():
    earlier, later = wave(FIRST, 1, n=60), wave(LAST, 2, n=60, institutions=10)
    both = []
    for one in (earlier, later):
        more = one.outcomes.copy()
        more[("q02e", "pct", "geen_weinig")] = 100.0 - more[("q02e", "pct", "voldoende")]
        both.append(replace(one, outcomes=more, weighted=None))
    found = analyse_change(*both, SCALES, PROJECT.protocol)
    verdicts = select(found, subject="q02e", statistic="verdict")
    assert set(verdicts["category"]) == {"voldoende"}
    assert len(select(found, subject="q02e", statistic="change", category="geen_weinig"))


def test_a_missed_difference_in_measuring_that_could_turn_the_verdict_is_told(changes):
    one = replace(reading.changes_of(changes, SCALES.scales)[0], invariance="niet_weerlegd", hidden_bias=3.0)
    assert "om te keren" in prose.finding(one, (2024, 2026))
    assert "om te keren" not in prose.finding(replace(one, hidden_bias=0.0), (2024, 2026))
