"""The words of the synthesis: strands, relations, verdicts, and where each estimate is explained."""

from __future__ import annotations

from collections.abc import Mapping

STRANDS: Mapping[str, str] = {
    "literature": "Literatuur",
    "agendas": "Kwaliteitsagenda’s",
    "survey": "Vragenlijst",
    "interviews": "Interviews",
}
RELATIONS: Mapping[str, str] = {
    "converge": "✓ stemt overeen",
    "complement": "+ vult aan",
    "contradict": "≠ spreekt tegen",
    "silent": "– zwijgt",
}
STANCES: Mapping[str, str] = {"yes": "ja", "partly": "deels", "no": "nee"}
VERDICTS: Mapping[str, str] = {
    "reached": "gehaald",
    "partly": "deels gehaald",
    "not_reached": "niet gehaald",
    "unknown": "niet vast te stellen",
}
_CHAPTERS = {
    "literature": "sec-literatuur",
    "agendas": "sec-kwaliteitsagendas",
    "interviews": "sec-interviews",
}
_SECTIONS = (
    ("q02", "sec-kennis"),
    ("q04", "sec-achtergrond"),
    ("q05", "sec-houding"),
    ("bevorderend", "sec-houding"),
    ("belemmerend", "sec-houding"),
    ("q07", "sec-procedures"),
    ("procedures", "sec-procedures"),
    ("q08", "sec-voorbereiding"),
    ("q09", "sec-zoeken"),
    ("q10", "sec-zoeken"),
    ("q11", "sec-begeleiding"),
    ("q12", "sec-contact"),
    ("q18", "sec-achtergrond"),
    ("voorbereiding", "sec-fases"),
    ("zoeken", "sec-fases"),
    ("begeleiding", "sec-fases"),
    ("contact", "sec-fases"),
)


def explained_in(strand: str, subject: str = "") -> str:
    """The section that shows an estimate and says how it was made."""
    if strand in _CHAPTERS:
        return _CHAPTERS[strand]
    return next((section for start, section in _SECTIONS if subject.startswith(start)), "sec-vragenlijst")
