"""Failures on demand, and what an export costs."""

from __future__ import annotations

import http.client
import time
from collections.abc import Iterator
from typing import Any

import pytest
from rehearsal_recordings import parameter
from rehearsal_replay import Answer, Replay
from rehearsal_stories import EVALUATION, practice

from stagepact_research.rehearsal.server import (
    CutBody,
    Delay,
    Drop,
    DropAfter,
    EmptyBody,
    ErrorPage,
    ExpireSession,
    Fault,
    LoginPage,
)


@pytest.fixture
def replay() -> Iterator[Replay]:
    with practice() as started:
        started.log_in()
        started.server.call("import_survey", parameter({"structure": "nl_evaluatie.lss"}), "lss")
        started.server.call("activate_survey", EVALUATION)
        yield started


def ask(replay: Replay, method: str, *params: Any) -> Answer:
    return replay.send({"method": method, "params": ["<SESSION_KEY>", *params]})


def responses(replay: Replay) -> int:
    return len(replay.server.survey(EVALUATION).rows())


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_an_error_page_comes_instead_of_the_work(replay: Replay, status: int) -> None:
    replay.server.faults.append(Fault(ErrorPage(status)))
    answer = ask(replay, "add_response", EVALUATION, {})
    assert (answer.status, answer.type, responses(replay)) == (status, "text/html", 0)
    assert str(status) in answer.visible


def test_an_empty_body_and_a_login_page_come_with_status_200(replay: Replay) -> None:
    replay.server.faults += [Fault(EmptyBody()), Fault(LoginPage(), nth=2)]
    empty, login = (ask(replay, "add_response", EVALUATION, {}) for _ in range(2))
    assert (empty.status, empty.body) == (200, b"")
    assert (login.status, login.type) == (200, "text/html; charset=UTF-8")
    assert "Log in" in login.visible
    assert responses(replay) == 0


def test_a_cut_body_is_half_of_what_was_promised_and_the_work_is_done(replay: Replay) -> None:
    replay.server.faults.append(Fault(CutBody()))
    with pytest.raises(http.client.IncompleteRead) as cut:
        ask(replay, "add_response", EVALUATION, {})
    assert 0 < len(cut.value.partial) < cut.value.expected + len(cut.value.partial)
    assert responses(replay) == 1


def test_a_dropped_connection_leaves_the_client_in_doubt(replay: Replay) -> None:
    replay.server.faults += [Fault(Drop(), method="add_response"), Fault(DropAfter(), nth=2)]
    for stored in (0, 1):
        with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
            ask(replay, "add_response", EVALUATION, {})
        assert responses(replay) == stored
    assert ask(replay, "add_response", EVALUATION, {}).json["result"] == "2"


def test_a_session_can_end_in_the_middle(replay: Replay) -> None:
    replay.server.faults.append(Fault(ExpireSession(), method="list_surveys", nth=2))
    assert isinstance(ask(replay, "list_surveys").json["result"], list)
    for _ in range(2):
        assert ask(replay, "list_surveys").json["result"] == {"status": "Invalid session key"}


def test_a_delay_comes_before_the_work(replay: Replay) -> None:
    replay.server.faults.append(Fault(Delay(0.2)))
    started = time.monotonic()
    assert ask(replay, "list_surveys").status == 200
    assert time.monotonic() - started >= 0.2


def test_a_rule_is_spent_after_its_times_and_only_meets_its_method(replay: Replay) -> None:
    replay.server.faults.append(Fault(ErrorPage(503), method="get_summary", times=2))
    assert ask(replay, "list_surveys").status == 200
    assert [ask(replay, "get_summary", EVALUATION).status for _ in range(3)] == [503, 503, 200]
    assert replay.server.calls == ["list_surveys", "get_summary", "get_summary", "get_summary"]


def test_an_export_takes_the_time_that_the_model_of_its_cost_says(replay: Replay) -> None:
    asked = []

    def cost(rows: int, wanted: int) -> float:
        asked.append((rows, wanted))
        return 0.1

    replay.server.backend.cost = cost
    for _ in range(5):
        replay.server.call("add_response", EVALUATION, {})
    started = time.monotonic()
    ask(replay, "export_responses", EVALUATION, "csv", None, "all", "code", "short", 2, 3)
    assert time.monotonic() - started >= 0.1
    assert asked == [(5, 2)]
