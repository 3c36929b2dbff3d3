"""The coding of the kwaliteitsagenda's: what is read, refused and counted, and how far coders agree."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from fabricated import ROOT
from fabricated_agendas import CODING, FRAME, coding, later

from stagepact_research.estimates import lookup, select, validate
from stagepact_research.instruments import check_instruments
from stagepact_research.instruments.agendas import (
    NOT_APPLICABLE,
    NOT_GIVEN,
    SILENT,
    Frame,
    check_frame,
    frame_hash,
)
from stagepact_research.instruments.versions import load_versions
from stagepact_research.strands.agendas import (
    agreement,
    agreement_estimates,
    coding_estimates,
    explanation,
    one_coding,
    read_coding,
    template,
    theme_levels,
)
from stagepact_research.strands.agendas import errors as wrong
from stagepact_research.strands.agendas.cells import DIFFERENT

R = Path(__file__).parent / "r"
QUESTIONS = [question.id for question in FRAME.questions()]


def counts(cells=None, **key):
    return select(
        coding_estimates(coding() if cells is None else cells, FRAME, wave=2024, provenance="published"),
        **key,
    )


def value(subject, category, statistic="n", variant="", cells=None):
    return lookup(
        counts(cells), subject=subject, category=category, statistic=statistic, group_by="", variant=variant
    )["estimate"]


# What a reader of the report finds in 3.2: the numbers of the institutions.
REPORT = """
    agenda_probleem_algemeen          benoemd      1 2 4
    agenda_probleem_algemeen          niet_vermeld 3 5 6 7 8
    agenda_probleem_afhankelijk_van_branche ja     7
    agenda_probleem_ook_tijdens_stage benoemd      1 3 4
    agenda_probleem_eigen_instelling  erkend       5
    agenda_probleem_eigen_instelling  onduidelijk  3 4
    agenda_probleem_eigen_instelling  niet_erkend  1 2 6 7 8
    agenda_verantwoordelijkheid       duidelijk    5
    agenda_monitoring                 ambitie      1 3 4 5 8
    agenda_monitoring_veiligheid      met_gronden  5
    agenda_monitoring_meldingen       ja           1 3 8
    agenda_monitoring_veiligheid      zonder_gronden 3 4
    agenda_monitoring_veiligheid      niet_vermeld 8
    agenda_sociale_norm               duidelijk    4 5
    agenda_sociale_norm               niet_vermeld 6 8
    agenda_taak_onderwijsprofessional in_enige_mate 7
    agenda_visie_met_leerbedrijven    benoemd      1 3 5
    agenda_visie_met_leerbedrijven    niet_gegeven 2 4 6 7 8
    agenda_drie_contactmomenten       niet_vermeld 7
    agenda_professionalisering        benoemd      1 5 6 8
    agenda_meldpunt                   heeft_of_wil 1 2 3 4 5 6 7 8
    agenda_studenten_informeren       niet_vermeld 2 3 7 8
    agenda_stagematching              ja           3 4 5 6 7 8
    agenda_stagematching_niet_objectief_gesteld ja 3
    agenda_stagematching_niet_objectief_gesteld niet_van_toepassing 1 2
    agenda_stagematching_alleen_waar_wenselijk  ja 8
    agenda_stagemakelaar              ja           1
"""


@pytest.mark.parametrize("line", [line.split() for line in REPORT.strip().splitlines()], ids=lambda x: x[0])
def test_the_coding_of_2024_names_the_institutions_that_the_report_names(line):
    question, code, *numbers = line
    cells = coding()
    found = cells[(cells["question"] == question) & (cells["code"] == code)]
    assert found["institution"].tolist() == numbers


def test_every_cell_of_2024_has_a_code_a_place_and_a_reason():
    cells = coding()
    assert len(cells) == 8 * len(QUESTIONS)
    assert (cells["locator"] != "").all()
    assert (cells["note"] != "").all()
    assert 15 < (cells["quote"] != "").sum() < 40


def test_the_manifest_knows_the_coding():
    entry = json.loads((CODING.parent / "manifest.json").read_text("utf-8"))["files"]["codering.csv"]
    assert entry["sha256"] == hashlib.sha256(CODING.read_bytes()).hexdigest()
    assert (entry["provenance"], entry["public"], entry["rows"]) == ("published", True, len(coding()))


# Reading


def lines_of(cells: pd.DataFrame) -> list[list[str]]:
    return [list(cells.columns), *cells.to_numpy().tolist()]


@pytest.fixture
def written(tmp_path):
    """Write a coding in which one row was changed, and read it as a coder's."""

    def write(change=None, *, cells=None, from_report=False):
        rows = lines_of(later() if cells is None else cells)
        if change is not None:
            change(rows)
        path = tmp_path / "A.csv"
        frame = pd.DataFrame(rows[1:], columns=rows[0])
        frame.to_csv(path, sep=";", index=False, lineterminator="\n")
        return read_coding(path, FRAME, 2026, from_report=from_report)

    return write


def setting(line, column, text):
    def change(rows):
        rows[line - 1][rows[0].index(column)] = text

    return change


def test_a_good_coding_is_read_in_the_order_of_the_frame(written):
    def turned(rows):
        rows[1:] = rows[:0:-1]

    assert written(turned).equals(written())
    assert written()["question"].tolist()[: len(QUESTIONS)] == QUESTIONS


@pytest.mark.parametrize(
    ("column", "text", "kind", "said"),
    [
        ("institution", "9", wrong.UnknownInstitution, "1 tot en met 8"),
        ("question", "agenda_onzin", wrong.UnknownQuestion, "een vraag uit het analysekader"),
        ("code", "misschien", wrong.UnknownCode, "benoemd, ontkend, niet_vermeld"),
        ("code", "", wrong.UnknownCode, "benoemd, ontkend, niet_vermeld"),
        ("code", NOT_GIVEN, wrong.NotGivenByReader, "niet_vermeld als de agenda"),
        ("code", NOT_APPLICABLE, wrong.WrongApplicability, "geldt voor elke instelling"),
        ("code", "benoemd", wrong.MissingLocator, "de bladzijde"),
        ("coder", "", wrong.WrongCodingCell, "een korte code"),
        ("quote", "“letterlijk”", wrong.MissingLocator, "een citaat heeft een vindplaats"),
    ],
)
def test_a_wrong_cell_is_told_with_its_line_and_what_may_stand_there(written, column, text, kind, said):
    with pytest.raises(kind) as told:
        written(setting(2, column, text))
    assert "A.csv, regel 2" in told.value.where
    assert said in told.value.expected


def test_a_quote_is_marked_and_own_words_stand_elsewhere(written):
    def change(rows):
        setting(2, "locator", "p. 4")(rows)
        setting(2, "quote", "dit staat er ongeveer")(rows)

    with pytest.raises(wrong.UnmarkedQuote):
        written(change)


def test_a_double_cell_and_a_missing_one_are_refused(written):
    with pytest.raises(wrong.DoubleCell) as told:
        written(lambda rows: rows.append(list(rows[1])))
    assert (told.value.line, told.value.first) == (8 * len(QUESTIONS) + 2, 2)
    with pytest.raises(wrong.MissingCells) as missing:
        written(lambda rows: rows.pop(1))
    assert missing.value.cells == (("1", QUESTIONS[0]),)


def test_two_coders_in_one_file_are_refused(written):
    with pytest.raises(wrong.SeveralCoders):
        written(setting(5, "coder", "B"))


def test_a_question_that_does_not_apply_says_so_and_one_that_does_is_answered(written):
    applies = 1 + QUESTIONS.index("agenda_stagematching_alleen_waar_wenselijk") + 1
    with pytest.raises(wrong.WrongApplicability, match="want agenda_stagematching is daar niet_vermeld"):
        written(setting(applies, "code", SILENT))
    with pytest.raises(wrong.WrongApplicability, match="een code van de vraag, want"):
        written(cells=later(agenda_stagematching="ja"))


def test_other_columns_and_other_files_are_refused(tmp_path):
    path = tmp_path / "A.csv"
    path.write_text("institution;question\n1;agenda_meldpunt\n", encoding="utf-8")
    with pytest.raises(wrong.WrongCodingColumns):
        read_coding(path, FRAME, 2026)
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(wrong.UnreadableCoding):
        read_coding(path, FRAME, 2026)
    with pytest.raises(wrong.UnknownCodingWave):
        read_coding(path, FRAME, 2031)


# Counting


def test_silence_no_and_not_told_are_counted_apart():
    assert value("agenda_visie_met_leerbedrijven", "benoemd") == 3
    assert value("agenda_visie_met_leerbedrijven", SILENT) == 0
    assert value("agenda_visie_met_leerbedrijven", NOT_GIVEN) == 5
    assert value("agenda_probleem_eigen_instelling", "niet_erkend") == 5
    assert value("agenda_probleem_eigen_instelling", SILENT) == 0


def test_a_share_is_of_all_institutions_and_beside_it_of_those_that_are_known():
    key = ("agenda_visie_met_leerbedrijven", "benoemd", "pct")
    assert value(*key) == 37.5
    assert value(*key, variant="bekend") == 100
    assert value(*key, variant="hoogstens") == 100


def test_a_question_that_does_not_apply_everywhere_has_its_own_base():
    row = lookup(
        counts(),
        subject="agenda_stagematching_niet_objectief_gesteld",
        category="ja",
        statistic="pct",
        group_by="",
        variant="",
    )
    assert (row["n"], round(row["estimate"], 4)) == (6, 16.6667)


def test_the_counts_are_estimates_with_one_row_a_cell():
    rows = validate(counts())
    cells = rows[(rows["group_by"] == "instelling") & rows["subject"].isin(QUESTIONS)]
    assert len(cells) == 8 * len(QUESTIONS)
    assert set(rows["provenance"]) == {"published"}


LEVELS = """
    | theme                  | 1       | 2       | 3       | 4       | 5       | 6       | 7       | 8       |
    | probleem               | deels   | deels   | deels   | deels   | deels   | niet    | niet    | niet    |
    | doelen                 | deels   | deels   | deels   | deels   | vermeld | deels   | deels   | deels   |
    | monitoring             | vermeld | ?       | vermeld | vermeld | vermeld | ?       | ?       | vermeld |
    | sociale_norm           | deels   | deels   | deels   | vermeld | vermeld | niet    | deels   | niet    |
    | onderwijsprofessionals | deels   | deels   | deels   | deels   | vermeld | deels   | deels   | deels   |
    | meldpunt               | vermeld | vermeld | vermeld | vermeld | vermeld | vermeld | vermeld | vermeld |
    | studenten_informeren   | vermeld | niet    | niet    | vermeld | vermeld | vermeld | niet    | niet    |
    | matching               | niet    | niet    | deels   | vermeld | vermeld | vermeld | vermeld | deels   |
"""


def test_a_theme_follows_from_the_questions_that_count_for_it():
    head, *lines = [
        [c.strip() for c in line.strip().strip("|").split("|")] for line in LEVELS.strip().splitlines()
    ]
    found = theme_levels(coding(), FRAME).set_index(["theme", "institution"])["level"]
    for theme, *levels in lines:
        for institution, level in zip(head[1:], levels, strict=True):
            assert found[theme, institution] == level.replace("?", NOT_GIVEN), (theme, institution)


def with_code(question, code, institutions="12345678"):
    cells = coding()
    here = (cells["question"] == question) & cells["institution"].isin(list(institutions))
    return cells.assign(code=cells["code"].where(~here, code))


def test_what_is_not_known_lifts_no_theme():
    level = theme_levels(with_code("agenda_sociale_norm", NOT_GIVEN), FRAME)
    assert set(level[level["theme"] == "sociale_norm"]["level"]) == {NOT_GIVEN}
    level = theme_levels(with_code("agenda_taak_onderwijsprofessional", NOT_GIVEN, "5"), FRAME)
    here = (level["theme"] == "onderwijsprofessionals") & (level["institution"] == "5")
    assert level[here]["level"].tolist() == ["deels"]


def test_the_points_of_the_summary_follow_from_the_counts():
    assert value("agenda_goede_punten", "") == 4
    assert value("agenda_verbeterpunten", "") == 6
    more = with_code("agenda_studenten_informeren", "iets", "2")
    assert value("agenda_goede_punten", "", cells=more) == 5
    none = with_code("agenda_monitoring_meldingen", "nee")
    assert value("agenda_punt_meldingen", "goed", cells=none) == 1
    silent = with_code("agenda_monitoring_meldingen", SILENT)
    assert value("agenda_punt_meldingen", "onbekend", cells=silent) == 1


def test_a_point_that_open_cells_could_turn_is_not_settled():
    cells = with_code("agenda_monitoring", NOT_GIVEN, "158")
    assert value("agenda_punt_monitoring", "onbekend", cells=cells) == 1


# Several coders


def test_a_cell_on_which_coders_differ_is_open_until_they_agree():
    one, other = later("A", agenda_sociale_norm="duidelijk"), later("B", agenda_sociale_norm="onduidelijk")
    cells = one_coding([one, other])
    found = cells.set_index(["institution", "question"])["code"]
    assert found["1", "agenda_sociale_norm"] == DIFFERENT
    assert (cells["code"] == DIFFERENT).sum() == 1
    assert value("agenda_sociale_norm", "duidelijk", variant="hoogstens", cells=cells) == 1
    agreed = later("consensus", agenda_sociale_norm="onduidelijk")
    assert one_coding([one, other, agreed])["code"].tolist() == agreed["code"].tolist()


@pytest.fixture(scope="module")
def baseline():
    return pd.read_csv(R / "agreement.csv", index_col="statistic")["value"]


@pytest.fixture(scope="module")
def units():
    return pd.read_csv(R / "agreement_codes.csv", dtype=str)


def test_cohens_kappa_and_its_interval_are_those_of_r(units, baseline):
    codes = units[["A", "B"]].to_numpy(dtype=object)
    found = agreement(codes)
    assert found.kappa == pytest.approx(baseline["cohen"], abs=1e-9)
    assert found.low == pytest.approx(baseline["cohen_low"], abs=1e-9)
    assert found.high == pytest.approx(baseline["cohen_high"], abs=1e-9)
    assert found.share == pytest.approx(baseline["cohen_share"], abs=1e-12)
    clustered = agreement(codes, clusters=units["institution"].tolist())
    assert clustered.se == pytest.approx(baseline["cohen_se_institution"], abs=1e-9)


def test_fleiss_kappa_and_its_jackknife_are_those_of_r(units, baseline):
    codes = units[["A", "B", "C", "D"]].to_numpy(dtype=object)
    found = agreement(codes)
    assert found.kappa == pytest.approx(baseline["fleiss"], abs=1e-9)
    assert found.se == pytest.approx(baseline["fleiss_se_unit"], abs=1e-9)
    assert found.share == pytest.approx(baseline["fleiss_share"], abs=1e-12)
    clustered = agreement(codes, clusters=units["institution"].tolist())
    assert clustered.se == pytest.approx(baseline["fleiss_se_institution"], abs=1e-9)
    assert -1 <= clustered.low < clustered.kappa < clustered.high <= 1


def test_kappa_does_not_exist_where_all_codes_are_the_same():
    found = agreement(np.full((8, 2), "ja", dtype=object))
    assert np.isnan([found.kappa, found.low, found.high]).all()
    assert found.share == 1


def test_agreement_has_a_row_for_every_question_and_one_for_all():
    pair = [later("A"), later("B", agenda_meldpunt="heeft_of_wil"), later("consensus")]
    rows = validate(agreement_estimates(pair, wave=2026, provenance="synthetic", confidence=0.95))
    assert (rows["statistic"] == "kappa").sum() == len(QUESTIONS) + 1
    share = lookup(rows, subject="agenda_alle_vragen", statistic="pct_overeenstemming")
    assert share["estimate"] == pytest.approx(100 * (1 - 1 / (8 * len(QUESTIONS))))
    assert agreement_estimates([coding()], wave=2024, provenance="published", confidence=0.95).empty


# The frame


def changed(**update) -> Frame:
    theme = FRAME.themes[3]
    question = theme.questions[0].model_copy(update=update)
    themes = (*FRAME.themes[:3], theme.model_copy(update={"questions": (question,)}), *FRAME.themes[4:])
    return FRAME.model_copy(update={"themes": themes})


def test_the_frame_is_sound_and_its_version_recorded():
    assert check_frame(FRAME, load_versions(ROOT / "instruments" / "versions.yml")) == []


@pytest.mark.parametrize(
    ("update", "rule"),
    [
        ({"id": "agenda_meldpunt"}, "duplicate_id"),
        ({"rule": " "}, "empty_text"),
        ({"codes": ()}, "wrong_parts"),
        ({"combined": {"samen": ("duidelijk", "onzin")}}, "unknown_collapse"),
        ({"combined": {"duidelijk": ("onduidelijk",)}}, "unknown_collapse"),
        ({"applies_if": {"question": "agenda_meldpunt", "code": "heeft_of_wil"}}, "route_to_unknown"),
        ({"applies_if": {"question": "agenda_monitoring", "code": "onzin"}}, "route_unknown_code"),
    ],
)
def test_what_is_wrong_with_a_frame_is_told(update, rule):
    theme = FRAME.themes[3].questions[0]
    made = type(theme).model_validate({**theme.model_dump(), **update})
    assert rule in [problem.rule for problem in check_frame(changed(**dict(made)))]


def test_another_wording_is_another_version():
    silent = changed(rule="Iets anders.")
    assert frame_hash(silent) != frame_hash(FRAME)
    versions = load_versions(ROOT / "instruments" / "versions.yml")
    assert [problem.rule for problem in check_frame(silent, versions)] == ["silent_change"]
    renamed = silent.model_copy(update={"version": "2026.1"})
    assert [problem.rule for problem in check_frame(renamed, versions)] == ["version_not_recorded"]
    more = FRAME.model_copy(update={"institutions": {2024: 8, 2028: 12}})
    assert check_frame(more, versions) == []


def test_the_instrument_check_reads_the_frame_too(tmp_path):
    folder = tmp_path / "instruments"
    shutil.copytree(ROOT / "instruments", folder)
    path = folder / "agendas" / "analysekader.yml"
    path.write_text(
        path.read_text("utf-8").replace("Elk doel, elke ambitie", "Elke ambitie"), encoding="utf-8"
    )
    (sentence,) = check_instruments(folder)
    assert "gewijzigd zonder nieuwe versie" in sentence
    path.write_text("version: 1\n", encoding="utf-8")
    (sentence,) = check_instruments(folder)
    assert "analysekader.yml, regel 1" in sentence


def test_the_template_has_a_row_a_cell_and_explains_every_code():
    text = template(FRAME, 2026, "A")
    assert len(text.splitlines()) == 1 + 8 * len(QUESTIONS)
    assert text.splitlines()[1] == f"1;{QUESTIONS[0]};;A;;;"
    said = explanation(FRAME)
    for question in FRAME.questions():
        assert f"`{question.id}`" in said
        assert question.rule in said
        assert all(f"- `{code.id}`: {code.definition}" in said for code in question.codes)
    with pytest.raises(wrong.InvalidCoder):
        template(FRAME, 2026, "Jan Jansen")
    with pytest.raises(wrong.UnknownCodingWave):
        template(FRAME, 2031)
