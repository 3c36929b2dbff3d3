"""Who meets which question: conditions that point nowhere, and questions that nobody can reach."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from stagepact_research.instruments.problems import Problem
from stagepact_research.instruments.questionnaire import Condition, Question, Questionnaire
from stagepact_research.instruments.wording import answers

Allowed = dict[str, frozenset[str]]
"""Per earlier question the codes with which one arrives here."""


def routing_problems(questionnaire: Questionnaire) -> Iterator[Problem]:
    """Conditions on unknown, later or open questions or on unknown codes, and what nobody can reach."""
    earlier: dict[str, Question] = {}
    arrival: dict[str, Allowed] = {}
    known = {question.id for question in questionnaire.questions()}
    for condition in questionnaire.ends_unless:
        if condition.question not in known:
            yield _unknown("ends_unless", condition)
    for question in questionnaire.questions():
        where = f"vraag {question.id}"
        yield from _conditions(questionnaire, question.relevance, where, earlier, known)
        allowed = _arrival(question.relevance, arrival)
        arrival[question.id] = allowed
        if _impossible(allowed):
            yield _unreachable(where, "geen enkel antwoord leidt naar deze vraag.", allowed)
        for text in question.conditional_texts:
            shown = Condition(question=text.question, codes=text.codes)
            where_text = f"{where}, inleidende tekst"
            yield from _conditions(questionnaire, (shown,), where_text, earlier, known)
            reached = _arrival((*question.relevance, shown), arrival)
            if _impossible(reached) and not _impossible(allowed):
                yield _unreachable(where_text, "geen enkel antwoord laat deze tekst zien.", reached)
        earlier[question.id] = question


def _conditions(
    questionnaire: Questionnaire,
    conditions: Sequence[Condition],
    where: str,
    earlier: dict[str, Question],
    known: set[str],
) -> Iterator[Problem]:
    for condition in conditions:
        asked = earlier.get(condition.question)
        if condition.question not in known:
            yield _unknown(where, condition)
        elif asked is None:
            found = f"de voorwaarde kijkt naar vraag {condition.question}, die niet eerder komt."
            yield Problem(
                "route_to_later", where, found, "Verplaats een van beide vragen of haal de voorwaarde weg."
            )
        elif asked.type != "single":
            found = (
                f"de voorwaarde kijkt naar vraag {condition.question}, waarbij men niet één antwoord kiest."
            )
            yield Problem(
                "route_unknown_code",
                where,
                found,
                "Een voorwaarde kan alleen naar een vraag met één antwoord.",
            )
        else:
            codes = {code for code, _ in answers(questionnaire, asked)}
            for code in condition.codes:
                if code not in codes:
                    found = (
                        f'de voorwaarde noemt antwoord "{code}", dat vraag {condition.question} niet heeft.'
                    )
                    yield Problem(
                        "route_unknown_code", where, found, f"Kies uit: {', '.join(sorted(codes))}."
                    )


def _arrival(conditions: Sequence[Condition], arrival: dict[str, Allowed]) -> Allowed:
    """The answers of all who get here: the conditions, and those of the questions that they look at."""
    allowed: Allowed = {}
    for condition in conditions:
        before = arrival.get(condition.question, {})
        for question, codes in [*before.items(), (condition.question, frozenset(condition.codes))]:
            allowed[question] = allowed.get(question, codes) & codes
    return allowed


def _impossible(allowed: Allowed) -> bool:
    return any(not codes for codes in allowed.values())


def _unknown(where: str, condition: Condition) -> Problem:
    found = f"de voorwaarde kijkt naar vraag {condition.question}, die niet bestaat."
    return Problem("route_to_unknown", where, found, "Controleer de code van de vraag.")


def _unreachable(where: str, found: str, allowed: Allowed) -> Problem:
    blocking = ", ".join(question for question, codes in allowed.items() if not codes)
    return Problem("unreachable", where, found, f"De voorwaarden op vraag {blocking} sluiten elkaar uit.")
