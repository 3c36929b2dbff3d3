"""Are guides, codebook and vignettes sound, and do they fit each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from stagepact_research.instruments.errors import InstrumentProblem
from stagepact_research.strands.interviews.codebook import Codebook, load_codebook
from stagepact_research.strands.interviews.guides import (
    GUIDES,
    AskIf,
    Guide,
    Vignettes,
    load_guide,
    load_information,
    load_vignettes,
)


def check_interviews(instruments: Path) -> list[str]:
    """Everything wrong with the instruments of the interviews, one Dutch sentence each.

    A file that cannot be read is one of the sentences; what rests on it is then not checked.
    """
    found: list[str] = []
    folder = instruments / "interviews"
    codebook = vignettes = None
    try:
        codebook = load_codebook(folder / "codebook.yml")
        found += [f"codebook.yml, {problem}" for problem in codebook_problems(codebook)]
    except InstrumentProblem as problem:
        found.append(str(problem))
    try:
        vignettes = load_vignettes(instruments / "vignettes.yml")
        names = _double("casus", (one.id for one in vignettes.vignettes))
        found += [f"vignettes.yml, {problem}" for problem in names]
    except InstrumentProblem as problem:
        found.append(str(problem))
    try:
        load_information(folder / "informatie.yml")
    except InstrumentProblem as problem:
        found.append(str(problem))
    for name in GUIDES:
        try:
            guide = load_guide(folder / f"{name}.yml")
        except InstrumentProblem as problem:
            found.append(str(problem))
            continue
        if codebook is not None and vignettes is not None:
            found += [f"{name}.yml, {problem}" for problem in guide_problems(guide, codebook, vignettes)]
    return found


def codebook_problems(codebook: Codebook) -> Iterator[str]:
    """What is wrong with the codebook by itself."""
    yield from _double("code", (code.id for code in codebook.codes))
    themes = {theme.id for theme in codebook.themes}
    for code in codebook.codes:
        where = f"code {code.id}"
        if code.theme not in themes:
            yield f'{where}: thema "{code.theme}" bestaat niet. Voeg het toe bij themes.'
        if not code.groups:
            yield f"{where}: er staat geen groep bij. Noem bij groups wie het kan zeggen."
        if code.kind in ("closed", "number") and not code.categories:
            yield f"{where}: een gesloten vraag heeft antwoorden nodig. Noem ze bij categories."
        for part in ("label", "definition", "include", "locator"):
            if not str(getattr(code, part)).strip():
                yield f'{where}: "{part}" is leeg.'
        yield from (
            f"{where}, {problem}" for problem in _double("categorie", (one.code for one in code.categories))
        )


def guide_problems(guide: Guide, codebook: Codebook, vignettes: Vignettes) -> Iterator[str]:
    """What is wrong with a guide, beside the codebook and the vignettes."""
    codes, cases = codebook.by_id(), vignettes.by_id()
    yield from _double("vraag", (question.id for question in guide.questions()))
    asked: dict[str, set[str]] = {}
    for question in guide.questions():
        where = f"vraag {question.id}"
        own = codes.get(question.id)
        if not question.text.strip():
            yield f"{where}: de vraag is leeg."
        if question.source != "own" and not question.locator:
            yield f"{where}: bij source {question.source} hoort een locator: de paragraaf van het rapport."
        if question.answer == "open":
            categories: set[str] = set()
        elif own is None or own.kind != question.answer:
            yield f"{where}: er is geen code met deze naam en kind: {question.answer} in codebook.yml."
            categories = set()
        else:
            categories = {category.code for category in own.categories}
            if guide.group not in own.groups:
                yield f"{where}: de code is niet voor {guide.group}."
        for code in question.codes:
            if code not in codes or guide.group not in codes[code].groups:
                yield f'{where}: code "{code}" bestaat niet voor {guide.group}.'
        if question.vignette and question.vignette not in cases:
            yield f'{where}: casus "{question.vignette}" staat niet in vignettes.yml.'
        if question.ask_if is not None:
            yield from (f"{where}: {problem}" for problem in _routing(question.ask_if, asked))
        asked[question.id] = categories


def _routing(condition: AskIf, asked: dict[str, set[str]]) -> Iterator[str]:
    if condition.question not in asked:
        yield f'de voorwaarde noemt "{condition.question}", dat is geen eerdere vraag.'
        return
    for code in condition.codes:
        if code not in asked[condition.question]:
            yield f'antwoord "{code}" bestaat niet bij {condition.question}.'


def _double(kind: str, ids: Iterable[str]) -> Iterator[str]:
    for name, count in Counter(ids).items():
        if count > 1:
            yield f"{kind} {name}: deze naam staat er {count} keer. Geef elk een eigen naam."
