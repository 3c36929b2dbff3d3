"""The one place that speaks with LimeSurvey: citric's session, with its errors as sentences.

`Server.read` asks for something and may be tried again; `Server.change` makes something happen, is sent once,
and says so when the connection broke and nobody knows whether it happened. A session that expired is renewed
in both: the server refused it before doing anything.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, NoReturn, Self, TypeVar

import requests
from citric import exceptions as citric
from citric.session import Session
from pydantic import TypeAdapter, ValidationError

from stagepact_research.limesurvey import errors
from stagepact_research.limesurvey.settings import Settings

T = TypeVar("T")
TIMEOUT = (10.0, 120.0)
"""Seconds to connect, and to wait for the server between two pieces of its answer."""
PAUSES = (0.5, 2.0, 5.0)
"""Seconds between the attempts at a read; there is one attempt more than there are pauses."""
PRACTICE = "stagepact-oefenserver"
"""How the practice server names itself in its `Server` header: what comes from it is synthetic."""

_EXPIRED = "Invalid session key"
_WRONG_PASSWORD = "Invalid user name or password"
_LOCKED = "You have exceeded the number of maximum login attempts"
_NO_PERMISSION = {"No permission"}
_NO_SURVEY = {"Error: Invalid survey ID", "Invalid surveyid"}
_INACTIVE = {"No Data, survey table does not exist.", "No survey response table"}
_NO_PARTICIPANTS = {"Error: No survey participants table"}


class _MayPass(Exception):  # noqa: N818 (inside this module only)
    """A failure that may pass; `problem` is what to say when it does not."""

    def __init__(self, problem: errors.ServerProblem, *, arrived: bool = True) -> None:
        self.problem, self.arrived = problem, arrived
        super().__init__()


class _Http(requests.Session):
    """Requests that wait no longer than they should, follow nobody elsewhere and keep the last answer."""

    def __init__(self, timeout: tuple[float, float]) -> None:
        super().__init__()
        self.timeout = timeout
        self.last: requests.Response | None = None

    def request(self, *args: Any, **more: Any) -> requests.Response:
        self.last = None
        # A redirect could carry the password to another server, or over an open line.
        self.last = super().request(*args, **{**more, "timeout": self.timeout, "allow_redirects": False})
        if self.last.is_redirect:
            raise requests.HTTPError(response=self.last)
        return self.last


class Server:
    """A session on one LimeSurvey server.

    Parameters
    ----------
    settings : where and who.
    pauses, timeout : how patient it is.
    sleep : what waits between attempts.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        pauses: Sequence[float] = PAUSES,
        timeout: tuple[float, float] = TIMEOUT,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.settings, self.host = settings, settings.host
        self._pauses, self._sleep = tuple(pauses), sleep
        self._http = _Http(timeout)
        self._session: Session | None = None
        self.practice = False
        """Whether the practice server answered: then nothing of it is a real answer."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the session back; what was done does not depend on whether the server hears it."""
        if self._session is not None:
            with suppress(Exception):
                self._session.close()
            self._session = None
        self._http.close()

    def read(self, shape: TypeAdapter[T], method: str, *params: Any) -> T:
        """What the server answers, tried again when it fails in a way that may pass.

        Raises
        ------
        ServerProblem
            With a sentence for whatever went wrong.
        Status
            When LimeSurvey answers with a status that means something for this method only.
        """
        for pause in self._pauses:
            try:
                return self._validated(shape, method, params)
            except _MayPass:
                self._sleep(pause)
        try:
            return self._validated(shape, method, params)
        except _MayPass as failed:
            raise failed.problem from None

    def change(self, shape: TypeAdapter[T], method: str, *params: Any) -> T:
        """Make something happen, once; `OutcomeUnknown` when it may have happened all the same."""
        self._login()
        try:
            return self._validated(shape, method, params)
        except _MayPass as failed:
            if failed.arrived:
                raise errors.OutcomeUnknown(self.host, method) from None
            raise failed.problem from None

    def _validated(self, shape: TypeAdapter[T], method: str, params: Sequence[Any]) -> T:
        result = self._result(method, params)
        try:
            return shape.validate_python(result)
        except (ValidationError, RecursionError):
            pass
        if isinstance(result, dict) and isinstance(result.get("status"), str):
            raise errors.Status(self.host, method, result["status"])
        raise errors.UnexpectedAnswer(self.host, method)

    def _result(self, method: str, params: Sequence[Any]) -> Any:
        """The result of a call, after renewing a session that expired on the way."""
        survey_id = params[0] if params and isinstance(params[0], int) else None
        for _ in range(2):
            session = self._login()
            result = self._answer(method, lambda s=session: s.call(method, *params))  # type: ignore[misc]
            status = result.get("status") if isinstance(result, dict) else None
            if status != _EXPIRED:
                self._refuse_status(status, method, survey_id)
                return result
            self._session = None
        raise errors.NoSession(self.host)

    def _answer(self, method: str, call: Callable[[], Any]) -> Any:
        answer = self._attempt(method, call)
        if not isinstance(answer, dict) or "result" not in answer or "error" not in answer:
            raise errors.UnexpectedAnswer(self.host, method)
        if answer["error"] is not None:
            raise errors.Rejected(self.host, method)
        return answer["result"]

    def _refuse_status(self, status: object, method: str, survey_id: int | None) -> None:
        """The statuses that mean the same whatever was asked."""
        if not isinstance(status, str):
            return
        if status in _NO_PERMISSION:
            raise errors.NoPermission(self.host, method, survey_id)
        if status in _NO_SURVEY:
            raise errors.NoSuchSurvey(self.host, survey_id)
        if status in _INACTIVE:
            raise errors.NotActive(self.host, survey_id)
        if status in _NO_PARTICIPANTS:
            raise errors.NoParticipantTable(self.host, survey_id)

    def _login(self) -> Session:
        """The session. A wrong password is sent once: after three the server refuses this address."""
        if self._session is not None:
            return self._session
        own = self.settings
        try:
            session = self._attempt(
                "get_session_key",
                lambda: Session(own.url, own.user, own.password, requests_session=self._http),
            )
        except citric.LimeSurveyStatusError as refused:
            self._refuse_login(str(refused))
        if not isinstance(session.key, str) or not session.key:
            raise errors.UnexpectedAnswer(self.host, "get_session_key")
        self._session = session
        return session

    def _refuse_login(self, status: str) -> NoReturn:
        if status == _WRONG_PASSWORD:
            raise errors.WrongPassword(self.host) from None
        if status.startswith(_LOCKED):
            raise errors.LockedOut(self.host) from None
        raise errors.Status(self.host, "get_session_key", status) from None

    def _attempt(self, method: str, call: Callable[[], T]) -> T:
        """Do it, and translate everything that requests and citric can raise."""
        try:
            done = call()
        except citric.LimeSurveyStatusError:
            raise
        except citric.LimeSurveyApiError:
            raise errors.Rejected(self.host, method) from None
        except citric.RPCInterfaceNotEnabledError:
            raise _MayPass(errors.InterfaceOff(self.host)) from None
        except (citric.InvalidJSONResponseError, json.JSONDecodeError):
            raise self._no_json() from None
        except requests.exceptions.SSLError:
            raise errors.InsecureConnection(self.host) from None
        except requests.exceptions.ConnectTimeout:
            raise self._unreachable("de server reageert niet op tijd.", arrived=False) from None
        except requests.exceptions.Timeout:
            raise self._unreachable("de server antwoordt niet op tijd.") from None
        except requests.exceptions.HTTPError as failed:
            raise self._http_problem(method, failed.response) from None
        except requests.exceptions.ConnectionError as failed:
            raise self._connection_problem(str(failed)) from None
        except requests.exceptions.RequestException:
            raise self._unreachable("het antwoord van de server kwam beschadigd aan.") from None
        except (citric.LimeSurveyError, citric.ResponseMismatchError):
            raise errors.UnexpectedAnswer(self.host, method) from None
        except (LookupError, TypeError, ValueError, AttributeError, RecursionError):
            # citric takes the shape of an answer for granted.
            raise errors.UnexpectedAnswer(self.host, method) from None
        if self._http.last is not None:
            self.practice = PRACTICE in self._http.last.headers.get("server", "")
        return done

    def _unreachable(self, why: str, *, arrived: bool = True) -> _MayPass:
        return _MayPass(errors.Unreachable(self.host, why), arrived=arrived)

    def _connection_problem(self, said: str) -> Exception:
        if "NameResolutionError" in said or "getaddrinfo" in said:
            return errors.UnknownHost(self.host)
        if "refused" in said or "unreachable" in said:
            return self._unreachable("de server weigert de verbinding.", arrived=False)
        return self._unreachable("de verbinding viel weg.")

    def _http_problem(self, method: str, response: requests.Response | None) -> Exception:
        if response is None:
            return self._unreachable("de verbinding viel weg.")
        if response.status_code == 413:
            return errors.TooLarge(self.host)
        if response.status_code >= 500:
            return _MayPass(errors.ServerFailed(self.host, method, response.status_code))
        return errors.NotLimeSurvey(self.host, response.status_code)

    def _no_json(self) -> Exception:
        """A web page, an XML fault, or an answer that was cut off."""
        last = self._http.last
        start = last.text[:300].lstrip() if last is not None else ""
        if "<methodResponse" in start:
            return errors.InterfaceInXml(self.host)
        if start.startswith("<") and last is not None:
            return errors.NotLimeSurvey(self.host, last.status_code)
        return self._unreachable("het antwoord van de server kwam beschadigd aan.")
