"""Sending a recorded call to the practice server, and holding its answer against the recorded one."""

from __future__ import annotations

import base64
import http.client
import json
import re
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from rehearsal_recordings import parameter, recordings

from stagepact_research.rehearsal.server import LimeSurveyServer
from stagepact_research.rehearsal.server.model import Survey

PASSWORD = "een-wachtwoord"
_INTERFACE = "/index.php/admin/remotecontrol"
_JSON = {"content-type": "application/json", "accept": "application/json"}
_RANDOM_CODE = re.compile(r"\br[0-9]{1,4}(s?q[0-9]+)\b")
_RANDOM_SID = re.compile(r"[1-9]{6}")
_TOKEN_LENGTH = 15


@dataclass
class Twin:
    """What was random on the recorded server, and what the practice server has in its place."""

    pairs: dict[str, str] = field(default_factory=dict)

    def learn(self, recorded: Any, ours: Any) -> None:
        if str(recorded) != str(ours):
            self.pairs[str(recorded)] = str(ours)

    def ours(self, value: Any) -> Any:
        """A recorded value in the terms of the practice server."""
        if isinstance(value, dict):
            return {self.ours(key): self.ours(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self.ours(item) for item in value]
        if isinstance(value, bool) or not isinstance(value, int | str):
            return value
        text = str(value)
        for recorded, own in self.pairs.items():
            text = text.replace(recorded, own)
        return int(text) if isinstance(value, int) else text


@dataclass
class Clock:
    now: datetime

    def __call__(self) -> datetime:
        return self.now

    def set(self, time: str) -> None:
        """Another time on the day of the recordings."""
        self.now = datetime.fromisoformat(f"2026-11-23 {time}")


@dataclass
class Answer:
    status: int
    type: str
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def visible(self) -> str:
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", self.body.decode())).split())


@dataclass
class Replay:
    """One server that meets recorded calls; `outcomes` holds per call the two sides to be compared."""

    server: LimeSurveyServer
    clock: Clock
    twin: Twin = field(default_factory=Twin)
    key: str = ""
    outcomes: dict[str, tuple[Any, Any]] = field(default_factory=dict)

    def log_in(self, user: str = "admin") -> None:
        self.key = self.server.backend.sessions.open(user)

    def replay(self, *names: str) -> None:
        for name in names:
            self._replay(recordings().calls[name])

    def replay_all(self, prefix: str, *, until: str = "\uffff", after: str = "") -> None:
        """All calls whose name starts so, from one name (not included) to another (included)."""
        names = [name for name in recordings().calls if name.startswith(prefix)]
        self.replay(*(name for name in names if after < name <= until))

    def _replay(self, call: dict[str, Any]) -> None:
        before = set(self.server.backend.database.surveys)
        answer = self.send(call["request"])
        recorded = call["response"]
        self._learn(call, recorded, answer)
        ours, expected = self._ours(recorded, answer), self.twin.ours(dict(recorded))
        if "db_after" in call:
            new = [sid for sid in self.server.backend.database.surveys if sid not in before]
            expected["db_after"] = self.twin.ours(_stored_expected(call["db_after"]))
            ours["db_after"] = self._stored(call["db_after"], new, "error" in ours)
        self.outcomes[call["call"]] = (_same_codes(ours), _same_codes(expected))

    def send(self, request: dict[str, Any]) -> Answer:
        method = request.get("http", "POST")
        path, headers = request.get("path", _INTERFACE), request.get("headers", _JSON)
        body = request.get("body") if "http" in request else {**request, "id": 1}
        if isinstance(body, dict | list):
            body = json.dumps(self._filled(body))
        host = urlsplit(self.server.url).netloc
        connection = http.client.HTTPConnection(host, timeout=30)
        try:
            connection.request(method, path, None if body is None else body.encode(), headers)
            response = connection.getresponse()
            return Answer(response.status, response.headers.get("content-type", ""), response.read())
        finally:
            connection.close()

    def _filled(self, value: Any) -> Any:
        sent = parameter(value)
        if sent is not value:
            return sent
        if isinstance(value, dict):
            return {key: self._filled(item) for key, item in self._with_own_keys(value).items()}
        if isinstance(value, list):
            return [self._filled(item) for item in value]
        places = {"<SESSION_KEY>": self.key, "<PASSWORD>": PASSWORD, "<CORRECT PASSWORD>": PASSWORD}
        if isinstance(value, str) and value in places:
            return places[value]
        return self.twin.ours(value)

    def _with_own_keys(self, value: dict[str, Any]) -> dict[str, Any]:
        return {self.twin.ours(key): item for key, item in value.items()}

    def _learn(self, call: dict[str, Any], recorded: dict[str, Any], answer: Answer) -> None:
        """Take note of what the practice server has drawn where the recorded one drew something else."""
        method, result = call["request"].get("method"), recorded.get("result")
        if method == "import_survey" and isinstance(result, int) and result:
            _learn_sid(self.twin, result, answer.json["result"])
        elif method == "import_survey":
            left = [int(sid) for sid in call.get("db_after", {}).get("new_survey_ids", [])]
            for sid, own in zip(left, list(self.server.backend.database.surveys)[-1:], strict=False):
                _learn_sid(self.twin, sid, own)
        elif method == "copy_survey":
            _learn_sid(self.twin, result["newsid"], answer.json["result"]["newsid"])
        elif method == "add_participants" and isinstance(result, list):
            for row, own in zip(result, answer.json["result"], strict=True):
                if len(row.get("token", "")) == _TOKEN_LENGTH:
                    assert re.fullmatch(r"[0-9A-Za-z]{15}", own["token"])
                    self.twin.learn(row["token"], own["token"])

    def _ours(self, recorded: dict[str, Any], answer: Answer) -> dict[str, Any]:
        """The answer in the shape of the recorded one."""
        if "status" in recorded:
            ours: dict[str, Any] = {"status": answer.status, "type": answer.type}
            if "visible" in recorded:
                ours["visible"] = answer.visible
            elif "text" in recorded:
                ours["text"] = answer.body.decode()
            return ours
        if (answer.status, answer.type) != (200, "application/json"):
            return {"status": answer.status, "type": answer.type, "body": answer.body[:500]}
        if "json" in recorded:
            return {"json": answer.json}
        parsed = answer.json
        assert parsed["id"] == 1
        ours = {"error": parsed["error"]} if parsed["error"] is not None else {"result": parsed["result"]}
        expected = recorded.get("result")
        if isinstance(expected, dict) and set(expected) == {"base64"} and isinstance(ours.get("result"), str):
            ours["result"] = {"base64": base64.b64decode(ours["result"]).decode()}
        if expected == "<SESSION_KEY>" and re.fullmatch(r"[0-9A-Za-z]{32}", str(ours.get("result"))):
            ours["result"] = "<SESSION_KEY>"
        return ours

    def _stored(self, recorded: dict[str, Any], new: list[int], failed: bool) -> dict[str, Any]:
        """What the import left, in the shape of the recorded dump of the database."""
        ours: dict[str, Any] = {"new_survey_ids": [str(sid) for sid in new]}
        if "questions" not in recorded:
            return ours
        survey = self.server.backend.database.surveys[new[0]]
        ours |= {"left_behind_after_error": failed, **_dump(survey)}
        parents = {q.parent_qid for q in survey.questions} - {0}
        if parents:
            ours["first_parent_qid"] = min(parents)
        return {key: ours.get(key) for key in _stored_expected(recorded)}


def _learn_sid(twin: Twin, recorded: int, ours: int) -> None:
    """A survey id that was asked for is the same on both sides; one that was drawn has other digits."""
    if recorded != ours and _is_drawn(recorded):
        assert _RANDOM_SID.fullmatch(str(ours))
        assert _is_drawn(ours)
        twin.learn(recorded, ours)


def _is_drawn(sid: int) -> bool:
    """The recordings asked for ids such as 611111 and 633333."""
    return len(set(str(sid)[1:])) > 1


def _stored_expected(stored: dict[str, Any]) -> dict[str, Any]:
    expected = dict(stored)
    if "groups" in expected:
        # The numbers of groups go on from imports that were not recorded.
        first = min((int(row[0]) for row in expected["groups"]), default=0)
        expected["groups"] = [[int(row[0]) - first, *row[1:]] for row in expected["groups"]]
    return expected


def _dump(survey: Survey) -> dict[str, Any]:
    parents = {q.parent_qid for q in survey.questions} - {0}
    first = min(parents, default=0)
    questions = sorted(survey.questions, key=lambda q: (q.parent_qid, q.gid, q.question_order, q.qid))
    groups = sorted(survey.groups, key=lambda group: group.gid)
    return {
        "questions": [
            {
                "title": q.title,
                "type": q.type,
                "parent_qid": f"+{q.parent_qid - first}" if q.parent_qid else "0",
                "mandatory": q.mandatory,
                "other": q.other,
                "relevance": q.relevance,
            }
            for q in questions
        ],
        "answers": [
            [answer.code, answer.texts[language] if language else "NULL"]
            for q in sorted(survey.questions, key=lambda q: q.qid)
            for answer in sorted(q.answers, key=lambda answer: (answer.sortorder, answer.aid))
            for language in sorted(answer.texts) or [""]
        ],
        "titles": [[texts["surveyls_title"], language] for language, texts in sorted(survey.texts.items())],
        "question_texts": [
            [q.title, q.relevance, _dumped(q.text(language)), language]
            for q in sorted(survey.questions, key=lambda q: q.qid)
            for language in sorted(q.texts)
        ],
        "groups": [
            [group.gid - groups[0].gid, texts["group_name"], str(group.group_order)]
            for group in groups
            for texts in group.texts.values()
        ],
        "attributes": [[row["attribute"], row["value"]] for q in survey.questions for row in q.attributes],
    }


def _dumped(text: str) -> str:
    """A text as the recorded dump writes it: with escapes, and without signs beyond its own set."""
    escaped = text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t")
    return "".join(sign if ord(sign) < 0x10000 else "?" for sign in escaped)


def _same_codes(value: Any) -> Any:
    """The value with every code that was made from a random number made alike."""
    return json.loads(_RANDOM_CODE.sub(r"r#\1", json.dumps(value, ensure_ascii=False, default=repr)))
