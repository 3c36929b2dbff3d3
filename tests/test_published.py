"""The published numbers of 2024, held against tables as the report prints them."""

from __future__ import annotations

import hashlib
import json
import re
from itertools import combinations
from pathlib import Path

import pandas as pd
import pytest
from project import PROJECT

from stagepact_research.estimates import COLUMNS, read_estimates, select
from stagepact_research.quantifiers import interval_of, printed_words

RAW = Path(__file__).parent.parent / "data" / "raw" / "2024"
SCALES = (
    "kennis",
    "bevorderend",
    "belemmerend",
    "preventie",
    "voorbereiding",
    "zoeken",
    "begeleiding",
    "contact",
)
CHAPTERS = ("Samenvatting", "1", "2", "3", "4", "5", "6", "Bijlage 2", "Bijlage 3")


def rows_of(text: str) -> list[list[str]]:
    """The cells of a table drawn with bars, without its heading."""
    lines = [line.strip() for line in text.strip().splitlines()]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines][1:]


@pytest.fixture(scope="module")
def published() -> pd.DataFrame:
    return read_estimates(RAW / "published.csv")


def value(published: pd.DataFrame, **key: str) -> float:
    found = select(published, **key)
    assert len(found) == 1, f"{len(found)} rows with {key}"
    return float(found["estimate"].iloc[0])


def chapter(locator: str) -> str:
    """The chapter or appendix in which a locator lies; tables and figures are named after theirs."""
    named = re.match(r"(Samenvatting|Bijlage \d|Tabel B|[Ff]iguur \d|Tabel \d|\d)", locator)
    assert named, locator
    name = named.group(1)
    return "Bijlage 2" if name == "Tabel B" else name.split()[-1] if name[0] in "TF" else name


TABLE_4_1 = """
    | kennis | bevorderend | belemmerend | preventie | voorbereiding | zoeken | begeleiding | contact |
    | 10     | 5           | 3           | 6         | 5             | 7      | 4           | 7       |
"""

TABLE_4_2 = """
    | subject   | category | aantal | %    |
    | leerweg   | bol      | 57     | 51.3 |
    | leerweg   | bbl      | 5      | 4.5  |
    | leerweg   | beide    | 49     | 44.1 |
    | q16entree | ja       | 16     | 14.4 |
    | q16niv2   | ja       | 43     | 38.7 |
    | q16niv3   | ja       | 72     | 64.9 |
    | q16niv4   | ja       | 84     | 75.7 |
    | q15       | mtlm     | 8      | 7.2  |
    | q15       | sv       | 3      | 2.7  |
    | q15       | zdv      | 10     | 9.0  |
    | q15       | zws      | 42     | 37.8 |
    | q15       | h        | 4      | 3.6  |
    | q15       | vgg      | 17     | 15.3 |
    | q15       | tgo      | 16     | 14.4 |
    | q15       | ict      | 11     | 9.9  |
"""

TABLE_4_3 = """
    | category    | aantal | %    |
    | ja          | 63     | 45.3 |
    | nee         | 37     | 26.6 |
    | weet_ik_niet | 39    | 28.1 |
"""

FIGURE_4_2 = """
    | item | afwezig | beperkt | aanwezig |
    | q05h | 2       | 4       | 95       |
    | q05f | 3       | 8       | 89       |
    | q05c | 3       | 12      | 85       |
    | q05g | 5       | 16      | 79       |
    | q05d | 16      | 21      | 63       |
    | q05a | 19      | 23      | 58       |
    | q05i | 10      | 36      | 54       |
"""

TABLE_B1 = """
    | scale         | n_items | alpha | item_rest_r_min |
    | kennis        | 10      | .86   | .34             |
    | bevorderend   | 5       | .72   | .30             |
    | belemmerend   | 3       | .64   | .36             |
    | preventie     | 6       | .64   | .22             |
    | voorbereiding | 5       | .95   | .82             |
    | zoeken        | 7       | .86   | .54             |
    | begeleiding   | 4       | .73   | .27             |
    | contact       | 7       | .83   | .44             |
"""

TABLE_B2 = """
    |               | kennis | bevorderend | belemmerend | preventie | voorbereiding | zoeken | begeleiding |
    | bevorderend   | .37**  |             |             |           |               |        |             |
    | belemmerend   | -.11   | -.02        |             |           |               |        |             |
    | preventie     | .34    | .14         | .03         |           |               |        |             |
    | voorbereiding | .52**  | .15         | -.01        | -.03      |               |        |             |
    | zoeken        | .04    | .15         | -.03        | -.01      | .27**         |        |             |
    | begeleiding   | .29**  | .24*        | -.02        | -.15      | .25*          | .18    |             |
    | contact       | .56**  | .27**       | -.04        | .35**     | .54**         | .32**  | .32**       |
"""

# One number from every part of the report, as a reader would pick them.
PICKED = """
|locator                |subject                    |statistic|category            |variant|estimate|
|Samenvatting; Stagepact|q07a                       |pct      |ja                  |high   |40      |
|Samenvatting           |stagematching_objectief    |pct      |ja                  |low    |25      |
|Samenvatting           |stagepact_bekend           |n        |ja                  |       |3       |
|1.3                    |interviews                 |n        |totaal              |       |60      |
|1.3                    |werving_instellingen       |n        |beoogd              |       |8       |
|1.1                    |discriminatie_op_werk_ervaren|pct    |buiten_europa_geboren|      |16      |
|2.1.1                  |te_snel_discriminatie_genoemd|pct    |                    |       |72      |
|2.2.1                  |discriminatie_op_werk_ervaren|pct    |buiten_europa_geboren|      |15.7    |
|2.2.5                  |onbekend_waar_melden       |pct      |bbl                 |       |80      |
|3.2 (1)                |agenda_probleem_algemeen   |n        |benoemd             |       |3       |
|3.2 (2)                |agenda_verantwoordelijkheid|n        |niet_duidelijk      |       |7       |
|3.2 (5)                |agenda_drie_contactmomenten|n        |benoemd             |       |7       |
|3.2 (8)                |agenda_stagematching       |n        |ja                  |       |6       |
|4.1                    |vragenlijst                |n_items  |werkwijzen          |       |26      |
|4.3.1                  |respons                    |n        |geopend             |       |213     |
|4.3.1                  |respons                    |n        |geanalyseerd        |       |138     |
|4.3.1                  |respons                    |n        |reden_geen_stagiairs|       |6       |
|4.3.2                  |aantal_niveaus             |pct      |1                   |       |37.8    |
|4.4.1                  |q02e                       |pct      |voldoende           |       |29      |
|4.4.1                  |q02e+q02f+q02g+q02j        |pct      |geen_weinig+beperkt |low    |58      |
|4.4.1                  |q02e+q02f+q02g+q02j        |pct      |geen_weinig+beperkt |high   |71      |
|4.4.2                  |bevorderend                |mean     |                    |       |4.0     |
|4.4.2; Figuur 4.3      |q05e                       |pct      |beperkt+aanwezig    |       |38      |
|4.4.3                  |q07b                       |pct      |weet_ik_niet        |       |19      |
|4.4.3                  |procedures                 |n        |geen                |       |55      |
|4.4.3                  |q07b+q07c+q07d             |pct      |ja                  |high   |13      |
|4.5                    |q07b+q07c+q07d             |pct      |ja                  |high   |11      |
|4.4.4                  |q08b                       |pct      |meestal_altijd      |       |36      |
|4.4.5                  |zoeken                     |mean     |                    |       |4.0     |
|4.4.5                  |q09a+q10c+q10d             |mean     |                    |       |3.3     |
|4.4.6                  |q11a                       |pct      |meestal_altijd      |       |86      |
|4.4.6                  |q11d                       |pct      |meestal_altijd      |min    |90      |
|4.4.8, voetnoot 13     |begeleiding                |eta2     |                    |       |0.83    |
|4.5                    |procedures                 |pct      |geen                |       |40      |
|5.1.1                  |ervaring_jaren             |n        |10_of_langer        |       |14      |
|5.1.3                  |signalen_stagediscriminatie|n        |ja                  |       |16      |
|5.1.5                  |deskundigheidsbevordering  |n        |ja                  |       |12      |
|5.2.1                  |rol                        |n        |combinatie          |       |4       |
|5.2.4                  |stagepact_bekend           |n        |nee                 |       |24      |
|5.2.5                  |selectiecriterium          |n        |algehele_indruk     |       |29      |
|5.2.7                  |verandering_door_stagepact |n        |nee                 |       |29      |
|6.1, vraag 5           |q12f                       |pct      |meestal_altijd      |       |71      |
|6.1, vraag 5           |q08d                       |pct      |nooit_soms+even_vaak|min    |40      |
|Bijlage 2              |drempel                    |alpha    |                    |min    |0.6     |
|Bijlage 3, vraag 5     |q07e                       |pct      |ja                  |       |53      |
|Bijlage 3, vraag 5     |q08c+q08d                  |pct      |meestal_altijd      |high   |57      |
|Bijlage 3, vraag 5     |q12d                       |pct      |meestal_altijd      |       |79      |
"""


def test_the_file_has_the_columns_of_the_schema_and_unix_line_ends():
    text = (RAW / "published.csv").read_bytes().decode("utf-8")
    assert text.splitlines()[0] == ",".join(COLUMNS)
    assert "\r" not in text
    assert text.endswith("\n")


def test_every_row_is_a_published_number_of_2024_with_a_place_in_the_report(published):
    assert set(published["provenance"]) == {"published"}
    assert set(published["wave"]) == {"2024"}
    assert set(published["weighting"]) == {"none"}
    assert (published["locator"] != "").all()
    assert published["estimate"].notna().all()


def test_every_chapter_of_the_study_is_covered(published):
    assert set(published["locator"].map(chapter)) == set(CHAPTERS)


def test_a_percentage_lies_between_0_and_100(published):
    assert published.loc[published["statistic"] == "pct", "estimate"].between(0, 100).all()


def test_a_proportion_in_words_quotes_its_words_and_the_range_in_which_they_are_read(published):
    verbal = select(published, variant="verbal")
    assert len(verbal) > 100
    assert verbal["decimals"].isna().all()
    for _, row in verbal.iterrows():
        words = row["note"]
        match = re.match(r"verbaal: [^;]+; gelezen als (-?[\d.]+)-(-?[\d.]+)(?:;|$)", words)
        share = row["statistic"] == "pct" and interval_of(printed_words(row), PROJECT.protocol.quantifiers)
        # One reading for each: that of the protocol's table, or the note's for words that it does not know.
        assert bool(match) != bool(share), words
        low, high = share or (float(match[1]), float(match[2]))
        assert low - 0.1 <= row["estimate"] <= high + 0.1, words


def test_only_words_and_rounded_durations_lack_printed_decimals(published):
    without = published[published["decimals"].isna() & (published["variant"] != "verbal")]
    assert set(without["subject"]) == {"ervaring_jaren"}


def test_a_number_has_no_more_decimals_than_were_printed(published):
    printed = published[published["decimals"].notna()]
    rounded = [round(e, int(d)) for e, d in zip(printed["estimate"], printed["decimals"], strict=True)]
    assert printed["estimate"].tolist() == pytest.approx(rounded)


def test_no_other_source_uses_a_subject_of_the_survey(published):
    survey = published["source"] == "survey"
    shared = set(published.loc[survey, "subject"]) & set(published.loc[~survey, "subject"])
    assert shared == set()


def test_a_range_has_both_ends_in_order(published):
    key = ["source", "population", "subject", "statistic", "category", "locator"]
    ranges = published[published["variant"].isin(["low", "high"])]
    sets = ranges[ranges["subject"].str.contains("+", regex=False)]
    ends = sets.pivot(index=key, columns="variant", values="estimate")
    assert (ends["low"] < ends["high"]).all()
    assert len(ranges) - len(sets) == 2, "only 25-40% has ends in two sources"


def test_table_4_1_is_complete(published):
    for scale, n_items in zip(SCALES, rows_of(TABLE_4_1)[0], strict=True):
        key = {"locator": "Tabel 4.1", "subject": scale, "statistic": "n_items"}
        assert value(published, **key) == float(n_items)


@pytest.mark.parametrize(("subject", "category", "n", "pct"), rows_of(TABLE_4_2))
def test_table_4_2_is_complete(published, subject, category, n, pct):
    key = {"locator": "Tabel 4.2", "subject": subject, "category": category}
    assert value(published, **key, statistic="n") == float(n)
    assert value(published, **key, statistic="pct") == float(pct)


@pytest.mark.parametrize(("category", "n", "pct"), rows_of(TABLE_4_3))
def test_table_4_3_is_complete(published, category, n, pct):
    key = {"locator": "Tabel 4.3", "subject": "q04", "category": category}
    assert value(published, **key, statistic="n") == float(n)
    assert value(published, **key, statistic="pct") == float(pct)


@pytest.mark.parametrize(("item", "afwezig", "beperkt", "aanwezig"), rows_of(FIGURE_4_2))
def test_figure_4_2_is_complete(published, item, afwezig, beperkt, aanwezig):
    for category, printed in (("afwezig", afwezig), ("beperkt", beperkt), ("aanwezig", aanwezig)):
        key = {"locator": "Figuur 4.2", "subject": item, "category": category, "statistic": "pct"}
        assert value(published, **key) == float(printed)


@pytest.mark.parametrize(("scale", "n_items", "alpha", "item_rest"), rows_of(TABLE_B1))
def test_table_b1_is_complete(published, scale, n_items, alpha, item_rest):
    key = {"locator": "Tabel B1", "subject": scale}
    assert value(published, **key, statistic="n_items") == float(n_items)
    assert value(published, **key, statistic="alpha") == float(alpha)
    assert value(published, **key, statistic="item_rest_r_min", variant="min") == float(item_rest)


def test_table_b2_has_28_correlations_with_their_stars(published):
    correlations = select(published, locator="Tabel B2", statistic="r")
    assert set(correlations["subject"]) == {f"{a}~{b}" for a, b in combinations(SCALES, 2)}
    assert len(correlations) == 28
    for row, *cells in rows_of(TABLE_B2):
        for column, cell in zip(SCALES, filter(None, cells), strict=False):
            key = {"locator": "Tabel B2", "subject": f"{column}~{row}"}
            assert value(published, **key, statistic="r") == float(cell.strip("*"))
            bounds = select(published, **key, statistic="p", variant="bound")["estimate"].tolist()
            assert bounds == {0: [], 1: [0.05], 2: [0.001]}[cell.count("*")]


@pytest.mark.parametrize(
    ("locator", "subject", "statistic", "category", "variant", "estimate"), rows_of(PICKED)
)
def test_a_number_picked_from_the_report_is_found(
    published, locator, subject, statistic, category, variant, estimate
):
    found = select(
        published,
        locator=locator,
        subject=subject,
        statistic=statistic,
        category=category,
        variant=variant,
        group="",
    )
    assert float(estimate) in found["estimate"].tolist()


@pytest.mark.parametrize("scale", SCALES)
def test_the_group_comparisons_cover_every_scale(published, scale):
    claims = select(published, locator="4.4.8", subject=scale, statistic="p")
    assert set(claims["group_by"]) == {"leerweg", "meldingen", "sectorcategorie"}


def test_a_print_that_the_report_contradicts_says_so(published):
    contradicted = [
        {"locator": "4.3.1", "subject": "respons", "category": "geanalyseerd"},
        {"locator": "4.5", "subject": "q07b+q07c+q07d", "variant": "high"},
        {"locator": "Figuur 4.2", "subject": "q05d", "category": "aanwezig"},
        {"locator": "Tabel B2", "subject": "preventie~voorbereiding"},
        {"locator": "5.2.8", "subject": "stagepact_bekend", "category": "van_gehoord"},
        {"locator": "4.1", "subject": "vragenlijst", "category": "werkwijzen"},
    ]
    for key in contradicted:
        notes = select(published, **key)["note"].tolist()
        assert notes, key
        assert any("strijdig" in note for note in notes), key


def test_what_one_institution_writes_stands_in_the_coding_and_not_here(published):
    agendas = select(published, source="agendas")
    assert set(agendas.loc[agendas["group_by"] == "instelling", "subject"]) == {"agenda_incidenten_per_jaar"}


def test_the_manifest_knows_the_file():
    entry = json.loads((RAW / "manifest.json").read_text(encoding="utf-8"))["files"]["published.csv"]
    assert entry["sha256"] == hashlib.sha256((RAW / "published.csv").read_bytes()).hexdigest()
    assert entry["provenance"] == "published"
    assert entry["source"]
