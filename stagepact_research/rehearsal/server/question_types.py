"""LimeSurvey's question types: their theme, the column they need and how their parts are laid out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Layout = Literal["single", "rows", "dual", "matrix", "rank", "file"]


@dataclass(frozen=True)
class QuestionType:
    """`kind` and `size` are of the main column; a layout says which columns there are."""

    theme: str
    kind: str = "text"
    size: int = 0
    layout: Layout = "single"


def _short(theme: str, size: int = 5, layout: Layout = "single") -> QuestionType:
    return QuestionType(theme, "varchar", size, layout)


TYPES = {
    "1": _short("arrays/dualscale", layout="dual"),
    "5": _short("5pointchoice", 1),
    "A": _short("arrays/5point", layout="rows"),
    "B": _short("arrays/10point", layout="rows"),
    "C": _short("arrays/yesnouncertain", layout="rows"),
    "D": QuestionType("date", "datetime"),
    "E": _short("arrays/increasesamedecrease", layout="rows"),
    "F": _short("arrays/array", layout="rows"),
    "G": _short("gender", 1),
    "H": _short("arrays/column", layout="rows"),
    "I": _short("language", 20),
    "K": QuestionType("multiplenumeric", "decimal", layout="rows"),
    "L": _short("listradio"),
    "M": _short("multiplechoice", layout="rows"),
    "N": QuestionType("numerical", "decimal"),
    "O": _short("list_with_comment"),
    "P": _short("multiplechoice_with_comments", layout="rows"),
    "Q": QuestionType("multipleshorttext", layout="rows"),
    "R": _short("ranking", layout="rank"),
    "S": QuestionType("shortfreetext"),
    "T": QuestionType("longfreetext"),
    "U": QuestionType("hugefreetext"),
    "X": _short("boilerplate", 1),
    "Y": _short("yesno", 1),
    "!": _short("list_dropdown"),
    ":": QuestionType("arrays/multiflexi", layout="matrix"),
    ";": QuestionType("arrays/texts", layout="matrix"),
    "*": QuestionType("equation"),
    "|": QuestionType("file_upload", layout="file"),
}
# Types whose `other` is kept; for the rest the server stores N.
WITH_OTHER = "!LMP"
# Types that are answered with one of the question's own answer codes.
WITH_ANSWERS = "!1FHLOR"
