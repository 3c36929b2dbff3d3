"""The web form of the practice server: what a respondent's clicks leave behind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from rehearsal_recordings import parameter, recordings
from rehearsal_replay import Replay
from rehearsal_stories import EVALUATION, TYPES, experiences, fill_types, practice

from stagepact_research.rehearsal.server import Refused, SurveyHandle, Visit

PEOPLE = 9
_NOT_STORED = {"java", "rele", "MULT"}


@pytest.fixture
def replay() -> Iterator[Replay]:
    with practice() as started:
        started.log_in()
        yield started


def evaluation(replay: Replay, *, people: int = PEOPLE, **activation: str) -> SurveyHandle:
    """The recorded survey, active, with a participants table unless it has no people."""
    structure = parameter({"structure": "nl_evaluatie.lss"})
    assert replay.server.call("import_survey", structure, "lss") == EVALUATION
    settings = {"datestamp": "Y", "anonymized": "N", **activation}
    replay.server.call("activate_survey", EVALUATION, settings)
    if people:
        replay.server.call("activate_tokens", EVALUATION)
        rows = [{"email": f"persoon{n:02}@example.org", "firstname": f"V{n}"} for n in range(1, people + 1)]
        replay.server.call("add_participants", EVALUATION, rows)
    return replay.server.survey(EVALUATION)


def token(survey: SurveyHandle, number: int = 1) -> str:
    return str(survey.participants()[number - 1]["token"])


def click(survey: SurveyHandle, visit: dict[str, Any], token: str, first: datetime, last: datetime) -> Visit:
    """Repeat a recorded visit step by step: all at one time but the last step."""
    _, *steps = visit["steps"]
    page = survey.open(token, at=first)
    codes = {field.name: field.code for field in page.fields}
    for place, step in enumerate(steps, start=1):
        at = last if place == len(steps) else first
        fields = step.get("fields", {})
        page.answer({codes[name]: value for name, value in fields.items() if name in codes})
        if step["move"] == "moveprev":
            page.previous(at)
        elif step["move"] == "saveall":
            page.save(at)
        else:
            page.next(at)
    return page


VISITS = {
    1: "complete_ja",
    2: "complete_nee_anders",
    3: "complete_minimaal",
    4: "partial_page1",
    5: "opened_page1",
    6: "saved_partial",
    7: "mandatory_error",
    8: "complete_changed_mind",
    9: "resumed_complete",
}


def test_the_recorded_clicks_leave_the_recorded_rows(replay: Replay) -> None:
    survey = evaluation(replay)
    expected = recordings().stored["nl_evaluatie"][:PEOPLE]
    for row in expected:
        number = int(row["id"])
        started, at = map(datetime.fromisoformat, (row["startdate"], row["datestamp"]))
        own = token(survey, number)
        if VISITS[number] == "opened_page1":
            click(survey, recordings().visits["welcome_only"], own, started, at)
            assert len(survey.rows()) == number - 1
        if VISITS[number] == "resumed_complete":
            # The first half of this visit was not recorded.
            survey.fill(own, {"DEELN": "J", **experiences("2"), "KANAAL": "A3"}, 2, at=started)
            started = at
        visit = recordings().visits[VISITS[number]]
        if VISITS[number] == "mandatory_error":
            with pytest.raises(Refused) as refusal:
                click(survey, visit, own, started, at)
            assert refusal.value.message in visit["says"]
        else:
            assert click(survey, visit, own, started, at).submitted == (row["submitdate"] is not None)
    tokens = {row["token"]: own["token"] for row, own in zip(expected, survey.participants(), strict=True)}
    stored = [_texts(row) for row in survey.rows()]
    assert stored == [
        {**row, "token": tokens[row["token"]], "seed": stored[place]["seed"]}
        for place, row in enumerate(expected)
    ]
    assert len({row["seed"] for row in stored}) == PEOPLE


def _texts(row: dict[str, Any]) -> dict[str, str | None]:
    return {key: None if value is None else str(value) for key, value in row.items()}


def test_every_question_type_is_stored_as_the_form_stored_it(replay: Replay) -> None:
    server = replay.server
    server.counters.gid, server.counters.qid = 294, 2238
    server.call("import_survey", parameter({"structure": "alle_typen.txt"}), "txt")
    server.call("activate_survey", TYPES)
    server.survey(TYPES).backend.database.surveys[TYPES].responses.next_id = 4  # type: ignore[union-attr]
    fill_types(replay)
    expected = recordings().stored["alle_typen"][3]
    assert _texts(server.survey(TYPES).rows()[0]) == replay.twin.ours(expected)


@pytest.mark.parametrize(
    ("visit", "given", "reason"),
    [
        ("token_missing", None, "token_missing"),
        ("token_unknown", "bestaatniet", "token_unknown"),
        ("token_already_used", "used", "token_used"),
    ],
)
def test_a_token_that_is_not_good_is_refused_in_the_words_of_the_form(
    replay: Replay, visit: str, given: str | None, reason: str
) -> None:
    survey = evaluation(replay)
    survey.fill(token(survey), {"DEELN": "N"})
    with pytest.raises(Refused) as refusal:
        survey.open(token(survey) if given == "used" else given)
    assert refusal.value.reason == reason
    assert refusal.value.message in recordings().visits[visit]["says"]


def test_a_survey_that_does_not_exist_has_the_recorded_page(replay: Replay) -> None:
    visit = recordings().visits["survey_notfound"]
    answer = replay.send({"http": "GET", "path": "/index.php/999999?lang=nl", "headers": {}, "body": None})
    assert (answer.status, answer.visible) == (visit["steps"][0]["status"], visit["says"])


def test_a_completed_token_has_the_minute_and_an_anonymous_one_only_that_it_was(replay: Replay) -> None:
    survey = evaluation(replay)
    survey.fill(token(survey), {"DEELN": "N"}, at=datetime(2026, 11, 23, 19, 5, 59))
    assert survey.participants()[0]["completed"] == "2026-11-23 19:05"
    assert survey.participants()[0]["usesleft"] == 0
    replay.server.call("delete_survey", EVALUATION)
    anonymous = evaluation(replay, anonymized="Y", datestamp="N")
    anonymous.fill(token(anonymous), {"DEELN": "N"})
    assert anonymous.participants()[0]["completed"] == "Y"
    assert "token" not in anonymous.rows()[0]
    assert anonymous.rows()[0]["submitdate"] == "1980-01-01 00:00:00"


def test_a_token_with_two_uses_opens_twice(replay: Replay) -> None:
    survey = evaluation(replay)
    replay.server.call("set_participant_properties", EVALUATION, 1, {"usesleft": 2})
    assert [survey.fill(token(survey), {"DEELN": "N"}).id for _ in range(2)] == [1, 2]
    with pytest.raises(Refused, match="token_used"):
        survey.open(token(survey))


def test_without_participants_everyone_may_come_in(replay: Replay) -> None:
    survey = evaluation(replay, people=0, ipaddr="Y", refurl="Y", datestamp="N")
    survey.fill(answers={"DEELN": "N"}, ipaddr="192.0.2.1", refurl="https://example.org/")
    row = survey.rows()[0]
    assert (row["ipaddr"], row["refurl"], row["token"]) == ("192.0.2.1", "https://example.org/", None)
    assert "startdate" not in row


def test_who_did_not_finish_comes_back_to_the_last_page(replay: Replay) -> None:
    survey = evaluation(replay)
    survey.fill(token(survey), {"DEELN": "J", **experiences("3")}, 2)
    again = survey.open(token(survey))
    assert (again.id, again.page, again.answers) == (1, 2, {"DEELN": "J", **experiences("3")})


def test_without_persistence_a_second_visit_is_a_second_response(replay: Replay) -> None:
    survey = evaluation(replay)
    replay.server.call("set_survey_properties", EVALUATION, {"tokenanswerspersistence": "N"})
    survey.fill(token(survey), {"DEELN": "J"}, 1)
    assert survey.fill(token(survey), {"DEELN": "N"}).id == 2


def test_submit_off_leaves_everything_filled_in_and_saved(replay: Replay) -> None:
    survey = evaluation(replay)
    answers = {"DEELN": "J", **experiences("4"), "BEL": "Y", "CONTACT": "x"}
    visit = survey.fill(token(survey), answers, submit=False)
    row = survey.rows()[0]
    assert (visit.submitted, row["submitdate"], row["lastpage"]) == (False, None, 3)
    assert survey.fill(token(survey)).submitted


def test_a_mandatory_array_wants_every_row(replay: Replay) -> None:
    survey = evaluation(replay)
    with pytest.raises(Refused) as refusal:
        survey.fill(token(survey), {"DEELN": "J", "ERV[SQ001]": "4"})
    assert refusal.value.questions == ("ERV",)
    assert survey.rows()[0]["lastpage"] == 1


def test_an_open_reason_is_wanted_where_it_is_chosen(replay: Replay) -> None:
    survey = evaluation(replay)
    survey.question("REDEN").mandatory = "Y"
    with pytest.raises(Refused, match="mandatory"):
        survey.fill(token(survey), {"DEELN": "N", "REDEN": "-oth-"})


@pytest.mark.parametrize(
    ("answers", "problem"),
    [
        ({"DEELN": "Z"}, ValueError),
        ({"DAGEN": "veel"}, ValueError),
        ({"DATUM": "morgen"}, ValueError),
        ({"NIETS": "1"}, KeyError),
    ],
)
def test_what_the_form_cannot_send_is_a_mistake_of_the_caller(
    replay: Replay, answers: dict[str, str], problem: type[Exception]
) -> None:
    survey = evaluation(replay)
    with pytest.raises(problem):
        survey.fill(token(survey), answers)
    assert survey.rows() == []


def test_a_closed_survey_lets_nobody_in(replay: Replay) -> None:
    survey = evaluation(replay)
    now = replay.clock.now
    survey.expire(now + timedelta(hours=1))
    survey.open(token(survey))
    with pytest.raises(Refused, match="expired"):
        survey.open(token(survey), at=now + timedelta(hours=2))
    replay.server.call(
        "set_survey_properties", EVALUATION, {"expires": "", "startdate": "2030-01-01 00:00:00"}
    )
    with pytest.raises(Refused, match="not_started"):
        survey.open(token(survey))
    own = token(survey)
    survey.deactivate()
    with pytest.raises(Refused, match="not_active"):
        survey.open(own)
    assert replay.server.call("export_responses", EVALUATION, "csv") == {
        "status": "No Data, survey table does not exist."
    }


def test_an_invitation_can_be_too_early_or_too_late(replay: Replay) -> None:
    survey = evaluation(replay)
    limits = {"validfrom": "2027-01-01 00:00:00"}, {"validfrom": None, "validuntil": "2026-01-01 00:00:00"}
    for limit in limits:
        replay.server.call("set_participant_properties", EVALUATION, 1, limit)
        with pytest.raises(Refused, match="token_not_valid"):
            survey.open(token(survey))
        mailed = replay.server.call("invite_participants", EVALUATION, [1])
        assert mailed["1"]["status"] == "fail"


def test_a_page_for_each_question(replay: Replay) -> None:
    survey = evaluation(replay)
    survey.state.settings["format"] = "S"
    visit = survey.open(token(survey))
    visit.answer({"DEELN": "N", "REDEN": "A1"})
    pages = []
    while not visit.submitted:
        visit.next()
        pages.append(visit.page)
    assert pages == [1, 2, 3, 4, 4]
    assert survey.rows()[0]["lastpage"] == len(visit.pages) == 16


def test_a_confirmation_goes_to_who_completed(replay: Replay) -> None:
    survey = evaluation(replay)
    replay.server.call("set_survey_properties", EVALUATION, {"sendconfirmation": "Y"})
    survey.fill(token(survey), {"DEELN": "N"})
    [mail] = replay.server.mail.outbox
    assert (mail.kind, mail.to, mail.body) == ("confirm", "persoon01@example.org", "Dank u wel.")


def test_an_edit_in_the_browser_changes_the_next_export(replay: Replay) -> None:
    survey = evaluation(replay)
    survey.fill(token(survey), {"DEELN": "N"})
    survey.question("DEELN").title = "MEEDOEN"
    survey.question("ERV", "SQ001").texts["nl"]["question"] = "iets anders"
    survey.remove("OPM")
    fields = replay.server.call("get_fieldmap", EVALUATION)
    assert [f["title"] for f in fields.values() if f["title"] in ("DEELN", "MEEDOEN", "OPM")] == ["MEEDOEN"]
    assert "iets anders" in [field.get("subquestion") for field in fields.values()]
    assert survey.fill(token(survey, 2), {"MEEDOEN": "N"}).submitted
    with pytest.raises(KeyError):
        survey.question("OPM")
