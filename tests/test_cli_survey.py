"""The fieldwork on the command line: the whole round trip as the research team types it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from practice import PASSWORD, Fieldwork, answers, make_fieldwork
from project import copy_of_project

from stagepact_research.pipeline.fieldwork.snapshot import STAGING
from stagepact_research.rehearsal.server import Delay, Fault, LimeSurveyServer

LIST = "instelling;team;functie;email\n" + "".join(
    f"25LP;team {n};stagebegeleider;deelnemer{n}@example.org\n" for n in range(4)
)


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Fieldwork]:
    project = copy_of_project(tmp_path / "project")
    with LimeSurveyServer({"admin": PASSWORD}, seed=4) as practice:
        yield make_fieldwork(practice, project, tmp_path / "contacten")


def _command(work: Fieldwork, *words: str) -> tuple[list[str], dict[str, object]]:
    command = [sys.executable, "-m", "stagepact_research.cli", "survey", *words]
    return command, {"cwd": work.project.root, "env": {**os.environ, **work.environment, "COLUMNS": "120"}}


def _run(work: Fieldwork, *words: str, code: int = 0) -> str:
    command, more = _command(work, *words)
    done = subprocess.run(command, capture_output=True, text=True, check=False, **more)  # type: ignore[call-overload]
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert PASSWORD not in done.stdout + done.stderr
    return str(done.stdout + done.stderr)


def test_the_round_trip_as_the_team_types_it(work: Fieldwork) -> None:
    assert "gelijk aan het instrument" in _run(work, "publish", "--wave", "2026")
    assert "INVULLEN" in _run(work, "open", code=2)
    assert "geactiveerd" in _run(work, "open", "--practice")
    (work.project.root.parent / "mensen.csv").write_text(LIST, encoding="utf-8")
    assert "4 toegevoegd" in _run(work, "participants", "../mensen.csv")
    assert "Er is niets verzonden" in _run(work, "invite")
    assert "4 verzonden" in _run(work, "invite", "--send")
    assert "0 mensen" in _run(work, "remind")
    (survey_id,) = work.practice.backend.database.surveys
    token = work.store.contacts(2026)[0].token
    work.survey(survey_id).fill(token, answers(q19="bel 06-12345678"))
    shown = _run(work, "status")
    assert "compleet" in shown
    assert "25LP" in shown
    assert "1 responsen" in _run(work, "pull")
    assert "Niets nieuws" in _run(work, "pull")
    assert "gelijk aan versie 2026.1" in _run(work, "verify")
    work.survey(survey_id).question("q04").texts["nl"]["question"] = "Iets anders?"
    assert "vraag q04, tekst" in _run(work, "verify", code=2)


def test_without_settings_the_first_thing_to_do_is_told(work: Fieldwork) -> None:
    work.practice.__exit__(None, None, None)
    try:
        assert "weigert de verbinding" in _run(work, "publish", code=2)
    finally:
        work.practice.__enter__()
    for name in ("STAGEPACT_LIMESURVEY_URL", "STAGEPACT_CONTACTS"):
        command, more = _command(work, "pull")
        environment = {k: v for k, v in more["env"].items() if k != name}  # type: ignore[attr-defined]
        done = subprocess.run(
            command, cwd=work.project.root, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 2
        assert name in done.stderr
        assert "Traceback" not in done.stderr


def test_before_publishing_the_other_commands_say_so(work: Fieldwork) -> None:
    assert "nog geen vragenlijst gepubliceerd" in _run(work, "verify", code=2)
    assert "bestaat niet" in _run(work, "verify", "--survey-id", "77", code=2)


def test_a_killed_pull_leaves_the_last_snapshot_the_current_one(work: Fieldwork) -> None:
    _run(work, "publish")
    _run(work, "open", "--practice")
    (work.project.root.parent / "mensen.csv").write_text(LIST, encoding="utf-8")
    _run(work, "participants", "../mensen.csv")
    (survey_id,) = work.practice.backend.database.surveys
    tokens = [contact.token for contact in work.store.contacts(2026)]
    work.survey(survey_id).fill(tokens[0], answers())
    _run(work, "pull")
    folder = work.project.raw / "2026" / "survey"
    (first,) = (path for path in folder.iterdir() if path.is_dir())
    work.survey(survey_id).fill(tokens[1], answers(q03="kanarie@example.org"))
    # The first range is on disk; the server thinks about the second when the program is killed.
    work.practice.faults.append(Fault(Delay(30), "export_responses", nth=2))
    command, more = _command(work, "pull")
    killed = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **more)  # type: ignore[call-overload]
    staging = folder / STAGING / "journaal.json"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not (
        staging.exists() and '"rows": 2' in staging.read_text("utf-8")
    ):
        time.sleep(0.05)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    assert b"kanarie" not in b"".join(p.read_bytes() for p in (folder / STAGING).iterdir())
    assert [p for p in folder.iterdir() if p.is_dir() and p.name != STAGING] == [first]
    work.practice.faults.clear()
    assert "2 responsen" in _run(work, "pull")
    assert sorted(p.name for p in folder.iterdir() if p.is_dir()) > [first.name]
    assert not (folder / STAGING).exists()
