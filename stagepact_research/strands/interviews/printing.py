"""The guides and the information letter on paper, as Markdown for pandoc."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from stagepact_research.strands.interviews.codebook import Code, Codebook
from stagepact_research.strands.interviews.guides import AskIf, Guide, Information, Question, Vignettes

_BOX, _CIRCLE, _LINE, _SHORT = "☐", "○", r"\_" * 60, r"\_" * 15
_SOURCES = {
    "quoted": "letterlijk in het rapport, {locator}",
    "reconstructed": "eigen bewoording naar {locator}",
    "own": "toegevoegd",
}


def print_guide(guide: Guide, codebook: Codebook, vignettes: Vignettes) -> str:
    """The guide as the interviewer holds it: vignettes to read out, answers to tick, probes, routing."""
    return "\n\n".join(_guide(guide, codebook.by_id(), vignettes)) + "\n"


def print_information(information: Information) -> str:
    """The information letter and the statements of consent, to send beforehand and to sign."""
    blocks = [f"# {_plain(information.title)}"]
    for paragraph in information.information:
        blocks += [f"**{_plain(paragraph.heading)}**", _plain(paragraph.text)]
    blocks.append("## Toestemming")
    blocks.append("Kruis aan waar u mee instemt.")
    blocks.append("\\\n".join(f"{_BOX} {_plain(one.text)}" for one in information.consent))
    blocks += [f"Naam: {_LINE}", f"Datum en handtekening: {_LINE}"]
    return "\n\n".join(blocks) + "\n"


def _guide(guide: Guide, codes: Mapping[str, Code], vignettes: Vignettes) -> Iterator[str]:
    cases = vignettes.by_id()
    yield f"# {_plain(guide.title)} ({guide.wave})"
    yield f"Interview: {_SHORT} Datum: {_SHORT} Interviewer: {_SHORT}"
    number = 0
    for block in guide.blocks:
        yield f"## {_plain(block.title)}"
        for question in block.questions:
            number += 1
            if question.vignette:
                case = cases[question.vignette]
                yield f"> **{_plain(case.title)}.** {_plain(case.text)}"
            yield from _question(number, question, codes)
    yield f"*Leidraad {guide.wave}, versie {guide.version}.*"


def _question(number: int, question: Question, codes: Mapping[str, Code]) -> Iterator[str]:
    if question.ask_if is not None:
        yield f"*Alleen {_condition(question.ask_if, codes)}:*"
    said = _SOURCES[question.source].format(locator=question.locator)
    yield rf"**{number}\. {_plain(question.text)}** *({said})*"
    if question.answer == "closed":
        code = codes[question.id]
        if code.multiple:
            yield "*Meer antwoorden mogelijk.*"
        sign = _BOX if code.multiple else _CIRCLE
        yield "\\\n".join(f"{sign} {_plain(category.label)}" for category in code.categories)
    elif question.answer == "number":
        yield f"Aantal jaren: {_SHORT}"
    if question.probes:
        yield "*Doorvragen:* " + " ".join(_plain(probe) for probe in question.probes)
    yield _LINE


def _condition(condition: AskIf, codes: Mapping[str, Code]) -> str:
    labels = [codes[condition.question].label_of(code) for code in condition.codes]
    return f"als het antwoord op ‘{_plain(codes[condition.question].label)}’ {' of '.join(labels)} is"


def _plain(text: str) -> str:
    """The text with the signs escaped that Markdown would take for its own."""
    return "".join(f"\\{sign}" if sign in r"\`*_{}[]<>#|~^$@" else sign for sign in text)
