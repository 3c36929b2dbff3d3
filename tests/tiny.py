"""A questionnaire small enough to read in a test, with every kind of question and of missing answer."""

from __future__ import annotations

from pathlib import Path

from stagepact_research.instruments.questionnaire import Questionnaire
from stagepact_research.responses.export_format import format_export

_AGREE = [{"code": str(n), "label": f"eens {n}", "category": str(n)} for n in range(1, 6)]
_YES_NO = [
    {"code": "J", "label": "ja", "category": "ja"},
    {"code": "N", "label": "nee", "category": "nee"},
    {"code": "W", "label": "weet ik niet", "category": "weet_ik_niet", "kind": "dont_know"},
]
_NVT = {"code": "NVT", "label": "niet van toepassing", "category": "nvt", "kind": "not_applicable"}
_TAKES_PART = [{"question": "q01", "codes": ["J"]}]


def _question(id_: str, type_: str, **more: object) -> dict[str, object]:
    question: dict[str, object] = {"id": id_, "number": int(id_[1:]), "text": id_, "type": type_, **more}
    if id_ != "q01":
        question["relevance"] = [*_TAKES_PART, *more.get("relevance", [])]  # type: ignore[misc]
    return question


TINY = Questionnaire.model_validate(
    {
        "wave": 2024,
        "version": "klein",
        "title": "Klein",
        "language": "nl",
        "source": "test",
        "welcome": "",
        "closing": "",
        "response_scales": {
            "agree": {"id": "agree", "answers": _AGREE},
            "yes_no": {"id": "yes_no", "answers": _YES_NO},
            "agree_nvt": {"id": "agree_nvt", "answers": [*_AGREE, _NVT]},
        },
        "collapses": {},
        "pages": [
            {
                "id": "intro",
                "questions": [
                    _question(
                        "q01",
                        "single",
                        options=[
                            {"code": "J", "label": "Ja, ik doe mee"},
                            {"code": "-oth-", "label": "Nee, omdat...", "other": True},
                        ],
                    )
                ],
            },
            {
                "id": "kennis",
                "questions": [
                    _question(
                        "q02",
                        "array",
                        response_scale="agree_nvt",
                        items=[{"code": "a", "text": "een"}, {"code": "b", "text": "twee"}],
                    ),
                    _question("q04", "single", response_scale="yes_no"),
                ],
            },
            {
                "id": "procedures",
                "questions": [
                    _question(
                        "q07",
                        "array",
                        response_scale="yes_no",
                        items=[{"code": "a", "text": "een"}],
                        relevance=[{"question": "q04", "codes": ["J", "W"]}],
                    ),
                ],
            },
            {
                "id": "achtergrond",
                "questions": [
                    _question(
                        "q14",
                        "multiple",
                        options=[{"code": "bol", "label": "bol"}, {"code": "bbl", "label": "bbl"}],
                    ),
                    _question("q19", "text"),
                ],
            },
        ],
    }
)

HEADER = ["id", "submitdate", "lastpage", "startlanguage", "seed", *TINY.columns()]
DONE = "2024-11-05 10:11:12"
COMPLETE = {
    "submitdate": DONE,
    "lastpage": "4",
    "q01": "J",
    "q02[a]": "4",
    "q02[b]": "NVT",
    "q04": "W",
    "q07[a]": "N",
    "q14[bol]": "Y",
    "q19": "niemand@example.org",
}


def rows(*answers: dict[str, str], header: list[str] | None = None) -> list[list[str]]:
    """Rows of the tiny questionnaire's export: numbered from 1, cells that are not named empty."""
    header = header or HEADER
    base = {"startlanguage": "nl", "seed": "1234"}
    return [
        [{"id": str(number), **base, **answer}.get(column, "") for column in header]
        for number, answer in enumerate(answers, start=1)
    ]


def write(path: Path, *answers: dict[str, str]) -> Path:
    path.write_bytes(format_export(HEADER, rows(*answers)))
    return path
