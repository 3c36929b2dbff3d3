"""What the interface of the practice server does besides the recorded calls."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from rehearsal_recordings import parameter
from rehearsal_replay import PASSWORD, Answer, Replay
from rehearsal_stories import EVALUATION, practice

from stagepact_research.rehearsal.server import LimeSurveyServer


@pytest.fixture
def replay() -> Iterator[Replay]:
    with practice() as started:
        started.log_in()
        started.server.call("import_survey", parameter({"structure": "nl_evaluatie.lss"}), "lss")
        started.server.call("activate_survey", EVALUATION)
        yield started
        assert started.server.mistakes == []


def ask(replay: Replay, method: str, *params: Any) -> Answer:
    return replay.send({"method": method, "params": ["<SESSION_KEY>", *params]})


def responses(replay: Replay) -> int:
    return len(replay.server.survey(EVALUATION).rows())


def test_a_body_over_the_limit_is_refused_by_the_web_server() -> None:
    with practice(body_limit=1000) as small:
        small.log_in()
        assert ask(small, "list_surveys").status == 200
        answer = ask(small, "list_surveys", "x" * 1000)
        assert (answer.status, answer.visible.split(" nginx")[0]) == (
            413,
            "413 Request Entity Too Large 413 Request Entity Too Large",
        )


def test_two_servers_know_nothing_of_each_other() -> None:
    with LimeSurveyServer({"a": "1"}) as one, LimeSurveyServer({"b": "2"}) as other:
        assert one.url != other.url
        assert one.call("list_surveys") == other.call("list_surveys") == {"status": "No surveys found"}


def test_the_same_seed_draws_the_same() -> None:
    drawn = []
    for _ in range(2):
        with LimeSurveyServer({"admin": PASSWORD}, seed=1) as server:
            structure = parameter({"structure": "nl_evaluatie.txt"})
            drawn.append([server.call("import_survey", structure, "txt") for _ in range(3)])
    assert drawn[0] == drawn[1]
    assert len(set(drawn[0])) == 3


def test_settings_and_texts_can_be_changed_through_the_interface(replay: Replay) -> None:
    call = replay.server.call
    question = replay.server.survey(EVALUATION).question("OPM")
    group = question.gid
    assert call(
        "set_question_properties", question.qid, {"question": "Anders?", "mandatory": "Y", "x": 1}
    ) == {
        "mandatory": True,
        "question": True,
    }
    assert call("set_question_properties", question.qid, {"qid": 3}) == {"status": "No valid Data"}
    assert call("get_question_properties", question.qid, ["mandatory"]) == {"mandatory": "Y"}
    assert call("set_group_properties", group, {"group_name": "Nieuw"}) == {"group_name": True}
    assert call("get_group_properties", group, ["group_name"]) == {"group_name": "Nieuw"}
    assert call("set_language_properties", EVALUATION, {"surveyls_title": "T"})["surveyls_title"] is True
    assert call("list_surveys")[0]["surveyls_title"] == "T"
    assert call("delete_question", question.qid) == {"status": "Survey is active and not editable"}
    replay.server.survey(EVALUATION).deactivate()
    assert call("delete_question", question.qid) == question.qid
    assert call("delete_group", EVALUATION, group) == group
    assert call("list_questions", EVALUATION, group) == {"status": "Error: group not found"}


def test_a_copy_is_the_same_survey_under_another_name(replay: Replay) -> None:
    call = replay.server.call
    sid = call("copy_survey", EVALUATION, "Kopie")["newsid"]
    first, second = (call("list_questions", number) for number in (EVALUATION, sid))
    same = ("title", "question", "help", "type", "mandatory", "other", "relevance", "question_order")
    assert [[q[key] for key in same] for q in first] == [[q[key] for key in same] for q in second]
    assert call("get_survey_properties", sid, ["active"]) == {"active": "N"}
    assert call("get_language_properties", sid, ["surveyls_title"]) == {"surveyls_title": "Kopie"}


def test_who_may_read_may_not_write(replay: Replay) -> None:
    replay.server.add_user("lezer", "x")
    replay.server.backend.database.users["lezer"].superadmin = False
    replay.server.grant("lezer", EVALUATION, "survey", "r")
    call = replay.server.call
    qid = replay.server.survey(EVALUATION).question("OPM").qid
    refused = {"status": "No permission"}
    assert isinstance(call("list_questions", EVALUATION, user="lezer"), list)
    for method, *params in (
        ("set_question_properties", qid, {"mandatory": "Y"}),
        ("set_survey_properties", EVALUATION, {"expires": ""}),
        ("set_language_properties", EVALUATION, {}),
        ("delete_question", qid),
        ("delete_group", EVALUATION, 1),
        ("copy_survey", EVALUATION, "x"),
        ("update_response", EVALUATION, {}),
        ("delete_response", EVALUATION, 1),
        ("delete_participants", EVALUATION, []),
    ):
        assert call(method, *params, user="lezer") == refused, method


def test_many_clients_at_once_are_served_one_call_at_a_time(replay: Replay) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(
            pool.map(lambda _: ask(replay, "add_response", EVALUATION, {}).json["result"], range(40))
        )
    assert sorted(map(int, answers)) == list(range(1, 41))


def test_an_answer_without_an_id_is_empty_but_the_work_is_done(replay: Replay) -> None:
    body = json.dumps({"method": "add_response", "params": [replay.key, EVALUATION, {}]})
    request = {"http": "POST", "path": "/index.php/admin/remotecontrol", "body": body}
    answer = replay.send({**request, "headers": {"content-type": "application/json"}})
    assert (answer.status, answer.body, responses(replay)) == (200, b"", 1)


def test_a_structure_without_a_survey_is_refused(replay: Replay) -> None:
    content = b"<document><LimeSurveyDocType>Survey</LimeSurveyDocType></document>"
    refused = replay.server.call("import_survey", base64.b64encode(content).decode(), "lss")
    assert refused["status"].startswith("Error: XML Parsing Error")


@pytest.mark.parametrize(
    "content",
    [
        '<!DOCTYPE d [<!ENTITY a "b">]><document><LimeSurveyDocType>&a;</LimeSurveyDocType></document>',
        '<?xml version="1.0" encoding="geen"?><document/>',
        "<document>",
        "",
    ],
)
def test_a_structure_that_is_hostile_or_broken_is_no_structure(replay: Replay, content: str) -> None:
    refused = replay.server.call("import_survey", base64.b64encode(content.encode()).decode(), "lss")
    assert refused == {"status": "Error: This is not a valid LimeSurvey survey structure XML file."}


def test_a_response_can_be_found_and_changed_by_its_token(replay: Replay) -> None:
    call = replay.server.call
    call("set_survey_properties", EVALUATION, {"alloweditaftercompletion": "Y"})
    call("add_response", EVALUATION, {"token": "abc"})
    assert call("update_response", EVALUATION, {"token": "abc", "lastpage": "2"}) is True
    assert replay.server.survey(EVALUATION).rows()[0]["lastpage"] == 2
    assert call("get_response_ids", EVALUATION, "abc") == [1]
    assert call("update_response", EVALUATION, {"lastpage": 2})["status"].startswith("Missing response")
    call("add_response", EVALUATION, {"token": "abc"})
    assert call("update_response", EVALUATION, {"token": "abc"})["status"].startswith("More then one")


@pytest.mark.parametrize(
    ("condition", "tids"),
    [
        ({"tid": ["<", 3]}, [1, 2]),
        ({"tid": ["<=", "3"]}, [1, 2, 3]),
        ({"tid": [">=", 11]}, [11, 12]),
        ({"tid": ["<>", "1"], "email": ["LIKE", "P1@"]}, []),
        ({"tid": ["NOT IN", *range(2, 13)]}, [1]),
        ({"firstname": ["=", "v2"]}, [2]),
        ({"email": ["?", "x"], "tid": ["<", 2]}, [1]),
        ({"validfrom": ["<", "2026"]}, list(range(1, 13))),
    ],
)
def test_participants_can_be_chosen_by_condition(
    replay: Replay, condition: dict[str, Any], tids: list[int]
) -> None:
    call = replay.server.call
    call("activate_tokens", EVALUATION)
    people = [{"email": f"p{n}@example.org", "firstname": f"V{n}"} for n in range(1, 13)]
    call("add_participants", EVALUATION, people)
    listed = call("list_participants", EVALUATION, 0, 100, False, [], condition)
    assert [row["tid"] for row in listed if "tid" in row] == tids


def test_users_can_be_looked_up(replay: Replay) -> None:
    call = replay.server.call
    replay.server.add_user("tweede", PASSWORD)
    assert [user["users_name"] for user in call("list_users")] == ["admin", "tweede"]
    assert [user["users_name"] for user in call("list_users", 2)] == ["tweede"]
    assert call("list_users", 9) == {"status": "Invalid user id"}
    assert [survey["sid"] for survey in call("list_surveys", "admin")] == [EVALUATION]
    assert call("list_surveys", "tweede") == {"status": "No surveys found"}


def test_named_parameters_may_leave_out_the_optional_ones(replay: Replay) -> None:
    server = replay.server
    body = {"method": "get_session_key", "params": {"username": "admin", "password": PASSWORD}}
    assert len(replay.send(body).json["result"]) == 32
    body = {"method": "get_summary", "params": {"iSurveyID": EVALUATION, "sSessionKey": replay.key}}
    assert replay.send(body).json["result"]["full_responses"] == 0
    answer = replay.send({"method": "get_summary", "params": {"sSessionKey": replay.key}})
    assert (answer.status, "Argument #2 ($iSurveyID) not passed" in answer.visible) == (500, True)
    assert server.calls[-2:] == ["get_summary", "get_summary"]


def test_nonsense_in_a_call_is_an_error_page_and_no_end_of_the_server() -> None:
    with practice() as replay:
        replay.log_in()
        replay.server.call("import_survey", parameter({"structure": "nl_evaluatie.lss"}), "lss")
        replay.server.call("activate_tokens", EVALUATION)
        answer = ask(replay, "add_participants", EVALUATION, ["geen rij"])
        assert (answer.status, len(replay.server.mistakes)) == (500, 1)
        assert ask(replay, "list_surveys").status == 200
