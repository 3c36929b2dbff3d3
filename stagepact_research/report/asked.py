"""The questionnaire as it was asked, as Markdown for appendix A."""

from __future__ import annotations

from collections.abc import Iterator

from stagepact_research.instruments.questionnaire import Condition, Page, Question, Questionnaire
from stagepact_research.report.nl import listing
from stagepact_research.report.tables import escape_markdown, numbered, pipe_table


def as_markdown(questionnaire: Questionnaire) -> str:
    """Every page with its questions, statements and answers, verbatim."""
    blocks = [*_quoted(questionnaire.welcome)]
    for paragraph in questionnaire.information:
        blocks += [f"**{escape_markdown(paragraph.heading)}**", *_quoted(paragraph.text)]
    for number, page in enumerate(questionnaire.pages, start=1):
        blocks += _page(questionnaire, page, number)
    blocks += ["## Afsluiting", *_quoted(questionnaire.closing)]
    if questionnaire.numbering_gaps:
        blocks.append("## Nummers die ontbreken")
        blocks.append(
            "\n".join(f"- {escape_markdown(gap.explanation)}" for gap in questionnaire.numbering_gaps)
        )
    if questionnaire.notes:
        blocks.append("## Aantekeningen")
        blocks.append("\n".join(f"- {escape_markdown(note)}" for note in questionnaire.notes))
    return "\n\n".join(blocks) + "\n"


def _page(questionnaire: Questionnaire, page: Page, number: int) -> Iterator[str]:
    heading = page.hidden_heading or page.id.replace("_", " ").capitalize()
    yield f"## Pagina {number}: {escape_markdown(heading)}"
    if page.text:
        yield from _quoted(page.text)
    for question in page.questions:
        yield from _question(questionnaire, question)


def _question(questionnaire: Questionnaire, question: Question) -> Iterator[str]:
    for extra in question.conditional_texts:
        condition = Condition(question=extra.question, codes=extra.codes)
        yield f"Alleen getoond bij {_when(questionnaire, condition)}:"
        yield from _quoted(extra.text)
    star = r" \*" if question.mandatory else ""
    yield f"**Vraag {question.shown_number}{star}.** {escape_markdown(question.text)}"
    if question.items:
        rows = [[item.code, escape_markdown(item.text)] for item in question.items]
        caption = f"Stellingen bij vraag {question.shown_number}: {escape_markdown(question.text)}"
        label = f"vragenlijst-{questionnaire.wave}-{question.id}"
        yield numbered(label, caption, pipe_table(["Letter", "Stelling"], rows, "ll", [8, 72]))
    if question.options:
        yield "\n".join(
            f"- {escape_markdown(option.label)}{' (met ruimte voor tekst)' if option.other else ''}"
            for option in question.options
        )
    if question.response_scale:
        answers = questionnaire.response_scales[question.response_scale].answers
        yield "Antwoorden: " + " · ".join(escape_markdown(answer.label) for answer in answers) + "."
    if question.type == "text":
        yield "Antwoord: open tekst."
    for condition in questionnaire.ends_unless:
        if condition.question == question.id:
            last = listing([q.shown_number for q in questionnaire.asked_after_ending(condition)])
            more = f"kreeg alleen nog vraag {last}" if last else "kreeg geen verdere vragen"
            yield f"Wie niet antwoordde met {_answers(questionnaire, condition)}, {more}."


def _when(questionnaire: Questionnaire, condition: Condition) -> str:
    """The condition in words: vraag 4 met het antwoord *nee* of *weet ik niet*."""
    number = questionnaire.question(condition.question).shown_number
    return f"vraag {number} met het antwoord {_answers(questionnaire, condition)}"


def _answers(questionnaire: Questionnaire, condition: Condition) -> str:
    question = questionnaire.question(condition.question)
    words = {option.code: option.label for option in question.options}
    if question.response_scale:
        words |= {a.code: a.label for a in questionnaire.response_scales[question.response_scale].answers}
    return listing([f"*{escape_markdown(words.get(code, code))}*" for code in condition.codes], "of")


def _quoted(text: str) -> Iterator[str]:
    if text:
        yield f"> {escape_markdown(text)}"
