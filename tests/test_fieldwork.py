"""Publish, invite, answer, watch and pull, from end to end against the practice server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from practice import PASSWORD, QUESTIONNAIRE, WAVE, Fieldwork, answers, make_fieldwork
from project import copy_of_project

from stagepact_research.errors import InputProblem
from stagepact_research.instruments import content_hash
from stagepact_research.limesurvey.errors import (
    NotActive,
    OutcomeUnknown,
    ServerFailed,
    ServerProblem,
    Unreachable,
)
from stagepact_research.pipeline.fieldwork.mailing import UnfitInterval, invite, remind
from stagepact_research.pipeline.fieldwork.participants import Person, add_people, list_participants
from stagepact_research.pipeline.fieldwork.publishing import (
    AlreadyPublished,
    NotTheInstrument,
    StillToFillIn,
    find_differences,
    open_survey,
    publish,
    survey_ids,
)
from stagepact_research.pipeline.fieldwork.pulling import Pulled, pull
from stagepact_research.pipeline.fieldwork.snapshot import STAGING, read_manifest
from stagepact_research.pipeline.fieldwork.watching import watch
from stagepact_research.rehearsal.server import (
    CutBody,
    Drop,
    DropAfter,
    ErrorPage,
    ExpireSession,
    Fault,
    LimeSurveyServer,
)
from stagepact_research.responses import dispositions, read_export

CANARY, PHONE = "kanarie@example.org", "06-98765432"


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Fieldwork]:
    project = copy_of_project(tmp_path / "project")
    with LimeSurveyServer({"admin": PASSWORD}, seed=4) as practice:
        fieldwork = make_fieldwork(practice, project, tmp_path / "contacten")
        yield fieldwork
        fieldwork.server.close()
        assert practice.mistakes == []


@pytest.fixture
def survey_id(work: Fieldwork) -> int:
    number = publish(work.project, work.server, QUESTIONNAIRE, work.say)
    open_survey(work.server, number, QUESTIONNAIRE, work.say, practice=True)
    return number


def _people(count: int) -> list[Person]:
    return [
        Person(
            ("25LP", "30RM", "25LZ")[n % 3], f"team {n % 7}", "stagebegeleider", f"deelnemer{n}@example.org"
        )
        for n in range(count)
    ]


def _pull(work: Fieldwork, survey_id: int) -> Pulled:
    folder = work.project.raw / str(WAVE) / "survey"
    return pull(folder, work.store, work.server, QUESTIONNAIRE, survey_id, work.say)


# Publish and verify


def test_a_published_questionnaire_is_read_back_without_a_difference(work: Fieldwork) -> None:
    number = publish(work.project, work.server, QUESTIONNAIRE, work.say)
    assert find_differences(work.server, number, QUESTIONNAIRE) == []
    record = json.loads((work.project.raw / "2026" / "veldwerk.json").read_text())
    assert (record["survey_id"], record["sha256"]) == (number, content_hash(QUESTIONNAIRE))


def test_a_second_publication_is_refused_unless_it_is_meant(work: Fieldwork) -> None:
    first = publish(work.project, work.server, QUESTIONNAIRE, work.say)
    with pytest.raises(AlreadyPublished):
        publish(work.project, work.server, QUESTIONNAIRE, work.say)
    second = publish(work.project, work.server, QUESTIONNAIRE, work.say, again=True)
    assert first != second


def test_an_import_that_breaks_halfway_leaves_nothing_behind(work: Fieldwork) -> None:
    work.practice.faults.append(Fault(DropAfter(), "import_survey"))
    with pytest.raises(OutcomeUnknown):
        publish(work.project, work.server, QUESTIONNAIRE, work.say)
    assert survey_ids(work.server) == set()
    assert not (work.project.raw / "2026" / "veldwerk.json").exists()


def test_a_survey_that_cannot_be_read_back_is_removed_again(work: Fieldwork) -> None:
    work.practice.faults.append(Fault(ErrorPage(500), "list_questions", times=9))
    with pytest.raises(ServerFailed):
        publish(work.project, work.server, QUESTIONNAIRE, work.say)
    assert survey_ids(work.server) == set()


def test_other_surveys_stay_when_a_failed_one_is_removed(work: Fieldwork) -> None:
    first = publish(work.project, work.server, QUESTIONNAIRE, work.say)
    work.practice.faults.append(Fault(DropAfter(), "import_survey"))
    with pytest.raises(OutcomeUnknown):
        publish(work.project, work.server, QUESTIONNAIRE, work.say, again=True)
    assert survey_ids(work.server) == {first}


EDITS = {
    "a word": ("stelling q02[a], tekst", lambda s: _reword(s, "q02", "a")),
    "a mandatory mark": ("vraag q05, verplicht", lambda s: setattr(s.question("q05"), "mandatory", "N")),
    "a route": ("vraag q05, routing", lambda s: setattr(s.question("q05"), "relevance", "1")),
    "a question gone": ("vraag q17: ontbreekt", lambda s: s.remove("q17")),
    "a statement gone": ("stelling q07[b]: ontbreekt", lambda s: _drop(s, "q07", "b")),
    "an order": (
        "stellingen van vraag q08, volgorde",
        lambda s: setattr(s.question("q08", "a"), "question_order", 99),
    ),
    "the ip address": ("instellingen, ipaddr", lambda s: s.state.settings.update(ipaddr="Y")),
}


def _reword(survey: object, code: str, sub: str) -> None:
    question = survey.question(code, sub)  # type: ignore[attr-defined]
    question.texts["nl"]["question"] = "iets anders"


def _drop(survey: object, code: str, sub: str) -> None:
    from stagepact_research.rehearsal.server.structure_calls import remove_questions

    remove_questions(survey.state, {survey.question(code, sub).qid})  # type: ignore[attr-defined]


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_in_the_browser_is_found(work: Fieldwork, survey_id: int, edit: str) -> None:
    expected, change = EDITS[edit]
    change(work.survey(survey_id))
    told = [str(d) for d in find_differences(work.server, survey_id, QUESTIONNAIRE)]
    assert len(told) == 1, told
    assert told[0].startswith(expected)


def test_a_survey_with_texts_to_fill_in_is_not_opened_for_real(work: Fieldwork) -> None:
    number = publish(work.project, work.server, QUESTIONNAIRE, work.say)
    with pytest.raises(StillToFillIn, match="INVULLEN"):
        open_survey(work.server, number, QUESTIONNAIRE, work.say)


def test_an_edited_survey_is_not_opened(work: Fieldwork) -> None:
    number = publish(work.project, work.server, QUESTIONNAIRE, work.say)
    _reword(work.survey(number), "q02", "a")
    with pytest.raises(NotTheInstrument):
        open_survey(work.server, number, QUESTIONNAIRE, work.say, practice=True)


# Participants and mail


def test_people_are_added_once_however_often_it_is_run(work: Fieldwork, survey_id: int) -> None:
    for _ in range(2):
        assert add_people(work.store, work.server, WAVE, survey_id, _people(120), work.say) == []
    participants = list_participants(work.server, survey_id)
    assert len(participants) == len({p["token"] for p in participants}) == 120
    assert {p["token"] for p in participants} == {c.token for c in work.store.contacts(WAVE)}


def test_a_connection_that_breaks_while_adding_leads_to_no_double(work: Fieldwork, survey_id: int) -> None:
    work.practice.faults += [
        Fault(DropAfter(), "add_participants", nth=1),
        Fault(Drop(), "add_participants", nth=2),
    ]
    refused = add_people(work.store, work.server, WAVE, survey_id, _people(120), work.say)
    assert len(refused) == 50
    assert add_people(work.store, work.server, WAVE, survey_id, _people(120), work.say) == []
    assert len(list_participants(work.server, survey_id)) == 120


def test_who_works_where_stays_in_the_store(work: Fieldwork, survey_id: int) -> None:
    add_people(work.store, work.server, WAVE, survey_id, _people(3), work.say)
    kept = json.dumps(work.survey(survey_id).participants(), default=str)
    assert "25LP" not in kept
    assert "team 1" not in kept


def test_a_refused_row_is_reported_without_the_address(work: Fieldwork, survey_id: int) -> None:
    people = [*_people(2), Person("25LP", "team x", "stagebegeleider", "geen-adres")]
    (sentence,) = add_people(work.store, work.server, WAVE, survey_id, people, work.say)
    assert "team x" in sentence
    assert "geen-adres" not in sentence


def test_a_round_is_complete_and_everyone_gets_one_mail(work: Fieldwork, survey_id: int) -> None:
    add_people(work.store, work.server, WAVE, survey_id, _people(120), work.say)
    assert invite(work.store, work.server, WAVE, survey_id, work.say, send=False).chosen == 120
    assert work.practice.mail.outbox == []
    assert invite(work.store, work.server, WAVE, survey_id, work.say, send=True).sent == 120
    assert invite(work.store, work.server, WAVE, survey_id, work.say, send=True).chosen == 0
    assert len({mail.to for mail in work.practice.mail.outbox}) == len(work.practice.mail.outbox) == 120
    assert len(work.store.mailings(WAVE)) == 120


def test_a_round_whose_connection_breaks_mails_nobody_twice(work: Fieldwork, survey_id: int) -> None:
    add_people(work.store, work.server, WAVE, survey_id, _people(120), work.say)
    work.practice.faults += [
        Fault(DropAfter(), "invite_participants", nth=1),
        Fault(Drop(), "invite_participants", nth=2),
    ]
    first = invite(work.store, work.server, WAVE, survey_id, work.say, send=True)
    assert (first.sent, first.unknown) == (70, 50)
    assert invite(work.store, work.server, WAVE, survey_id, work.say, send=True).sent == 50
    assert len({mail.to for mail in work.practice.mail.outbox}) == len(work.practice.mail.outbox) == 120


def _remind(work: Fieldwork, survey_id: int, min_days: int = 7, **more: bool) -> int:
    options = {"send": True, **more}
    done = remind(
        work.store, work.server, WAVE, survey_id, work.say, min_days=min_days, max_reminders=2, **options
    )
    return done.sent


def test_a_reminder_reaches_all_whose_turn_it_is_and_nobody_else(tmp_path: Path) -> None:
    project = copy_of_project(tmp_path / "project")
    now = [datetime.now() - timedelta(days=20)]
    with LimeSurveyServer({"admin": PASSWORD}, seed=4, clock=lambda: now[0]) as practice:
        work = make_fieldwork(practice, project, tmp_path / "contacten")
        number = publish(project, work.server, QUESTIONNAIRE, work.say)
        open_survey(work.server, number, QUESTIONNAIRE, work.say, practice=True)
        add_people(work.store, work.server, WAVE, number, _people(130), work.say)
        invite(work.store, work.server, WAVE, number, work.say, send=True)
        tokens = [contact.token for contact in work.store.contacts(WAVE)]
        for token in tokens[:20]:
            work.survey(number).fill(token, answers())
        practice.call("set_participant_properties", number, {"token": tokens[20]}, {"emailstatus": "OptOut"})
        with pytest.raises(UnfitInterval):
            _remind(work, number, min_days=0)
        now[0] = datetime.now()
        assert _remind(work, number) == 109
        assert _remind(work, number) == 0
        reminded = [mail.to for mail in practice.mail.outbox[130:]]
        assert len(set(reminded)) == len(reminded) == 109
        work.server.close()


def test_nobody_is_mailed_for_a_survey_that_is_not_active(work: Fieldwork) -> None:
    number = publish(work.project, work.server, QUESTIONNAIRE, work.say)
    work.practice.call("activate_tokens", number)
    add_people(work.store, work.server, WAVE, number, _people(2), work.say)
    with pytest.raises(NotActive):
        invite(work.store, work.server, WAVE, number, work.say, send=True)
    assert work.practice.mail.outbox == []


# Pull


def _answer(work: Fieldwork, survey_id: int) -> list[str]:
    """A complete response, a refusal with a reason, a partial one, an empty one; with contact details."""
    add_people(work.store, work.server, WAVE, survey_id, _people(6), work.say)
    tokens = [contact.token for contact in work.store.contacts(WAVE)]
    survey = work.survey(survey_id)
    survey.fill(tokens[0], answers(q19=f"{CANARY} of {PHONE}", q03=f"Bel me op {PHONE}, of mail {CANARY}."))
    survey.fill(tokens[1], {"q01": "-oth-", "q01[other]": f"geen tijd, {CANARY}", "q01reden": "TIJD"})
    survey.fill(tokens[2], answers(q04="W"), pages=4)
    survey.fill(tokens[3], {"q01": "J"}, pages=1)
    return tokens


def test_every_answer_and_every_disposition_comes_through(work: Fieldwork, survey_id: int) -> None:
    tokens = _answer(work, survey_id)
    found = _pull(work, survey_id)
    responses = read_export(found.folder / "responses.csv", QUESTIONNAIRE)
    assert dispositions(responses, QUESTIONNAIRE).tolist() == ["compleet", "geweigerd", "deels", "leeg"]
    assert responses.frame.loc[1, "q02a"] == 1.0
    assert responses.frame.loc[2, "q01reden"] == "TIJD"
    assert responses.status.loc[3, "q04"] == "dont_know"
    assert responses.status.loc[3, "q12a"] == "not_reached"
    pseudonym = work.store.pseudonym(WAVE)
    assert responses.about["respondent"].tolist() == [pseudonym(token) for token in tokens[:4]]


def test_contact_details_reach_the_store_and_no_file_of_the_project(work: Fieldwork, survey_id: int) -> None:
    tokens = _answer(work, survey_id)
    found = _pull(work, survey_id)
    for path in work.project.root.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            secrets = (CANARY, "98765432", *tokens, PASSWORD, "deelnemer0@example.org")
            assert [s for s in secrets if s.encode() in content] == [], path
    assert work.store.interviews(WAVE)[0].contact == f"{CANARY} of {PHONE}"
    assert found.masked == {"email": 2, "telefoon": 1}
    assert not any(CANARY in sentence or PHONE in sentence for sentence in work.said)


def test_the_manifest_says_where_it_came_from(work: Fieldwork, survey_id: int) -> None:
    _answer(work, survey_id)
    manifest = read_manifest(_pull(work, survey_id).folder)
    assert manifest["provenance"] == "synthetic"
    assert manifest["survey_id"] == survey_id
    assert manifest["server"]["version"] == "6.4.2"
    assert manifest["instrument"]["sha256"] == content_hash(QUESTIONNAIRE)
    assert manifest["counts"] == {
        "responses": 4, "complete": 2, "incomplete": 2, "contact_details_kept_apart": 1
    }  # fmt: skip
    assert manifest["ignored_columns"] == []


def test_a_second_pull_with_nothing_new_writes_nothing(work: Fieldwork, survey_id: int) -> None:
    _answer(work, survey_id)
    first = _pull(work, survey_id)
    before = sorted(path.name for path in first.folder.parent.iterdir())
    second = _pull(work, survey_id)
    assert (second.new, second.folder) == (False, first.folder)
    assert sorted(path.name for path in first.folder.parent.iterdir()) == before
    assert "Niets nieuws" in work.said[-1]


def test_changed_and_deleted_answers_are_told_and_the_first_snapshot_stays(
    work: Fieldwork, survey_id: int
) -> None:
    tokens = _answer(work, survey_id)
    first = _pull(work, survey_id)
    kept = (first.folder / "responses.csv").read_bytes()
    work.survey(survey_id).fill(tokens[2], answers())
    work.practice.call("delete_response", survey_id, 2)
    work.survey(survey_id).fill(tokens[4], answers())
    second = _pull(work, survey_id)
    assert second.changes == {"new": [5], "changed": [3], "deleted": [2]}
    assert (first.folder / "responses.csv").read_bytes() == kept
    assert any("Verwijderd van de server" in sentence for sentence in work.said)


def test_a_gap_of_deleted_responses_hides_nothing(work: Fieldwork, survey_id: int) -> None:
    survey = work.survey(survey_id)
    add_people(work.store, work.server, WAVE, survey_id, _people(2), work.say)
    tokens = [contact.token for contact in work.store.contacts(WAVE)]
    survey.fill(tokens[0], answers())
    survey.state.responses.next_id = 5_500
    survey.fill(tokens[1], answers())
    found = _pull(work, survey_id)
    assert found.changes["new"] == [1, 5_500]


def test_an_interrupted_pull_goes_on_and_gives_the_same_bytes(
    work: Fieldwork, survey_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    from stagepact_research.limesurvey import exporting

    monkeypatch.setattr(exporting.response_batches, "__kwdefaults__", {"first": 1, "size": 2})
    _answer(work, survey_id)
    folder = work.project.raw / str(WAVE) / "survey"

    def break_it(done: int, of: int) -> None:
        assert of == 4
        work.practice.faults.append(Fault(ErrorPage(503), "export_responses", times=9))

    with pytest.raises(ServerFailed):
        pull(folder, work.store, work.server, QUESTIONNAIRE, survey_id, work.say, break_it)
    assert [path.name for path in folder.iterdir() if path.is_dir()] == [STAGING]
    # What a killed program wrote after its last journal entry is dropped.
    with (folder / STAGING / "responses.csv").open("ab") as file:
        file.write(b'"99";"half een r')
    work.practice.faults.clear()
    whole = _pull(work, survey_id)
    assert read_manifest(whole.folder)["resumed"] == 1
    other = pull(
        work.project.root.parent / "elders", work.store, work.server, QUESTIONNAIRE, survey_id, work.say
    )
    assert (whole.folder / "responses.csv").read_bytes() == (other.folder / "responses.csv").read_bytes()


@pytest.mark.parametrize("action", [CutBody(), ErrorPage(502), Drop(), ExpireSession()])
def test_a_passing_failure_is_passed_over(work: Fieldwork, survey_id: int, action: object) -> None:
    _answer(work, survey_id)
    work.practice.faults += [Fault(action, "export_responses"), Fault(action, "list_questions")]  # type: ignore[arg-type]
    assert _pull(work, survey_id).responses == 4


def test_a_deactivated_survey_is_a_sentence_and_the_last_snapshot_stays(
    work: Fieldwork, survey_id: int
) -> None:
    _answer(work, survey_id)
    first = _pull(work, survey_id)
    work.survey(survey_id).deactivate()
    with pytest.raises(NotActive):
        _pull(work, survey_id)
    assert first.folder.exists()


def test_a_survey_of_another_instrument_is_refused(work: Fieldwork, survey_id: int) -> None:
    other = QUESTIONNAIRE.model_copy(update={"version": "2026.9"})
    with pytest.raises(InputProblem, match=r"versie 2026\.1"):
        pull(work.project.raw / "2026" / "survey", work.store, work.server, other, survey_id, work.say)


def test_a_full_disk_is_a_sentence_and_nothing_is_lost(
    work: Fieldwork, survey_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    from stagepact_research.pipeline.fieldwork import snapshot
    from stagepact_research.pipeline.fieldwork.files import NotWritten

    _answer(work, survey_id)
    first = _pull(work, survey_id)
    work.survey(survey_id).fill(work.store.contacts(WAVE)[4].token, answers())

    def full(_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(snapshot, "flush", full)
    with pytest.raises(NotWritten, match="Maak ruimte"):
        _pull(work, survey_id)
    monkeypatch.undo()
    assert _pull(work, survey_id).changes["new"] == [5]
    assert first.folder.exists()


def test_two_pulls_at_once_are_refused(work: Fieldwork, survey_id: int) -> None:
    from stagepact_research.pipeline.fieldwork.files import InUse, locked

    folder = work.project.raw / str(WAVE) / "survey"
    folder.mkdir(parents=True, exist_ok=True)
    with locked(folder / ".slot"), pytest.raises(InUse):
        _pull(work, survey_id)


# Watch


def test_the_status_counts_everyone_once(work: Fieldwork, survey_id: int) -> None:
    add_people(work.store, work.server, WAVE, survey_id, _people(6), work.say)
    invite(work.store, work.server, WAVE, survey_id, work.say, send=True)
    _answer(work, survey_id)
    found = watch(work.store, work.server, QUESTIONNAIRE, survey_id, seed=1)
    assert found.totals == {
        "uitgenodigd": 6, "geopend": 4, "geweigerd": 1, "leeg": 1, "deels": 1, "compleet": 1
    }  # fmt: skip
    assert found.reasons["TIJD"] == 1
    assert found.by_institution.loc["25LP", "uitgenodigd"] == 2
    assert found.by_institution["geopend"].sum() == 4
    assert found.by_day["compleet"].sum() == 1
    assert found.projection is None


def test_the_server_that_is_gone_is_a_sentence(work: Fieldwork) -> None:
    other = work.another_client()
    work.practice.__exit__(None, None, None)
    try:
        with pytest.raises(Unreachable):
            survey_ids(other)
    finally:
        work.practice.__enter__()
    assert issubclass(Unreachable, ServerProblem)
