"""The synthetic 2024 wave: the same bytes everywhere, and every printed number that can hold."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from project import PROJECT, quick_protocol

from stagepact_research.analysis.survey import analyse_survey
from stagepact_research.estimates import canonical_csv, lookup, read_estimates, select
from stagepact_research.instruments import content_hash, load_questionnaire, load_scales
from stagepact_research.pipeline.snapshots import provenance
from stagepact_research.pipeline.synthetic import WouldOverwrite, synthetic_wave, write_synthetic_wave
from stagepact_research.report.verification import DEVIATES, IMPOSSIBLE, target_rule, verify
from stagepact_research.responses import dispositions, read_export

WAVE = 2024
SNAPSHOT = PROJECT.snapshot(WAVE)
PUBLISHED = read_estimates(PROJECT.published(WAVE))


def _analysed(export: Path) -> pd.DataFrame:
    questionnaire = load_questionnaire(PROJECT.questionnaire(WAVE))
    scales = load_scales(PROJECT.instruments / "scales.yml")
    responses = read_export(export, questionnaire)
    return analyse_survey(responses, questionnaire, scales, quick_protocol(), provenance="synthetic")


@cache
def _estimates() -> pd.DataFrame:
    """No fixture, for `no_cover` reaches a test and not its fixtures."""
    return _analysed(SNAPSHOT / "responses.csv")


def _verified(estimates: pd.DataFrame) -> pd.DataFrame:
    rules = PROJECT.protocol.verification
    return verify(PUBLISHED, estimates, targets=target_rule(rules.targets), impossible=rules.impossible)


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """The wave that another seed gives."""
    write_synthetic_wave(tmp_path, synthetic_wave(PROJECT, WAVE, seed=7))
    return tmp_path


def test_the_committed_file_is_what_the_protocol_s_seed_gives_byte_for_byte() -> None:
    made = synthetic_wave(PROJECT, WAVE)
    assert made["responses.csv"] == (SNAPSHOT / "responses.csv").read_bytes()
    assert made["manifest.json"] == (SNAPSHOT / "manifest.json").read_bytes()


def test_the_manifest_says_that_it_is_synthetic_and_of_which_instrument() -> None:
    manifest = json.loads((SNAPSHOT / "manifest.json").read_text("utf-8"))
    content = (SNAPSHOT / "responses.csv").read_bytes()
    assert manifest["provenance"] == "synthetic"
    assert manifest["seed"] == PROJECT.protocol.seeds.synthesis
    assert manifest["files"]["responses.csv"]["sha256"] == hashlib.sha256(content).hexdigest()
    questionnaire = load_questionnaire(PROJECT.questionnaire(WAVE))
    assert manifest["instrument"]["sha256"] == content_hash(questionnaire)


def test_everyone_who_opened_the_questionnaire_is_accounted_for() -> None:
    questionnaire = load_questionnaire(PROJECT.questionnaire(WAVE))
    found = dispositions(read_export(SNAPSHOT / "responses.csv", questionnaire), questionnaire)
    assert found.value_counts().to_dict() == {"compleet": 111, "leeg": 64, "deels": 28, "geweigerd": 10}


@pytest.mark.no_cover
def test_no_printed_number_that_can_hold_is_missed() -> None:
    verified = _verified(_estimates())
    survey = verified[verified["source"] == "survey"]
    assert survey[survey["verdict"] == DEVIATES]["subject"].tolist() == []
    impossible = survey[survey["verdict"] == IMPOSSIBLE]
    assert impossible["explanation"].str.len().min() > 20


@pytest.mark.no_cover
def test_another_seed_meets_the_same_targets_with_other_rows(other: Path) -> None:
    survey = _verified(_analysed(other / "responses.csv")).query("source == 'survey' and target")
    missed = survey[survey["verdict"] == DEVIATES]
    assert missed[["subject", "statistic", "printed", "computed"]].to_dict("records") == []
    assert (other / "responses.csv").read_bytes() != (SNAPSHOT / "responses.csv").read_bytes()


@pytest.mark.no_cover
def test_the_correlations_lie_close_to_table_b2() -> None:
    printed = select(PUBLISHED, statistic="r", locator="Tabel B2")
    off = [
        abs(lookup(_estimates(), subject=s, statistic="r", method="pearson")["estimate"] - r)
        for s, r in zip(printed["subject"], printed["estimate"], strict=True)
    ]
    assert len(off) == 28
    assert max(off) <= 0.05
    assert sum(off) / len(off) <= 0.02


@pytest.mark.no_cover
def test_teams_by_number_of_procedures_are_55_25_and_58() -> None:
    counts = {
        c: int(lookup(_estimates(), subject="procedures", statistic="n", category=c)["estimate"])
        for c in ("geen", "een", "meer")
    }
    assert counts == {"geen": 55, "een": 25, "meer": 58}


@pytest.mark.no_cover
def test_only_guidance_differs_between_groups() -> None:
    tests = select(_estimates(), statistic="p", method="anova", group="")
    significant = tests[tests["estimate"] < 0.05]
    assert significant[["subject", "group_by"]].to_numpy().tolist() == [["begeleiding", "sectorcategorie"]]
    means = {
        g: lookup(_estimates(), subject="begeleiding", statistic="mean", group_by="sectorcategorie", group=g)[
            "estimate"
        ]
        for g in ("techniek", "diensten", "zorg")
    }
    assert means["techniek"] == min(means.values())


@pytest.mark.no_cover
def test_the_estimates_are_the_same_at_a_second_run() -> None:
    again = _analysed(SNAPSHOT / "responses.csv")
    digests = {hashlib.sha256(canonical_csv(t).encode()).hexdigest() for t in (_estimates(), again)}
    assert len(digests) == 1


def test_no_contact_detail_stands_in_the_file() -> None:
    frame = read_export(SNAPSHOT / "responses.csv", load_questionnaire(PROJECT.questionnaire(WAVE))).frame
    assert (frame["q19"] == "").all()


def test_real_data_are_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "responses.csv").write_text("echte antwoorden", encoding="utf-8")
    assert provenance(tmp_path) == "observed"
    with pytest.raises(WouldOverwrite):
        write_synthetic_wave(tmp_path, {"responses.csv": b"", "manifest.json": b"{}"})
    assert (tmp_path / "responses.csv").read_text("utf-8") == "echte antwoorden"
