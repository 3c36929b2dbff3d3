"""Files that no program exports: each is refused with its own error, before anything is written."""

from __future__ import annotations

import io
import random
import stat
import zipfile

import pytest
from coded_interviews import CODES, GROUP, archive, code, guid, project, selection, small, text_source
from test_refi_programs import coded

from stagepact_research.strands.interviews.refi import read_project, read_qdc
from stagepact_research.strands.interviews.refi.archive import Limits
from stagepact_research.strands.interviews.refi.errors import (
    CodedInterviewsProblem,
    DuplicateGuid,
    EmptyProject,
    EncryptedMember,
    MalformedGuid,
    MissingCode,
    MissingMember,
    NestedArchive,
    NotAnArchive,
    NotUtf8,
    OutsideArchive,
    SelectionOutsideText,
    TooLarge,
    UnreadableXml,
    UnsafeMember,
    UnsafeXml,
)
from stagepact_research.strands.interviews.refi.exchange import code_guid

CONTACT = code_guid("contact_bedrijf")


def refused(kind: type[CodedInterviewsProblem], file: io.BytesIO, limits: Limits | None = None) -> str:
    with pytest.raises(CodedInterviewsProblem) as problem:
        read_project(file, "studie.qdpx", limits)
    assert type(problem.value) is kind, problem.value
    assert problem.value.where.startswith("studie.qdpx")
    assert problem.value.found
    assert problem.value.expected
    assert problem.value.remedy
    return str(problem.value)


def member(name: str, *, mode: int = 0, content: bytes = b"x", flag: int = 0) -> io.BytesIO:
    target = archive(small())
    with zipfile.ZipFile(target, "a") as packed:
        info = zipfile.ZipInfo("onschuldig.txt")
        info.filename = info.orig_filename = name
        info.external_attr = mode << 16
        packed.writestr(info, content)
    data = bytearray(target.getvalue())
    if flag:
        place = data.rfind(b"PK\x01\x02")
        data[place + 8] |= flag
    return io.BytesIO(bytes(data))


@pytest.mark.parametrize(
    "name", ["/etc/passwd", "../x.txt", "Sources/../../x.txt", "Sources\\x.txt", "C:/x.txt", "C:x.txt"]
)
def test_a_name_that_leads_out_of_the_archive(name: str) -> None:
    assert name not in refused(UnsafeMember, member(name))


def test_a_symbolic_link_and_a_device() -> None:
    refused(UnsafeMember, member("Sources/x.txt", mode=stat.S_IFLNK | 0o777, content=b"/etc/passwd"))
    refused(UnsafeMember, member("Sources/x.txt", mode=stat.S_IFCHR | 0o666))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_files_with_one_name_also_when_only_the_case_differs() -> None:
    refused(UnsafeMember, member("project.qde"))
    refused(UnsafeMember, member("PROJECT.qde"))


def test_a_file_with_a_password() -> None:
    refused(EncryptedMember, member("Sources/x.txt", flag=1))


def test_an_archive_in_the_archive() -> None:
    refused(NestedArchive, member("Sources/x.zip"))
    refused(NestedArchive, member("Sources/andere.QDPX"))


def test_too_many_files_too_many_bytes_and_a_bomb() -> None:
    files: dict[str, str | bytes] = {f"Sources/{number}.txt": "x" for number in range(5)}
    refused(TooLarge, archive(small(), files), Limits(members=5))
    refused(TooLarge, archive(small()), Limits(project=100))
    refused(TooLarge, archive(small()), Limits(total=100))
    refused(TooLarge, archive(small(), {"Sources/bom.txt": b"\0" * 8_000_000}))
    pathed = project(text_source("a", "", path="internal://a.txt"), codes=CODES)
    refused(TooLarge, archive(pathed, {"Sources/a.txt": "woord " * 100}), Limits(text=100))
    refused(TooLarge, archive(pathed, {"Sources/a.txt": "woord " * 100}), Limits(texts=100))


def test_a_size_that_lies_does_not_get_more_read() -> None:
    pathed = project(text_source("a", "", path="internal://a.txt"), codes=CODES)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        packed.writestr("project.qde", pathed)
        packed.writestr("Sources/a.txt", "y" * 5000)
    lying = bytearray(target.getvalue())
    place = lying.rfind(b"PK\x01\x02")
    lying[place + 24 : place + 28] = (10).to_bytes(4, "little")
    refused(NotAnArchive, io.BytesIO(bytes(lying)))


def test_no_zip_a_broken_one_and_one_without_a_project() -> None:
    refused(NotAnArchive, io.BytesIO(b"PK\x03\x04 geen zip"))
    refused(NotAnArchive, io.BytesIO(archive(small()).getvalue()[:-60]))
    empty = io.BytesIO()
    with zipfile.ZipFile(empty, "w") as packed:
        packed.writestr("iets.txt", "x")
    refused(NotAnArchive, io.BytesIO(empty.getvalue()))
    damaged = bytearray(archive(small()).getvalue())
    damaged[60] ^= 0xFF
    refused(NotAnArchive, io.BytesIO(bytes(damaged)))


LAUGHS = '<?xml version="1.0"?><!DOCTYPE Project [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY c "&b;">]>'
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE Project [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("head", [LAUGHS, OUTSIDE, '<?xml version="1.0"?><!DOCTYPE Project SYSTEM "p.dtd">'])
def test_entities_and_document_types(head: str) -> None:
    refused(UnsafeXml, archive(small(head=head)))


@pytest.mark.parametrize(
    "qde",
    [
        "",
        "<Project",
        '<?xml version="1.0" encoding="geen"?><Project/>',
        "<Project/>",
        small(namespace="urn:iets:anders"),
        "<a>" * 100 + "</a>" * 100,
    ],
)
def test_xml_that_is_no_project(qde: str) -> None:
    refused(UnreadableXml, archive(qde))


def test_xml_of_a_draft_of_the_standard_is_read() -> None:
    assert read_project(archive(small(namespace="urn:QDA-XML:project:1:0")), "x").total == 1


@pytest.mark.parametrize(
    "path",
    [
        "internal://../geheim.txt",
        "internal:////etc/passwd",
        "internal://C:/x.txt",
        "internal://a\\b.txt",
        "relative://../x.txt",
        "relative:///x.txt",
        "absolute:///etc/passwd",
        "file:///etc/passwd",
        "../x.txt",
        "internal://",
    ],
)
def test_a_text_outside_the_archive(path: str) -> None:
    message = refused(OutsideArchive, archive(project(text_source("a", "", path=path), codes=CODES)))
    assert "passwd" not in message


def test_a_text_that_is_not_there_or_no_utf8() -> None:
    qde = project(text_source("a", "", path="internal://a.txt"), codes=CODES)
    refused(MissingMember, archive(qde))
    refused(NotUtf8, archive(qde, {"Sources/a.txt": "caf\xe9".encode("latin-1")}))


def test_guids_that_are_none_or_double() -> None:
    refused(MalformedGuid, archive(small(codes=CODES + code("x", "plugin"))))
    refused(MalformedGuid, archive(small(selection(0, 3, ["geen-guid"]))))
    refused(DuplicateGuid, archive(small(codes=CODES + code("x", CONTACT))))
    double = text_source("a", "", content="x")
    refused(DuplicateGuid, archive(project(double + double, codes=CODES)))


def test_a_code_that_the_file_does_not_have() -> None:
    refused(MissingCode, archive(small(selection(0, 3, [guid("nergens")]))))


def test_positions_that_are_no_numbers_or_outside_the_text() -> None:
    for wrong in ("-1", "1.5", "x", "9" * 40, ""):
        qde = small(selection(77, 99, [CONTACT])).replace('startPosition="77"', f'startPosition="{wrong}"')
        refused(SelectionOutsideText, archive(qde))
    for start, end in ((0, 999), (5, 5), (9, 3)):
        with pytest.raises(SelectionOutsideText) as problem:
            coded(small(selection(start, end, [CONTACT])))
        assert "bron 1, selectie 1" in problem.value.where


def test_a_project_without_interviews_or_codings() -> None:
    refused(EmptyProject, archive(project("", codes=CODES)))
    for qde in (
        small(group=GROUP.replace("stagebegeleiders", "geen interview")),
        small(selection(0, 3, [])),
    ):
        with pytest.raises(EmptyProject):
            coded(qde)


def test_a_codebook_is_read_with_the_same_care() -> None:
    with pytest.raises(UnsafeXml):
        read_qdc(LAUGHS.encode() + b"<CodeBook/>", "c.qdc")
    with pytest.raises(UnreadableXml):
        read_qdc(small().encode(), "c.qdc")


def test_bytes_that_were_damaged_at_random_are_a_sentence_and_never_a_crash() -> None:
    pathed = project(
        text_source("a", "", path="internal://a.txt", values=GROUP), codes=CODES, variables=["groep"]
    )
    packed = archive(pathed, {"Sources/a.txt": "woorden"}).getvalue()
    chance = random.Random(2026)
    kinds = set()
    for _ in range(600):
        whole = bytearray(packed if chance.random() < 0.5 else pathed.encode())
        for _ in range(chance.randint(1, 5)):
            whole[chance.randrange(len(whole))] = chance.randrange(256)
        file = io.BytesIO(bytes(whole)) if whole[:2] == packed[:2] else archive(bytes(whole))
        try:
            read_project(file, "studie.qdpx")
        except CodedInterviewsProblem as problem:
            kinds.add(type(problem))
    assert {NotAnArchive, UnreadableXml, MissingMember} <= kinds
