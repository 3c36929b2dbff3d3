"""Claims follow their evidence: a sentence, a stance or a verdict never says other than the numbers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from project import PROJECT, ROOT

from stagepact_research.estimates import read_estimates, tidy
from stagepact_research.report.synthesis.prose import questions
from stagepact_research.report.synthesis.sentences import sentence
from stagepact_research.synthesis import (
    Synthesis,
    assess,
    assess_measures,
    contradictions,
    load_synthesis,
    triangulate,
)
from stagepact_research.synthesis.errors import (
    NothingToGoBy,
    TwiceNamed,
    UnknownPlaceholder,
    UnknownReference,
)
from stagepact_research.synthesis.evidence import find
from stagepact_research.synthesis.model import Evidence

WORDS = PROJECT.protocol.quantifiers
FOLDER = ROOT / "instruments" / "synthesis"


def row(subject: str, estimate: float, **other: Any) -> dict[str, Any]:
    plain = {"statistic": "pct", "category": "ja", "source": "survey", "provenance": "published"}
    return {"subject": subject, "estimate": estimate, "population": "opleidingsteams", **plain, **other}


def table(*rows: dict[str, Any]) -> pd.DataFrame:
    return tidy(rows, wave=2024)


def verbal(subject: str, words: str, **other: Any) -> dict[str, Any]:
    return row(subject, 60, variant="verbal", note=f"verbaal: {words}; toelichting", **other)


def small(**changes: Any) -> Synthesis:
    """One question with two strands on one topic."""
    claims = [
        {
            "id": "teams",
            "topic": "t",
            "strand": "survey",
            "text": "{a} {a:doet|doen} het.",
            "evidence": {"a": {"subject": "q1", "category": "ja", "of": "teams"}},
        },
        {
            "id": "school",
            "topic": "t",
            "strand": "interviews",
            "text": "Het gebeurt bij {a.getal} scholen.",
            "evidence": {"a": {"subject": "q1", "category": "ja", "of": "scholen"}},
        },
    ]
    data: dict[str, Any] = {
        "questions": [{"id": "1", "part": "deel", "wording": "?", "short": "kort"}],
        "topics": [{"id": "t", "question": "1", "proposition": "Het gebeurt."}],
        "claims": claims,
        "measures": [],
        "factors": [],
        "recommendations": [],
    }
    return Synthesis.model_validate({**data, **changes})


def told(estimates: pd.DataFrame, synthesis: Synthesis | None = None) -> list[str]:
    found = assess(synthesis or small(), estimates, WORDS, wave=2024)
    return [sentence(o.claim.text, o.claim.evidence, o.found) if o.found else o.status for o in found]


# ---------------------------------------------------------------- sentences


def test_a_sentence_has_the_words_the_number_and_the_verb_that_fit() -> None:
    interviews = row("q1", 3, source="interviews", statistic="n", n=30, population="stagebegeleiders")
    assert told(table(row("q1", 95), interviews)) == [
        "Bijna alle teams (95%) doen het.",
        "Het gebeurt bij drie van de 30 scholen.",
    ]
    assert told(table(row("q1", 52)))[0] == "Ongeveer de helft van de teams (52%) doet het."
    assert told(table(verbal("q1", "ruim de helft")))[0] == "Ruim de helft van de teams doet het."


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "Geen van de acht zegt het."),
        (1, "Eén van de acht zegt het."),
        (2, "Twee van de acht zeggen het."),
        (8, "Alle acht zeggen het."),
    ],
)
def test_a_bare_number_has_its_verb_whatever_it_is(count: int, said: str) -> None:
    evidence = {"a": Evidence(subject="q1", category="ja", of="scholen")}
    counted = row("q1", count, source="interviews", statistic="n", n=8, population="stagebegeleiders")
    found = find(table(counted), 2024, "interviews", evidence["a"], WORDS)
    assert found is not None
    assert sentence("{a.getal} {a.getal:zegt|zeggen} het.", evidence, {"a": found}) == said


@settings(deadline=None)
@given(st.integers(0, 100))
def test_whatever_the_number_the_words_in_the_sentence_hold_for_it(share: int) -> None:
    text = told(table(row("q1", share)))[0]
    entry = next(one for one in WORDS if text.lower().startswith(f"{one.words} "))
    assert entry.low <= share <= entry.high
    assert f"({share}%)" in text


def test_several_items_are_told_as_their_range() -> None:
    evidence = {"a": Evidence(subject="q1+q2", category="ja", of="teams")}
    found = find(table(row("q1", 52), row("q2", 57)), 2024, "survey", evidence["a"], WORDS)
    assert found is not None
    told_as = "Ongeveer de helft tot ruim de helft van de teams (52 tot 57%)."
    assert sentence("{a}.", evidence, {"a": found}) == told_as
    ends = [row("q1+q2", 6, variant="low", locator="4"), row("q1+q2", 13, variant="high", locator="4")]
    printed = find(table(*ends), 2024, "survey", evidence["a"], WORDS)
    assert printed is not None
    assert (printed.low, printed.high) == (6, 13)


def test_a_placeholder_without_evidence_is_refused() -> None:
    with pytest.raises(UnknownPlaceholder) as caught:
        sentence("{b} doet het.", {}, {})
    assert caught.value.placeholder == "b"


# ---------------------------------------------------------------- evidence


def test_observed_goes_before_printed_and_printed_before_made_up() -> None:
    evidence = Evidence(subject="q1", category="ja")
    made_up, printed, seen = (
        row("q1", value, provenance=kind)
        for value, kind in ((10, "synthetic"), (20, "published"), (30, "observed"))
    )
    for rows, expected in (([made_up], 10), ([made_up, printed], 20), ([made_up, printed, seen], 30)):
        found = find(table(*rows), 2024, "survey", evidence, WORDS)
        assert found is not None
        assert found.low == expected


def test_a_printed_number_goes_before_printed_words() -> None:
    rows = table(verbal("q1", "bijna alle", locator="4.1"), row("q1", 63, locator="4.2"))
    assert told(rows)[0] == "Ongeveer twee derde van de teams (63%) doet het."


def test_coded_cells_that_are_not_settled_decide_nothing() -> None:
    evidence = Evidence(subject="q1", category="ja")
    shared = {"source": "agendas", "statistic": "n", "n": 8, "method": "codering"}
    for kind in ("observed", "published", "synthetic"):
        count = row("q1", 0, provenance=kind, **shared)
        settled = find(table(count), 2024, "agendas", evidence, WORDS)
        assert settled is not None
        assert settled.counts == (0, 8)
        most = row("q1", 8, provenance=kind, variant="hoogstens", **shared)
        assert find(table(count, most), 2024, "agendas", evidence, WORDS) is None


def test_who_did_not_mention_a_theme_did_not_say_no() -> None:
    evidence = Evidence(subject="q1", category="ja")
    count = row("q1", 0, source="interviews", statistic="n", n=8, method="genoemd", provenance="observed")
    assert find(table(count), 2024, "interviews", evidence, WORDS) is None


def test_a_made_up_number_is_no_finding() -> None:
    found = assess(small(), table(row("q1", 95, provenance="synthetic")), WORDS, wave=2024)
    assert [(one.status, one.speaks) for one in found] == [("synthetic", False), ("absent", False)]


# ---------------------------------------------------------------- triangulation


@pytest.mark.parametrize(
    ("survey", "interviews", "relation"),
    [(95, 28, "converge"), (95, 2, "contradict"), (50, 28, "complement"), (50, 15, "converge")],
)
def test_strands_are_compared_on_what_they_say_of_the_proposition(
    survey: float, interviews: float, relation: str
) -> None:
    counted = row("q1", interviews, source="interviews", statistic="n", n=30, population="stagebegeleiders")
    synthesis = small()
    found = assess(synthesis, table(row("q1", survey), counted), WORDS, wave=2024)
    relations = triangulate(synthesis, found).loc["1"]
    assert relations["survey"] == relations["interviews"] == relation
    assert relations["agendas"] == "silent"


def test_a_claim_against_its_proposition_turns_the_stance_round() -> None:
    claims = [{**claim.model_dump(), "against": True} for claim in small().claims]
    found = assess(small(claims=claims), table(row("q1", 95)), WORDS, wave=2024)
    assert found[0].stance == "no"


def test_made_up_numbers_take_no_part_in_the_comparison() -> None:
    synthesis = small()
    counted = row("q1", 2, source="interviews", statistic="n", n=30, population="stagebegeleiders")
    rows = table(row("q1", 95, provenance="synthetic"), counted)
    assert triangulate(synthesis, assess(synthesis, rows, WORDS, wave=2024)).loc["1", "survey"] == "silent"


# ---------------------------------------------------------------- measures


@pytest.mark.parametrize(
    ("share", "verdict"), [(100, "reached"), (80, "partly"), (50, "not_reached"), (10, "not_reached")]
)
def test_the_verdict_on_a_measure_follows_its_indicator(share: float, verdict: str) -> None:
    indicator = {
        "strand": "survey",
        "text": "{a}.",
        "evidence": {"a": {"subject": "q1", "category": "ja", "of": "teams"}},
        "reached": 100,
        "partly": 50,
    }
    measure = {"id": "m", "label": "M", "target": "doel", "locator": "6", "indicators": [indicator]}
    synthesis = small(measures=[measure])
    assert assess_measures(synthesis, table(row("q1", share)), WORDS, wave=2024)[0].verdict == verdict
    made_up = table(row("q1", share, provenance="synthetic"))
    assert assess_measures(synthesis, made_up, WORDS, wave=2024)[0].verdict == "unknown"


# ---------------------------------------------------------------- words against numbers


def test_words_that_a_printed_number_does_not_bear_out_are_found() -> None:
    rows = table(
        verbal("q1", "bijna alle", locator="4.1"),
        row("q1", 63, locator="4.2"),
        verbal("q2", "de meeste", locator="4.1"),
        row("q2", 63, locator="4.2"),
        verbal("q3", "alle", locator="5.1"),
        row("q3", 28, statistic="n", n=30, locator="5.2"),
    )
    found = contradictions(rows, WORDS)
    assert found[["subject", "words", "number_at"]].to_numpy().tolist() == [
        ["q1", "bijna alle", "4.2"],
        ["q3", "alle", "5.2"],
    ]
    assert found["share"].round(1).tolist() == [63, 93.3]


def test_a_number_that_only_rounding_puts_outside_is_no_contradiction() -> None:
    rows = table(verbal("q1", "ruim de helft", locator="4.1"), row("q1", 62.4, locator="4.2"))
    assert contradictions(rows, WORDS).empty


def test_a_percentage_of_another_base_is_not_held_against_the_words() -> None:
    rows = table(verbal("q1", "de meeste", n=100, locator="4.1"), row("q1", 45, n=139, locator="4.2"))
    assert contradictions(rows, WORDS).empty


# ---------------------------------------------------------------- the files of the study


@pytest.fixture(scope="module")
def synthesis() -> Synthesis:
    return load_synthesis(FOLDER)


@pytest.fixture(scope="module")
def published() -> pd.DataFrame:
    return read_estimates(PROJECT.published(2024))


def test_the_ten_questions_are_those_of_the_report(synthesis: Synthesis) -> None:
    assert {one.id.rstrip("ab") for one in synthesis.questions} == {str(k) for k in range(1, 11)}


def test_the_questions_are_numbered_as_the_report_does(synthesis: Synthesis) -> None:
    lines = questions(synthesis.questions).splitlines()
    numbered = [line.partition(".")[0] for line in lines if line[:1].isdigit()]
    assert numbered == [str(k) for k in range(1, 11)]
    place = lines.index("4. In hoeverre verschillen de antwoorden op deelvragen 1-3 tussen:")
    assert [line[:6] for line in lines[place + 1 : place + 3]] == ["    a.", "    b."]
    assert sum(line.startswith("**") for line in lines) == 3


def test_no_claim_of_2024_needs_a_made_up_number(synthesis: Synthesis, published: pd.DataFrame) -> None:
    silent = [o.claim.id for o in assess(synthesis, published, WORDS, wave=2024) if not o.speaks]
    # The report asked these and printed nothing about them.
    assert silent == ["beleid-vragenlijst", "deskundigheid-vragenlijst"]


def test_every_claim_about_interviews_names_whom_it_is_about(synthesis: Synthesis) -> None:
    vague = [
        claim.id
        for claim in synthesis.claims
        for evidence in claim.evidence.values()
        if claim.strand == "interviews" and not evidence.population
    ]
    assert vague == []


def test_every_recommendation_rests_on_a_finding(synthesis: Synthesis, published: pd.DataFrame) -> None:
    stances = {o.claim.id: o.stance for o in assess(synthesis, published, WORDS, wave=2024) if o.speaks}
    for one in synthesis.recommendations:
        assert all(stances[claim] == needed for claim, needed in one.claims.items()), one.id


def test_the_report_contradicts_itself_where_it_is_known_to(published: pd.DataFrame) -> None:
    found = contradictions(published, WORDS)
    known = {("q05d", "bijna alle"), ("q08b", "circa de helft"), ("q11a", "alle"), ("q07e", "bijna de helft")}
    assert known <= set(zip(found["subject"], found["words"], strict=True))


def test_a_changed_number_changes_what_rests_on_it_and_nothing_else(
    synthesis: Synthesis, published: pd.DataFrame
) -> None:
    changed = published.copy()
    mine = (changed["subject"] == "q02e") & (changed["statistic"] == "pct") & (changed["variant"] == "")
    assert mine.sum() == 1
    changed.loc[mine, "estimate"] = 71.0
    before, after = (told(rows, synthesis) for rows in (published, changed))
    differ = [k for k, (one, other) in enumerate(zip(before, after, strict=True)) if one != other]
    assert [synthesis.claims[k].id for k in differ] == ["aanpak-vragenlijst"]
    assert "ongeveer twee derde van de teams (71%)" in after[differ[0]]


# ---------------------------------------------------------------- mistakes in the files


def _copy(folder: Path, name: str, change: Any) -> Path:
    for path in FOLDER.glob("*.yml"):
        data = yaml.safe_load(path.read_text("utf-8"))
        if path.stem == name:
            change(data)
        (folder / path.name).write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    return folder


def _twice(data: dict[str, Any]) -> None:
    data["claims"].append(data["claims"][0])


def _no_topic(data: dict[str, Any]) -> None:
    data["claims"][0]["topic"] = "bestaat-niet"


def _no_evidence(data: dict[str, Any]) -> None:
    data["claims"][0].update(evidence={}, text="Zonder bewijs.")


def _wrong_placeholder(data: dict[str, Any]) -> None:
    data["claims"][0]["text"] = "{a.procent} weet het."


def _no_claim(data: dict[str, Any]) -> None:
    data["recommendations"][0]["claims"] = {"bestaat-niet": "yes"}


@pytest.mark.parametrize(
    ("name", "change", "error"),
    [
        ("claims", _twice, TwiceNamed),
        ("claims", _no_topic, UnknownReference),
        ("claims", _no_evidence, NothingToGoBy),
        ("claims", _wrong_placeholder, UnknownPlaceholder),
        ("recommendations", _no_claim, UnknownReference),
    ],
)
def test_a_mistake_is_told_with_file_and_line(
    tmp_path: Path, name: str, change: Any, error: type[Exception]
) -> None:
    with pytest.raises(error, match=rf"{name}\.yml, regel \d+"):
        load_synthesis(_copy(tmp_path, name, change))
