"""The file of respondents and its documentation: other programs find in them what the questionnaire says."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest
from deposited import project_with_products
from fabricated import estimates
from hypothesis import given, settings
from hypothesis import strategies as st
from project import ROOT

from stagepact_research.archive.counted import protected_counts
from stagepact_research.archive.ddi import DataFile, ddi_codebook
from stagepact_research.archive.rare import protect_rare, smallest_group
from stagepact_research.archive.spss import shortened
from stagepact_research.archive.study import load_study
from stagepact_research.archive.xml import allowed, element
from stagepact_research.codebook import Lookup, Variable, codebook_table, distribution, variables_of
from stagepact_research.estimates import tidy
from stagepact_research.instruments import load_questionnaire, load_scales
from stagepact_research.pipeline.deposit.survey import Wave, prepare, respondent_files
from stagepact_research.protocol import Project

PROJECT = Project(ROOT)
QUESTIONNAIRE = load_questionnaire(PROJECT.questionnaire(2024))
LATER = load_questionnaire(PROJECT.questionnaire(2026))
SCALES = load_scales(PROJECT.instruments / "scales.yml")
VARIABLES = variables_of(QUESTIONNAIRE, SCALES, PROJECT.protocol)
BY_NAME = {variable.name: variable for variable in VARIABLES}
DDI = "STAGEPACT_DDI"
SCHEMA = Path(os.environ.get(DDI, ROOT.parent / "shared" / "ddi")) / "schemas" / "codebook.xsd"


@pytest.fixture(scope="module")
def wave(tmp_path_factory: pytest.TempPathFactory) -> Wave:
    project = project_with_products(tmp_path_factory.mktemp("project"), 2024)
    return prepare(project, 2024, estimates(), respondents=False)


@pytest.fixture(scope="module")
def sav(wave: Wave, tmp_path_factory: pytest.TempPathFactory) -> Path:
    files = respondent_files(wave, date(2026, 11, 24))
    path = tmp_path_factory.mktemp("sav") / "respondenten.sav"
    path.write_bytes(files["gegevens/2024-synthetisch/respondenten-2024-synthetisch.sav"])
    return path


def test_every_answer_of_the_export_is_in_the_file_or_has_its_reason(wave: Wave) -> None:
    frame = wave.frame
    assert len(frame) == 213
    assert frame["dispositie"].value_counts().to_dict() == {4: 111, 2: 64, 3: 28, 1: 10}
    assert frame["geanalyseerd"].sum() == 138
    assert frame["q04"].value_counts().to_dict() == {1: 63, 0: 37, -4: 39, -1: 64, -6: 10}
    assert not frame.drop(columns=[c for c in frame if c.startswith("gewicht_")]).isna().any().any()


def test_who_declined_was_not_asked_for_another_reason_than_who_stopped(wave: Wave) -> None:
    declined = wave.frame[wave.frame["dispositie"] == 1]
    asked = [v.name for v in VARIABLES if v.question and v.question != "q01"]
    assert (declined[asked] == -6).all().all()
    stopped = wave.frame[wave.frame["dispositie"] == 3]
    assert (stopped["q18a"] == -1).all()


def test_a_score_has_a_value_or_a_reason(wave: Wave) -> None:
    scores = wave.frame["kennis"]
    assert scores[scores > 0].between(1, 5).all()
    assert set(scores[scores < 0]) == {-1.0, -6.0, -8.0}
    counted = wave.frame["preventie_aantal"]
    assert ((counted >= 0) == (wave.frame["geanalyseerd"] == 1)).all()


def test_the_order_of_the_rows_tells_nothing_of_who_answered_when(wave: Wave) -> None:
    own = [name for name in wave.frame.columns if name != "volgnummer"]
    ordered = wave.frame[own].sort_values(own, kind="stable").reset_index(drop=True)
    pd.testing.assert_frame_equal(ordered, wave.frame[own])


def test_spss_keeps_labels_missing_codes_and_measurement_levels(wave: Wave, sav: Path) -> None:
    frame, meta = pyreadstat.read_sav(sav, user_missing=True)
    pd.testing.assert_frame_equal(frame, wave.frame.astype("float64"), check_dtype=False, rtol=1e-12)
    assert meta.column_names_to_labels["q02a"] == "2a. weten we wat stagediscriminatie is."
    assert meta.variable_value_labels["q02a"][5.0] == "helemaal mee eens"
    assert meta.variable_value_labels["q12a"][-4.0] == "weet ik niet"
    assert meta.variable_value_labels["q11a"][-5.0] == "niet van toepassing"
    assert meta.missing_ranges["q02a"] == [{"lo": -8.0, "hi": -1.0}]
    assert "gewicht_raked" not in meta.missing_ranges
    assert meta.variable_measure["q02a"] == "ordinal"
    assert meta.variable_measure["q15"] == "nominal"
    assert meta.variable_measure["kennis"] == "scale"


def test_a_reader_leaves_missing_answers_out_of_a_mean(sav: Path) -> None:
    frame, _ = pyreadstat.read_sav(sav)
    assert frame["kennis"].count() == 138
    assert frame["kennis"].mean() == pytest.approx(3.5)
    assert frame["q12a"].min() == 1


def test_r_finds_the_same_labels_missing_values_and_counts(wave: Wave) -> None:
    """tests/r/sav.csv is what R read in the deposit's own file (tests/r/sav.R)."""
    rows = pd.read_csv(Path(__file__).parent / "r" / "sav.csv", dtype=str, keep_default_na=False)
    read = {kind: own.groupby("variable") for kind, own in rows.groupby("kind")}
    assert list(rows["variable"].drop_duplicates()) == list(wave.frame.columns)
    for variable in wave.variables:
        label = read["label"].get_group(variable.name)["text"].item()
        assert label == shortened(variable.label, 250)
        if variable.values or variable.missing:
            found = read["value"].get_group(variable.name)
            ours = {str(v.code): v.label for v in variable.values}
            ours |= {str(m.code): m.label for m in variable.missing}
            assert dict(zip(found["code"], found["text"], strict=True)) == ours
        missing = read["missing"].groups.get(variable.name)
        assert (missing is not None) == bool(variable.missing)
    for name, counted in read["count"]:
        ours = wave.frame[name].value_counts()
        assert {float(k): int(v) for k, v in zip(counted["code"], counted["text"], strict=True)} == dict(ours)


def _document(variables: tuple[Variable, ...] = VARIABLES, table: pd.DataFrame | None = None) -> bytes:
    return ddi_codebook(
        load_study(PROJECT.instruments / "study.yml"),
        QUESTIONNAIRE,
        variables,
        estimates() if table is None else table,
        DataFile("respondenten.sav", 213, True, True, ("een opmerking",)),
        PROJECT.archive,
        software="stagepact-research 0.1.0",
        made=date(2026, 11, 24),
    )


def _with_a_hidden_number() -> pd.DataFrame:
    return tidy(
        [
            {"subject": "q15", "statistic": "n", "category": "sv", "n": 111},
            {"subject": "q15", "statistic": "n", "category": "mtlm", "estimate": 8, "n": 111},
        ],
        wave=2024,
        source="survey",
        provenance="observed",
        population="opleidingsteams",
    )


@pytest.mark.skipif(not SCHEMA.exists(), reason=f"het DDI-schema staat er niet; zet {DDI} op zijn map")
@pytest.mark.parametrize(
    "table",
    [estimates(), tidy([]), _with_a_hidden_number()],
    ids=["with numbers", "without numbers", "with a hidden number"],
)
def test_the_ddi_document_is_valid(table: pd.DataFrame) -> None:
    from lxml import etree

    schema = etree.XMLSchema(etree.parse(str(SCHEMA)))
    root = etree.fromstring(_document(table=table))
    assert schema.validate(root), schema.error_log
    root.find(".//{ddi:codebook:2_5}var").attrib.pop("name")
    assert not schema.validate(root), "a variable without a name is not valid"


def test_the_ddi_document_has_every_variable_with_question_values_and_missing_codes() -> None:
    from lxml import etree

    name = {"d": "ddi:codebook:2_5"}
    root = etree.fromstring(_document())
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "nl"
    assert root.xpath("//d:var/@name", namespaces=name) == [v.name for v in VARIABLES]
    item = root.xpath("//d:var[@name='q05a']", namespaces=name)[0]
    assert item.findtext("d:qstn/d:qstnLit", namespaces=name).endswith("stagediscriminatie een probleem is.")
    assert "Een aantal van de onderstaande" in item.findtext("d:qstn/d:preQTxt", namespaces=name)
    assert item.xpath("d:catgry[not(@missing)]/d:catValu/text()", namespaces=name) == list("12345")
    assert set(item.xpath("d:catgry[@missing='Y']/d:catValu/text()", namespaces=name)) == {
        *("-1", "-2", "-3", "-6")
    }
    assert root.xpath("count(//d:var[@wgt='wgt'])", namespaces=name) == 3
    groups = " ".join(root.xpath("//d:varGrp/@var", namespaces=name)).split()
    assert sorted(groups) == sorted(root.xpath("//d:var/@ID", namespaces=name))


def test_numbers_that_the_estimates_hide_are_hidden_in_the_documentation() -> None:
    table = _with_a_hidden_number()
    found = distribution(BY_NAME["q15"], Lookup(table, 2024))
    assert found.counts[0] == 8
    assert pd.isna(found.counts[1])
    rows = codebook_table((BY_NAME["q15"],), table, 2024).set_index("code")
    assert rows.loc[1, "aantal"] == "8"
    assert (rows.loc[2, "aantal"], rows.loc[2, "opmerking"]) == ("", "niet getoond: te weinig respondenten")
    assert rows.loc[3, "aantal"] == ""
    assert b">8</catStat>" in _document(table=table)
    assert b'otherType="niet-getoond">' in _document(table=table)


def test_a_new_question_about_the_respondent_stays_out_until_the_protocol_names_it() -> None:
    names = {v.name for v in variables_of(LATER, SCALES, PROJECT.protocol)}
    assert "q01reden" in names
    assert not {"q18instelling", "q03", "q06", "q13", "q19", "q01other"} & names
    silent = PROJECT.protocol.model_copy(update={"archive": None})
    assert "q15" not in {v.name for v in variables_of(LATER, SCALES, silent)}


def test_codes_are_the_ones_of_the_estimates_and_of_limesurvey() -> None:
    assert [(v.code, v.category, v.answer) for v in BY_NAME["q04"].values] == [
        (0, "nee", "N"),
        (1, "ja", "J"),
    ]
    assert [v.code for v in BY_NAME["q12a"].values] == [1, 2, 3, 4, 5]
    assert BY_NAME["q15"].values[7].category == "ict"
    assert [v.label for v in BY_NAME["q16niv2"].values] == ["niet aangevinkt", "aangevinkt"]


_TEAM = st.tuples(
    st.sampled_from([(1, 0), (0, 1), (1, 1)]),
    st.integers(1, 8),
    st.tuples(*[st.integers(0, 1)] * 4),
    st.integers(0, 1),
    st.floats(0.2, 5),
)


def _teams(teams: list[tuple[tuple[int, int], int, tuple[int, ...], int, float]]) -> pd.DataFrame:
    rows = [
        {
            "volgnummer": place,
            "q14bol": way[0],
            "q14bbl": way[1],
            "q15": sector,
            **dict(zip(("q16entree", "q16niv2", "q16niv3", "q16niv4"), levels, strict=True)),
            "q17": function,
            "leerweg": 1 if way == (1, 0) else 2,
            "sectorcategorie": (sector + 2) // 3,
            "gewicht_raked": weight,
        }
        for place, (way, sector, levels, function, weight) in enumerate(teams, start=1)
    ]
    return pd.DataFrame(rows)


@settings(max_examples=60, deadline=None)
@given(st.lists(_TEAM, min_size=5, max_size=60), st.integers(2, 5))
def test_no_combination_of_background_is_smaller_than_k(
    teams: list[tuple[tuple[int, int], int, tuple[int, ...], int, float]], k: int
) -> None:
    frame = _teams(teams)
    found = protect_rare(frame, k)
    known = [c for c in frame.columns if c not in ("volgnummer", "gewicht_raked")]
    assert found.frame.groupby(known).size().min() >= k
    assert sum(count for _, count in found.counts) == len(frame)
    assert found.frame["gewicht_raked"].sum() == pytest.approx(frame["gewicht_raked"].sum(), abs=1e-3)
    hidden = found.frame[found.frame["q15"] == -7]
    assert hidden["gewicht_raked"].nunique() <= 1


def test_a_weight_does_not_tell_the_region_of_a_team() -> None:
    """Seven teams are alike; the factor of calibration of two of them is that of a small region."""
    alike = ((1, 0), 4, (0, 0, 1, 1), 0)
    frame = _teams([(*alike, 1.0)] * 7)
    frame["gewicht_completion"] = [0.8, 0.9, 1.0, 1.0, 1.1, 1.2, 1.3]
    frame["gewicht_raked"] = frame["gewicht_completion"] * pd.Series([0.8, 0.8, 0.8, 0.8, 0.8, 1.9, 1.9])
    frame["gewicht_trimmed"] = frame["gewicht_raked"].clip(upper=2.0)
    found = protect_rare(frame, 5).frame
    for step in ("gewicht_raked", "gewicht_trimmed"):
        assert (found[step] / found["gewicht_completion"]).round(4).nunique() == 1
        assert found[step].sum() == pytest.approx(frame[step].sum(), abs=1e-4)
    assert sorted(found["gewicht_completion"]) == sorted(frame["gewicht_completion"])
    assert protect_rare(frame, 2).frame["gewicht_raked"].nunique() == frame["gewicht_raked"].nunique()


def test_a_value_of_fewer_than_k_is_not_counted() -> None:
    variable = (BY_NAME["q17"],)
    counted = protected_counts(variable, pd.DataFrame({"q17": [0] * 6 + [1] * 5 + [-7] * 8 + [-1]}), 5)["q17"]
    assert (counted.base, counted.counts, counted.missing) == (19, (6, 5), ((-7, 8),))
    hidden = protected_counts(variable, pd.DataFrame({"q17": [0] * 6 + [1] * 2 + [-7] * 8}), 5)["q17"]
    assert pd.isna([*hidden.counts, hidden.missing[0][1]]).all()
    assert hidden.base is None


def test_who_is_shown_whole_keeps_everything() -> None:
    frame = _teams([((1, 0), 4, (0, 0, 1, 1), 0, 1.5)] * 5)
    assert smallest_group(frame) == 5
    pd.testing.assert_frame_equal(protect_rare(frame, 5).frame, frame, check_dtype=False)


def test_long_labels_are_cut_between_words_and_within_bytes() -> None:
    text = "een geïnteresseerde " * 20
    cut = shortened(text, 100)
    assert len(cut.encode()) <= 100
    assert cut.endswith(("geïnteresseerde…", "een…"))
    assert shortened("kort", 100) == "kort"


def test_what_xml_cannot_hold_is_dropped() -> None:
    assert allowed("a\x00b\x1fc\ud800d😀\tˮ") == "abcd😀\tˮ"
    assert element("labl", "x", ID="", lang="nl").attrib == {"xml:lang": "nl"}
