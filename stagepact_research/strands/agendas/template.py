"""An empty coding for a coder to fill in, and the frame as a page to keep beside it."""

from __future__ import annotations

import csv
from io import StringIO

from stagepact_research.instruments.agendas import Frame, Question
from stagepact_research.strands.agendas.coding import CODER, COLUMNS, offered
from stagepact_research.strands.agendas.errors import InvalidCoder, UnknownCodingWave


def template(frame: Frame, wave: int, coder: str = "") -> str:
    """The CSV with a row for every institution and question, its code still empty.

    Raises
    ------
    UnknownCodingWave
        If the frame does not say how many agendas the wave reads.
    InvalidCoder
        If the coder is no short code.
    """
    if wave not in frame.institutions:
        raise UnknownCodingWave("stagepact agendas template", wave, frame.institutions)
    if coder and not CODER.fullmatch(coder):
        raise InvalidCoder(coder)
    out = StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerow(COLUMNS)
    for institution in frame.institution_names(wave):
        for question in frame.questions():
            writer.writerow([institution, question.id, "", coder, "", "", ""])
    return out.getvalue()


def explanation(frame: Frame) -> str:
    """The frame as Markdown for a coder: how to fill in a row, and each question with its codes and rule."""
    parts = [
        f"# {frame.title}, versie {frame.version}",
        "Elke regel van het bestand is één vraag over de agenda van één instelling. Vul in:\n\n"
        "- **code**: een van de codes bij de vraag;\n"
        "- **coder**: uw letter of code, op elke regel dezelfde;\n"
        "- **locator**: de bladzijde waarop de code rust;\n"
        "- **quote**: als dat helpt een letterlijk citaat, tussen “ en ”;\n"
        "- **note**: in eigen woorden waarom u deze code koos.\n\n"
        "Codeer zonder overleg. Wat u daarna samen besluit, komt in een eigen bestand met alle cellen en "
        "de codeur consensus.",
        "Bij elke vraag kan ook:\n\n"
        + "\n".join(f"- `{code.id}`: {code.definition}" for code in frame.always),
    ]
    for number, theme in enumerate(frame.themes, start=1):
        parts.append(f"## {number}. {theme.label}")
        parts += [_question(question) for question in theme.questions]
    return "\n\n".join(parts) + "\n"


def _question(question: Question) -> str:
    codes = "\n".join(f"- `{code.id}`: {code.definition}" for code in question.codes)
    asked = ""
    if question.applies_if is not None:
        condition = question.applies_if
        asked = f" Alleen als {condition.question} `{condition.code}` is."
    choices = ", ".join(f"`{code}`" for code in offered(question, from_report=False))
    return (
        f"### {question.label}\n\n`{question.id}`. {question.text}{asked}\n\n{codes}\n\n"
        f"Beslisregel: {question.rule}\n\nKies uit: {choices}."
    )
