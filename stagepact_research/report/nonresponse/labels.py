"""The words for categories and reasons, as a reader knows them."""

from __future__ import annotations

from stagepact_research.instruments.questionnaire import Questionnaire
from stagepact_research.responses.recruitment.contact_log import REASONS

CHANNELS = {
    "mbo_raad": "de MBO Raad",
    "netwerk_onderzoekers": "het netwerk van de onderzoekers",
    "ocw": "het ministerie van OCW",
    "anders": "andere wegen",
}
REFUSALS = {
    "reden_geen_stagiairs": "begeleidt geen stagiairs, of pas erg kort",
    "reden_team_onbekend": "kent het team niet goed genoeg",
    "reden_onderwerp_leeft_niet": "het onderwerp leeft niet genoeg in het team",
    "reden_ongecodeerd": "een andere reden",
}
MARGINS = {"sector": "sector", "leerweg": "leerweg", "niveau": "niveau", "region": "landsdeel"}
_FIXED = {
    "bol": "bol",
    "bbl": "bbl",
    "niv2": "niveau 2 (met entree)",
    "niv3": "niveau 3",
    "niv4": "niveau 4",
    "entree": "entree",
}


def category(questionnaire: Questionnaire, name: str) -> str:
    """A category of a margin in words; joined ones ("mtlm+sv") with both their names."""
    q15 = next(q for q in questionnaire.questions() if q.id == "q15")
    sectors = {option.code.lower(): option.label for option in q15.options}
    return " en ".join(_FIXED.get(part, sectors.get(part, part)) for part in name.split("+"))


def reason(code: str) -> str:
    return {**REASONS, "geen_reactie": "geen reactie"}.get(code, code)
