"""Personal details in open answers are found by their form, and what is no detail is left as it was typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagepact_research.limesurvey.masking import MASKS, mask

FOUND = """
| mail mij op jan.jansen@example.org gerust   | email    | mail mij op [e-mailadres] gerust        |
| jan(at)example.org                          | email    | [e-mailadres]                           |
| jan [at] example [punt] org                 | email    | [e-mailadres]                           |
| jan apenstaartje example punt org           | email    | [e-mailadres]                           |
| JAN@EXAMPLE.ORG; of bel                     | email    | [e-mailadres]; of bel                   |
| jan＠example.org                             | email    | [e-mailadres]                           |
| bel 0612345678                              | telefoon | bel [telefoonnummer]                    |
| bel 06-12 34 56 78 na vijven                | telefoon | bel [telefoonnummer] na vijven          |
| bel 06 - 12345678.                          | telefoon | bel [telefoonnummer].                   |
| +31 6 12345678                              | telefoon | [telefoonnummer]                        |
| 0031612345678                               | telefoon | [telefoonnummer]                        |
| (020) 123 45 67                             | telefoon | [telefoonnummer]                        |
| 010-1234567                                 | telefoon | [telefoonnummer]                        |
| +32 470 12 34 56                            | telefoon | [telefoonnummer]                        |
| 612345678                                   | telefoon | [telefoonnummer]                        |
| mijn bsn is 111222333                       | bsn      | mijn bsn is [burgerservicenummer]       |
| 1112.22.333                                 | bsn      | [burgerservicenummer]                   |
| NL91 ABNA 0417 1643 00                      | iban     | [rekeningnummer]                        |
| nl91abna0417164300                          | iban     | [rekeningnummer]                        |
| DE89 3704 0044 0532 0130 00                 | iban     | [rekeningnummer]                        |
"""
SPELLINGS = (
    *("06-98765432 06-98765432", "1. 06-98765432\n2. 06-98765432", "06-98765432 (9-17 uur)"),
    *("06-98765432 12.00 uur", "085-1234567 / 06-98765432", "12-05-2026 06-98765432", "team 3 06-98765432"),
    *("tel06-98765432", "06-98765432of", "06\u201098765432", "06\u221298765432", "06    98765432"),
    *("06 -- 98765432", "06_98765432", "06:98:76:54:32", "[06] 98765432", "06*98765432", "06~98765432"),
    *("06, 98765432", "O6-98765432", "o6 98765432", "0️⃣6️⃣9️⃣8️⃣7️⃣6️⃣5️⃣4️⃣3️⃣2️⃣", "06\u034f98765432", "0 6 9 8 7 6 5 4 3 2"),
    *(
        "kanarie (@) example.org",
        "kanarie[@]example[.]org",
        "kanarie-at-example.org",
        "kanarie_at_example.org",
    ),
    *("kanarie *at* example.org", 'kanarie "at" example.org', "kanarie apestaartje example punt org"),
    *("kanarie@@example.org", "kanarie@ (example.org)", '"kanarie"@example.org', "kanarie@.example.org"),
    *("kanarie&#64;example.org", "kanarie%40example.org", "kanarie at example.org", "kanarie@localhost"),
)
KEPT = (
    "De student at niet. Ik vroeg waarom.",
    "Wij doen dit @ school. Daarna niet.",
    "Vanaf 01-09-2025 20 studenten, en 12 in 2026.",
    "om 09.00-10.30 uur in lokaal 2.14",
    "",
    "In 2023-2027 hadden we 3 meldingen op 250 studenten.",
    "artikel 6, eerste lid, onder a",
    "we zitten @ school en doen 50/50",
    "de wet van 01-01-2024",
    "schooljaar 2023/2024 en 2024/2025",
    "code 123456789",  # nine digits that do not pass the elfproef
    "a+b=c & <b>vet</b> ½ ² é",
    "regel één\nregel twee",
)


@pytest.mark.parametrize("line", [line for line in FOUND.splitlines() if line])
def test_a_detail_is_replaced_and_counted(line: str) -> None:
    text, kind, expected = (cell.strip() for cell in line.strip("|").split("|"))
    assert mask(text) == (expected, {kind: 1})


@pytest.mark.parametrize("text", KEPT)
def test_what_is_no_detail_stays_as_it_was_typed(text: str) -> None:
    assert mask(text) == (text, {})


@pytest.mark.parametrize("text", SPELLINGS)
def test_a_detail_is_found_however_it_is_spelled(text: str) -> None:
    masked, counts = mask(text)
    assert counts
    assert "kanarie" not in masked
    assert "98765432" not in "".join(c for c in masked if c.isdecimal())


def test_a_long_answer_takes_a_time_in_proportion_to_it() -> None:
    """Repeats without a bound took minutes for these; now they end at once."""
    for text in ("a.a." * 25_000, "1" * 100_000, "a" * 100_000, "0 6 " * 25_000, "NL91" * 25_000):
        mask(text)


def test_a_detail_with_invisible_or_look_alike_signs_is_found_too() -> None:
    assert mask("06\u200b1234\u200b5678")[0] == "[telefoonnummer]"
    assert mask("０６１２３４５６７８")[0] == "[telefoonnummer]"
    assert mask("٠٦١٢٣٤٥٦٧٨")[0] == "[telefoonnummer]"


@given(st.text(), st.text())
def test_an_address_never_survives_whatever_stands_around_it(before: str, after: str) -> None:
    masked, counts = mask(f"{before} kanarie@example.org {after}")
    assert "kanarie@example.org" not in masked
    assert counts["email"] >= 1


@given(st.text(alphabet="0123456789 -+()./abc@\n", max_size=60))
def test_what_was_masked_is_masked_for_good(text: str) -> None:
    once, _ = mask(text)
    assert mask(once) == (once, {})


@given(st.lists(st.sampled_from([*MASKS.values(), "woord"]), max_size=6))
def test_the_masks_themselves_are_no_details(words: list[str]) -> None:
    text = " ".join(words)
    assert mask(text) == (text, {})
