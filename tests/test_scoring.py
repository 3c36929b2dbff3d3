"""Scale scores and the number of procedures."""

from io import StringIO

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stagepact_research.instruments.questionnaire import Scale, Scales
from stagepact_research.scales import answers_as_numbers, procedure_counts, score, scores
from stagepact_research.scales.errors import MissingScaleItems, NotAYesNoItem, TextInItems, UnknownStatus


def scale(name: str, items: str, minimum_valid: int) -> Scale:
    return Scale(
        id=name,
        label=name,
        concept="werkwijzen",
        direction="bevorderend",
        items=tuple(items.split()),
        minimum_valid=minimum_valid,
    )


CONTACT = scale("contact", "q12a q12b q12c q12d q12e q12f q12g", 5)
PREVENTIE = scale("preventie", "q07a q07b q07c q07d q07e q07f", 4)


def table(text: str) -> pd.DataFrame:
    """A frame of strings from a table with bars; an empty cell is a missing answer."""
    frame = pd.read_csv(StringIO(text.strip()), sep="|", dtype=str, skipinitialspace=True)
    frame = frame.iloc[:, 1:-1].rename(columns=str.strip)
    return frame.apply(lambda column: column.str.strip().replace("", np.nan))


def test_weet_ik_niet_is_not_an_answer_on_a_frequency_scale() -> None:
    answers = table("""
        | q12a | q12b | q12c | q12d | q12e | q12f | q12g |
        | 5    | 5    | W    | 5    | 5    | 5    | 5    |
        | 1    | 2    | 3    | 4    | 5    | W    |      |
        | W    | W    | W    | W    | 5    | 5    | 5    |
        |      |      |      |      |      |      |      |
    """)
    result = score(answers, CONTACT)
    assert result.tolist()[:2] == [5.0, 3.0]
    assert result.isna().tolist() == [False, False, True, True]  # at least five of seven items
    assert result.name == "contact"


def test_weet_ik_niet_counts_as_absent_or_as_missing_on_the_procedures() -> None:
    answers = table("""
        | q07a | q07b | q07c | q07d | q07e | q07f |
        | J    | J    | N    | N    | W    | W    |
        | J    | J    | J    | W    | W    | W    |
        |      |      |      |      |      |      |
    """)
    absent = score(answers, PREVENTIE, dont_know="absent")
    missing = score(answers, PREVENTIE, dont_know="missing")
    assert absent.tolist()[:2] == [2 / 6, 3 / 6]
    assert np.isnan(absent[2])
    assert missing[0] == 2 / 4
    assert missing[1:].isna().all()


def test_status_tells_weet_ik_niet_from_not_reached_when_both_are_empty() -> None:
    items = list(PREVENTIE.items)
    answers = pd.DataFrame([[1.0, 1.0, 0.0, np.nan, np.nan, np.nan], [np.nan] * 6], columns=items)
    status = pd.DataFrame([["answered"] * 3 + ["dont_know"] * 3, ["not_reached"] * 6], columns=items)
    result = score(answers, PREVENTIE, "absent", status)
    assert result[0] == 2 / 6
    assert np.isnan(result[1])


def test_empty_numbers_without_a_status_may_not_count_as_absent() -> None:
    answers = pd.DataFrame([[1.0, 0.0, 1.0, np.nan, 0.0, 0.0]], columns=list(PREVENTIE.items))
    with pytest.raises(UnknownStatus) as caught:
        score(answers, PREVENTIE, "absent")
    assert caught.value.item == "q07d"
    assert score(answers, PREVENTIE, "missing").tolist() == [2 / 5]


def test_procedures_that_nobody_reported_count_as_none() -> None:
    answers = table("""
        | q07a | q07b | q07c | q07d | q07e | q07f |
        | J    | J    | J    | J    | J    | J    |
        | J    | W    | N    |      |      |      |
        | W    | W    | W    | W    | W    | W    |
        |      |      |      |      |      |      |
    """)
    assert procedure_counts(answers).tolist() == [6, 1, 0, 0]


def test_scores_keep_the_order_of_the_scales_and_the_ids_of_the_responses() -> None:
    frame = pd.DataFrame(5.0, index=pd.Index([7, 3], name="id"), columns=list(CONTACT.items))
    for item in PREVENTIE.items:
        frame[item] = ["J", "W"]
    result = scores(frame, Scales(wave=2024, scales=(PREVENTIE, CONTACT), left_out=()))
    assert result.columns.tolist() == ["preventie", "contact"]
    assert result.index.tolist() == [7, 3]
    assert result["preventie"].tolist() == [1.0, 0.0]
    alternative = scores(frame, Scales(wave=2024, scales=(PREVENTIE, CONTACT), left_out=()), rules={})
    assert np.isnan(alternative.loc[3, "preventie"])


def test_a_missing_item_is_named() -> None:
    with pytest.raises(MissingScaleItems) as caught:
        score(pd.DataFrame({"q12a": [1.0]}), CONTACT)
    assert caught.value.items == ("q12b", "q12c", "q12d", "q12e", "q12f", "q12g")


def test_procedures_that_were_not_asked_cannot_be_counted() -> None:
    with pytest.raises(MissingScaleItems) as caught:
        procedure_counts(pd.DataFrame({"q07a": ["J"]}))
    assert caught.value.scale == "preventie"


def test_numbers_kept_as_objects_are_numbers() -> None:
    answers = pd.DataFrame([[5, 5, None, 4, 4, "W", "4"]], columns=list(CONTACT.items), dtype=object)
    assert score(answers, CONTACT).tolist() == [22 / 5]


def test_no_responses_have_no_scores() -> None:
    nobody = pd.DataFrame(columns=[*PREVENTIE.items, *CONTACT.items])
    assert scores(nobody, Scales(wave=2024, scales=(PREVENTIE, CONTACT), left_out=())).shape == (0, 2)
    assert procedure_counts(nobody).empty


def test_an_unknown_code_is_refused() -> None:
    with pytest.raises(TextInItems) as caught:
        answers_as_numbers(pd.DataFrame({"q12a": ["5", "zes"]}))
    assert (caught.value.item, caught.value.value) == ("q12a", "zes")


def test_absent_is_refused_on_items_that_are_not_yes_or_no() -> None:
    with pytest.raises(NotAYesNoItem) as caught:
        answers_as_numbers(pd.DataFrame({"q12a": [5.0, 1.0]}), dont_know="absent")
    assert caught.value.item == "q12a"


@settings(deadline=None, max_examples=50, derandomize=True)
@given(
    st.lists(st.lists(st.sampled_from([1, 2, 3, 4, 5, None]), min_size=7, max_size=7), min_size=1, max_size=8)
)
def test_a_score_lies_between_the_lowest_and_the_highest_answer(rows: list[list[int | None]]) -> None:
    answers = pd.DataFrame(rows, columns=list(CONTACT.items), dtype="float64")
    result = score(answers, CONTACT)
    enough = answers.notna().sum(axis=1) >= 5
    assert (result.notna() == enough).all()
    assert (result[enough] >= answers.min(axis=1)[enough]).all()
    assert (result[enough] <= answers.max(axis=1)[enough]).all()
