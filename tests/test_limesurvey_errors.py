"""Whatever the server or the network does is one Dutch sentence with a remedy, and never a traceback."""

from __future__ import annotations

import json
import logging
import socket
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from practice import PASSWORD, QUESTIONNAIRE, client, make_fieldwork
from project import PROJECT

from stagepact_research.errors import InputProblem
from stagepact_research.limesurvey import errors, shapes
from stagepact_research.limesurvey.exporting import count_responses, response_batches
from stagepact_research.limesurvey.server import Server, _Http
from stagepact_research.limesurvey.settings import Settings, load_settings
from stagepact_research.limesurvey.structure import read_instrument, read_structure
from stagepact_research.pipeline.fieldwork.mailing import invite
from stagepact_research.pipeline.fieldwork.participants import list_participants
from stagepact_research.pipeline.fieldwork.publishing import publish, survey_ids
from stagepact_research.rehearsal.server import (
    CutBody,
    Delay,
    Drop,
    EmptyBody,
    ErrorPage,
    Fault,
    LimeSurveyServer,
    LoginPage,
    User,
)


@pytest.fixture
def practice() -> Iterator[LimeSurveyServer]:
    with LimeSurveyServer({"admin": PASSWORD}, seed=2) as server:
        yield server


def _server(url: str, password: str = PASSWORD, **more: Any) -> Server:
    return Server(Settings(url, "admin", password), pauses=(0.0,), sleep=lambda _: None, **more)


def _told(problem: type[InputProblem], act: Callable[[], object]) -> str:
    with pytest.raises(problem) as told:
        act()
    sentence = told.value.sentence()
    assert PASSWORD not in sentence
    assert told.value.__suppress_context__ or told.value.__cause__ is None
    return sentence


def test_a_wrong_password_is_tried_once(practice: LimeSurveyServer) -> None:
    server = _server(practice.url, "fout")
    assert "één keer geprobeerd" in _told(errors.WrongPassword, lambda: survey_ids(server))
    assert practice.calls.count("get_session_key") == 1


def test_after_three_the_lock_is_told_also_for_the_right_password(practice: LimeSurveyServer) -> None:
    for _ in range(4):
        with suppress(errors.ServerProblem):
            survey_ids(_server(practice.url, "fout"))
    assert "tien minuten" in _told(errors.LockedOut, lambda: survey_ids(_server(practice.url)))


FAULTS = {
    "interface off": (errors.InterfaceOff, EmptyBody(), "RPC-interface"),
    "proxy page": (errors.NotLimeSurvey, LoginPage(), "proxy"),
    "server error": (errors.ServerFailed, ErrorPage(500), "HTTP 500"),
    "bad gateway": (errors.ServerFailed, ErrorPage(502), "HTTP 502"),
    "cut answer": (errors.Unreachable, CutBody(), "viel weg"),
    "dropped": (errors.Unreachable, Drop(), "viel weg"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_that_stays_is_a_sentence(practice: LimeSurveyServer, fault: str) -> None:
    problem, action, word = FAULTS[fault]
    practice.faults.append(Fault(action, times=99))  # type: ignore[arg-type]
    sentence = _told(problem, lambda: survey_ids(_server(practice.url)))
    assert word in sentence or word == "viel weg"


def test_a_slow_server_is_a_sentence(practice: LimeSurveyServer) -> None:
    practice.faults.append(Fault(Delay(0.5), times=9))
    assert "niet op tijd" in _told(
        errors.Unreachable, lambda: survey_ids(_server(practice.url, timeout=(1.0, 0.05)))
    )


def test_xml_mode_is_told_apart() -> None:
    with LimeSurveyServer({"admin": PASSWORD}, interface="xml") as practice:
        assert "JSON-RPC" in _told(errors.InterfaceInXml, lambda: survey_ids(_server(practice.url)))


def test_the_interface_that_is_off_is_told() -> None:
    with LimeSurveyServer({"admin": PASSWORD}, interface="off") as practice:
        assert "RemoteControl staat uit" in _told(
            errors.InterfaceOff, lambda: survey_ids(_server(practice.url))
        )


def test_a_wrong_path_is_told(practice: LimeSurveyServer) -> None:
    url = practice.url.replace("/admin/remotecontrol", "/admin/remotecontrolx")
    assert "HTTP 400" in _told(errors.NotLimeSurvey, lambda: survey_ids(_server(url)))


def test_a_body_over_the_limit_is_told() -> None:
    with LimeSurveyServer({"admin": PASSWORD}, body_limit=2_000) as practice:
        server = _server(practice.url)
        call = lambda: server.change(shapes.SURVEY_ID, "import_survey", "x" * 5_000, "lss")  # noqa: E731
        assert "HTTP 413" in _told(errors.TooLarge, call)


def test_nobody_listens() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}/index.php/admin/remotecontrol"
    assert "weigert de verbinding" in _told(errors.Unreachable, lambda: survey_ids(_server(url)))


def test_tls_where_there_is_none(practice: LimeSurveyServer) -> None:
    url = practice.url.replace("http://", "https://")
    assert "certificaat" in _told(errors.InsecureConnection, lambda: survey_ids(_server(url)))


def test_an_unknown_host_is_told() -> None:
    url = "https://bestaat.niet.invalid/index.php/admin/remotecontrol"
    assert "niet te vinden" in _told(errors.UnknownHost, lambda: survey_ids(_server(url)))


def test_a_survey_that_does_not_exist_and_one_that_is_not_ours(practice: LimeSurveyServer) -> None:
    server = _server(practice.url)
    _told(errors.NoSuchSurvey, lambda: read_structure(server, 999_999, "nl"))
    _told(errors.NoPermission, lambda: list(response_batches(server, 999_999, "nl")))
    practice.add_user("lezer", User("lezerswoord"))
    reader = Server(Settings(practice.url, "lezer", "lezerswoord"), pauses=(), sleep=lambda _: None)
    number = practice.call("import_survey", _lss(), "lss")
    _told(errors.NoPermission, lambda: list(response_batches(reader, number, "nl")))


def _lss() -> str:
    import base64

    from stagepact_research.instruments import to_lss

    return base64.b64encode(to_lss(QUESTIONNAIRE)).decode()


def test_a_survey_that_is_not_active_or_has_no_participants(practice: LimeSurveyServer) -> None:
    server = _server(practice.url)
    number = practice.call("import_survey", _lss(), "lss")
    _told(errors.NotActive, lambda: count_responses(server, number))
    _told(errors.NoParticipantTable, lambda: list_participants(server, number))
    practice.call("activate_survey", number)
    assert list(response_batches(server, number, "nl")) == []


def test_an_error_of_the_database_is_told_without_its_text(practice: LimeSurveyServer) -> None:
    server = _server(practice.url)
    number = practice.call("import_survey", _lss(), "lss")
    practice.call("activate_survey", number)
    fieldmap = server.read(shapes.MAILED, "get_fieldmap", number, "nl")
    column = next(name for name, entry in fieldmap.items() if entry.get("title") == "q01")
    call = lambda: server.change(shapes.SURVEY_ID, "add_response", number, {column: "kanarie" * 9})  # noqa: E731
    sentence = _told(errors.Rejected, call)
    assert "kanarie" not in sentence
    assert "SQL" not in sentence


# Settings


SET = {
    "STAGEPACT_LIMESURVEY_URL": "https://enquete.example.nl/index.php/admin/remotecontrol",
    "STAGEPACT_LIMESURVEY_USER": "onderzoeker",
    "STAGEPACT_LIMESURVEY_PASSWORD": PASSWORD,
}


def test_the_password_is_in_no_text_of_the_settings() -> None:
    found = load_settings(SET)
    assert found.password == PASSWORD
    assert PASSWORD not in repr(found)


@pytest.mark.parametrize("name", SET)
def test_a_setting_that_is_missing_is_named(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import keyring

    monkeypatch.setattr(keyring, "get_password", lambda *_: None)
    with pytest.raises(errors.MissingSetting, match=name):
        load_settings({**SET, name: ""})


def test_the_keyring_is_asked_when_the_environment_has_no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    import keyring

    monkeypatch.setattr(keyring, "get_password", lambda service, user: f"{service}/{user}")
    found = load_settings({**SET, "STAGEPACT_LIMESURVEY_PASSWORD": ""})
    assert found.password == "stagepact-limesurvey/onderzoeker"


@pytest.mark.parametrize(
    ("url", "word"),
    [
        ("http://enquete.example.nl/index.php/admin/remotecontrol", "onversleuteld"),
        ("enquete.example.nl/admin/remotecontrol", "geen webadres"),
        ("https://enquete.example.nl/index.php/admin", "remotecontrol"),
        ("https://jan:geheim@enquete.example.nl/admin/remotecontrol", "wachtwoord in het adres"),
        ("https://[::1/admin/remotecontrol", "geen geldig adres"),
        ("file:///etc/passwd", "geen webadres"),
    ],
)
def test_an_unfit_address_is_refused_before_anything_is_sent(url: str, word: str) -> None:
    with pytest.raises(errors.UnfitUrl, match=word) as told:
        load_settings({**SET, "STAGEPACT_LIMESURVEY_URL": url})
    assert "geheim" not in told.value.sentence()


def test_nothing_secret_is_logged(practice: LimeSurveyServer, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        server = _server(practice.url)
        survey_ids(server)
        assert server._session is not None
        key = server._session.key
        server.close()
    assert PASSWORD not in caplog.text
    assert str(key) not in caplog.text


# Anything at all


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["status", "result", "error", "sid", "gid", "qid", "title", "tid", "token", "1"])
            | st.text(max_size=5),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


def _answering(monkeypatch: pytest.MonkeyPatch, answer: Callable[[dict[str, Any]], bytes]) -> Server:
    def request(self: _Http, method: str, url: str, **more: Any) -> requests.Response:
        sent = json.loads(more["data"])
        response = requests.Response()
        response.status_code = 200
        if sent["method"] == "get_session_key":
            response._content = json.dumps({"id": sent["id"], "result": "sleutel", "error": None}).encode()
        else:
            response._content = answer(sent)
        response.headers["content-type"] = "application/json"
        self.last = response
        return response

    monkeypatch.setattr(_Http, "request", request)
    return Server(
        Settings("http://127.0.0.1:1/admin/remotecontrol", "a", "b"), pauses=(), sleep=lambda _: None
    )


_READS: dict[str, Callable[[Server], object]] = {
    "structure": lambda s: read_structure(s, 1, "nl"),
    "instrument": lambda s: read_instrument(s, 1, "nl"),
    "participants": lambda s: list_participants(s, 1),
    "responses": lambda s: [b for b, _ in zip(response_batches(s, 1, "nl"), range(3), strict=False)],
    "count": lambda s: count_responses(s, 1),
    "surveys": survey_ids,
}


@pytest.mark.parametrize("what", _READS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(result=_JSON, error=st.none() | st.text(max_size=10))
def test_no_answer_gives_a_traceback(
    what: str, result: object, error: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(sent: dict[str, Any]) -> bytes:
        return json.dumps({"id": sent["id"], "result": result, "error": error}).encode()

    with suppress(InputProblem):
        _READS[what](_answering(monkeypatch, answer))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100, deadline=None)
@given(body=st.binary(max_size=200))
def test_no_bytes_give_a_traceback(body: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    server = _answering(monkeypatch, lambda _: body)
    for read in _READS.values():
        with suppress(InputProblem):
            read(server)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(result=_JSON)
def test_no_answer_to_a_change_gives_a_traceback(
    result: object, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    def answer(sent: dict[str, Any]) -> bytes:
        return json.dumps({"id": sent["id"], "result": result, "error": None}).encode()

    server = _answering(monkeypatch, answer)
    with suppress(InputProblem):
        publish(PROJECT, server, QUESTIONNAIRE, lambda _: None, again=True)
    folder = tmp_path_factory.mktemp("contacten")
    folder.chmod(0o700)
    with LimeSurveyServer({"admin": PASSWORD}) as practice:
        store = make_fieldwork(practice, PROJECT, Path(folder)).store
    with suppress(InputProblem):
        invite(store, server, 2026, 1, lambda _: None, send=True)


def test_the_client_of_the_tests_is_the_one_of_the_commands(practice: LimeSurveyServer) -> None:
    server = client(practice)
    assert survey_ids(server) == set()
    assert server.practice
