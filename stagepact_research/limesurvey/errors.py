"""What can go wrong between here and a LimeSurvey server, one small class per kind, each with its sentence.

No sentence repeats what the server answered: an SQL error holds the values of the row, an error page may hold
anything. Nor does any sentence hold a password or a session key.
"""

from __future__ import annotations

from stagepact_research.errors import InputProblem

URL = "STAGEPACT_LIMESURVEY_URL"
USER = "STAGEPACT_LIMESURVEY_USER"
PASSWORD = "STAGEPACT_LIMESURVEY_PASSWORD"


class ServerProblem(InputProblem):
    """The server could not be reached, or did not answer as LimeSurvey does."""


class MissingSetting(ServerProblem):
    def __init__(self, name: str, what: str, remedy: str = "") -> None:
        self.name = name
        super().__init__(
            f"omgevingsvariabele {name}",
            "niet ingesteld.",
            what,
            remedy or f"Zet haar met: export {name}=...",
        )


class UnfitUrl(ServerProblem):
    def __init__(self, found: str, remedy: str) -> None:
        super().__init__(
            f"omgevingsvariabele {URL}",
            found,
            "het adres van RemoteControl, zoals https://enquete.example.nl/index.php/admin/remotecontrol",
            remedy,
        )


class UnknownHost(ServerProblem):
    def __init__(self, host: str) -> None:
        super().__init__(
            host,
            "deze server is niet te vinden.",
            remedy=f"Controleer {URL}, en of deze computer een netwerkverbinding (of VPN) heeft.",
        )


class Unreachable(ServerProblem):
    def __init__(self, host: str, why: str) -> None:
        self.why = why
        super().__init__(
            host, why, remedy="Probeer het later opnieuw; blijft het zo, vraag het dan de beheerder."
        )


class InsecureConnection(ServerProblem):
    def __init__(self, host: str) -> None:
        super().__init__(
            host,
            "de beveiligde verbinding (TLS) komt niet tot stand; er is niets verzonden.",
            "een geldig certificaat voor dit adres",
            f"Controleer of {URL} met https:// begint en bij een server met een geldig certificaat hoort.",
        )


class WrongPassword(ServerProblem):
    def __init__(self, host: str) -> None:
        super().__init__(
            host,
            "de gebruikersnaam of het wachtwoord klopt niet; er is één keer geprobeerd.",
            remedy=f"Controleer {USER} en het wachtwoord voordat u het opnieuw probeert: "
            "na drie mislukte pogingen weigert LimeSurvey dit adres tien minuten lang.",
        )


class LockedOut(ServerProblem):
    def __init__(self, host: str) -> None:
        super().__init__(
            host,
            "te veel mislukte aanmeldingen vanaf dit adres; ook het juiste wachtwoord wordt nu geweigerd.",
            remedy="Wacht tien minuten, controleer het wachtwoord en probeer het één keer.",
        )


class NoSession(ServerProblem):
    def __init__(self, host: str) -> None:
        super().__init__(
            host,
            "de server aanvaardt de sessie niet, ook niet na opnieuw aanmelden.",
            remedy="Vraag de beheerder of de klok van de server goed staat en of sessies bewaard worden.",
        )


class InterfaceOff(ServerProblem):
    def __init__(self, host: str) -> None:
        super().__init__(
            host,
            "de server geeft een leeg antwoord: RemoteControl staat uit.",
            remedy="Vraag de beheerder: Configuratie > Globaal > Interfaces > RPC-interface op JSON-RPC.",
        )


class InterfaceInXml(ServerProblem):
    def __init__(self, host: str) -> None:
        super().__init__(
            host,
            "RemoteControl staat op XML-RPC.",
            "JSON-RPC",
            "Vraag de beheerder: Configuratie > Globaal > Interfaces > RPC-interface op JSON-RPC.",
        )


class NotLimeSurvey(ServerProblem):
    """A web page came back: a wrong path, a log-in page of a proxy, a firewall."""

    def __init__(self, host: str, status: int) -> None:
        self.status = status
        super().__init__(
            host,
            f"er kwam een webpagina terug in plaats van een antwoord van LimeSurvey (HTTP {status}).",
            remedy=f"Controleer het pad in {URL}, en of er een proxy of aanmeldpagina tussen zit.",
        )


class TooLarge(ServerProblem):
    def __init__(self, host: str) -> None:
        super().__init__(
            host,
            "wat is verzonden is groter dan de server toelaat (HTTP 413).",
            remedy="Vraag de beheerder de limiet van de webserver te verhogen.",
        )


class ServerFailed(ServerProblem):
    def __init__(self, host: str, method: str, status: int) -> None:
        self.method, self.status = method, status
        super().__init__(
            host,
            f"de server kon {method} niet uitvoeren (HTTP {status}).",
            remedy="Probeer het later opnieuw. Blijft het zo, vraag de beheerder dan in de log te kijken.",
        )


class Rejected(ServerProblem):
    """An error of the server's database or program. Its text may hold answers, so it is not shown."""

    def __init__(self, host: str, method: str) -> None:
        self.method = method
        super().__init__(
            host,
            f"de server weigert {method} met een fout; de tekst daarvan kan gegevens bevatten en wordt niet "
            "getoond.",
            remedy="Vraag de beheerder in de log van de server te kijken.",
        )


class OutcomeUnknown(ServerProblem):
    """The connection broke while something was being changed: it may or may not have been done."""

    def __init__(self, host: str, method: str) -> None:
        self.method = method
        super().__init__(
            host,
            f"de verbinding viel weg tijdens {method}; of de opdracht is uitgevoerd, is niet zeker.",
            remedy="Controleer het met: stagepact survey status",
        )


class UnexpectedAnswer(ServerProblem):
    def __init__(self, host: str, method: str) -> None:
        self.method = method
        super().__init__(
            host,
            f"het antwoord op {method} heeft een andere vorm dan LimeSurvey 6 geeft.",
            remedy="Controleer de versie van de server; er is niets van dit antwoord gebruikt.",
        )


class NoPermission(ServerProblem):
    def __init__(self, host: str, method: str, survey_id: int | None) -> None:
        self.method, self.survey_id = method, survey_id
        what = f"vragenlijst {survey_id}" if survey_id is not None else "deze opdracht"
        super().__init__(
            host,
            f"geen recht op {what} ({method}), of zij bestaat niet.",
            remedy="Controleer het nummer van de vragenlijst en vraag de beheerder om rechten voor "
            "deze gebruiker.",
        )


class NoSuchSurvey(ServerProblem):
    def __init__(self, host: str, survey_id: int | None) -> None:
        self.survey_id = survey_id
        super().__init__(
            host,
            f"vragenlijst {survey_id} bestaat niet op deze server.",
            remedy="Controleer het nummer, of publiceer de vragenlijst: stagepact survey publish",
        )


class NotActive(ServerProblem):
    def __init__(self, host: str, survey_id: int | None) -> None:
        self.survey_id = survey_id
        super().__init__(
            host,
            f"vragenlijst {survey_id} is niet geactiveerd, of is gedeactiveerd. Dan zijn haar antwoorden "
            "voor RemoteControl onbereikbaar.",
            remedy="Activeer haar met: stagepact survey open. Is zij gedeactiveerd, exporteer de oude tabel "
            "dan in LimeSurvey zelf.",
        )


class NotOpenNow(ServerProblem):
    def __init__(self, host: str, survey_id: int, opens: str, closes: str) -> None:
        self.survey_id = survey_id
        period = f"van {opens or 'nu'} tot {closes or 'later'}"
        super().__init__(
            host,
            f"vragenlijst {survey_id} is nu niet open ({period}).",
            remedy="Pas in LimeSurvey de begin- of einddatum aan, of wacht.",
        )


class NoParticipantTable(ServerProblem):
    def __init__(self, host: str, survey_id: int | None) -> None:
        self.survey_id = survey_id
        super().__init__(
            host,
            f"vragenlijst {survey_id} heeft geen deelnemerstabel.",
            remedy="Open haar met: stagepact survey open",
        )


class Status(ServerProblem):
    """LimeSurvey answered with a status instead of a result. A caller that knows the status catches it."""

    def __init__(self, host: str, method: str, text: str) -> None:
        self.method, self.text = method, text
        super().__init__(
            host,
            f"LimeSurvey voerde {method} niet uit.",
            remedy="Controleer in LimeSurvey zelf of de vragenlijst en de rechten in orde zijn.",
        )


def nobody(status: Status) -> bool:
    """True when the status says that a table of participants is empty; any other status is raised again."""
    if status.text != "No survey participants found.":
        raise status
    return True
