"""The codebook goes out to a coding program and comes back as it was."""

from __future__ import annotations

import re
from xml.etree.ElementTree import fromstring

import pytest
from coded_interviews import STUDY, archive, selection, small

from stagepact_research.strands.interviews.refi import (
    Mapping,
    Study,
    StudyCode,
    coded_from_project,
    read_project,
    read_qdc,
    to_qdc,
)
from stagepact_research.strands.interviews.refi.errors import UnfitCodebook
from stagepact_research.strands.interviews.refi.exchange import code_guid

NAMESPACE = "{urn:QDA-XML:codebook:1.0}"
GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def test_the_codebook_has_the_structure_of_the_standard() -> None:
    root = fromstring(to_qdc(STUDY))
    assert root.tag == f"{NAMESPACE}CodeBook"
    assert set(root.attrib) == {"origin"}
    assert [child.tag for child in root] == [f"{NAMESPACE}Codes"]
    elements = list(root.iter(f"{NAMESPACE}Code"))
    for element in elements:
        assert set(element.attrib) <= {"guid", "name", "isCodable", "color"}
        assert GUID.fullmatch(element.attrib["guid"])
        assert element.attrib["isCodable"] in ("true", "false")
        # The standard has the description before the codes below it.
        tags = [child.tag.removeprefix(NAMESPACE) for child in element]
        assert tags == sorted(tags, key=["Description", "Code"].index)
        assert tags.count("Description") <= 1
    assert len({element.attrib["guid"] for element in elements}) == len(elements)


def test_the_codebook_comes_back_as_it_went() -> None:
    back = read_qdc(to_qdc(STUDY), "codeboek.qdc")
    codes = {code.guid: code for code in back if code.codable}
    for own in STUDY.codes:
        found = codes[code_guid(own.id)]
        assert (found.name, found.description, found.parents) == (own.label, own.definition, own.headings)
    assert [code.name for code in back if not code.codable] == [
        *("Signaal", "Ondersteuning", "Gesloten vragen", "Bekend", "Hoe vaak")
    ]
    assert codes[code_guid("v03:ja")].parents == ("Gesloten vragen", "Bekend")
    assert len(codes) == len(STUDY.codes) + 5 + 1, "the answers and the code for quotes are added"


def test_guids_are_the_same_in_every_version() -> None:
    assert to_qdc(STUDY) == to_qdc(STUDY)
    assert code_guid("steun") == "bd58bb49-feca-5a7b-9659-dd4f3c2e1e90"


def test_the_code_for_quotes_that_goes_out_clears_quotes_when_it_comes_back() -> None:
    codes = re.findall(r"<Code guid.*?/Code>", to_qdc(STUDY).decode(), flags=re.DOTALL)
    cleared = code_guid("citaat_vrijgegeven")
    chosen = selection(0, 23, [code_guid("steun"), cleared])
    listed = "".join(codes).replace('<Code guid="', '\n<Code guid="')
    flat = "".join(
        f'<Code guid="{guid}" name="hernoemd" isCodable="true"/>'
        for guid in re.findall(r'guid="([^"]*)"[^>]*isCodable="true"', listed)
    )
    found = read_project(archive(small(chosen, codes=flat)), "x.qdpx")
    coded = coded_from_project(found, STUDY, Mapping(), file="x.qdpx")
    assert coded.codings == (("I01", "steun", "", "0", "23", "ja", "Wij bellen het bedrijf."),)


def test_signs_that_xml_cannot_hold_are_refused_and_others_kept() -> None:
    strange = StudyCode("x", '<b> & "aanhaling" é 😀', "regel 1\nregel 2")
    back = read_qdc(to_qdc(Study((strange,))), "c.qdc")
    assert (back[0].name, back[0].description) == (strange.label, strange.definition)
    with pytest.raises(UnfitCodebook):
        to_qdc(Study((StudyCode("x", "bel\x07"),)))
    with pytest.raises(UnfitCodebook):
        to_qdc(Study(()))
