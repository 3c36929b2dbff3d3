"""Failures on demand: rules that meet a call and spoil it, each a given number of times."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Delay:
    """Wait before the work is done."""

    seconds: float


@dataclass(frozen=True)
class CutBody:
    """Do the work and promise the whole answer, but stop in the middle of it."""


@dataclass(frozen=True)
class ErrorPage:
    """An HTML page of the web server with status 500, 502, 503 or 504; the work is not done."""

    status: int = 502


@dataclass(frozen=True)
class EmptyBody:
    """Status 200 and nothing in it; the work is not done."""


@dataclass(frozen=True)
class LoginPage:
    """Status 200 and the page of a proxy that wants a login; the work is not done."""


@dataclass(frozen=True)
class ExpireSession:
    """The session key of the call is no longer valid, from this call on."""


@dataclass(frozen=True)
class Drop:
    """Close the connection before anything is done."""


@dataclass(frozen=True)
class DropAfter:
    """Do the work, then close the connection without a word."""


Action = Delay | CutBody | ErrorPage | EmptyBody | LoginPage | ExpireSession | Drop | DropAfter


@dataclass
class Fault:
    """A rule.

    Parameters
    ----------
    method : the method that it meets; every method without.
    nth : the how-manieth call of that method since the rule was made, counted from 1; every one without.
    times : how often it acts before it is spent.
    """

    action: Action
    method: str | None = None
    nth: int | None = None
    times: int = 1
    met: int = field(default=0, init=False)

    def meets(self, method: str | None) -> bool:
        """Count a call that the rule is about, and say whether it acts on it."""
        if self.times < 1 or (self.method is not None and self.method != method):
            return False
        self.met += 1
        if self.nth is not None and self.met != self.nth:
            return False
        self.times -= 1
        return True


def actions_for(faults: list[Fault], method: str | None) -> list[Action]:
    """What is to happen to this call; every rule counts it."""
    return [fault.action for fault in faults if fault.meets(method)]
