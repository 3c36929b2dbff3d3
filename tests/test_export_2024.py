"""An export of the 2024 questionnaire itself, of people who stopped everywhere they could."""

from __future__ import annotations

from pathlib import Path

from stagepact_research.instruments import load_questionnaire
from stagepact_research.responses import dispositions, format_export, read_export
from stagepact_research.responses.columns import columns_of

QUESTIONNAIRE = load_questionnaire(Path(__file__).parents[1] / "instruments" / "questionnaire" / "2024.yml")
COLUMNS = columns_of(QUESTIONNAIRE)
HEADER = ["id", "submitdate", "lastpage", "startlanguage", "seed", *(c.name for c in COLUMNS)]


def _stopped_after(page: int) -> dict[str, str]:
    """Every question up to the page answered, with each column's last answer code."""
    answers = {c.name: list(c.labels)[-1] for c in COLUMNS if c.page <= page and c.kind != "text"}
    return {"lastpage": str(page), **answers, **({"q01": "J"} if page else {})}


def test_the_page_decides_what_was_reached(tmp_path: Path) -> None:
    last = len(QUESTIONNAIRE.pages)
    people = [_stopped_after(page) for page in range(last)]
    people.append({**_stopped_after(last), "submitdate": "2024-11-05 10:11:12"})
    path = tmp_path / "responses.csv"
    rows = [[{"id": str(n), **person}.get(name, "") for name in HEADER] for n, person in enumerate(people, 1)]
    path.write_bytes(format_export(HEADER, rows))
    responses = read_export(path, QUESTIONNAIRE)
    for column in COLUMNS:
        if column.kind != "text":
            given = responses.status[column.item].isin(["answered", "dont_know", "not_applicable"])
            assert given.tolist() == [page >= column.page for page in range(last + 1)], column.item
            assert (responses.status[column.item][~given] == "not_reached").all(), column.item
    assert dispositions(responses, QUESTIONNAIRE).tolist() == [
        *["leeg"] * 2,
        *["deels"] * (last - 2),
        "compleet",
    ]
    assert responses.frame.loc[last + 1, ["q07a", "q12a", "q11a"]].isna().all()
    assert responses.frame.loc[last + 1, "q14bol"]
