"""The questionnaire as a person reads it: Markdown in Dutch."""

from __future__ import annotations

from collections.abc import Iterator

from stagepact_research.instruments.questionnaire import Condition, Page, Question, Questionnaire


def show_questionnaire(questionnaire: Questionnaire) -> str:
    """The whole questionnaire, with ids, codes, mandatory marks, routing and what respondents did not see."""
    return "\n\n".join(_blocks(questionnaire)) + "\n"


def _blocks(questionnaire: Questionnaire) -> Iterator[str]:
    yield f"# {questionnaire.title} {questionnaire.wave}"
    yield f"Versie {questionnaire.version}. Bron: {questionnaire.source}. Een \\* voor het nummer: verplicht."
    yield questionnaire.welcome
    for paragraph in questionnaire.information:
        yield f"**{paragraph.heading}**"
        yield paragraph.text
    above = ""
    for number, page in enumerate(questionnaire.pages, start=1):
        yield from _page(questionnaire, page, number, above)
        above = page.hidden_section
    yield "## Slot"
    yield questionnaire.closing
    if questionnaire.numbering_gaps:
        yield "## Ontbrekende nummers"
        yield "\n".join(f"- {gap.number}: {gap.explanation}" for gap in questionnaire.numbering_gaps)
    if questionnaire.notes:
        yield "## Aantekeningen"
        yield "\n".join(f"- {note}" for note in questionnaire.notes)


def _page(questionnaire: Questionnaire, page: Page, number: int, above: str) -> Iterator[str]:
    yield f"## Pagina {number}: {page.id}"
    headings = [page.hidden_section] if page.hidden_section not in ("", above) else []
    headings += [page.hidden_heading] if page.hidden_heading else []
    for heading in headings:
        yield f"[tussenkopje, niet getoond: {heading}]"
    if page.text:
        yield page.text
    for question in page.questions:
        yield from _question(questionnaire, question)


def _question(questionnaire: Questionnaire, question: Question) -> Iterator[str]:
    # What ends the questionnaire is told once, where it ends.
    own = [c for c in question.relevance if c not in questionnaire.ends_unless]
    if own:
        yield f"[alleen bij {' en '.join(condition_in_words(questionnaire, c) for c in own)}]"
    for text in question.conditional_texts:
        shown = condition_in_words(questionnaire, Condition(question=text.question, codes=text.codes))
        yield f"[alleen bij {shown}:] {text.text}"
    star = r"\* " if question.mandatory else ""
    # The dot is escaped, or Markdown would number the questions itself.
    yield rf"**{star}{question.shown_number}\. {question.text}** ({question.id})"
    kind = {"multiple": "meer antwoorden mogelijk", "text": "open antwoord"}.get(question.type, "")
    if kind:
        yield f"[{kind}]"
    if question.items:
        yield "\n".join(f"- {question.id}{item.code}: {item.text}" for item in question.items)
    if question.options:
        before = question.id if question.type == "multiple" else ""
        open_text = {True: " [open tekst]", False: ""}
        yield "\n".join(f"- {before}{o.code}: {o.label}{open_text[o.other]}" for o in question.options)
    if question.response_scale:
        yield f"Antwoorden: {_scale(questionnaire, question.response_scale)}"
    for condition in questionnaire.ends_unless:
        if condition.question == question.id:
            last = [q.shown_number for q in questionnaire.asked_after_ending(condition)]
            done = f"krijgt alleen nog vraag {' en '.join(last)}" if last else "is klaar"
            yield f"[verder bij {condition_in_words(questionnaire, condition)}; wie anders antwoordt, {done}]"
    for item in question.items:
        if item.new_because:
            yield f"[Nieuw, {question.id}{item.code}: {item.new_because}]"
    if question.new_because:
        yield f"[Nieuw: {question.new_because}]"
    if question.note:
        yield f"[Noot: {question.note}]"


def _scale(questionnaire: Questionnaire, scale_id: str) -> str:
    scale = questionnaire.response_scales.get(scale_id)
    if scale is None:
        return f"onbekende antwoordschaal {scale_id}"
    return " · ".join(f"{answer.code} = {answer.label}" for answer in scale.answers)


def condition_in_words(questionnaire: Questionnaire, condition: Condition) -> str:
    """ "vraag 4: nee of weet ik niet": the question by its number, the codes by their labels."""
    asked = next((q for q in questionnaire.questions() if q.id == condition.question), None)
    if asked is None:
        return f"{condition.question}: {' of '.join(condition.codes)}"
    scale = questionnaire.response_scales.get(asked.response_scale)
    labels = {o.code: o.label for o in asked.options} | {
        a.code: a.label for a in (scale.answers if scale else ())
    }
    return f"vraag {asked.shown_number}: " + " of ".join(
        f"'{labels.get(code, code)}'" for code in condition.codes
    )
