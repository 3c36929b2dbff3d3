"""The words that the server itself puts in headings and answers, in Dutch where the survey is Dutch."""

from __future__ import annotations

_NL = {
    "id": "Respons-ID",
    "submitdate": "Datum verzonden",
    "lastpage": "Laatste pagina",
    "startlanguage": "Begin taal",
    "seed": "Plaats",
    "token": "Toegangscode",
    "startdate": "Startdatum",
    "datestamp": "Datum laatste actie",
    "ipaddr": "IP-adres",
    "refurl": "Verwijzende URL",
    "Other": "Overige",
    "Comment": "Opmerking",
    "Other comment": "Andere opmerkingen",
    "Scale": "Schaal",
    "Rank": "Rang",
    "Yes": "Ja",
    "No": "Nee",
    "Uncertain": "Weet niet",
    "Increase": "Toenemend",
    "Same": "Gelijk",
    "Decrease": "Afnemend",
    "Male": "Man",
    "Female": "Vrouw",
}
_EN = {
    "id": "Response ID",
    "submitdate": "Date submitted",
    "lastpage": "Last page",
    "startlanguage": "Start language",
    "seed": "Seed",
    "token": "Access code",
    "startdate": "Date started",
    "datestamp": "Date last action",
    "ipaddr": "IP address",
    "refurl": "Referrer URL",
}


def word(key: str, language: str) -> str:
    """The word, in English for every language but Dutch."""
    return _NL.get(key, key) if language == "nl" else _EN.get(key, key)
