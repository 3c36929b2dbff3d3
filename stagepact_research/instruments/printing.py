"""The questionnaire on paper, for the ethics file: everything a respondent reads, and boxes to tick."""

from __future__ import annotations

from collections.abc import Iterator

from stagepact_research.instruments.display import condition_in_words
from stagepact_research.instruments.questionnaire import Condition, Question, Questionnaire
from stagepact_research.instruments.versions import content_hash
from stagepact_research.instruments.wording import answers

_BOX, _CIRCLE, _LINE = "☐", "○", r"\_" * 60


def print_questionnaire(questionnaire: Questionnaire) -> str:
    """The questionnaire as Markdown for pandoc, which makes a Word file or a PDF of it.

    Routing is told in words, because paper cannot do it; what respondents never see (why a question is new,
    hidden headings) is left out. The instrument's version and hash stand at the end.
    """
    return "\n\n".join(_blocks(questionnaire)) + "\n"


def _blocks(questionnaire: Questionnaire) -> Iterator[str]:
    yield f"# {_plain(questionnaire.title)} {questionnaire.wave}"
    yield _plain(questionnaire.welcome)
    for paragraph in questionnaire.information:
        yield f"**{_plain(paragraph.heading)}**"
        yield _plain(paragraph.text)
    for number, page in enumerate(questionnaire.pages, start=1):
        yield f"## Pagina {number}"
        if page.text:
            yield _plain(page.text)
        for question in page.questions:
            yield from _question(questionnaire, question)
    yield "## Slot"
    yield _plain(questionnaire.closing)
    yield (
        f"*Instrument {questionnaire.wave}, versie {questionnaire.version}. Een \\* achter het nummer: een "
        f"antwoord is verplicht. Inhoud: sha256 {content_hash(questionnaire)}.*"
    )


def _question(questionnaire: Questionnaire, question: Question) -> Iterator[str]:
    own = [c for c in question.relevance if c not in questionnaire.ends_unless]
    if own:
        yield f"*Alleen bij {' en '.join(condition_in_words(questionnaire, c) for c in own)}:*"
    for text in question.conditional_texts:
        shown = condition_in_words(questionnaire, Condition(question=text.question, codes=text.codes))
        yield f"*Alleen bij {shown}:* {_plain(text.text)}"
    star = r"\*" if question.mandatory else ""
    yield rf"**{question.shown_number}{star}\. {_plain(question.text)}**"
    if question.type == "array":
        yield _grid(questionnaire, question)
    elif question.type == "text":
        yield _LINE
    elif question.type == "multiple":
        yield "*Meer antwoorden mogelijk.*"
        yield _lines(f"{_BOX} {_plain(option.label)}" for option in question.options)
    else:
        open_codes = {option.code for option in question.options if option.other}
        yield _lines(
            f"{_CIRCLE} {_plain(label)}" + (f" {_LINE}" if code in open_codes else "")
            for code, label in answers(questionnaire, question)
        )
    for condition in questionnaire.ends_unless:
        if condition.question == question.id:
            yield f"*De vragen hierna zijn voor wie {condition_in_words(questionnaire, condition)} koos.*"


def _grid(questionnaire: Questionnaire, question: Question) -> str:
    """Statements by answers, a circle in every cell; wide columns for the statements."""
    labels = [label for _, label in answers(questionnaire, question)]
    rule = "|:" + "-" * 60 + "|" + "|".join(":" + "-" * 10 + ":" for _ in labels) + "|"
    rows = [f"| {_plain(item.text)} |" + f" {_CIRCLE} |" * len(labels) for item in question.items]
    return "\n".join(["| |" + "".join(f" {_plain(label)} |" for label in labels), rule, *rows])


def _lines(lines: Iterator[str]) -> str:
    return "\\\n".join(lines)


def _plain(text: str) -> str:
    """The text with the signs escaped that Markdown would take for its own."""
    return "".join(f"\\{sign}" if sign in r"\`*_{}[]<>#|~^$@" else sign for sign in text)
