"""An attack on what is published: the reader who combines every number that is shown.

Built apart from the gate: here the unknowns are the numbers of teams of every kind, a sector with a learning
path and a combination of levels, and all published numbers are sums of those. A linear program gives the
lowest and highest value of every hidden number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import chain, combinations, product
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
import pytest
from disclosure_tables import RULES, counts, shown, survey
from hypothesis import given, settings
from hypothesis import strategies as st
from project import PROJECT
from scipy.optimize import linprog

from stagepact_research.analysis.background import background, breakdowns
from stagepact_research.analysis.groups import compare_groups
from stagepact_research.archive.disclosure import protect
from stagepact_research.estimates import conform
from stagepact_research.instruments import load_questionnaire
from stagepact_research.pipeline.products import without_open_answers
from stagepact_research.responses import read_export

# The build of tests/test_pipeline_changes.py counts these lines; counting them here too would take minutes.
pytestmark = pytest.mark.no_cover

LEVELS = ("entree", "niv2", "niv3", "niv4")
TICKED = tuple(chain.from_iterable(combinations(LEVELS, size) for size in range(1, 5)))
PATHS = ("bol", "bbl", "beide")
SECTORS = {"techniek": ("mtlm", "sv", "ict"), "zorg": ("zws",)}
Kind: TypeAlias = tuple[str, str, tuple[str, ...]]
Holds: TypeAlias = Callable[[Kind], bool]


def holds(row: Mapping[str, Any], sectors: Mapping[str, tuple[str, ...]]) -> Holds | None:
    """Which kinds of team a published number counts; None where it counts something else."""
    subject, names = str(row["subject"]), str(row["category"]).split("+")
    tests: dict[str, Holds] = {
        "q15": lambda kind: kind[0] in names,
        "leerweg": lambda kind: kind[1] in names,
        "aantal_niveaus": lambda kind: str(len(kind[2])) in names,
        "sectorcategorie": lambda kind: any(kind[0] in sectors[name] for name in names),
    }
    if subject.startswith("q16"):
        return lambda kind: subject.removeprefix("q16") in kind[2]
    return tests.get(subject)


def intervals(safe: pd.DataFrame, sectors: Mapping[str, tuple[str, ...]]) -> dict[tuple[str, str], float]:
    """How far each hidden number is open: the width of its interval, given all that is shown."""
    codes = [sector for own in sectors.values() for sector in own]
    kinds = list(product(codes, PATHS, TICKED))
    total = float(safe["n"].max())
    sums, values = [np.ones(len(kinds))], [total]
    hidden: dict[tuple[str, str], np.ndarray[Any, Any]] = {}
    for row in safe.to_dict("records"):
        test = holds(row, sectors)
        if test is None or row["statistic"] not in ("n", "pct"):
            continue
        counted = np.array([float(test(kind)) for kind in kinds])
        if pd.isna(row["estimate"]):
            hidden[str(row["subject"]), str(row["category"])] = counted
        else:
            share = row["estimate"] if row["statistic"] == "n" else row["estimate"] * row["n"] / 100
            sums.append(counted)
            values.append(float(share))
    found = {}
    for name, counted in hidden.items():
        low, high = (
            sign * linprog(sign * counted, A_eq=np.array(sums), b_eq=values, method="highs").fun
            for sign in (1.0, -1.0)
        )
        found[name] = high - low
    return found


def published(teams: list[Kind], sectors: Mapping[str, tuple[str, ...]]) -> pd.DataFrame:
    """The tables of a wave with these teams, as the analysis makes them."""

    def number(test: Holds) -> int:
        return sum(map(test, teams))

    codes = [sector for own in sectors.values() for sector in own]
    n = len(teams)
    rows = counts("q15", {code: number(lambda kind, c=code: kind[0] == c) for code in codes}, n)
    rows += counts("leerweg", {path: number(lambda kind, p=path: kind[1] == p) for path in PATHS}, n)
    numbers = {str(k): number(lambda kind, k=k: len(kind[2]) == k) for k in range(1, 5)}
    rows += counts("aantal_niveaus", numbers | {"1+2": numbers["1"] + numbers["2"]}, n)
    for level in LEVELS:
        rows += counts(f"q16{level}", {"ja": number(lambda kind, x=level: x in kind[2])}, n)
    categories = {name: number(lambda kind, o=own: kind[0] in o) for name, own in sectors.items()}
    return survey(rows + counts("sectorcategorie", categories, n))


KINDS = st.tuples(
    st.sampled_from(("mtlm", "sv", "ict", "zws")), st.sampled_from(PATHS), st.sampled_from(TICKED)
)


@given(st.lists(st.tuples(KINDS, st.integers(1, 14)), min_size=2, max_size=9))
@settings(max_examples=15, deadline=None)
def test_no_hidden_number_can_be_worked_out_from_all_that_is_shown(groups: list[tuple[Kind, int]]) -> None:
    teams = [kind for kind, number in groups for _ in range(number)]
    table = published(teams, SECTORS)
    safe, _ = protect(table, RULES, sectors=SECTORS)
    small = safe[safe["statistic"] == "n"]
    assert not small["estimate"].between(1, RULES.minimum_cell - 1).any()
    if len(teams) >= RULES.minimum_base:
        for name, width in intervals(safe, SECTORS).items():
            assert width >= RULES.minimum_width - 1e-6, name


@cache
def wave(year: int, canaries: int = 0) -> pd.DataFrame:
    """The background and the groups of a wave of this project, from its answers; perhaps with canaries."""
    asked = load_questionnaire(PROJECT.questionnaire(year))
    responses = read_export(PROJECT.snapshot(year) / "responses.csv", asked)
    frame = responses.frame.copy()
    done = frame["submitdate"].notna() & frame["q15"].notna()
    if canaries:
        frame.loc[frame["q15"] == "SV", "q15"] = "TGO"
    for place, index in enumerate(frame.index[done][:canaries]):
        frame.loc[index, ["q14bol", "q14bbl"]] = place == 0, place != 0
        frame.loc[index, "q15"] = "SV"
        frame.loc[index, ["q16entree", "q16niv2", "q16niv3", "q16niv4"]] = True, False, False, place == 0
    frame = frame[done]
    own = sectors()
    rows = background(frame, asked, own, constant=constant(year))
    scores = pd.DataFrame({"kennis": frame[[f"q02{letter}" for letter in "abcdefghij"]].mean(axis=1)})
    split = breakdowns(frame, own)
    compared = [compare_groups(scores, split[[name]]) for name in ("leerweg", "sectorcategorie")]
    means = conform(pd.concat(compared)).assign(**constant(year))
    return conform(pd.concat([rows, means]))


def constant(year: int) -> dict[str, str]:
    common = {"source": "survey", "provenance": "synthetic", "population": "opleidingsteams"}
    return {"wave": str(year), **common}


def sectors() -> dict[str, tuple[str, ...]]:
    categories = PROJECT.protocol.sector_categories.items()
    return {name: tuple(option.lower() for option in one.options) for name, one in categories}


@pytest.mark.parametrize(("year", "canaries"), [(2024, 0), (2026, 0), (2026, 1), (2026, 3)])
def test_no_hidden_number_of_this_project_can_be_worked_out(year: int, canaries: int) -> None:
    rules = PROJECT.protocol.disclosure
    safe, audit = protect(wave(year, canaries), rules, sectors=sectors())
    assert (audit["rule"] == "cel").any()
    widths = intervals(safe, sectors())
    assert widths
    assert min(widths.values()) >= rules.minimum_width - 1e-6


@pytest.mark.parametrize("canaries", [1, 2, 3, 4])
def test_teams_of_a_rare_kind_are_in_no_number_of_their_own(canaries: int) -> None:
    safe, _ = protect(wave(2026, canaries), PROJECT.protocol.disclosure, sectors=sectors())
    numbers = safe[safe["statistic"].isin(["n", "pct"]) & (safe["group_by"] == "")]
    people = numbers["estimate"].where(numbers["statistic"] == "n", numbers["estimate"] * numbers["n"] / 100)
    assert not people.between(0.5, 4.5).any()
    assert not (numbers["n"] - people).between(0.5, 4.5).any()


def outcomes(known: Mapping[str, float | None], rates: Mapping[str, float]) -> Iterator[dict[str, int]]:
    """Every way in which the hidden outcomes of 459 invited can be, given what is shown."""
    free = [name for name, value in known.items() if value is None]
    fixed = {name: int(value) for name, value in known.items() if value is not None}
    left = 459 - sum(fixed.values())
    for some in product(range(left + 1), repeat=len(free) - 1):
        last = left - sum(some)
        if last < 0:
            continue
        own = fixed | dict(zip(free, (*some, last), strict=True))
        whole = 459 - own["not_eligible"]
        eligible = whole - own["unknown"]
        computed = {"rr1": own["complete"] / whole, "rr5": own["complete"] / eligible}
        near = (0.5 + 1e-9 if rate == int(rate) else 1e-9 for rate in rates.values())
        if all(abs(100 * computed[n] - r) <= d for (n, r), d in zip(rates.items(), near, strict=True)):
            yield own


def test_the_hidden_outcome_of_an_invitation_can_be_any_of_five_numbers() -> None:
    true = {"complete": 152, "partial": 34, "refusal": 65, "unknown": 205, "not_eligible": 3}
    true |= {"non_contact": 0, "other": 0, "unknown_other": 0}
    common = {"subject": "respons", "n": 459, "method": "aapor"}
    rows = [{**common, "statistic": "n", "category": name, "estimate": n} for name, n in true.items()]
    exact = {"rr1": 100 * 152 / 456, "rr5": 100 * 152 / 251}
    rows += [{**common, "statistic": name, "estimate": rate} for name, rate in exact.items()]
    safe, _ = protect(survey(rows), RULES)
    rates = safe[safe["statistic"].isin(list(exact)) & safe["estimate"].notna()]
    seen = dict(zip(rates["statistic"], rates["estimate"], strict=True))
    possible = {own["not_eligible"] for own in outcomes(shown(safe, "respons"), seen)}
    assert 3 in possible
    assert len(possible) > RULES.minimum_width


def test_the_score_of_the_one_who_is_in_no_group_stays_open_by_a_point() -> None:
    """A team without a learning path: all scores add up to the mean times n, those of the groups too."""
    scores = [*([3.25] * 60 + [4.0] * 49), 1.75]
    exact = sum(scores) / len(scores)
    rows = [{"subject": "kennis", "statistic": "mean", "estimate": exact, "n": 110}]
    for group, own in {"ja": scores[:60], "nee": scores[60:109]}.items():
        common = {"subject": "kennis", "group_by": "meldingen", "group": group, "n": len(own)}
        rows.append({**common, "statistic": "mean", "estimate": sum(own) / len(own) + 0.0013})
    safe, _ = protect(survey(rows), RULES)
    groups = safe[safe["group_by"] != ""]
    step = 0.01
    ends = [
        110 * exact - float((groups["n"] * (groups["estimate"] + side * step / 2)).sum()) for side in (1, -1)
    ]
    assert ends[1] - ends[0] >= RULES.minimum_score_width


CANARY = "Kanarievogel, kanarie@example.org, 06-98765432"


@pytest.mark.parametrize("year", [2024, 2026])
def test_what_somebody_typed_is_in_nothing_that_the_estimates_are_made_of(tmp_path: Path, year: int) -> None:
    asked = load_questionnaire(PROJECT.questionnaire(year))
    text = (PROJECT.snapshot(year) / "responses.csv").read_text("utf-8-sig")
    head, first, *rest = text.splitlines()
    columns = [name.strip('"') for name in head.split(";")]
    cells = first.split(";")
    typed = [name for name in columns if name in ("q01[other]", "q13", "q15[other]", "q19")]
    for name in typed:
        cells[columns.index(name)] = f'"{CANARY}"'
    assert len(typed) >= 2
    path = tmp_path / "responses.csv"
    path.write_text("\n".join([head, ";".join(cells), *rest]) + "\n", encoding="utf-8-sig")
    frame = without_open_answers(read_export(path, asked).frame, asked, PROJECT.protocol.refusal_reasons)
    held = frame.to_csv()
    assert not any(word in held for word in ("Kanarie", "kanarie", "98765432"))
