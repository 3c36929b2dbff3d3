"""The practice server as a context manager, and a survey as a test or a rehearsal handles it."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from types import TracebackType
from typing import Any, Literal, Self

from stagepact_research.rehearsal.server import (  # noqa: F401  (they register their calls)
    export,
    faults,
    invitations,
    overview_calls,
    participants,
    responses,
    structure_calls,
    survey_calls,
)
from stagepact_research.rehearsal.server.calls import METHODS, Backend
from stagepact_research.rehearsal.server.handle import SurveyHandle
from stagepact_research.rehearsal.server.listening import Handler, Listener
from stagepact_research.rehearsal.server.mail import PostOffice
from stagepact_research.rehearsal.server.model import Counters, Database, User
from stagepact_research.rehearsal.server.permissions import grant
from stagepact_research.rehearsal.server.sessions import Sessions

BODY_LIMIT = 64 << 20
_PATH = "/index.php/admin/remotecontrol"


class LimeSurveyServer:
    """A LimeSurvey 6.4.2 in memory, that answers on loopback between `with` and its end.

    Parameters
    ----------
    users : by name; a text is the password of a superadministrator.
    clock : the server's local time, without a zone.
    seed : for everything that is random: survey ids, tokens, session keys, the seed of a response.
    body_limit : bytes of a request above which the web server answers 413.
    cost : seconds that an export takes, from the rows in the survey and the rows asked for.
    interface : the setting of the remote interface.
    """

    def __init__(
        self,
        users: Mapping[str, str | User] | None = None,
        *,
        clock: Callable[[], datetime] = datetime.now,
        seed: int | None = None,
        body_limit: int = BODY_LIMIT,
        cost: Callable[[int, int], float] | None = None,
        interface: Literal["json", "xml", "off"] = "json",
    ) -> None:
        database = Database(clock, random.Random(seed), created=clock())
        self.backend = Backend(database, Sessions(database), PostOffice(), cost)
        self.body_limit = body_limit
        self.interface = interface
        self.faults: list[faults.Fault] = []
        self.calls: list[str] = []
        """The methods called over HTTP, in order."""
        self.mistakes: list[Exception] = []
        """What the practice server itself could not cope with; the client got status 500."""
        self._lock = threading.RLock()
        self._http: Listener | None = None
        self._thread: threading.Thread | None = None
        for name, user in (users or {"admin": "wachtwoord"}).items():
            self.add_user(name, user)

    def add_user(self, name: str, given: str | User) -> None:
        """Add a user; a text is the password of a superadministrator."""
        user = given
        if isinstance(user, str):
            email = f"{name}@example.org"
            user = User(user, full_name=name.capitalize(), email=email, superadmin=True)
        user.name, user.uid = name, len(self.backend.database.users) + 1
        self.backend.database.users[name] = user
        if user.superadmin:
            grant(self.backend.database, user, "superadmin", "r", entity="global")

    def __enter__(self) -> Self:
        handler = type("PracticeHandler", (Handler,), {"practice": self})
        self._http = Listener(("127.0.0.1", 0), handler)
        self.backend.url = f"http://127.0.0.1:{self._http.server_port}"
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._http is not None
        assert self._thread is not None
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        """The address of the remote interface."""
        return self.backend.url + _PATH

    @property
    def mail(self) -> PostOffice:
        return self.backend.post

    @property
    def counters(self) -> Counters:
        """The next ids; set them to give the server a past."""
        return self.backend.database.counters

    @contextmanager
    def working(self) -> Iterator[Backend]:
        """The state, for one call at a time; a call that costs time lasts that long in all."""
        start = time.monotonic()
        with self._lock:
            self.backend.owed = 0.0
            try:
                yield self.backend
            finally:
                owed = self.backend.owed
        left = owed - (time.monotonic() - start)
        if owed and left > 0:
            time.sleep(left)

    def meet(self, method: str | None) -> list[faults.Action]:
        """Note a call, and find the faults that are to spoil it."""
        with self._lock:
            self.calls.append(method or "")
            return faults.actions_for(self.faults, method)

    def call(self, method: str, *params: Any, user: str | None = None) -> Any:
        """The result of a call by a user (the first one without a name), without HTTP or a session key."""
        with self._lock:
            name = user or next(iter(self.backend.database.users))
            key = self.backend.sessions.open(name)
            try:
                return METHODS.call(self.backend, method, [key, *params])
            finally:
                self.backend.sessions.close(key)

    def survey(self, sid: int) -> SurveyHandle:
        """A survey by its id.

        Raises
        ------
        KeyError
            If there is no such survey.
        """
        return SurveyHandle(self.backend, self.backend.database.surveys[sid], self._lock)

    def grant(self, user: str, sid: int, permission: str, letters: str) -> None:
        """Give a user a permission on a survey, such as `responses`, with letters of crudie."""
        with self._lock:
            grant(self.backend.database, self.backend.database.users[user], permission, letters, sid)
