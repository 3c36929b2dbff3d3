"""The draft accessibility statement: it says what the stored tests found, and nothing better."""

from __future__ import annotations

import io
from contextlib import redirect_stdout
from dataclasses import replace

import pytest
from accessible import SETTINGS
from fabricated import ROOT

from stagepact_research.instruments.errors import InstrumentProblem
from stagepact_research.report.accessibility import open_accessibility, show, untested
from stagepact_research.report.accessibility.reading import Audit, Found


@pytest.fixture
def tested(monkeypatch):
    monkeypatch.chdir(ROOT)
    return open_accessibility()


def said(function, *arguments):
    out = io.StringIO()
    with redirect_stdout(out):
        function(*arguments)
    return out.getvalue()


def broken(tested):
    pages = dict(tested.results.pages)
    pages["index.html"] = {
        **pages["index.html"],
        "smal-donker": Found(violations=("color-contrast",), undecided=()),
    }
    return replace(tested, results=tested.results.model_copy(update={"pages": pages}))


def test_the_stored_run_saw_every_page_of_the_report_in_every_setting(tested):
    """After a change to the list of chapters: `make report`, then `make accessibility`."""
    assert untested(tested) == []
    assert all(set(found) == set(SETTINGS) for found in tested.results.pages.values())


def test_the_stored_run_found_no_violation(tested):
    assert tested.broken == []
    assert "is een regel overtreden" in said(show.outcome, tested)


def test_a_violation_is_told_with_its_page_its_setting_and_its_rule(tested):
    text = said(show.outcome, broken(tested))
    assert "één" not in text
    assert "- `index`, smal scherm, donker: [color\\-contrast]{lang=en}" in text
    table = said(show.results_table, broken(tested))
    assert "| `index` | 0 | 0 | 0 | 1 |" in table


def test_without_an_audit_by_others_no_more_than_first_steps_is_claimed(tested):
    assert show.FIRST_STEPS in said(show.status, tested)
    audit = Audit(date="2027-01-10", by="Bureau", status="voldoet gedeeltelijk (status B)")
    audited = replace(tested, statement=tested.statement.model_copy(update={"audit": audit}))
    text = said(show.status, audited)
    assert show.FIRST_STEPS not in text
    assert "Bureau" in text


def test_a_page_that_was_added_since_is_named(tested):
    added = replace(tested, pages={**tested.pages, "notebooks/z-nieuw.html": "notebooks/z-nieuw.qmd"})
    assert untested(added) == ["notebooks/z-nieuw.html"]
    assert "Nog niet getest in deze vorm: `z-nieuw`." in said(show.status, added)


def test_before_the_first_run_it_says_so(tested):
    empty = replace(tested, results=tested.results.model_copy(update={"pages": {}}))
    assert said(show.method, empty) == "De pagina’s zijn nog niet getest.\n\n"
    assert said(show.outcome, empty) == ""


def test_what_only_the_publisher_knows_is_left_open(tested):
    assert "INVULLEN" in said(show.contact, tested)


def test_a_mistake_in_the_stored_results_is_told_with_its_file(tmp_path, monkeypatch):
    import shutil

    shutil.copytree(ROOT / "instruments", tmp_path / "instruments")
    for name in ("_quarto.yml", "index.qmd"):
        shutil.copy(ROOT / name, tmp_path / name)
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks")
    (tmp_path / "instruments" / "accessibility.json").write_text('{"date": "2026-11-25"}', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InstrumentProblem, match=r"accessibility\.json"):
        open_accessibility()
