"""The log of what was deleted is only ever added to."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from project import ROOT, copy_of_project

from stagepact_research.archive.deletions import load_deletions
from stagepact_research.archive.errors import BrokenDeletionLog, DeletedStillPresent, DeletionOutOfOrder
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
        on=date(2026, 12, day),
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
        ("2026-12-01", "2026-11-01"),
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
