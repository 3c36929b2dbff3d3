"""The reporting checklists: every answer resolves, every place exists, nothing is forgotten."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from project import ROOT

from stagepact_research.estimates import NoSuchEstimate, read_estimates
from stagepact_research.instruments.errors import WrongShape
from stagepact_research.report.checklists import load_checklists, show
from stagepact_research.report.checklists.errors import (
    NoPlace,
    NoSource,
    TwiceNumbered,
    UnknownNumber,
    WrongNumberOfItems,
)
from stagepact_research.report.checklists.model import Item, Value
from stagepact_research.report.engine import load_book

FOLDER = ROOT / "instruments" / "checklists"
LISTS = load_checklists(FOLDER)
PUBLISHED = read_estimates(ROOT / "data" / "raw" / "2024" / "published.csv")
LABEL = re.compile(r"^#+ .*\{#(sec-[\w-]+)\}", re.MULTILINE)


def test_the_lists_have_the_items_of_their_originals() -> None:
    assert {name: one.count for name, one in LISTS.items()} == {
        "cherries": 30,
        "coreq": 32,
        "srqr": 21,
        "jars": 20,
    }
    assert [item.id for item in LISTS["cherries"].items()] == [str(k) for k in range(1, 31)]
    assert [item.id for item in LISTS["coreq"].items()] == [str(k) for k in range(1, 33)]
    assert [item.id for item in LISTS["srqr"].items()] == [f"S{k}" for k in range(1, 22)]


def test_every_place_is_a_numbered_section_of_the_book() -> None:
    sources = [ROOT / chapter.source for chapter in load_book(ROOT).chapters]
    known = {label for path in sources for label in LABEL.findall(path.read_text("utf-8"))}
    named = {place for one in LISTS.values() for item in one.items() for place in item.sections}
    assert named - known == set()


def test_every_number_in_an_answer_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    for one in LISTS.values():
        for item in one.items():
            assert "{" not in show.answer(item, PUBLISHED)


def test_no_count_is_typed_in_an_answer() -> None:
    """Years, the number of a question, an appendix or a version are names and no results."""
    named = re.compile(r"\b(?:20\d\d|vraag \d+|Bijlage \d)\b")
    for one in LISTS.values():
        for item in one.items():
            assert re.findall(r"\d+", named.sub("", item.answer)) == []


def test_the_place_of_an_answer_says_what_the_answer_says() -> None:
    """Words that were once in an answer and not in the chapter that it links to."""
    opening = (ROOT / "notebooks" / "1-inleiding.qmd").read_text("utf-8")
    design = opening.split("{#sec-opzet}")[1].split("\n## ")[0]
    by_list = {name: {item.id: item for item in one.items()} for name, one in LISTS.items()}
    for name, number, word in (
        ("cherries", "6", "nieuwsbrieven"),
        ("cherries", "7", "stagecoördinatoren van de"),
        ("cherries", "8", "nieuwsbrieven"),
        ("srqr", "S21", "opdrachtgever"),
    ):
        item = by_list[name][number]
        assert "sec-opzet" in item.sections
        assert word in design
        assert word.removesuffix(" de") in item.answer
    assert "ministerie" not in by_list["srqr"]["S21"].answer


def test_the_star_means_the_same_in_the_list_and_in_the_questionnaire() -> None:
    appendix = (ROOT / "notebooks" / "a-vragenlijst.qmd").read_text("utf-8")
    item = next(item for item in LISTS["cherries"].items() if item.id == "18")
    for words in ("Waarschijnlijk was een antwoord daar verplicht", "het rapport legt de ster niet uit"):
        assert words in appendix
        assert words in item.answer


def test_what_is_not_told_says_why() -> None:
    for one in LISTS.values():
        for item in one.items():
            if item.status == "absent":
                assert re.search(r"\b(?:niet|geen)\b", item.answer, re.IGNORECASE), item.id


def test_a_printed_number_is_filled_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    opened = Value(lookup={"subject": "respons", "statistic": "n", "category": "geopend"})
    limit = Value(protocol="statistics.minimum_alpha", show="decimal")
    item = Item(
        id="1", item="x", status="absent", answer="{n} openden; {g}.", values={"n": opened, "g": limit}
    )
    assert show.answer(item, PUBLISHED) == r"213 openden; 0,60\."


def test_a_number_that_was_not_printed_stops_the_chapter() -> None:
    item = Item(id="1", item="x", status="absent", answer="{n}", values={"n": Value(lookup={"subject": "x"})})
    with pytest.raises(NoSuchEstimate):
        show.answer(item, PUBLISHED)


def test_the_totals_count_every_item(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    show.totals(show.open_checklists())
    rows = re.findall(
        r"^\| [^|]+ \| (\d+) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$", capsys.readouterr().out, re.M
    )
    assert [sum(map(int, row[:4])) for row in rows] == [int(row[4]) for row in rows] == [30, 32, 21, 20]


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ("count: 30", "count: 29", WrongNumberOfItems),
        ('{id: "25"', '{id: "24"', TwiceNumbered),
        ("{geopend} mensen openden", "{onbekend} mensen openden", UnknownNumber),
        ("{geopend} mensen openden", "Mensen openden", UnknownNumber),
        ("{asked: questions}", "{show: words}", NoSource),
        ("status: absent, sections: [sec-trap]", "status: reported", NoPlace),
        ("status: absent, sections: [sec-trap]", "status: soms", WrongShape),
    ],
)
def test_a_list_that_contradicts_itself_is_refused_with_its_line(
    tmp_path: Path, old: str, new: str, error: type[Exception]
) -> None:
    shutil.copytree(FOLDER, tmp_path / "lijsten")
    path = tmp_path / "lijsten" / "cherries.yml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(error, match=r"cherries\.yml, regel \d+"):
        load_checklists(tmp_path / "lijsten")
