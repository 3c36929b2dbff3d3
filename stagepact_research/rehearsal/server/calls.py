"""How a call reaches its function: by name, with PHP's rules for too few, too many and named parameters."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from stagepact_research.rehearsal.server.errors import ServerCrash
from stagepact_research.rehearsal.server.mail import PostOffice
from stagepact_research.rehearsal.server.model import Database, Row, User
from stagepact_research.rehearsal.server.permissions import may
from stagepact_research.rehearsal.server.sessions import Sessions

INVALID_KEY = "Invalid session key"
NO_PERMISSION: Row = {"status": "No permission"}
INVALID_SURVEY: Row = {"status": "Error: Invalid survey ID"}
NO_VALID_DATA: Row = {"status": "No valid Data"}
_CALLER = "passed in LIMESURVEY_ROOT/application/libraries/LSjsonRPCServer.php on line 37"
# Methods of the real class that a call must not reach.
_PROTECTED = ("_checkSessionKey", "_doLogin", "_jumpStartSession", "_internal_insert")


@dataclass
class Backend:
    """The state and its surroundings, shared by all calls.

    Parameters
    ----------
    cost : seconds that an export takes, from the rows in the survey and the rows asked for.
    owed : seconds that the call under way still has to take.
    """

    database: Database
    sessions: Sessions
    post: PostOffice
    cost: Callable[[int, int], float] | None = None
    owed: float = 0.0
    url: str = ""


@dataclass
class Context:
    """Who calls, from where."""

    backend: Backend
    user: User
    address: str = ""
    key: Any = None

    @property
    def database(self) -> Database:
        return self.backend.database

    def may(self, sid: int, permission: str, crud: str) -> bool:
        return may(self.database, self.user, sid, permission, crud)


Function = Callable[..., Any]


@dataclass(frozen=True)
class Method:
    """A method of the interface; `parameters` are the names in PHP, the first of them the session key."""

    name: str
    parameters: tuple[str, ...]
    required: int
    function: Function
    needs_key: bool = True

    def arguments(self, params: Any) -> list[Any]:
        """The parameters in order, without those that were left out at the end.

        Raises
        ------
        ServerCrash
            As PHP does, for too few parameters or an unknown name.
        """
        if isinstance(params, dict):
            return self._by_name(params)
        given = list(params) if isinstance(params, list) else []
        if len(given) < self.required:
            bound = "exactly" if self.required == len(self.parameters) else "at least"
            raise ServerCrash(
                f"Too few arguments to function remotecontrol_handle::{self.name}(), {len(given)} {_CALLER}"
                f" and {bound} {self.required} expected"
            )
        return given[: len(self.parameters)]

    def _by_name(self, params: dict[str, Any]) -> list[Any]:
        for name in params:
            if name not in self.parameters:
                raise ServerCrash(f"Unknown named parameter ${name}")
        defaults = [p.default for p in list(inspect.signature(self.function).parameters.values())[1:]]
        own = len(self.parameters) - len(defaults)
        found = []
        for place, name in enumerate(self.parameters):
            if place < self.required and name not in params:
                raise ServerCrash(
                    f"remotecontrol_handle::{self.name}(): Argument #{place + 1} (${name}) not passed"
                )
            found.append(params[name] if name in params else defaults[place - own])
        return found


@dataclass
class Methods:
    """The methods by name; `rpc` adds the decorated function under its own name."""

    known: dict[str, Method] = field(default_factory=dict)

    def rpc(self, parameters: str, *, needs_key: bool = True) -> Callable[[Function], Function]:
        names = (("sSessionKey",) if needs_key else ()) + tuple(parameters.split())

        def register(function: Function) -> Function:
            own = list(inspect.signature(function).parameters.values())[1:]
            required = sum(p.default is p.empty for p in own) + needs_key
            method = Method(function.__name__, names, required, function, needs_key)
            self.known[function.__name__] = method
            return function

        return register

    def find(self, name: Any) -> Method:
        if isinstance(name, str) and name in self.known:
            return self.known[name]
        problem = "second array member is not a valid method"
        if name in _PROTECTED:
            problem = f"cannot access protected method remotecontrol_handle::{name}()"
        elif name:
            problem = f'class remotecontrol_handle does not have a method "{name}"'
        raise ServerCrash(
            f"call_user_func_array(): Argument #1 ($callback) must be a valid callback, {problem}"
        )

    def call(self, backend: Backend, name: Any, params: Any, address: str = "") -> Any:
        """The result of one call, before it is made JSON."""
        method = self.find(name)
        given = method.arguments(params)
        if not method.needs_key:
            return method.function(Context(backend, User(""), address), *given)
        user = backend.sessions.user(given[0])
        if user is None:
            return {"status": INVALID_KEY}
        return method.function(Context(backend, user, address, given[0]), *given[1:])


METHODS = Methods()
rpc = METHODS.rpc
