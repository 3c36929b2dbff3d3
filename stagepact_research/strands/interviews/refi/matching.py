"""Which code of the study a code of the file is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from stagepact_research.strands.interviews.refi.errors import AmbiguousCode, InvalidMapping, UnknownCode
from stagepact_research.strands.interviews.refi.exchange import code_guid
from stagepact_research.strands.interviews.refi.mapping import CLEARED, NOT_COUNTED, Mapping
from stagepact_research.strands.interviews.refi.model import Code
from stagepact_research.strands.interviews.refi.study import Study, folded

_LEVELS = re.compile(r"\s*(?:\\|>|::|:|/)\s*")
"""How programs write a code below another one in one name: MAXQDA with \\, ATLAS.ti with a colon."""
_SHOWN = 60


@dataclass(frozen=True)
class Target:
    """What a code of the file is in the study."""

    kind: Literal["code", "answer", "cleared", "ignored"]
    code: str = ""
    question: str = ""


def match_codes(
    codes: Iterable[Code],
    study: Study,
    mapping: Mapping,
    *,
    file: str,
    spoken: Callable[[str], bool],
    names: Iterable[str],
) -> dict[Code, Target]:
    """What each code that was used is: by the GUID of our own export, the mapping, its id or its label.

    Parameters
    ----------
    codes : the codes that were used.
    spoken : whether words stand in an interview: a code may be named after the words that it was given to.
    names : the names of all codes of the file, for the place of such a code in it.

    Raises
    ------
    InvalidMapping, AmbiguousCode, UnknownCode
        The last one names all codes that are unknown.
    """
    _refuse_mapping(mapping, study)
    found: dict[Code, Target] = {}
    unknown: list[str] = []
    alphabet = sorted({folded(name) for name in names})
    for code in dict.fromkeys(codes):
        candidates = _candidates(code, study, mapping)
        if len(candidates) > 1:
            raise AmbiguousCode(file, _told(code, alphabet, spoken), sorted(one.code for one in candidates))
        if candidates:
            found[code] = candidates[0]
        else:
            unknown.append(_told(code, alphabet, spoken))
    if unknown:
        raise UnknownCode(file, unknown, "instruments/interviews/codebook.yml")
    return found


def _candidates(code: Code, study: Study, mapping: Mapping) -> list[Target]:
    by_guid = [_named(one.id, study) for one in study.exchanged() if code.guid == code_guid(one.id)]
    if by_guid:
        return by_guid
    if code.guid == code_guid(CLEARED):
        return [Target("cleared")]
    path = (*code.parents, code.name)
    mapped = {folded(name): target for name, target in mapping.codes.items()}
    named = mapped.get(folded(":".join(path))) or mapped.get(folded(code.name))
    if named:
        return [_named(named, study)]
    levels = [level for name in path for level in _LEVELS.split(name.strip()) if level]
    if not levels:
        return []
    if folded(mapping.cleared) in (folded(levels[-1]), folded(code.name)):
        return [Target("cleared")]
    if len(levels) > 1 and (answers := _answers(levels[-2], levels[-1], study)):
        return answers
    for name in (folded(code.name), folded(levels[-1])):
        fitting = sorted({one.id for one in study.codes if name in (folded(one.id), folded(one.label))})
        if fitting:
            return [Target("code", one) for one in fitting]
    return []


def _named(name: str, study: Study) -> Target:
    if folded(name) == NOT_COUNTED:
        return Target("ignored")
    question, sign, answer = name.partition(":")
    return (
        Target("answer", answer, question) if sign and question in study.questions else Target("code", name)
    )


def _answers(question: str, answer: str, study: Study) -> list[Target]:
    """The answers that a code below the id or the label of a question may be."""
    return [
        Target("answer", code, own.id)
        for own in study.questions.values()
        if folded(question) in (folded(own.id), folded(own.label))
        and (code := own.answer(answer)) is not None
    ]


def _refuse_mapping(mapping: Mapping, study: Study) -> None:
    known_names = {*study.questions, *mapping.attributes}
    for part, names in (("questions", mapping.questions.values()), ("answers", mapping.answers)):
        for name in names:
            if name not in known_names:
                raise InvalidMapping(
                    f"koppelbestand, {part}",
                    f'"{name}" is geen gesloten vraag van het codeboek.',
                    ", ".join(sorted(study.questions)) or "een gesloten vraag",
                )
    ids = {code.id for code in study.codes}
    for name, target in mapping.codes.items():
        question, _, answer = target.partition(":")
        known = study.questions.get(question)
        if folded(target) == NOT_COUNTED or target in ids or (known and known.answer(answer) == answer):
            continue
        raise InvalidMapping(
            f'koppelbestand, codes > "{name}"',
            f'"{target}" is geen code van het codeboek en geen antwoord op een gesloten vraag.',
            f"een code, vraag:antwoord, of {NOT_COUNTED}",
        )


def _told(code: Code, alphabet: list[str], spoken: Callable[[str], bool]) -> str:
    """The name of a code, or its place by alphabet when its words stand in an interview."""
    if not code.name or spoken(code.name):
        place = alphabet.index(folded(code.name)) + 1
        return f"code {place} van {len(alphabet)} op alfabet (die woorden staan in een interview)"
    return f'"{code.name[:_SHOWN]}"'
