"""The words for categories and reasons, as a reader knows them."""

from __future__ import annotations

import re

from stagepact_research.instruments.questionnaire import Questionnaire, Scale
from stagepact_research.responses.recruitment.contact_log import REASONS

CHANNELS = {
    "mbo_raad": "de MBO Raad",
    "netwerk_onderzoekers": "het netwerk van het onderzoeksteam",
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
    "niv2": "niveau 2",
    "niv3": "niveau 3",
    "niv4": "niveau 4",
    "entree": "entree",
}


MAPPINGS = {
    "verdeeld": "een team telt gelijk in al zijn groepen",
    "hoogste": "alleen het hoogste niveau telt",
    "bol": "alleen het hoogste niveau en bol tellen",
}
"""How a team of several kinds is placed, by the protocol's names."""


def category(questionnaire: Questionnaire, name: str) -> str:
    """A category of a margin in words; joined ones ("mtlm+sv") with both their names."""
    known = _names(questionnaire)
    return " + ".join(known.get(part, part) for part in name.split("+"))


def reason(code: str) -> str:
    return {**REASONS, "geen_reactie": "geen reactie"}.get(code, code)


def remark(questionnaire: Questionnaire, scales: tuple[Scale, ...], text: str) -> str:
    """A remark about the weights with the codes of categories and scales as names, between quotes.

    Codes are looked for only where a remark names them: "h" is a sector there and a letter elsewhere.
    """
    if text.startswith("Samengevoegd"):
        return _named(text, _names(questionnaire)).replace("+", " + ")
    if text.startswith("De score voor "):
        return _named(text, {scale.id: scale.label for scale in scales}, most=1)
    return text


def capital(text: str) -> str:
    """The text as a table starts it."""
    return f"{text[:1].upper()}{text[1:]}"


def _names(questionnaire: Questionnaire) -> dict[str, str]:
    sectors = {option.code.lower(): option.label for option in questionnaire.question("q15").options}
    return {**sectors, **_FIXED}


def _named(text: str, names: dict[str, str], most: int = 0) -> str:
    known = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    return re.sub(rf"\b({known})\b", lambda found: f"‘{names[found[1]]}’", text, count=most)
