"""Coded interviews as the study keeps them: pseudonyms, groups, answers, codings; no text but quotes."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from collections.abc import Mapping as Names
from dataclasses import dataclass, replace

from stagepact_research.strands.interviews.refi.errors import (
    ConflictingValue,
    EmptyProject,
    MissingGroup,
    OtherGroup,
    UnknownAnswer,
)
from stagepact_research.strands.interviews.refi.mapping import (
    GROUPS,
    NO_INTERVIEW,
    Mapping,
    group_of,
)
from stagepact_research.strands.interviews.refi.study import Question, Study, folded

Digest = Callable[[str], str]
"""Text to a digest by which an interview is known again, and from which the text cannot be read."""
INTERVIEW, GROUP = "interview", "group"
CODING_COLUMNS = (INTERVIEW, "code", "coder", "start", "end", "cleared", "quote")
ANSWER_COLUMNS = (INTERVIEW, "question", "code")
_SEPARATORS = ";|"


@dataclass(frozen=True)
class Coding:
    """One code of the codebook at one place in one interview, by one coder."""

    code: str
    coder: str
    start: int | None = None
    end: int | None = None
    quote: str | None = None
    """The text, when it may be quoted."""


@dataclass(frozen=True)
class Interview:
    """One interview before it has its pseudonym."""

    number: int
    """Which source of the file it is."""
    keys: tuple[str, ...]
    """Digests by which a later import knows it again; none when there is no safe one."""
    values: tuple[tuple[str, str], ...]
    sets: tuple[str, ...] = ()
    codings: tuple[Coding, ...] = ()
    answers: tuple[tuple[str, str], ...] = ()
    """(closed question, code), of codes that are answers."""


@dataclass(frozen=True)
class CodedInterviews:
    """What an import writes. Rows are in the order of the columns, sorted."""

    attributes: tuple[str, ...]
    interviews: tuple[tuple[str, ...], ...]
    answers: tuple[tuple[str, str, str], ...]
    codings: tuple[tuple[str, ...], ...]
    keys: dict[str, tuple[str, ...]]
    """Pseudonym to digests."""
    remarks: tuple[str, ...] = ()

    @property
    def interview_columns(self) -> tuple[str, ...]:
        return (INTERVIEW, GROUP, *self.attributes)


def plain_digest(text: str) -> str:
    """A digest without a key: not for a name, which could be found from it by trying names."""
    return hashlib.sha256(f"stagepact interview\0{text}".encode()).hexdigest()[:16]


def assemble(
    interviews: Collection[Interview],
    study: Study,
    mapping: Mapping,
    *,
    file: str,
    total: int,
    earlier: Names[str, Collection[str]] | None = None,
) -> CodedInterviews:
    """Give every interview its group, answers and pseudonym, and every coder a number.

    Parameters
    ----------
    interviews : the interviews of one file, also those that are none according to their group.
    study : the codes and closed questions, and in which groups they may be used.
    file : what messages name.
    total : how many sources the file has.
    earlier : pseudonym to digests, of earlier imports of the same wave: an interview keeps its pseudonym.

    Raises
    ------
    MissingGroup, ConflictingValue, UnknownAnswer, OtherGroup, EmptyProject
    """
    grouped = [(one, _group(one, mapping, file)) for one in interviews]
    if missing := [one.number for one, group in grouped if group is None]:
        raise MissingGroup(file, missing, total, GROUPS)
    counted = [(one, group) for one, group in grouped if group not in (None, NO_INTERVIEW)]
    if not counted:
        raise EmptyProject(file, "interview")
    if not any(one.codings or one.answers for one, _ in counted):
        raise EmptyProject(file, "codering")
    names = _pseudonyms([one for one, _ in counted], earlier or {})
    coders = _coders(coding.coder for one, _ in counted for coding in one.codings)
    variables = _variables(study, mapping)
    rows, answers = [], []
    codings: dict[tuple[str, ...], str] = {}
    double = 0
    for one, group in counted:
        name = names[one.number]
        given = _given(one, variables, file)
        attributes = [_one(one, key, given.get(key, ()), mapping, file) for key in mapping.attributes]
        rows.append((name, str(group), *attributes))
        own = list(_answers(one, given, study, mapping, file))
        used = [*(question for question, _ in own), *(coding.code for coding in one.codings)]
        _refuse_other_group(one, str(group), used, study, file)
        answers += [(name, *answer) for answer in own]
        for coding in one.codings:
            key = (name, coding.code, coders[coding.coder], _shown(coding.start), _shown(coding.end))
            double += key in codings
            codings[key] = codings.get(key) or coding.quote or ""
    sorted_codings = sorted(codings.items(), key=lambda pair: _order(pair[0]))
    cleared = {key for key, quote in codings.items() if quote}
    result = CodedInterviews(
        attributes=tuple(mapping.attributes),
        interviews=tuple(sorted(rows)),
        answers=tuple(sorted(set(answers))),
        codings=tuple((*key, "ja" if key in cleared else "nee", quote) for key, quote in sorted_codings),
        keys={names[one.number]: one.keys for one, _ in counted},
    )
    remarks = _remarks(interviews, counted, variables, double, coders, names, earlier or {}, mapping)
    return replace(result, remarks=tuple(remarks))


def _group(one: Interview, mapping: Mapping, file: str) -> str | None:
    own = {folded(name) for name in mapping.group}
    given = [value for variable, value in one.values if folded(variable) in own]
    found = {group_of(value, mapping) for value in given} or {
        group for name in one.sets if (group := group_of(name, mapping))
    }
    if len(found) > 1:
        raise ConflictingValue(file, one.number, mapping.group[0])
    return next(iter(found), None)


def _variables(study: Study, mapping: Mapping) -> dict[str, str]:
    """Name of a variable, folded, to the question or attribute that it is."""
    own = {folded(name): name for name in (*study.questions, *mapping.attributes)}
    return {**own, **{folded(name): question for name, question in mapping.questions.items()}}


def _given(one: Interview, variables: dict[str, str], file: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for variable, value in one.values:
        key = variables.get(folded(variable))
        if key is None:
            continue
        parts = tuple(dict.fromkeys(part for part in _parts(value)))
        if found.setdefault(key, parts) != parts:
            raise ConflictingValue(file, one.number, key)
    return found


def _parts(value: str) -> list[str]:
    for separator in _SEPARATORS:
        value = value.replace(separator, "\n")
    return [part.strip() for part in value.split("\n") if part.strip()]


def _one(one: Interview, name: str, parts: tuple[str, ...], mapping: Mapping, file: str) -> str:
    """The value of an attribute, as the mapping lists it; empty when it is not given."""
    allowed = Question(name, answers=tuple((value, value) for value in mapping.attributes[name]))
    values = {_known(one, allowed, part, mapping, file) for part in parts}
    if len(values) > 1:
        raise ConflictingValue(file, one.number, name)
    return next(iter(values), "")


def _answers(
    one: Interview, given: Names[str, tuple[str, ...]], study: Study, mapping: Mapping, file: str
) -> Iterable[tuple[str, str]]:
    found = list(one.answers)
    for question in study.questions.values():
        parts = given.get(question.id, ())
        found += [(question.id, _known(one, question, part, mapping, file)) for part in parts]
    for name, count in Counter(question for question, _ in set(found)).items():
        if count > 1 and not study.questions[name].multiple:
            raise ConflictingValue(file, one.number, name)
    return found


def _known(one: Interview, question: Question, written: str, mapping: Mapping, file: str) -> str:
    own = {folded(key): code for key, code in mapping.answers.get(question.id, {}).items()}
    found = question.answer(own.get(folded(written), written))
    if found is None:
        codes = (
            ("een getal van 0 of meer",) if question.number else tuple(code for code, _ in question.answers)
        )
        raise UnknownAnswer(f"{file}, bron {one.number}", question.id, codes)
    return found


def _refuse_other_group(one: Interview, group: str, used: Iterable[str], study: Study, file: str) -> None:
    for name in used:
        if group not in study.groups.get(name, (group,)):
            raise OtherGroup(file, one.number, name, study.groups[name])


def _pseudonyms(interviews: list[Interview], earlier: Names[str, Collection[str]]) -> dict[int, str]:
    """Number of the source to I01, I02, ...: those of an earlier import keep theirs, the others follow.

    New ones are ordered by digest, where they have one: the number then says nothing of when somebody spoke.
    """
    known = {key: name for name, keys in earlier.items() for key in keys}
    found: dict[int, str] = {}
    taken = set(earlier)
    for one in interviews:
        name = next((known[key] for key in one.keys if key in known), None)
        if name and name not in found.values():
            found[one.number] = name
    last = max((int(name[1:]) for name in taken if name[1:].isdigit()), default=0)
    new = sorted((one for one in interviews if one.number not in found), key=lambda one: one.keys)
    for number, one in enumerate(new, start=last + 1):
        found[one.number] = f"I{number:02d}"
    return found


def _coders(coders: Iterable[str]) -> dict[str, str]:
    """Coder to codeur_1, codeur_2, ..., in the order of a digest; who is not known stays empty."""
    own = sorted({coder for coder in coders if coder}, key=plain_digest)
    return {"": "", **{coder: f"codeur_{number}" for number, coder in enumerate(own, start=1)}}


def _shown(position: int | None) -> str:
    return "" if position is None else str(position)


def _order(key: tuple[str, ...]) -> tuple[str, int, int, str, str]:
    name, code, coder, start, end = key
    return name, int(start or -1), int(end or -1), code, coder


def _remarks(
    interviews: Collection[Interview],
    counted: Sequence[tuple[Interview, str | None]],
    variables: dict[str, str],
    double: int,
    coders: dict[str, str],
    names: dict[int, str],
    earlier: Names[str, Collection[str]],
    mapping: Mapping,
) -> Iterable[str]:
    if left := len(interviews) - len(counted):
        yield f"Teksten die geen interview zijn en niet meetellen: {left}."
    own = {folded(name) for name in mapping.group}
    unused = {
        variable
        for one in interviews
        for variable, _ in one.values
        if folded(variable) not in variables and folded(variable) not in own
    }
    if unused:
        yield f"Variabelen die niet zijn overgenomen (zie het koppelbestand): {len(unused)}."
    if double:
        yield f"Coderingen die er dubbel in stonden en één keer tellen: {double}."
    if any(not coding.coder for one, _ in counted for coding in one.codings):
        yield "Van sommige coderingen zegt het bestand niet wie ze gaf; de codeur is daar leeg."
    if earlier and (gone := set(earlier) - set(names.values())):
        yield f"Interviews uit een eerdere import die nu ontbreken: {', '.join(sorted(gone))}."
    if empty := [names[one.number] for one, _ in counted if not one.codings]:
        yield f"Interviews zonder codering: {', '.join(sorted(empty))}."
