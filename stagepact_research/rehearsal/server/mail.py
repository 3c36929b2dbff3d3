"""Mail that is never sent: what would have gone out, and what the transport says of each address."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from stagepact_research.rehearsal.server.model import Row, Survey

Outcome = Literal["ok", "fail", "550"]
Kind = Literal["invite", "remind", "register", "confirm"]
_PLACE = re.compile(r"\{([A-Z]+(?::[A-Z_0-9]+)?|ATTRIBUTE_[0-9]+)\}")


@dataclass(frozen=True)
class Mail:
    """A mail that the transport took."""

    kind: Kind
    survey: int
    tid: int
    to: str
    subject: str
    body: str
    at: str


@dataclass
class PostOffice:
    """The outbox, and the outcome per address; the outcome of "*" is for every other address."""

    outcomes: dict[str, Outcome] = field(default_factory=dict)
    outbox: list[Mail] = field(default_factory=list)

    def send(self, mail: Mail) -> str | None:
        """Take the mail, or say in the words of the mail program why not."""
        outcome = self.outcomes.get(mail.to, self.outcomes.get("*", "ok"))
        if outcome == "fail":
            return "Could not instantiate mail function."
        if outcome == "550":
            return f"SMTP Error: The following recipients failed: {mail.to}: no such user\r\n"
        self.outbox.append(mail)
        return None


def compose(kind: Kind, survey: Survey, participant: Row, url: str, at: str) -> Mail:
    """The mail of one kind to one participant, in their language where the survey has it."""
    language = participant.get("language") or survey.language
    texts = survey.texts.get(language) or survey.texts.get(survey.language, {})
    values = _values(survey, texts, participant, url)

    def filled(key: str) -> str:
        text = str(texts.get(key) or "")
        return _PLACE.sub(lambda found: values.get(found[1].removeprefix("TOKEN:"), found[0]), text)

    name = f"surveyls_email_{kind}"
    subject, body = filled(f"{name}_subj"), filled(name)
    return Mail(kind, survey.sid, participant["tid"], str(participant["email"]), subject, body, at)


def _values(survey: Survey, texts: Row, participant: Row, url: str) -> dict[str, str]:
    token = participant["token"]
    query = f"?langcode={participant.get('language') or survey.language}&token={token}"
    values = {
        "SURVEYNAME": str(texts.get("surveyls_title") or ""),
        "SURVEYDESCRIPTION": str(texts.get("surveyls_description") or ""),
        "ADMINNAME": str(survey.settings["admin"] or ""),
        "ADMINEMAIL": str(survey.settings["adminemail"] or ""),
        "SURVEYURL": f"{url}/index.php/{survey.sid}?token={token}",
        "OPTOUTURL": f"{url}/index.php/optout/tokens/{survey.sid}{query}",
        "OPTINURL": f"{url}/index.php/optin/tokens/{survey.sid}{query}",
        "EXPIRY": str(survey.settings["expires"] or ""),
    }
    return values | {key.upper(): str(value or "") for key, value in participant.items()}
