"""Which code of the study a code of the file is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from collections.abc import Mapping as Names
from dataclasses import dataclass
from typing import Literal

from stagepact_research.strands.interviews.refi.errors import AmbiguousCode, InvalidMapping, UnknownCode
from stagepact_research.strands.interviews.refi.exchange import code_guid
from stagepact_research.strands.interviews.refi.mapping import CLEARED, NOT_COUNTED, Codebook, Mapping, folded
from stagepact_research.strands.interviews.refi.model import Code

Questions = Names[str, tuple[str, ...]]
"""Closed question to the codes of its answers."""
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
    codebook: Codebook,
    questions: Questions,
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
    ids = {code.id for code in codebook.codes}
    _refuse_mapping(mapping, ids, questions)
    found: dict[Code, Target] = {}
    unknown: list[str] = []
    alphabet = sorted({folded(name) for name in names})
    for code in dict.fromkeys(codes):
        candidates = _candidates(code, codebook, questions, mapping)
        if len(candidates) > 1:
            raise AmbiguousCode(file, _told(code, alphabet, spoken), sorted(one.code for one in candidates))
        if candidates:
            found[code] = candidates[0]
        else:
            unknown.append(_told(code, alphabet, spoken))
    if unknown:
        raise UnknownCode(file, unknown, "instruments/interviews/codebook.yml")
    return found


def _candidates(code: Code, codebook: Codebook, questions: Questions, mapping: Mapping) -> list[Target]:
    by_guid = [_named(one.id, questions) for one in codebook.codes if code.guid == code_guid(one.id)]
    if by_guid:
        return by_guid
    if code.guid == code_guid(CLEARED):
        return [Target("cleared")]
    path = (*code.parents, code.name)
    whole = folded(":".join(path))
    mapped = {folded(name): code_id for name, code_id in mapping.codes.items()}
    named = mapped.get(whole) or mapped.get(folded(code.name))
    if named:
        return [_named(named, questions)]
    levels = [level for name in path for level in _LEVELS.split(name.strip()) if level]
    if not levels:
        return []
    last = folded(levels[-1])
    if folded(mapping.cleared) in (last, folded(code.name)):
        return [Target("cleared")]
    if len(levels) > 1 and (answer := _answer(levels[-2], last, questions)):
        return [answer]
    for name in (folded(code.name), last):
        fitting = {one.id for one in codebook.codes if name in (folded(one.id), folded(one.label))}
        if fitting:
            return [_named(one, questions) for one in sorted(fitting)]
    return []


def _named(name: str, questions: Questions) -> Target:
    if folded(name) == NOT_COUNTED:
        return Target("ignored")
    question, _, answer = name.partition(":")
    return Target("answer", answer, question) if answer and question in questions else Target("code", name)


def _answer(question: str, answer: str, questions: Questions) -> Target | None:
    for own, codes in questions.items():
        if folded(question) == folded(own):
            code = next((one for one in codes if folded(one) == answer), None)
            return Target("answer", code, own) if code else None
    return None


def _refuse_mapping(mapping: Mapping, ids: set[str], questions: Questions) -> None:
    for name, target in mapping.codes.items():
        question, _, answer = target.partition(":")
        if folded(target) == NOT_COUNTED or target in ids or answer in questions.get(question, ()):
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
