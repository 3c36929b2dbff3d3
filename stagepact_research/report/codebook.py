"""The codebook as a chapter: every variable of the file of respondents, with what the estimates say of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import groupby

from stagepact_research import codebook
from stagepact_research.codebook import MEASURES, Distribution, Lookup, Variable
from stagepact_research.codebook.missing import REASONS
from stagepact_research.estimates import read_estimates
from stagepact_research.instruments.questionnaire import Questionnaire
from stagepact_research.report import nl, sources
from stagepact_research.report.tables import escape_markdown, numbered, pipe_table

_ACROSS, _BETWEEN = 100, 2
"""The small letters across a page of the PDF, and those that the space between two columns takes."""


def missing_table() -> None:
    """Why an answer can be missing, and its code."""
    rows = [[str(reason.code), escape_markdown(reason.label)] for reason in REASONS]
    print(
        numbered(
            "codeboek-ontbreekt",
            "Codes voor een ontbrekend antwoord",
            pipe_table(["Code", "Betekenis"], rows, "rl", [8, 60]),
        )
    )


def questions(wave: int) -> None:
    """Every question of a wave with a table of its variables."""
    for block in _questions(_variables(wave), wave):
        print(block)


def added(wave: int, *, since: int) -> None:
    """The same, of the variables that the wave `since` did not have."""
    if wave not in sources.project().protocol.waves:
        print(f"Er is nog geen meting van {wave}.\n")
        return
    known = {variable.name for variable in _variables(since)}
    for block in _questions([v for v in _variables(wave) if v.name not in known], wave):
        print(block)


def scores(wave: int) -> None:
    """The scale scores: what they are made of, their base, mean and standard deviation."""
    rows = []
    for variable in _of(wave, "schaal"):
        shown = codebook.distribution(variable, _lookup(wave))
        numbers = [_number(shown.base), _number(shown.mean, 2), _number(shown.sd, 2), _number(shown.without)]
        rows.append([f"`{variable.name}`", escape_markdown(variable.label), _derived(variable), *numbers])
    header = ["Variabele", "Label", "Hoe gemaakt", "n", "Gemiddelde", "SD", "Geen score"]
    table = pipe_table(header, rows, "lllrrrr", [20, 21, 35, 7, 14, 8, 10])
    print(numbered(f"codeboek-{wave}-schalen", f"Schaalscores, meting {wave}", table))


def weights(wave: int) -> None:
    """The weights and what else was derived."""
    rows = [
        [f"`{v.name}`", escape_markdown(v.label), _derived(v), MEASURES[v.measure]]
        for v in _variables(wave)
        if v.part in ("gewicht", "respons") or (v.part == "kenmerk" and v.derived)
    ]
    table = pipe_table(["Variabele", "Label", "Hoe gemaakt", "Meetniveau"], rows, "llll", [22, 26, 38, 14])
    print(numbered(f"codeboek-{wave}-afgeleid", f"Afgeleide variabelen en gewichten, meting {wave}", table))


def left_out(*waves: int) -> None:
    """The columns of the questionnaire that are not in the file, and why."""
    reasons: dict[str, list[str]] = {}
    for wave in sorted(set(waves) & set(sources.project().protocol.waves)):
        for item, why in codebook.left_out(sources.questionnaire(wave), sources.project().protocol):
            reasons.setdefault(why, []).append(f"`{item}`")
    rows = [[", ".join(dict.fromkeys(items)), escape_markdown(why)] for why, items in reasons.items()]
    table = pipe_table(["Kolommen", "Reden"], rows, "ll", [40, 40])
    print(numbered("codeboek-weggelaten", "Kolommen die niet in het bestand staan", table))


def _variables(wave: int) -> tuple[Variable, ...]:
    return codebook.variables_of(
        sources.questionnaire(wave), sources.instrument_scales(), sources.project().protocol
    )


def _of(wave: int, part: str) -> list[Variable]:
    return [variable for variable in _variables(wave) if variable.part == part]


@cache
def _lookup(wave: int) -> Lookup:
    return Lookup(read_estimates(sources.project().estimates), wave)


def _questions(variables: Sequence[Variable], wave: int) -> Iterator[str]:
    asked = [variable for variable in variables if variable.question]
    questionnaire = sources.questionnaire(wave)
    for question, own in groupby(asked, key=lambda variable: variable.question):
        yield _question(questionnaire, question, list(own), wave)


def _question(questionnaire: Questionnaire, name: str, variables: Sequence[Variable], wave: int) -> str:
    """The table of one question: a row for each variable, a column for each answer."""
    question, first = questionnaire.question(name), variables[0]
    shown = [codebook.distribution(variable, _lookup(wave)) for variable in variables]
    alone = question.type == "single"
    table = _by_answer(first, shown[0]) if alone else _by_variable(variables, shown)
    caption = f"Vraag {question.shown_number}, meting {wave}: {escape_markdown(question.text)}"
    note = [escape_markdown(text) for text in (*first.before, first.universe) if text]
    note.append(f"Meetniveau: {MEASURES[first.measure]}.")
    note += [] if alone else [_codes(first)]
    return numbered(f"codeboek-{wave}-{name}", caption, table, " ".join(note))


def _by_answer(variable: Variable, shown: Distribution) -> str:
    """One variable with its own answers: an answer in each row."""
    counts = shown.counts or (None,) * len(variable.values)
    rows = [
        [str(value.code), escape_markdown(value.label), _number(count)]
        for value, count in zip(variable.values, counts, strict=True)
    ]
    rows += [
        [str(code), escape_markdown(label), _number(count)] for code, label, count in _beside(variable, shown)
    ]
    rows.append(["", "geen antwoord", _number(shown.without)])
    return pipe_table(["Code", f"Antwoord (`{variable.name}`)", "Aantal"], rows, "rlr", [6, 60, 8])


def _by_variable(variables: Sequence[Variable], shown: Sequence[Distribution]) -> str:
    """Several variables with the same answers: a variable in each row."""
    first = variables[0]
    beside = [label for _, label, _ in _beside(first, shown[0])]
    answers = [*(value.label for value in first.values), *beside, "geen antwoord"]
    header = ["Variabele", "Stelling", *map(escape_markdown, answers)]
    rows = []
    for variable, one in zip(variables, shown, strict=True):
        counts = one.counts or (None,) * len(variable.values)
        cells = [*map(_number, counts), *(_number(count) for _, _, count in _beside(variable, one))]
        rows.append([f"`{variable.name}`", _statement(variable), *cells, _number(one.without)])
    return pipe_table(header, rows, "ll" + "r" * len(answers), _widths(variables, answers))


def _widths(variables: Sequence[Variable], answers: Sequence[str]) -> list[int]:
    """So wide that no name and no word of an answer runs into the next column; the statement has the rest."""
    name = max(9, *(len(variable.name) for variable in variables)) + _BETWEEN
    numbers = [max(map(len, answer.split())) + _BETWEEN for answer in answers]
    return [name, max(30, _ACROSS - name - sum(numbers)), *numbers]


def _beside(variable: Variable, shown: Distribution) -> Iterable[tuple[int, str, float | None]]:
    """The answers beside the scale, weet ik niet and niet van toepassing, each with its number."""
    counts = dict(shown.missing)
    special = ("dont_know", "not_applicable")
    return [(m.code, m.label, counts.get(m.code)) for m in variable.missing if m.status in special]


def _codes(variable: Variable) -> str:
    """The code of every answer in words: 1 is nooit, 2 is soms."""
    said = [f"{value.code} is {escape_markdown(value.label)}" for value in variable.values]
    return f"Codes: {nl.listing(said)}."


def _statement(variable: Variable) -> str:
    text = variable.label.partition(". ")[2]
    # An answer to be ticked is named in brackets before the question, which the caption has.
    answer = re.match(r"\[(.+?)\] ", text)
    return escape_markdown(answer[1] if answer else text)


def _derived(variable: Variable) -> str:
    return escape_markdown(variable.derived)


def _number(number: float | None, decimals: int = 0) -> str:
    return nl.MISSING if number is None else nl.decimal(number, decimals)
