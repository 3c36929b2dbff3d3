from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from tiny import COMPLETE, DONE, TINY, write

from stagepact_research.estimates import lookup, validate
from stagepact_research.instruments.questionnaire import Questionnaire
from stagepact_research.responses import (
    base_for_analysis,
    code_reasons,
    dispositions,
    read_export,
    refusal_reasons,
    response_rates,
)
from stagepact_research.responses.errors import InvalidReason
from stagepact_research.responses.reasons import read_reasons

REFUSED = {"lastpage": "1", "q01": "-oth-", "q01[other]": "Ik begeleid geen stagiairs."}
STOPPED = {"lastpage": "2", "q01": "J", "q02[a]": "3"}
REASONS = {"ik begeleid geen stagiairs": "reden_geen_stagiairs", "geen tijd": "reden_geen_tijd"}


def _disposition(tmp_path: Path, *answers: dict[str, str], questionnaire: Questionnaire = TINY) -> list[str]:
    responses = read_export(write(tmp_path / "responses.csv", *answers), questionnaire)
    return dispositions(responses, questionnaire).tolist()


def test_the_four_dispositions(tmp_path: Path) -> None:
    assert _disposition(tmp_path, REFUSED, {"lastpage": "0"}, STOPPED, COMPLETE) == [
        "geweigerd",
        "leeg",
        "deels",
        "compleet",
    ]


def test_taking_part_without_answering_a_question_is_empty(tmp_path: Path) -> None:
    assert _disposition(tmp_path, {"lastpage": "1", "q01": "J"}) == ["leeg"]


def test_a_submitted_refusal_is_a_refusal(tmp_path: Path) -> None:
    assert _disposition(tmp_path, {**REFUSED, "submitdate": DONE, "lastpage": "4"}) == ["geweigerd"]


def test_a_refusal_after_answers_is_a_refusal(tmp_path: Path) -> None:
    assert _disposition(tmp_path, {**STOPPED, "q01": "-oth-"}) == ["geweigerd"]


def test_a_submitted_response_without_any_answer_is_empty(tmp_path: Path) -> None:
    assert _disposition(tmp_path, {"submitdate": DONE, "lastpage": "4", "q01": "J"}) == ["leeg"]


def test_weet_ik_niet_is_an_answer_that_makes_a_response_partial(tmp_path: Path) -> None:
    assert _disposition(tmp_path, {"lastpage": "2", "q01": "J", "q04": "W"}) == ["deels"]


def test_without_routing_the_answer_that_asks_for_a_reason_is_the_refusal(tmp_path: Path) -> None:
    free = TINY.model_dump()
    for page in free["pages"]:
        for question in page["questions"]:
            question["relevance"] = ()
    questionnaire = Questionnaire.model_validate(free)
    assert _disposition(tmp_path, REFUSED, STOPPED, questionnaire=questionnaire) == ["geweigerd", "deels"]


def test_the_base_for_analysis_is_everyone_with_an_answer(tmp_path: Path) -> None:
    path = write(tmp_path / "responses.csv", COMPLETE, REFUSED, STOPPED, {"lastpage": "0"})
    found = dispositions(read_export(path, TINY), TINY)
    assert base_for_analysis(found).tolist() == [1, 3]


def _flow(**counts: int) -> pd.Series:
    return pd.Series([name for name, count in counts.items() for _ in range(count)], dtype=object)


def test_the_rates_of_the_2024_wave() -> None:
    flow = _flow(geweigerd=10, leeg=64, deels=28, compleet=111)
    table = validate(response_rates(flow, wave=2024, provenance="synthetic"))
    n = {c: lookup(table, statistic="n", category=c).estimate for c in ("geopend", "geanalyseerd")}
    assert n == {"geopend": 213, "geanalyseerd": 139}
    expected = {
        "completion_rate": (111, 203),
        "breakoff_rate": (28, 139),
        "empty_rate": (64, 203),
        "refusal_rate": (10, 213),
        "cooperation_rate_1": (111, 213),
        "cooperation_rate_2": (139, 213),
    }
    for statistic, (part, base) in expected.items():
        row = lookup(table, statistic=statistic)
        assert row.estimate == pytest.approx(100 * part / base)
        assert row.n == base


def test_the_rates_of_nobody_are_unknown_and_not_zero() -> None:
    table = response_rates(_flow())
    assert table.loc[table["statistic"] == "n", "estimate"].eq(0).all()
    assert table.loc[table["statistic"] != "n", "estimate"].isna().all()


def test_reasons_beside_the_answers_are_read(tmp_path: Path) -> None:
    path = tmp_path / "redenen.csv"
    path.write_text('tekst;categorie\n"geen tijd; echt niet";reden_tijd\nandere baan;reden_2\n', "utf-8-sig")
    assert read_reasons(path, {"reden_tijd", "reden_2"}) == {
        "geen tijd; echt niet": "reden_tijd",
        "andere baan": "reden_2",
    }


@pytest.mark.parametrize(
    ("content", "place", "said"),
    [
        ("tekst,categorie\nJan,reden_a\n", "rij 1", "kolommen"),
        ("categorie;tekst\nreden_a;Jan\n", "rij 1", "kolommen"),
        ("tekst;categorie\nJan;reden_a\n;reden_a\n", "rij 3", "leeg"),
        ("tekst;categorie\nJan;Jan\n", "rij 2", "bestaat niet"),
        ("tekst;categorie\nJan;reden_a\nJan;reden_b\n", "rij 3", "al een andere"),
        ("", "redenen.csv", "niet te lezen"),
        ("tekst;categorie\nJan;reden_a;Jan;Jan\nJan\n", "redenen.csv", ""),
    ],
)
def test_a_wrong_file_of_reasons_is_one_sentence_without_what_was_typed(
    tmp_path: Path, content: str, place: str, said: str
) -> None:
    path = tmp_path / "redenen.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InvalidReason) as problem:
        read_reasons(path, {"reden_a", "reden_b"})
    assert place in problem.value.sentence()
    assert said in problem.value.sentence()
    assert "Jan" not in problem.value.sentence()


def test_refusal_reasons_add_up_to_the_refusals(tmp_path: Path) -> None:
    other = {**REFUSED, "q01[other]": "<b>geen zin</b>"}
    silent = {**REFUSED, "q01[other]": ""}
    path = write(tmp_path / "responses.csv", REFUSED, COMPLETE, other, silent)
    responses = read_export(path, TINY)
    texts = refusal_reasons(responses, TINY)
    assert texts.index.tolist() == [1, 3, 4]
    found = dispositions(responses, TINY)
    table = validate(
        response_rates(found, wave=2024, provenance="observed", refusal_texts=texts, reasons=REASONS)
    )
    counted = {c: n for c, n in zip(table["category"], table["estimate"], strict=True) if c[:5] == "reden"}
    assert counted == {"reden_geen_stagiairs": 1, "reden_geen_tijd": 0, "reden_ongecodeerd": 2}


def test_capitals_spaces_and_a_full_stop_do_not_make_another_reason() -> None:
    texts = pd.Series(["  GEEN   tijd. ", "geen tijd", "tijd"])
    assert code_reasons(texts, REASONS).tolist() == ["reden_geen_tijd"] * 2 + ["reden_ongecodeerd"]
