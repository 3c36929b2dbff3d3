"""Where the server is and who logs in: from the environment or the system's keyring, never from a file."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from stagepact_research.limesurvey.errors import PASSWORD, URL, USER, MissingSetting, UnfitUrl

KEYRING_SERVICE = "stagepact-limesurvey"
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True)
class Settings:
    url: str
    user: str
    password: str = field(repr=False)

    @property
    def host(self) -> str:
        """What a sentence or a manifest calls the server."""
        parts = urlsplit(self.url)
        return parts.hostname + (f":{parts.port}" if parts.port else "") if parts.hostname else self.url


def load_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings in the environment; the password may stand in the keyring instead.

    Raises
    ------
    MissingSetting, UnfitUrl
        When something is not set, or the password would travel unencrypted.
    """
    found = os.environ if environment is None else environment
    url = found.get(URL, "").strip()
    if not url:
        raise MissingSetting(URL, "het adres van RemoteControl van LimeSurvey")
    _refuse_unfit(url)
    user = found.get(USER, "").strip()
    if not user:
        raise MissingSetting(USER, "de gebruikersnaam in LimeSurvey")
    password = found.get(PASSWORD, "") or _from_keyring(user)
    if not password:
        remedy = (
            f"Zet haar, of leg het wachtwoord in de sleutelbos: keyring set {KEYRING_SERVICE} {user}. "
            "Geef een wachtwoord nooit mee op de opdrachtregel: andere gebruikers kunnen die lezen."
        )
        raise MissingSetting(PASSWORD, "het wachtwoord in LimeSurvey", remedy)
    return Settings(url, user, password)


def _refuse_unfit(url: str) -> None:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise UnfitUrl("dit is geen geldig adres.", "Neem het adres over van de beheerder.") from None
    if parts.scheme not in ("http", "https") or not host:
        raise UnfitUrl("dit is geen webadres.", "Begin met https://")
    if parts.username or parts.password:
        raise UnfitUrl(
            "er staat een gebruikersnaam of wachtwoord in het adres.",
            f"Haal die weg; gebruik {USER} en {PASSWORD}.",
        )
    if parts.scheme == "http" and host not in _LOOPBACK:
        raise UnfitUrl("het wachtwoord zou onversleuteld over het netwerk gaan.", "Gebruik https://")
    if not parts.path.rstrip("/").endswith("admin/remotecontrol"):
        raise UnfitUrl(
            "het pad is niet dat van RemoteControl.", "Laat het adres eindigen op /admin/remotecontrol"
        )


def _from_keyring(user: str) -> str:
    """The password in the system's keyring; a machine without a keyring simply has none."""
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(KEYRING_SERVICE, user) or ""
    except (KeyringError, OSError, RuntimeError):
        return ""
