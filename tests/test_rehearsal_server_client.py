"""The client library citric against the practice server, call by call as against the real one."""

from __future__ import annotations

import base64
import io
import json
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from citric import Client
from rehearsal_recordings import parameter, recordings
from rehearsal_replay import PASSWORD, Replay
from rehearsal_stories import practice

_RECORDED = recordings().calls["zz_citric_behaviour"]["calls"]
_URL = re.compile(r"for url: http://127\.0\.0\.1:[0-9]+")
_SID = re.compile(r"lime_tokens_[0-9]+")
_TOKEN = re.compile(r"'token': '[0-9A-Za-z]{15}'")


@pytest.fixture
def replay() -> Iterator[Replay]:
    with practice(time="18:57:24") as started:
        yield started


def _file(name: str) -> io.BytesIO:
    return io.BytesIO(base64.b64decode(parameter({"structure": name})))


class _Story:
    """The recorded session: what each call did, in its order."""

    def __init__(self, replay: Replay) -> None:
        self.replay, self.server = replay, replay.server
        self.client = self._client()
        self.sids: list[int] = []
        self.deleted: list[int] = []

    def _client(self, password: str = PASSWORD, end: str = "") -> Client:
        return Client(self.server.url + end, "admin", password)

    def _import(self, name: str, kind: str) -> int:
        self.sids.append(self.client.import_survey(_file(name), kind))
        return self.sids[-1]

    def _garbage(self) -> int:
        return self.client.import_survey(io.BytesIO(b"<a>geen lss</a>"), "lss")

    @property
    def sid(self) -> int:
        return self.sids[0]

    def _answers(self) -> dict[str, str]:
        fields = self.client.get_fieldmap(self.sid)
        return {next(name for name, field in fields.items() if field["title"] == "DEELN"): "J"}

    def _delete(self) -> Any:
        sid = self.sids[len(self.deleted)]
        self.deleted.append(sid)
        return self.client.delete_survey(sid)

    def _switched(self, interface: Any) -> Any:
        self.server.interface = interface
        return self._client().close()

    def _timeline(self) -> Any:
        return self.client.export_timeline(self.sid, "day", datetime(2026, 1, 1), datetime(2026, 12, 31))

    def calls(self) -> dict[str, Callable[[], Any]]:
        client = self.client

        def export(kind: str, status: str = "all") -> bytes:
            return client.export_responses(self.sid, file_format=kind, completion_status=status)

        return {
            "get_server_version": client.get_server_version,
            "get_db_version": client.get_db_version,
            "list_surveys": lambda: [(s["sid"], s["active"]) for s in client.list_surveys()],
            "import_survey lss": lambda: self._import("nl_evaluatie.lss", "lss"),
            "import_survey txt": lambda: self._import("nl_evaluatie.txt", "txt"),
            "import_survey garbage": self._garbage,
            "get_fieldmap": lambda: len(client.get_fieldmap(self.sid)),
            "export_responses inactive": lambda: export("csv"),
            "activate_survey": lambda: client.activate_survey(self.sid),
            "activate_survey twice": lambda: client.activate_survey(self.sid),
            "get_responses none": lambda: export("json"),
            "activate_tokens": lambda: client.activate_tokens(self.sid),
            "activate_tokens twice": lambda: client.activate_tokens(self.sid),
            "list_participants empty": lambda: client.list_participants(self.sid),
            "add_participants": lambda: client.add_participants(
                self.sid, participant_data=[{"email": "a@example.org"}]
            ),
            "list_participants": lambda: client.list_participants(self.sid),
            "add_response": lambda: client.add_response(self.sid, self._answers()),
            "add_responses": lambda: client.add_responses(self.sid, [self._answers(), {}]),
            "export_responses csv": lambda: export("csv"),
            "export_responses json": lambda: json.loads(export("json"))["responses"][0],
            "export incomplete none": lambda: export("csv", "incomplete"),
            "get_summary": lambda: client.get_summary(self.sid),
            "get_summary_stat": lambda: client.get_summary_stat(self.sid, "full_responses"),
            "export_statistics": lambda: len(client.export_statistics(self.sid, file_format="html")),
            "export_timeline": self._timeline,
            "get_survey_properties notfound": lambda: client.get_survey_properties(999999),
            "list_questions": lambda: len(client.list_questions(self.sid)),
            "get_summary inactive []": lambda: client.get_summary(self.sids[1]),
            "unknown method": lambda: client.session.no_such_method(),
            "delete_survey": self._delete,
            "wrong password": lambda: self._client("fout"),
            "wrong url": lambda: self._client(end="x"),
            "rpc disabled": lambda: self._switched("off"),
            "rpc enabled again": lambda: self._switched("json"),
        }


def _outcome(call: Callable[[], Any]) -> dict[str, Any]:
    try:
        result = call()
    except Exception as problem:
        kind = type(problem)
        name = f"{kind.__module__}.{kind.__qualname__}"
        return {"ok": False, "exception": name, "message": str(problem)}
    return {"ok": True, "result": repr(result)}


def _alike(outcome: dict[str, Any]) -> dict[str, Any]:
    """An outcome without what differs by chance: the port, a survey's number and a token."""
    text = {key: str(value) for key, value in outcome.items() if key != "call"}
    if "message" in text:
        text["message"] = _SID.sub("lime_tokens_SID", _URL.sub("for url: URL", text["message"]))
    return {key: _TOKEN.sub("'token': 'TOKEN'", value) for key, value in text.items()}


# Whose result is another by chance, by what was made before, or a document.
_OTHER_RESULT = {"list_surveys", "import_survey lss", "import_survey txt", "export_statistics"}


def test_citric_meets_what_it_met_on_the_real_server(replay: Replay) -> None:
    story = _Story(replay)
    replay.server.call("import_survey", parameter({"structure": "nl_evaluatie.txt"}), "txt")
    calls = story.calls()
    for recorded in _RECORDED:
        name = recorded["call"]
        ours, expected = _alike(_outcome(calls[name])), _alike({k: str(v) for k, v in recorded.items()})
        if name in _OTHER_RESULT:
            assert ours["ok"] == expected["ok"], name
        elif name == "add_participants":
            assert _keys(ours["result"]) >= _keys(expected["result"])
        else:
            # Long results were recorded up to a point, and the order of keys in JSON says nothing.
            assert ours["ok"] == expected["ok"], (name, ours)
            assert ours.get("exception") == expected.get("exception"), name
            assert ours.get("message") == expected.get("message"), name
            assert ours.get("result", "")[: len(expected.get("result", ""))] == expected.get("result", ""), (
                name
            )
    assert [recorded["call"] for recorded in _RECORDED if recorded["call"] not in calls] == []


def _keys(text: str) -> set[str]:
    return set(re.findall(r"'([a-z_]+)':", text)) - {"validuntil"}


def test_citric_goes_through_a_fieldwork(replay: Replay) -> None:
    server = replay.server
    with Client(server.url, "admin", PASSWORD) as client:
        sid = client.import_survey(_file("nl_evaluatie.lss"), "lss")
        assert [survey["sid"] for survey in client.list_surveys()] == [sid]
        client.activate_survey(sid)
        client.activate_tokens(sid, [1])
        people = [{"email": f"p{n}@example.org", "attribute_1": f"R{n}"} for n in range(60)]
        added = client.add_participants(sid, participant_data=people)
        assert len({person["token"] for person in added}) == 60
        assert client.invite_participants(sid) == 10
        assert client.invite_participants(sid) == 0
        assert len(server.mail.outbox) == 60
        server.survey(sid).fill(added[0]["token"], {"DEELN": "N"})
        assert client.get_summary_stat(sid, "token_completed") == 1
        exported = client.export_responses(sid, file_format="csv").decode("utf-8-sig")
        assert exported.splitlines()[1].startswith('"1";"2026-11-23 18:57:24";"3";"nl";')
        assert len(client.list_participants(sid, start=51, limit=100)) == 10
