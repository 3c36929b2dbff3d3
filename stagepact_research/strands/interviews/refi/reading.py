"""From the XML of a REFI-QDA project to codes, texts, codings and variables, every reference checked."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO

from stagepact_research.strands.interviews.refi.archive import PROJECT, Archive, Limits
from stagepact_research.strands.interviews.refi.errors import (
    DuplicateGuid,
    EmptyProject,
    MalformedGuid,
    MissingCode,
    NotUtf8,
    SelectionOutsideText,
)
from stagepact_research.strands.interviews.refi.model import Code, Mark, Project, Source
from stagepact_research.strands.interviews.refi.xml import children, guid, optional_guid, read_xml

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_OTHERS = {
    "PDFSource": "pdf",
    "PictureSource": "afbeelding",
    "AudioSource": "geluid",
    "VideoSource": "beeld",
}
_VALUES = ("TextValue", "BooleanValue", "IntegerValue", "FloatValue", "DateValue", "DateTimeValue")
_LONGEST_NUMBER = 18

FetchText = Callable[[str, str], bytes]


def read_project(file: BinaryIO, name: str, limits: Limits | None = None) -> Project:
    """The project in a .qdpx file.

    Raises
    ------
    CodedInterviewsProblem
        One of its kinds, for everything that is not as an export is.
    """
    archive = Archive(file, name, limits)
    root = read_xml(archive.project(), f"{name}, {PROJECT}", "project", "Project")
    return build_project(root, name, archive.text)


def build_project(root: Element, name: str, text: FetchText) -> Project:
    """The project of an XML tree; `text` fetches the bytes of a path, for the place that a message names."""
    codes = tuple(read_codes(root, name))
    cases = _by_guid(root, name, "casus", "Cases", "Case")
    project = Project(
        origin=root.get("origin", ""),
        codes=codes,
        sources=(),
        users={
            guid(user, f"{name}, gebruiker {number}"): user.get("name", "")
            for number, user in enumerate(children(root, "Users", "User"), start=1)
        },
    )
    sources, others, elsewhere = [], Counter[str](), 0
    known = {code.guid for code in codes}
    elements = [element for part in children(root, "Sources") for element in part]
    for number, element in enumerate(elements, start=1):
        if element.tag == "TextSource":
            sources.append(_source(element, number, name, text, known, set(cases)))
        elif element.tag in _OTHERS:
            others[_OTHERS[element.tag]] += 1
            elsewhere += sum(1 for _ in element.iter("Coding"))
    if not sources and not others:
        raise EmptyProject(name, "bron")
    _refuse_double(name, [(f"bron {one.number}", one.guid) for one, _ in sources])
    return replace(
        project,
        sources=tuple(_with_variables(root, name, sources, cases)),
        total=len(elements),
        others=dict(sorted(others.items())),
        other_codings=elsewhere,
        case_codings=sum(1 for case in cases.values() for _ in children(case, "CodeRef")),
    )


def read_codes(root: Element, name: str, *path: str) -> list[Code]:
    """The codes of a codebook, each with the codes above it, in the order of the file.

    Raises
    ------
    MalformedGuid, DuplicateGuid
    """
    found: list[Code] = []
    _add_codes(found, children(root, *(path or ("CodeBook", "Codes", "Code"))), name, ())
    _refuse_double(name, [(f"code {number}", code.guid) for number, code in enumerate(found, start=1)])
    return found


def _add_codes(found: list[Code], elements: Iterable[Element], name: str, parents: tuple[str, ...]) -> None:
    for element in elements:
        label = element.get("name", "").strip()
        description = next(children(element, "Description"), None)
        found.append(
            Code(
                guid(element, f"{name}, code {len(found) + 1}"),
                label,
                parents,
                element.get("isCodable", "true").strip().lower() not in ("false", "0"),
                (description.text or "") if description is not None else "",
            )
        )
        _add_codes(found, children(element, "Code"), name, (*parents, label))


def _source(
    element: Element, number: int, name: str, text: FetchText, codes: set[str], cases: set[str]
) -> tuple[Source, set[str]]:
    """The text with its codings, and the cases that it was coded as: NVivo codes a text as a case."""
    where = f"bron {number}"
    marks: list[Mark] = []
    coded: set[str] = set()
    selections = [*children(element, "PlainTextSelection")]
    for count, selection in enumerate(selections, start=1):
        place = f"{name}, {where}, selectie {count}"
        start, end = (_position(selection, key, place) for key in ("startPosition", "endPosition"))
        for coding in children(selection, "Coding"):
            code, coder = _code(coding, place), _coder(coding, selection, place)
            if code in cases:
                coded.add(code)
            elif code not in codes:
                raise MissingCode(place)
            else:
                marks.append(Mark(code, coder, start, end, selection.get("name", ""), count))
    for coding in children(element, "Coding"):
        code = _code(coding, f"{name}, {where}")
        if code in cases:
            coded.add(code)
        elif code not in codes:
            raise MissingCode(f"{name}, {where}")
        else:
            marks.append(Mark(code, _coder(coding, element, f"{name}, {where}"), None, None))
    raw = _text(element, name, where, text)
    own = guid(element, f"{name}, {where}")
    return Source(own, number, element.get("name", ""), raw, tuple(marks)), coded


def _text(element: Element, name: str, where: str, text: FetchText) -> str:
    content = next(children(element, "PlainTextContent"), None)
    path = element.get("plainTextPath", "")
    if content is not None and (content.text or not path):
        return content.text or ""
    raw = text(path, where)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotUtf8(name, where, error.start + 1) from None


def _code(coding: Element, where: str) -> str:
    reference = next(children(coding, "CodeRef"), None)
    if reference is None:
        raise MalformedGuid(where)
    return guid(reference, where, "targetGUID")


def _coder(coding: Element, around: Element, where: str) -> str:
    """Who coded: not every program says it of the coding itself."""
    keys = ("creatingUser", "modifyingUser")
    return optional_guid(coding, where, *keys) or optional_guid(around, where, *keys)


def _position(selection: Element, key: str, where: str) -> int:
    written = selection.get(key, "").strip()
    if not written.isascii() or not written.isdigit() or len(written) > _LONGEST_NUMBER:
        raise SelectionOutsideText(where, f"heeft voor {key} geen heel getal van 0 of meer", 0)
    return int(written)


def _with_variables(
    root: Element, name: str, sources: list[tuple[Source, set[str]]], cases: dict[str, Element]
) -> Iterator[Source]:
    """Every source with its own variables (MAXQDA), those of its cases (NVivo, QualCoder) and its sets."""
    variables = {
        key: found.get("name", "").strip()
        for key, found in _by_guid(root, name, "variabele", "Variables", "Variable").items()
    }
    own = {
        guid(element, name): list(_values(element, name, variables))
        for element in children(root, "Sources", "TextSource")
    }
    of_case: dict[str, set[str]] = defaultdict(set)
    for key, case in cases.items():
        for reference in children(case, "SourceRef"):
            of_case[guid(reference, f"{name}, casus", "targetGUID")].add(key)
    sets: dict[str, list[str]] = defaultdict(list)
    for number, one in enumerate(children(root, "Sets", "Set"), start=1):
        for member in children(one, "MemberSource"):
            # The standard says targetGUID here, and some programs write guid.
            attribute = "targetGUID" if member.get("targetGUID") else "guid"
            sets[guid(member, f"{name}, groep {number}", attribute)].append(one.get("name", ""))
    for source, coded in sources:
        values = own[source.guid]
        for key in cases:
            if key in coded or key in of_case[source.guid]:
                values += _values(cases[key], name, variables)
        yield replace(source, values=tuple(dict.fromkeys(values)), sets=tuple(sets[source.guid]))


def _values(element: Element, name: str, variables: dict[str, str]) -> Iterator[tuple[str, str]]:
    for one in children(element, "VariableValue"):
        reference = next(children(one, "VariableRef"), None)
        if reference is None:
            raise MalformedGuid(f"{name}, waarde van een variabele")
        variable = variables.get(guid(reference, f"{name}, waarde van een variabele", "targetGUID"))
        written = [found.text.strip() for kind in _VALUES for found in children(one, kind) if found.text]
        if variable and written and written[0]:
            yield variable, written[0]


def _by_guid(root: Element, name: str, what: str, *path: str) -> dict[str, Element]:
    found: dict[str, Element] = {}
    for number, element in enumerate(children(root, *path), start=1):
        key = guid(element, f"{name}, {what} {number}")
        if key in found:
            raise DuplicateGuid(f"{name}, {what} {number}", f"een andere {what}")
        found[key] = element
    return found


def _refuse_double(name: str, named: list[tuple[str, str]]) -> None:
    seen: dict[str, str] = {}
    for where, key in named:
        if key in seen:
            raise DuplicateGuid(f"{name}, {where}", seen[key])
        seen[key] = where
