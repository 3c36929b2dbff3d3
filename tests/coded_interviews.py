"""Projects as coding programs export them, built in memory: invented interviews, no words of people."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from uuid import UUID, uuid5
from xml.sax.saxutils import escape, quoteattr

from stagepact_research.strands.interviews.refi.exchange import code_guid
from stagepact_research.strands.interviews.refi.study import Question, Study, StudyCode

_SPACE = UUID("00000000-0000-0000-0000-000000000001")
SPOKEN = "Wij bellen het bedrijf. Daarna 😀 praten we met de student. Dat werkt goed."


STUDY = Study(
    (
        StudyCode("contact_bedrijf", "Contact met het bedrijf", "Er is contact opgenomen.", ("Signaal",)),
        StudyCode("gesprek_student", "Gesprek met de student", "Er is met de student gepraat.", ("Signaal",)),
        StudyCode("steun", "Steun in het team", "Collega's helpen elkaar.", ("Ondersteuning",)),
    ),
    {
        "v03": Question("v03", "Bekend", (("ja", "Ja"), ("nee", "Nee")), multiple=False),
        "v04": Question("v04", "Hoe vaak", (("soms", "Af en toe"), ("vaak", "Vaak"), ("nooit", "Nooit"))),
        "jaren": Question("jaren", "Hoeveel jaar", number=True, multiple=False),
    },
    {"steun": ("stagebegeleiders",)},
)


def guid(name: str) -> str:
    return str(uuid5(_SPACE, name))


def selection(
    start: int, end: int, codes: Iterable[str], *, name: str = "", user: str = "", count: int = 0
) -> str:
    """A selection with a coding for every code, which is given by its GUID."""
    by = f' creatingUser="{user}"' if user else ""
    codings = "".join(
        f'<Coding guid="{guid(f"coding {start} {end} {code}")}"{by}><CodeRef targetGUID="{code}"/></Coding>'
        for code in codes
    )
    return (
        f'<PlainTextSelection guid="{guid(f"selection {start} {end} {count}")}" startPosition="{start}" '
        f'endPosition="{end}" name={quoteattr(name)}{by}>{codings}</PlainTextSelection>'
    )


def code(name: str, own: str = "", *, inside: str = "", codable: bool = True) -> str:
    own, may = own or guid(name), str(codable).lower()
    return f'<Code guid="{own}" name={quoteattr(name)} isCodable="{may}">{inside}</Code>'


def text_source(
    name: str, inside: str, *, path: str = "", content: str | None = None, values: str = ""
) -> str:
    where = f" plainTextPath={quoteattr(path)}" if path else ""
    text = "" if content is None else f"<PlainTextContent>{escape(content)}</PlainTextContent>"
    return (
        f'<TextSource guid="{guid(name)}" name={quoteattr(name)}{where}>{text}{inside}{values}</TextSource>'
    )


def value(variable: str, written: str) -> str:
    return (
        f'<VariableValue><VariableRef targetGUID="{guid(variable)}"/>'
        f"<TextValue>{escape(written)}</TextValue></VariableValue>"
    )


def project(
    sources: str,
    *,
    codes: str = "",
    users: Mapping[str, str] | None = None,
    variables: Iterable[str] = (),
    after: str = "",
    cases: str = "",
    origin: str = "QualCoder-3.6",
    head: str = '<?xml version="1.0" encoding="utf-8"?>',
    namespace: str = "urn:QDA-XML:project:1.0",
) -> str:
    people = "".join(f'<User guid="{key}" name={quoteattr(name)}/>' for key, name in (users or {}).items())
    named = "".join(
        f'<Variable guid="{guid(v)}" name={quoteattr(v)} typeOfVariable="Text"/>' for v in variables
    )
    return (
        f'{head}<Project name="Studie" origin={quoteattr(origin)} xmlns="{namespace}">'
        f"<Users>{people}</Users><CodeBook><Codes>{codes}</Codes></CodeBook>"
        f"<Variables>{named}</Variables><Cases>{cases}</Cases><Sources>{sources}</Sources>{after}</Project>"
    )


def archive(qde: str | bytes, files: Mapping[str, str | bytes] | None = None) -> io.BytesIO:
    """The .qdpx file with this project and these texts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("project.qde", qde)
        for name, content in (files or {}).items():
            packed.writestr(name, content)
    target.seek(0)
    return target


CODES = "".join(code(one.label, code_guid(one.id)) for one in STUDY.codes)
GROUP = value("groep", "stagebegeleiders")


def small(
    inside: str = "", *, content: str = SPOKEN, codes: str = CODES, group: str = GROUP, **more: str
) -> str:
    """A project of one interview."""
    inside = inside or selection(0, 23, [code_guid("contact_bedrijf")])
    source = text_source("Jan Jansen.docx", inside, content=content, values=group)
    return project(source, codes=codes, variables=["groep", *STUDY.questions], **more)  # type: ignore[arg-type]
