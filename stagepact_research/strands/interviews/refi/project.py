"""From the project of a coding program to coded interviews."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from collections.abc import Mapping as Names
from dataclasses import replace

from stagepact_research.strands.interviews.refi.coded import (
    CodedInterviews,
    Coding,
    Digest,
    Interview,
    assemble,
    plain_digest,
)
from stagepact_research.strands.interviews.refi.errors import SelectionOutsideText, UnsupportedSource
from stagepact_research.strands.interviews.refi.mapping import Mapping
from stagepact_research.strands.interviews.refi.matching import Target, match_codes
from stagepact_research.strands.interviews.refi.model import Code, Mark, Project, Source
from stagepact_research.strands.interviews.refi.positions import (
    Counting,
    Excerpt,
    Text,
    find_counting,
    program_counting,
    span,
)
from stagepact_research.strands.interviews.refi.quoting import joined, quoted
from stagepact_research.strands.interviews.refi.study import Study, folded

Values = Names[str, tuple[tuple[str, str], ...]]
"""Name of a source to its (variable, value), from a table of cases."""


def coded_from_project(
    project: Project,
    study: Study,
    mapping: Mapping,
    *,
    file: str,
    cases: Values | None = None,
    earlier: Names[str, Collection[str]] | None = None,
    digest: Digest = plain_digest,
) -> CodedInterviews:
    """The coded interviews of a REFI-QDA project.

    An interview is known again by its GUID or by its text: QualCoder gives new GUIDs in every export.

    Raises
    ------
    CodedInterviewsProblem
        One of its kinds, for what does not fit the text or the codebook.
    """
    if project.other_codings and not mapping.skip_other_sources:
        raise UnsupportedSource(file, project.others, project.other_codings)
    texts = {source.number: Text(source.text) for source in project.sources}
    own = {code.guid: code for code in project.codes}
    used = [own[mark.code] for source in project.sources for mark in source.marks]
    everything = [folded(text.plain) for text in texts.values()]
    targets = match_codes(
        used,
        study,
        mapping,
        file=file,
        spoken=lambda words: any(folded(words) in text for text in everything),
        names=[code.name for code in project.codes],
    )
    default = mapping.positions.counting() if mapping.positions else program_counting(project.origin)
    counting = default
    if mapping.positions is None:
        counting = find_counting(default, [(texts[one.number], _excerpts(one)) for one in project.sources])
    masked = Counter[str]()
    interviews = [
        _interview(
            one, texts[one.number], counting, own, targets, project.users, masked, file, cases or {}, digest
        )
        for one in project.sources
    ]
    result = assemble(interviews, study, mapping, file=file, total=project.total, earlier=earlier)
    remarks = _remarks(project, counting != default, targets, masked)
    return replace(result, remarks=(*remarks, *result.remarks))


def _excerpts(source: Source) -> list[Excerpt]:
    return [
        Excerpt(mark.start, mark.end, mark.name)
        for mark in source.marks
        if mark.start is not None and mark.end is not None
    ]


def _interview(
    source: Source,
    text: Text,
    counting: Counting,
    codes: dict[str, Code],
    targets: dict[Code, Target],
    users: dict[str, str],
    masked: Counter[str],
    file: str,
    cases: Values,
    digest: Digest,
) -> Interview:
    places = text.places(counting)
    placed = [
        (mark, targets[codes[mark.code]], _span(mark, text, places, source.number, file))
        for mark in source.marks
    ]
    cleared = joined(where for _, target, where in placed if target.kind == "cleared")
    codings, answers = [], []
    for mark, target, where in placed:
        if target.kind == "answer":
            answers.append((target.question, target.code))
        elif target.kind == "code":
            quote = quoted(text.plain, where, cleared)
            if quote:
                masked += quote[1]
            coder = users.get(mark.coder) or mark.coder
            codings.append(Coding(target.code, coder, *where, quote[0] if quote else None))
    return Interview(
        source.number,
        (digest(f"guid\0{source.guid}"), digest(f"text\0{text.plain}")),
        (*source.values, *cases.get(source.name, ())),
        source.sets,
        tuple(codings),
        tuple(answers),
    )


def _span(mark: Mark, text: Text, places: list[int], number: int, file: str) -> tuple[int, int]:
    if mark.start is None or mark.end is None:
        return 0, len(text.plain)
    found = span(Excerpt(mark.start, mark.end), places)
    if found is None:
        where = f"{file}, bron {number}, selectie {mark.number}"
        raise SelectionOutsideText(where, f"loopt van {mark.start} tot {mark.end}", len(places) - 1)
    return found


def _remarks(
    project: Project, other_counting: bool, targets: dict[Code, Target], masked: Counter[str]
) -> list[str]:
    remarks = []
    if project.others:
        listed = ", ".join(f"{count} {kind}" for kind, count in project.others.items())
        codings = f", met {project.other_codings} coderingen" if project.other_codings else ""
        remarks.append(f"Bronnen die geen tekst zijn en zijn overgeslagen: {listed}{codings}.")
    if other_counting:
        remarks.append("De selecties passen beter bij een andere telling van tekens; die is gebruikt.")
    if project.case_codings:
        remarks.append(f"Codes van een hele casus, zonder tekst, tellen niet mee: {project.case_codings}.")
    if ignored := sum(target.kind == "ignored" for target in targets.values()):
        remarks.append(f"Codes die volgens het koppelbestand niet meetellen: {ignored}.")
    if masked:
        listed = ", ".join(f"{kind} {count}" for kind, count in sorted(masked.items()))
        remarks.append(f"Gemaskeerd in vrijgegeven citaten: {listed}.")
    return remarks
