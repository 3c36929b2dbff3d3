"""Coded interviews in the shape that each coding program gives them."""

from __future__ import annotations

import pytest
from coded_interviews import (
    CODES,
    GROUP,
    SPOKEN,
    STUDY,
    archive,
    code,
    guid,
    project,
    selection,
    small,
    text_source,
    value,
)
from hypothesis import given
from hypothesis import strategies as st

from stagepact_research.strands.interviews.refi import (
    CodedInterviews,
    Mapping,
    Study,
    StudyCode,
    coded_from_project,
    read_project,
)
from stagepact_research.strands.interviews.refi.errors import (
    AmbiguousCode,
    ConflictingValue,
    InvalidMapping,
    MissingGroup,
    OtherGroup,
    UnknownAnswer,
    UnknownCode,
    UnsupportedSource,
)
from stagepact_research.strands.interviews.refi.exchange import code_guid
from stagepact_research.strands.interviews.refi.positions import Counting, Excerpt, Text, find_counting, span

ANN, BEA = guid("ann"), guid("bea")
USERS = {ANN: "Ann de Vries", BEA: "Bea Bakker"}
CONTACT, STUDENT = code_guid("contact_bedrijf"), code_guid("gesprek_student")


def coded(qde: str, files: dict[str, str | bytes] | None = None, **more: object) -> CodedInterviews:
    mapping = more.pop("mapping", Mapping())
    found = read_project(archive(qde, files), "studie.qdpx")
    return coded_from_project(found, STUDY, mapping, file="studie.qdpx", **more)  # type: ignore[arg-type]


def test_qualcoder_gives_variables_by_case_and_a_text_in_the_folder_sources() -> None:
    cases = (
        f'<Case guid="{guid("casus")}" name="P1">{value("groep", "praktijkopleiders")}{value("v03", "ja")}'
        f'<SourceRef targetGUID="{guid("f.txt")}"/></Case>'
    )
    chosen = selection(0, 23, [CONTACT], name=SPOKEN[:23], user=ANN)
    source = text_source("f.txt", chosen, path=f"internal://{guid('f.txt')}.txt")
    qde = project(source, codes=CODES, users=USERS, variables=["groep", "v03"], cases=cases)
    found = coded(qde, {f"Sources/{guid('f.txt')}.txt": SPOKEN})
    assert found.interviews == (("I01", "praktijkopleiders"),)
    assert found.answers == (("I01", "v03", "ja"),)
    assert found.codings == (("I01", "contact_bedrijf", "codeur_1", "0", "23", "nee", ""),)


def test_maxqda_gives_variables_by_document_upper_case_guids_and_codes_below_codes() -> None:
    codes = code("Signaal", inside=code("Contact met het bedrijf") + code("Gesprek met de student"))
    chosen = selection(
        0, 23, [guid("Contact met het bedrijf").upper()], name="Wij bellen het bed...", user=ANN
    )
    source = text_source("Interview 1", chosen, path="internal://A.txt", values=GROUP)
    qde = project(
        source, codes=codes, users=USERS, variables=["groep"], origin="MAXQDA 2022 (Release 22.4.0)"
    )
    found = coded(qde.replace(guid("Interview 1"), guid("Interview 1").upper()), {"sources/A.txt": SPOKEN})
    assert found.codings[0][1:5] == ("contact_bedrijf", "codeur_1", "0", "23")


def test_nvivo_codes_a_text_as_a_case_and_does_not_say_who_coded() -> None:
    cases = f'<Case guid="{guid("casus")}" name="P1">{value("groep", "stagebegeleider")}</Case>'
    chosen = selection(0, 20, [guid("casus")]) + selection(4, 10, [STUDENT], count=2)
    source = text_source("P1", chosen, path="internal://x.txt")
    qde = project(source, codes=CODES, variables=["groep"], cases=cases, origin="NVivo for Windows 12.6")
    found = coded(qde, {"Sources/x.txt": b"\xef\xbb\xbf" + SPOKEN.encode()})
    assert found.interviews == (("I01", "stagebegeleiders"),)
    assert found.codings == (("I01", "gesprek_student", "", "4", "10", "nee", ""),)
    assert any("niet wie ze gaf" in remark for remark in found.remarks)


def test_atlas_gives_groups_of_documents_codes_with_a_colon_and_one_sign_for_a_line_end() -> None:
    codes = code("Signaal: Contact met het bedrijf")
    chosen = selection(6, 11, [guid("Signaal: Contact met het bedrijf")], name="bellen", user=BEA)
    sets = (
        f'<Sets><Set guid="{guid("set")}" name="Praktijkopleiders"><MemberSource targetGUID="{guid("D1")}"/>'
        "</Set></Sets>"
    )
    source = text_source("D1", chosen, path="internal://d.txt")
    qde = project(source, codes=codes, users=USERS, after=sets, origin="ATLAS.ti Win 23.4.0")
    found = coded(qde, {"sources/d.txt": "eerst\r\nbellen"})
    assert found.interviews == (("I01", "praktijkopleiders"),)
    assert found.codings[0][3:5] == ("6", "11")
    other = coded(qde.replace("ATLAS.ti", "NVivo"), {"sources/d.txt": "eerst\r\nbellen, zei zij"})
    assert other.codings[0][3:5] == ("5", "10"), "where a line end counts twice, 6 is its second sign"


def test_only_text_that_is_cleared_leaves_with_details_masked() -> None:
    text = "Bel mij op 06-12345678 over dit. Dit blijft binnen."
    cleared = code("citaat_vrijgegeven")
    chosen = selection(0, 51, [CONTACT], user=ANN) + selection(0, 32, [guid("citaat_vrijgegeven")], count=2)
    found = coded(small(chosen, content=text, codes=CODES + cleared, users=USERS))  # type: ignore[arg-type]
    assert found.codings == (
        ("I01", "contact_bedrijf", "codeur_1", "0", "51", "ja", "Bel mij op [telefoonnummer] over dit."),
    )
    assert any("telefoon 1" in remark for remark in found.remarks)


def test_a_detail_that_a_selection_cuts_in_two_is_masked_too() -> None:
    text = "Bel 06-12345678 maar."
    both = selection(0, 10, [CONTACT]) + selection(0, 21, [guid("citaat_vrijgegeven")], count=2)
    found = coded(small(both, content=text, codes=CODES + code("citaat_vrijgegeven")))
    assert found.codings[0][-1] == "Bel [telefoonnummer] maar."


def test_an_answer_is_known_by_its_code_its_label_a_tick_or_a_number() -> None:
    found = coded(
        small(group=GROUP + value("v03", "true") + value("v04", "Af en toe; vaak") + value("jaren", "3,5"))
    )
    assert found.answers == (
        ("I01", "jaren", "3.5"),
        ("I01", "v03", "ja"),
        ("I01", "v04", "soms"),
        ("I01", "v04", "vaak"),
    )
    skipped = coded(small(group=GROUP + value("jaren", "niet gevraagd")))
    assert skipped.answers == (("I01", "jaren", "niet_gevraagd"),)
    with pytest.raises(UnknownAnswer):
        coded(small(group=GROUP + value("jaren", "-1")))
    with pytest.raises(ConflictingValue):
        coded(small(group=GROUP + value("v03", "ja; nee")))


def test_an_answer_of_our_own_codebook_is_known_by_its_guid() -> None:
    chosen = selection(0, 3, [code_guid("v04:soms")]) + selection(4, 9, [CONTACT], count=2)
    found = coded(small(chosen, codes=CODES + code("hernoemd", code_guid("v04:soms"))))
    assert found.answers == (("I01", "v04", "soms"),)


def test_a_code_of_the_other_group_is_refused() -> None:
    chosen = selection(0, 3, [code_guid("steun")])
    assert coded(small(chosen)).codings[0][1] == "steun"
    with pytest.raises(OtherGroup) as problem:
        coded(small(chosen, group=value("groep", "praktijkopleiders")))
    assert (problem.value.source, problem.value.code) == (1, "steun")


def test_a_code_that_is_an_answer_is_no_coding() -> None:
    codes = CODES + code("v03:ja") + code("v04", inside=code("soms"), codable=False)
    chosen = selection(0, 3, [guid("v03:ja"), guid("soms"), CONTACT])
    found = coded(small(chosen, codes=codes))
    assert found.answers == (("I01", "v03", "ja"), ("I01", "v04", "soms"))
    assert [row[1] for row in found.codings] == ["contact_bedrijf"]


def test_a_renamed_code_is_known_by_its_guid_and_another_by_the_mapping() -> None:
    codes = code("Nieuwe naam", CONTACT) + code("Praatje") + code("Rest")
    chosen = selection(0, 3, [CONTACT, guid("Praatje"), guid("Rest")])
    mapping = Mapping(codes={"praatje": "gesprek_student", "Rest": "niet"})
    found = coded(small(chosen, codes=codes), mapping=mapping)
    assert {row[1] for row in found.codings} == {"contact_bedrijf", "gesprek_student"}
    assert any("niet meetellen: 1" in remark for remark in found.remarks)


def test_all_unknown_codes_are_named_but_not_those_named_after_spoken_words() -> None:
    codes = code("Onbekend A") + code("praten we met de student")
    chosen = selection(0, 3, [guid("Onbekend A"), guid("praten we met de student")])
    with pytest.raises(UnknownCode) as problem:
        coded(small(chosen, codes=codes))
    assert problem.value.names == [
        '"Onbekend A"',
        "code 2 van 2 op alfabet (die woorden staan in een interview)",
    ]
    with pytest.raises(InvalidMapping):
        coded(small(chosen, codes=codes), mapping=Mapping(codes={"Onbekend A": "bestaat_niet"}))
    with pytest.raises(InvalidMapping):
        coded(small(), mapping=Mapping(questions={"Vraag 9": "v99"}))


def test_a_label_of_two_codes_is_no_guess() -> None:
    codebook = Study((StudyCode("a", "Contact"), StudyCode("b", "contact")))
    found = read_project(archive(small(selection(0, 3, [guid("Contact")]), codes=code("Contact"))), "x.qdpx")
    with pytest.raises(AmbiguousCode) as problem:
        coded_from_project(found, codebook, Mapping(), file="x.qdpx")
    assert problem.value.codes == ["a", "b"]


def test_every_interview_has_one_known_group() -> None:
    with pytest.raises(MissingGroup) as missing:
        coded(small(group=value("groep", "docenten")))
    assert missing.value.sources == [1]
    with pytest.raises(ConflictingValue):
        coded(small(group=GROUP + value("groep", "praktijkopleiders")))
    mapped = coded(small(group=value("groep", "SB")), mapping=Mapping(groups={"sb": "stagebegeleiders"}))
    assert mapped.interviews == (("I01", "stagebegeleiders"),)


def test_an_answer_and_an_attribute_are_among_those_that_may_be_given() -> None:
    with pytest.raises(UnknownAnswer) as problem:
        coded(small(group=GROUP + value("v03", "misschien")))
    assert problem.value.question == "v03"
    assert "misschien" not in str(problem.value)
    mapping = Mapping(answers={"v03": {"jazeker": "ja"}}, attributes={"v04": ("soms", "vaak", "nooit")})
    found = coded(small(group=GROUP + value("v03", "Jazeker") + value("v04", "Vaak")), mapping=mapping)
    assert found.interviews == (("I01", "stagebegeleiders", "vaak"),)
    assert ("I01", "v03", "ja") in found.answers


def test_codings_in_sound_or_pdf_are_never_left_out_silently() -> None:
    coding = f'<Coding guid="{guid("ac")}"><CodeRef targetGUID="{CONTACT}"/></Coding>'
    heard = f'<AudioSelection guid="{guid("as")}" begin="1" end="2">{coding}</AudioSelection>'
    sound = f'<AudioSource guid="{guid("a")}" path="relative:///a.m4a">{heard}</AudioSource>'
    sound += f'<PDFSource guid="{guid("p")}" path="internal://p.pdf"/>'
    qde = small().replace("</Sources>", f"{sound}</Sources>")
    with pytest.raises(UnsupportedSource) as problem:
        coded(qde)
    assert (problem.value.kinds, problem.value.codings) == ({"geluid": 1, "pdf": 1}, 1)
    found = coded(qde, mapping=Mapping(skip_other_sources=True))
    assert "1 geluid, 1 pdf, met 1 coderingen" in found.remarks[0]


def test_an_interview_keeps_its_pseudonym_and_a_new_one_gets_the_next() -> None:
    one = coded(small())
    second = text_source("Nieuw", selection(0, 3, [CONTACT]), content="Andere woorden.", values=GROUP)
    both = coded(small().replace("<Sources>", f"<Sources>{second}"), earlier={"I07": one.keys["I01"]})
    assert set(both.keys) == {"I07", "I08"}
    assert both.keys["I07"] == one.keys["I01"]


def test_the_order_of_users_and_sources_does_not_change_what_is_written() -> None:
    first = text_source("A", selection(0, 3, [CONTACT], user=ANN), content="Eerste woorden.", values=GROUP)
    second = text_source("B", selection(1, 4, [STUDENT], user=BEA), content="Tweede woorden.", values=GROUP)
    results = [
        coded(project(sources, codes=CODES, users=users, variables=["groep"]))
        for sources, users in (
            (first + second, USERS),
            (second + first, dict(reversed(list(USERS.items())))),
        )
    ]
    assert results[0] == results[1]


LETTERS = st.text(st.sampled_from("ab é😀🏽\n"), min_size=1, max_size=40)


@given(LETTERS, st.data())
def test_a_selection_means_the_same_text_however_the_program_counts(plain: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(plain) - 1))
    end = data.draw(st.integers(start + 1, len(plain)))
    counting = data.draw(
        st.builds(
            Counting,
            st.sampled_from(["codepoint", "utf16"]),
            st.sampled_from(["stored", "one"]),
            st.booleans(),
        )
    )
    stored = "\ufeff" + plain.replace("\n", "\r\n")

    def counted(length: int) -> int:
        before = plain[:length]
        lines = before if counting.line_end == "one" else before.replace("\n", "\r\n")
        wide = len(lines.encode("utf-16-le")) // 2 if counting.unit == "utf16" else len(lines)
        return wide + counting.bom

    text = Text(stored)
    assert text.plain == plain
    found = span(Excerpt(counted(start), counted(end)), text.places(counting))
    assert found == (start, end)


@given(LETTERS, st.integers(0, 80), st.integers(0, 80))
def test_a_selection_is_a_piece_of_the_text_or_nothing(plain: str, start: int, end: int) -> None:
    for counting in (Counting(), Counting("utf16"), Counting(line_end="two"), Counting(bom=True)):
        found = span(Excerpt(start, end), Text(plain).places(counting))
        assert found is None or 0 <= found[0] < found[1] <= len(Text(plain).plain)


def test_names_of_selections_show_that_a_program_counts_otherwise() -> None:
    raw = "😀😀 eerste regel\r\nen dan de tweede regel"
    own_name = Excerpt(0, 4, "een eigen naam")
    for start, counting in (
        (19, Counting("utf16")),
        (18, Counting("utf16", "one")),
        (16, Counting(line_end="one")),
    ):
        told = [Excerpt(start, start + 15, "en dan de tweede"), own_name]
        assert find_counting(Counting(), [(Text(raw), told)]) == counting
    assert find_counting(Counting(), [(Text(raw), [own_name])]) == Counting(), (
        "a name of its own tells nothing"
    )
