"""The log of what was deleted is only ever added to."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from project import ROOT, copy_of_project

from stagepact_research.archive.deletions import load_deletions
from stagepact_research.archive.errors import (
    BrokenDeletionLog,
    DeletedStillPresent,
    DeletionOutOfOrder,
    WrongDeletion,
)
from stagepact_research.instruments.errors import InstrumentProblem
from stagepact_research.pipeline.deposit import check_deletions, record_deletion
from stagepact_research.protocol import Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    made = copy_of_project(tmp_path)
    _record(made, 1)
    _record(made, 8, responses=(9001, 9000))
    return made


def _record(project: Project, day: int, *, responses: tuple[int, ...] = ()) -> None:
    what = "antwoorden" if responses else "contactgegevens"
    record_deletion(
        project,
        on=date(2025, 12, day),
        wave=2024,
        what=what,  # type: ignore[arg-type]
        reason="bewaartermijn voorbij: zoals beloofd",
        count=max(len(responses), 12),
        responses=responses,
    )


def _log(project: Project) -> Path:
    return project.instruments / "deletion_log.yml"


def test_the_log_of_the_project_is_whole() -> None:
    load_deletions(ROOT / "instruments" / "deletion_log.yml")


def test_entries_are_kept_in_order_with_the_comment_above_them(project: Project) -> None:
    log = check_deletions(project)
    assert [(e.number, e.date.day, e.what) for e in log.entries] == [
        (1, 1, "contactgegevens"),
        (2, 8, "antwoorden"),
    ]
    assert log.entries[1].responses == (9000, 9001)
    assert (
        _log(project)
        .read_text("utf-8")
        .startswith((ROOT / "instruments/deletion_log.yml").read_text("utf-8")[:80])
    )


def test_adding_changes_nothing_that_stood_there(project: Project) -> None:
    before = _log(project).read_text("utf-8")
    _record(project, 9)
    assert _log(project).read_text("utf-8").startswith(before)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("count: 12", "count: 2"),
        ("zoals beloofd", "anders"),
        ("2025-12-01", "2025-11-01"),
        ("number: 1", "number: 3"),
    ],
)
def test_a_changed_entry_is_found(project: Project, old: str, new: str) -> None:
    text = _log(project).read_text("utf-8")
    assert old in text
    _log(project).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BrokenDeletionLog):
        check_deletions(project)


def test_an_entry_that_was_taken_away_is_found(project: Project) -> None:
    text = _log(project).read_text("utf-8")
    first, second = text.index("  - number: 1"), text.index("  - number: 2")
    _log(project).write_text(text[:first] + text[second:].replace("number: 2", "number: 1"), encoding="utf-8")
    with pytest.raises(BrokenDeletionLog):
        check_deletions(project)


def test_an_entry_cannot_be_dated_before_the_last(project: Project) -> None:
    before = _log(project).read_bytes()
    with pytest.raises(DeletionOutOfOrder):
        _record(project, 7)
    assert _log(project).read_bytes() == before


def test_deleted_answers_that_are_still_in_the_snapshot_stop_everything(project: Project) -> None:
    _record(project, 9, responses=(3,))
    with pytest.raises(DeletedStillPresent) as problem:
        check_deletions(project)
    assert problem.value.ids == (3,)


def test_a_log_that_is_no_log_is_told_with_its_line(project: Project) -> None:
    _log(project).write_text("entries:\n  - number: een\n", encoding="utf-8")
    with pytest.raises(InstrumentProblem, match="regel 2"):
        check_deletions(project)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"wave": 2042}, "staat niet in protocol"),
        ({"on": date(2999, 1, 1)}, "moet nog komen"),
        ({"reason": " "}, "de reden is leeg"),
        ({"reason": "op verzoek van jan.jansen@voorbeeld.example"}, "persoonlijk gegeven"),
        ({"reason": "op verzoek, 06-12345678"}, "persoonlijk gegeven"),
        ({"count": 1, "responses": (5, 6)}, "2 antwoorden van 1"),
        ({"responses": (5, 5)}, "twee keer"),
    ],
)
def test_an_entry_that_cannot_be_or_says_too_much_is_refused(
    project: Project, wrong: dict[str, Any], said: str
) -> None:
    before = _log(project).read_bytes()
    entry: dict[str, Any] = {"on": date(2025, 12, 9), "wave": 2024, "what": "antwoorden", "count": 3}
    with pytest.raises(WrongDeletion, match=said) as problem:
        record_deletion(project, **{"reason": "bewaartermijn voorbij", **entry, **wrong})
    assert "jansen" not in problem.value.sentence()
    assert _log(project).read_bytes() == before


def test_a_log_to_which_nothing_can_be_added_stays_as_it_is(tmp_path: Path) -> None:
    project = copy_of_project(tmp_path)
    _log(project).write_text("entries: []  # nog leeg\n", encoding="utf-8")
    with pytest.raises(WrongDeletion, match="geen regel toe te voegen"):
        _record(project, 1)
    assert _log(project).read_text("utf-8") == "entries: []  # nog leeg\n"


def test_deleted_answers_are_looked_for_in_every_snapshot(project: Project) -> None:
    _record(project, 9, responses=(5555,))
    check_deletions(project)
    old = project.snapshot(2024).with_name("2024-01-01")
    old.mkdir()
    text = (project.snapshot(2024) / "responses.csv").read_text("utf-8-sig")
    (old / "responses.csv").write_text(text.replace('\n"1";', '\n"5555";', 1), encoding="utf-8-sig")
    with pytest.raises(DeletedStillPresent) as problem:
        check_deletions(project)
    assert problem.value.ids == (5555,)
