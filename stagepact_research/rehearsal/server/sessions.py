"""Logging in: session keys that end after two hours, and an address that is locked after three failures."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from stagepact_research.rehearsal.server.model import Database, User

LIFETIME = timedelta(seconds=7200)
LOCKED = timedelta(minutes=10)
ATTEMPTS = 3
_KEY_LENGTH = 32
_PLUGIN = "Authdb"
_SERVER_ZONE = ZoneInfo("Europe/Amsterdam")
_WRONG = "Invalid user name or password"
_TOO_MANY = (
    "You have exceeded the number of maximum login attempts. Please wait 10 minutes before trying again."
)
_OTHER_METHOD = "Internal database authentication method is not allowed for this user"


@dataclass
class Sessions:
    database: Database
    opened: dict[str, tuple[User, datetime]] = field(default_factory=dict)
    failures: dict[str, tuple[int, datetime]] = field(default_factory=dict)

    def log_in(self, name: str, password: str, plugin: str, address: str) -> str | None:
        """The reason that someone may not log in, None if they may.

        Only a wrong password of an existing user counts as a failure of the address.
        """
        now = self.database.clock()
        count, last = self.failures.get(address, (0, now))
        if count >= ATTEMPTS:
            if now - last < LOCKED:
                return _TOO_MANY
            count = 0
        user = self.database.users.get(name)
        if user is None or plugin != _PLUGIN:
            return _WRONG
        if not user.database_login:
            return _OTHER_METHOD
        if user.password != password:
            self.failures[address] = (count + 1, now)
            return _WRONG
        self.failures.pop(address, None)
        user.last_login = self.database.now()
        user.modified = utc(now)
        return None

    def open(self, name: str) -> str:
        key = self.database.random_text(_KEY_LENGTH)
        self.opened[key] = (self.database.users[name], self.database.clock())
        return key

    def user(self, key: object) -> User | None:
        """Whose key it is; a key is not renewed by using it."""
        if not isinstance(key, str) or key not in self.opened:
            return None
        user, opened = self.opened[key]
        return user if self.database.clock() - opened < LIFETIME else None

    def close(self, key: object) -> None:
        if isinstance(key, str):
            self.opened.pop(key, None)


def utc(moment: datetime) -> str:
    """The moment in universal time, which some columns have while most are in the server's own time."""
    return f"{moment.replace(tzinfo=_SERVER_ZONE).astimezone(ZoneInfo('UTC')):%Y-%m-%d %H:%M:%S}"
