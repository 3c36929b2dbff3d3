"""The HTTP side: which requests reach the interface, and what all others get."""

from __future__ import annotations

import json
import re
import socket
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from stagepact_research.rehearsal.server import faults, php
from stagepact_research.rehearsal.server.calls import METHODS
from stagepact_research.rehearsal.server.errors import PlainText, RpcError, ServerCrash
from stagepact_research.rehearsal.server.web_pages import (
    LOGIN_PAGE,
    NO_CSRF_TOKEN,
    XML_FAULT,
    nginx_page,
    own_page,
)

if TYPE_CHECKING:
    from stagepact_research.rehearsal.server.server import LimeSurveyServer

HTML = "text/html; charset=UTF-8"
_PLAIN_HTML = "text/html"
_JSON = "application/json"
_INTERFACE = re.compile(r"(/index\.php)?/admin/remotecontrol/?")
_SURVEY = re.compile(r"/index\.php/([0-9]+)")
_NO_SURVEY = "The survey in which you are trying to participate does not seem to exist."
_MALFORMED = {"id": None, "result": None, "error": "unable to decode malformed json"}
_CHUNK = 1 << 20


class Listener(ThreadingHTTPServer):
    """Threads that end with the program, and no word about a client that hangs up."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    """One connection; `practice` is set by the server that makes it."""

    practice: LimeSurveyServer
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True
    server_version = "stagepact-oefenserver"
    sys_version = ""

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is written; the server remembers its calls itself."""

    def do_GET(self) -> None:
        path = self._path()
        if _INTERFACE.fullmatch(path):
            self._answer(200, "", HTML)
        elif not _own(path):
            self._answer(404, nginx_page(404), _PLAIN_HTML)
        else:
            survey = _SURVEY.match(path)
            missing = survey and int(survey[1]) not in self.practice.backend.database.surveys
            self._answer(404, own_page(404, _NO_SURVEY if missing else ""), HTML)

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_PUT(self) -> None:
        self._body()
        self.do_GET()

    def do_POST(self) -> None:
        body = self._body()
        path = self._path()
        if body is None:
            self._answer(413, nginx_page(413), _PLAIN_HTML, close=True)
        elif not _own(path):
            self._answer(404, nginx_page(404), _PLAIN_HTML)
        elif not _INTERFACE.fullmatch(path):
            self._answer(400, own_page(400, NO_CSRF_TOKEN), HTML)
        elif self.practice.interface == "off":
            self._answer(200, "", HTML)
        elif self.practice.interface == "xml":
            self._answer(200, XML_FAULT, HTML)
        elif self.headers.get("Content-Type", "").split(";")[0].strip() != _JSON:
            self._answer(200, "", HTML)
        else:
            self._call(body)

    def _path(self) -> str:
        """The path as it was sent: the base class makes one slash of two at the start."""
        words = self.requestline.split()
        return words[1].split("?")[0] if len(words) > 1 else "/"

    def _body(self) -> bytes | None:
        """The body, or None where it is over the limit; that much is read and thrown away."""
        length = php.to_int(self.headers.get("Content-Length"))
        if length <= self.practice.body_limit:
            return self.rfile.read(length)
        while length > 0 and (chunk := self.rfile.read(min(length, _CHUNK))):
            length -= len(chunk)
        return None

    def _call(self, body: bytes) -> None:
        try:
            request = json.loads(body)
        except (ValueError, RecursionError):
            self._answer(200, json.dumps(_MALFORMED), _JSON)
            return
        named = request if isinstance(request, dict) else {}
        method = named.get("method")
        wanted = self.practice.meet(method if isinstance(method, str) else None)
        if self._spoilt(wanted, named):
            return
        status, text, kind = self._done(named)
        if faults.DropAfter() in wanted:
            self._drop()
        else:
            self._answer(status, text, kind, cut=faults.CutBody() in wanted)

    def _spoilt(self, wanted: list[faults.Action], request: dict[str, Any]) -> bool:
        """Whether a fault has answered already, or closed the connection."""
        for action in wanted:
            if isinstance(action, faults.Delay):
                time.sleep(action.seconds)
            elif isinstance(action, faults.ExpireSession):
                self.practice.backend.sessions.close(_key(request.get("params")))
            elif isinstance(action, faults.ErrorPage):
                self._answer(action.status, nginx_page(action.status), _PLAIN_HTML)
                return True
            elif isinstance(action, faults.EmptyBody | faults.LoginPage):
                self._answer(200, LOGIN_PAGE if isinstance(action, faults.LoginPage) else "", HTML)
                return True
            elif isinstance(action, faults.Drop):
                self._drop()
                return True
        return False

    def _done(self, request: dict[str, Any]) -> tuple[int, str, str]:
        """Status, text and content type of an answer; without an id there is no text."""
        answer: dict[str, Any] = {"id": request.get("id"), "result": None, "error": None}
        try:
            with self.practice.working() as backend:
                params = request.get("params")
                result = METHODS.call(backend, request.get("method"), params, self.client_address[0])
                answer["result"] = php.encoded(result)
        except RpcError as problem:
            answer["error"] = str(problem)
        except ServerCrash as crash:
            return 500, own_page(500, str(crash)), HTML
        except Exception as mistake:
            self.practice.mistakes.append(mistake)
            return 500, own_page(500, repr(mistake)), HTML
        if isinstance(result := answer["result"], PlainText):
            return 200, result.text, HTML
        if php.is_empty(request.get("id")):
            return 200, "", HTML
        return 200, json.dumps(answer), _JSON

    def _answer(self, status: int, text: str, kind: str, *, cut: bool = False, close: bool = False) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if kind == _JSON:
            self.send_header("Access-Control-Allow-Origin", "*")
        if close or cut:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body[: len(body) // 2] if cut else body)
        if cut or close:
            self.close_connection = True

    def _drop(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)


def _key(params: Any) -> Any:
    """The session key among the parameters, None where there is none."""
    if isinstance(params, dict):
        return params.get("sSessionKey")
    return params[0] if isinstance(params, list) and params else None


def _own(path: str) -> bool:
    """Whether the web server hands a path to LimeSurvey, rather than looking for a file."""
    first = path.lstrip("/").split("/")[0]
    return not (path.startswith("/application/") or (first.endswith(".php") and first != "index.php"))
