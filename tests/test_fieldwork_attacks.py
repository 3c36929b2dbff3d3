"""What an attacker, an accident or a colleague can do to the fieldwork, and that it does no harm."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from practice import PASSWORD, QUESTIONNAIRE, WAVE, Fieldwork, answers, make_fieldwork
from project import copy_of_project

from stagepact_research.errors import InputProblem
from stagepact_research.limesurvey.errors import NotOpenNow, OutcomeUnknown, ServerFailed, Status
from stagepact_research.pipeline.fieldwork.contacts import FOLDER, UnfitStore, open_store
from stagepact_research.pipeline.fieldwork.mailing import UnfitInterval, _batch, _known, invite, remind
from stagepact_research.pipeline.fieldwork.participants import Person, add_people, refuse_inside
from stagepact_research.pipeline.fieldwork.publishing import (
    find_differences,
    open_survey,
    publish,
    survey_ids,
)
from stagepact_research.pipeline.fieldwork.pulling import Pulled, pull
from stagepact_research.pipeline.fieldwork.snapshot import current_snapshot, new_folder
from stagepact_research.pipeline.fieldwork.watching import watch
from stagepact_research.rehearsal.server import (
    Drop,
    DropAfter,
    ErrorPage,
    Fault,
    LimeSurveyServer,
    SurveyHandle,
)
from stagepact_research.responses import read_export


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Fieldwork]:
    project = copy_of_project(tmp_path / "project")
    with LimeSurveyServer({"admin": PASSWORD}, seed=4) as practice:
        yield make_fieldwork(practice, project, tmp_path / "contacten")


@pytest.fixture
def survey_id(work: Fieldwork) -> int:
    number = publish(work.project, work.server, QUESTIONNAIRE, work.say)
    open_survey(work.server, number, QUESTIONNAIRE, work.say, practice=True)
    add_people(work.store, work.server, WAVE, number, _people(30), work.say)
    return number


def _people(count: int) -> list[Person]:
    return [Person("25LP", f"team {n}", "stagebegeleider", f"deelnemer{n}@example.org") for n in range(count)]


def _tokens(work: Fieldwork) -> list[str]:
    return [contact.token for contact in work.store.contacts(WAVE)]


def _folder(work: Fieldwork) -> Path:
    return work.project.raw / str(WAVE) / "survey"


def _pull(work: Fieldwork, survey_id: int, **more: bool) -> Pulled:
    return pull(_folder(work), work.store, work.server, QUESTIONNAIRE, survey_id, work.say, **more)


def _states(pulled: Pulled) -> list[tuple[int, bool]]:
    frame = read_export(pulled.folder / "responses.csv", QUESTIONNAIRE).frame
    return [(int(i), bool(done)) for i, done in frame["submitdate"].notna().items()]


def test_what_changed_between_a_broken_pull_and_the_next_is_in_the_next(
    work: Fieldwork, survey_id: int
) -> None:
    survey, tokens = work.survey(survey_id), _tokens(work)
    survey.fill(tokens[0], answers())
    survey.fill(tokens[1], answers(), pages=3)

    def break_it(done: int, of: int) -> None:
        work.practice.faults.append(Fault(ErrorPage(503), times=99))

    with pytest.raises(ServerFailed):
        pull(_folder(work), work.store, work.server, QUESTIONNAIRE, survey_id, work.say, break_it)
    work.practice.faults.clear()
    survey.fill(tokens[1], answers())
    survey.fill(tokens[2], answers())
    survey.fill(tokens[3], answers())
    work.practice.call("delete_response", survey_id, 1)
    assert _states(_pull(work, survey_id)) == [(2, True), (3, True), (4, True)]


def test_fewer_responses_than_the_server_counts_are_refused(
    work: Fieldwork, survey_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    from stagepact_research.pipeline.fieldwork import fetching

    for token in _tokens(work)[:5]:
        work.survey(survey_id).fill(token, answers())
    whole = fetching.response_batches

    def lossy(*words: object, **more: object) -> Iterator[object]:
        for batch in whole(*words, **more):  # type: ignore[arg-type]
            del batch.rows[1:3]
            yield batch

    monkeypatch.setattr(fetching, "response_batches", lossy)
    with pytest.raises(InputProblem, match="3 responsen, en de server telt er 5"):
        _pull(work, survey_id)
    assert current_snapshot(_folder(work)) is None


def test_a_survey_that_was_emptied_does_not_become_the_current_data(work: Fieldwork, survey_id: int) -> None:
    for token in _tokens(work)[:12]:
        work.survey(survey_id).fill(token, answers())
    first = _pull(work, survey_id)
    for number in range(1, 13):
        work.practice.call("delete_response", survey_id, number)
    work.survey(survey_id).fill(_tokens(work)[20], answers())
    with pytest.raises(InputProblem, match="--fewer"):
        _pull(work, survey_id)
    assert current_snapshot(_folder(work)) == first.folder
    assert _pull(work, survey_id, fewer=True).responses == 1


def test_another_survey_is_not_compared_with(work: Fieldwork, survey_id: int) -> None:
    work.survey(survey_id).fill(_tokens(work)[0], answers())
    _pull(work, survey_id)
    other = publish(work.project, work.server, QUESTIONNAIRE, work.say, again=True)
    open_survey(work.server, other, QUESTIONNAIRE, work.say, practice=True)
    assert _pull(work, other).changes == {"new": [], "changed": [], "deleted": []}


def test_a_pull_with_another_contact_store_is_refused(
    work: Fieldwork, survey_id: int, tmp_path: Path
) -> None:
    work.survey(survey_id).fill(_tokens(work)[0], answers())
    _pull(work, survey_id)
    work.store = open_store(work.project.root, {FOLDER: str(tmp_path / "andere")})
    with pytest.raises(InputProblem, match="contactopslag"):
        _pull(work, survey_id)


def test_a_snapshot_that_was_touched_is_told_before_anything_is_compared(
    work: Fieldwork, survey_id: int
) -> None:
    work.survey(survey_id).fill(_tokens(work)[0], answers())
    first = _pull(work, survey_id)
    path = first.folder / "responses.csv"
    path.write_bytes(path.read_bytes().replace(b'"J"', b'"N"', 1))
    with pytest.raises(InputProblem, match="niet meer dat van zijn manifest"):
        _pull(work, survey_id)


def test_a_clock_that_is_set_back_gives_no_older_name(tmp_path: Path) -> None:
    (tmp_path / "2026-10-25-025000").mkdir()
    assert new_folder(tmp_path, datetime(2026, 10, 25, 2, 10, tzinfo=UTC)).name == "2026-10-25-025001"
    assert new_folder(tmp_path, datetime(2026, 10, 25, 3, 0, tzinfo=UTC)).name == "2026-10-25-030000"


def test_a_snapshot_is_for_its_owner_alone(work: Fieldwork, survey_id: int) -> None:
    work.survey(survey_id).fill(_tokens(work)[0], answers())
    folder = _pull(work, survey_id).folder
    assert folder.stat().st_mode & 0o077 == 0
    assert all(path.stat().st_mode & 0o077 == 0 for path in folder.iterdir())


def test_addresses_in_columns_of_the_server_itself_stay_behind(work: Fieldwork, survey_id: int) -> None:
    survey = work.survey(survey_id)
    survey.fill(_tokens(work)[0], answers())
    (row,) = survey.state.responses.rows.values()  # type: ignore[union-attr]
    row |= {"startlanguage": "0698765432", "seed": "kanarie@example.org"}
    (first, *_) = survey.state.participants.rows.values()  # type: ignore[union-attr]
    first["emailstatus"] = "vraag kanarie@example.org"
    survey.question("q04").texts["nl"]["question"] = "Mail kanarie@example.org of bel 06-98765432"
    _pull(work, survey_id)
    for path in work.project.raw.rglob("*"):
        if path.is_file():
            content = path.read_text("utf-8", errors="replace")
            assert "kanarie" not in content, path
            assert "98765432" not in content, path


def test_a_team_that_is_an_address_is_refused_without_repeating_it(tmp_path: Path) -> None:
    from stagepact_research.pipeline.fieldwork.participants import UnfitList, read_list

    path = tmp_path / "lijst.csv"
    path.write_text(
        "instelling;team;functie;email\n25LP;team Jan 06-98765432;kanarie@example.org;x@example.org\n"
    )
    with pytest.raises(UnfitList) as told:
        read_list(path, ["25LP"])
    assert "98765432" not in str(told.value)
    assert "kanarie" not in str(told.value)


def test_a_list_of_addresses_inside_the_project_is_refused(work: Fieldwork) -> None:
    with pytest.raises(InputProblem, match="in de map van het project"):
        refuse_inside(work.project.root, work.project.raw / "mensen.csv")


def test_another_store_mails_nobody_a_second_time(work: Fieldwork, survey_id: int, tmp_path: Path) -> None:
    invite(work.store, work.server, WAVE, survey_id, work.say, send=True)
    other = open_store(work.project.root, {FOLDER: str(tmp_path / "andere")})
    told = add_people(other, work.server, WAVE, survey_id, _people(30), work.say)
    assert len(told) == 30
    assert "niet in deze opslag" in told[0]
    assert invite(other, work.server, WAVE, survey_id, work.say, send=True).chosen == 0


def test_who_was_removed_from_the_server_is_not_put_back(work: Fieldwork, survey_id: int) -> None:
    work.practice.call("delete_participants", survey_id, [1])
    assert add_people(work.store, work.server, WAVE, survey_id, _people(31)[30:], work.say) == []
    assert len(work.survey(survey_id).participants()) == 30
    (told,) = add_people(work.store, work.server, WAVE, survey_id, _people(1), work.say)
    assert "van de server verwijderd" in told


def test_who_works_elsewhere_now_is_told(work: Fieldwork, survey_id: int) -> None:
    moved = [Person("30RM", "team 0", "stagebegeleider", "deelnemer0@example.org")]
    (told,) = add_people(work.store, work.server, WAVE, survey_id, moved, work.say)
    assert "staat in de opslag als 25LP" in told


def test_a_server_that_mails_fewer_a_call_is_called_until_all_are_mailed() -> None:
    calls: list[list[int]] = []

    def twenty(ids: list[int]) -> dict[str, object]:
        calls.append(ids)
        return {str(tid): {"status": "OK"} for tid in ids[:20]} | {"status": f"{len(ids) - 20} left to send"}

    found = _batch(twenty, list(range(50)), lambda left: {})
    assert list(found.values()) == ["verzonden"] * 50
    assert [len(call) for call in calls] == [50, 30, 10]


def test_a_status_that_is_no_count_of_mails_is_no_success(work: Fieldwork) -> None:
    with pytest.raises(Status):
        _known(work.server, "invite_participants", {"status": "Error: No mail permission"})


def test_nobody_is_mailed_before_the_survey_opens(work: Fieldwork, survey_id: int) -> None:
    work.survey(survey_id).state.settings["startdate"] = "2099-01-01 00:00:00"
    with pytest.raises(NotOpenNow, match="2099"):
        invite(work.store, work.server, WAVE, survey_id, work.say, send=True)


def test_an_interval_that_cannot_be_is_a_sentence(work: Fieldwork, survey_id: int) -> None:
    for days in (0, 999_999):
        with pytest.raises(UnfitInterval):
            remind(
                work.store, work.server, WAVE, survey_id, work.say, send=True, min_days=days, max_reminders=2
            )


def test_a_survey_takes_no_answers_before_its_participants_table_exists(work: Fieldwork) -> None:
    number = publish(work.project, work.server, QUESTIONNAIRE, work.say)
    work.practice.faults.append(Fault(Drop(), "activate_tokens"))
    with pytest.raises(OutcomeUnknown):
        open_survey(work.server, number, QUESTIONNAIRE, work.say, practice=True)
    assert not work.survey(number).state.active
    open_survey(work.server, number, QUESTIONNAIRE, work.say, practice=True)
    assert work.survey(number).state.active


def test_a_colleagues_survey_stays_when_ours_is_removed(work: Fieldwork) -> None:
    theirs = publish(work.project, work.server, QUESTIONNAIRE, work.say)
    work.practice.faults.append(Fault(DropAfter(), "import_survey"))
    with pytest.raises(OutcomeUnknown):
        publish(work.project, work.server, QUESTIONNAIRE, work.say, again=True)
    assert survey_ids(work.server) == {theirs}


def test_who_stops_the_program_leaves_nothing_on_the_server(
    work: Fieldwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    from stagepact_research.pipeline.fieldwork import publishing

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(publishing, "find_differences", stop)
    with pytest.raises(KeyboardInterrupt):
        publish(work.project, work.server, QUESTIONNAIRE, work.say)
    assert survey_ids(work.server) == set()


def _attribute(survey: SurveyHandle, code: str, name: str, value: str) -> None:
    row = {"qid": survey.question(code).qid, "attribute": name, "value": value, "language": ""}
    survey.question(code).attributes.append(row)


EDITS: dict[str, tuple[str, Callable[[SurveyHandle], None]]] = {
    "hidden": ("hidden", lambda s: _attribute(s, "q04", "hidden", "1")),
    "random order": ("random_order", lambda s: _attribute(s, "q02", "random_order", "1")),
    "validation": ("em_validation_q", lambda s: _attribute(s, "q02", "em_validation_q", "1")),
    "help": ("toelichting", lambda s: s.question("q04").texts["nl"].update(help="Kies ja.")),
    "a statement's route": ("routing", lambda s: setattr(s.question("q02", "a"), "relevance", "0")),
    "shuffled pages": ("willekeurige", lambda s: setattr(s.state.groups[1], "randomization_group", "x")),
    "registration": ("allowregister", lambda s: s.state.settings.update(allowregister="Y")),
    "answers by mail": (
        "emailnotificationto",
        lambda s: s.state.settings.update(emailnotificationto="x@y.nl"),
    ),
    "a description": ("beschrijving", lambda s: s.state.texts["nl"].update(surveyls_description="Let op")),
}


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_that_no_page_shows_is_found_too(work: Fieldwork, survey_id: int, edit: str) -> None:
    word, change = EDITS[edit]
    change(work.survey(survey_id))
    told = [str(d) for d in find_differences(work.server, survey_id, QUESTIONNAIRE)]
    assert len(told) == 1, told
    assert word in told[0]


def test_an_answer_that_does_not_exist_does_not_hide_the_status(work: Fieldwork, survey_id: int) -> None:
    work.survey(survey_id).fill(_tokens(work)[0], answers())
    (row,) = work.survey(survey_id).state.responses.rows.values()  # type: ignore[union-attr]
    column = next(name for name, value in row.items() if value == "J" and "X" in name)
    row[column] = "0612"
    found = watch(work.store, work.server, QUESTIONNAIRE, survey_id, seed=1)
    assert found.totals["geopend"] == 1


def test_a_place_that_cannot_be_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "rond").symlink_to(tmp_path / "rond")
    for place in ("~niemandheetzo/x", str(tmp_path / "rond" / "x")):
        with pytest.raises(InputProblem):
            open_store(tmp_path / "project", {FOLDER: place})


def test_a_file_of_the_store_that_lies_elsewhere_is_refused(work: Fieldwork, survey_id: int) -> None:
    path = work.store.folder / str(WAVE) / "deelnemers.csv"
    path.rename(work.project.root / "deelnemers.csv")
    path.symlink_to(work.project.root / "deelnemers.csv")
    with pytest.raises(UnfitStore, match="verwijst"):
        work.store.contacts(WAVE)


def test_the_manifest_has_no_secret_of_the_store(work: Fieldwork, survey_id: int) -> None:
    work.survey(survey_id).fill(_tokens(work)[0], answers())
    manifest = (_pull(work, survey_id).folder / "manifest.json").read_text()
    key = (work.store.folder / "sleutel").read_text()
    assert key[:8] not in manifest
    assert len(json.loads(manifest)["key"]) == 8
