"""What the analysis remarked, in words for a reader: questions by their number, groups by their name."""

from __future__ import annotations

import re

from stagepact_research.report import labels

_ITEM = re.compile(r"\bq0?(\d+[a-z]?)\b")
_GROUP = re.compile(r"\b([Gg]roep) (\w+)")
_LAST = re.compile(r", (?=\d+[a-z]$)")
# The words of the analysis that a reader of the report need not know.
_PLAIN = (
    (re.compile(r"\b0\.(?=\d)"), "0,"),
    (re.compile(r" \(Heywood\)"), ""),
    (re.compile(r"\bitem (?=q\d)"), "vraag "),
    (re.compile(r"\bcategorie (?=\d)"), "antwoord "),
    (re.compile(r"samenvoegen maakt het item constant"), "na samenvoegen blijft er één antwoord over"),
)


def readable(note: str, group_by: str = "") -> str:
    """A note as full sentences: "de CFI daalt; samengevoegd: q02a (1 bij 2)" becomes two of them.

    Group codes get the name that the figures give them in the breakdown `group_by`.
    """
    for pattern, instead in _PLAIN:
        note = pattern.sub(instead, note)
    levels = labels.GROUPINGS[group_by][1] if group_by in labels.GROUPINGS else {}
    note = _GROUP.sub(lambda match: f"{match[1]} ‘{levels.get(match[2], match[2])}’", note)
    note = _ITEM.sub(r"\1", note)
    parts = [_LAST.sub(" en ", part.strip().rstrip(".")) for part in note.split(";")]
    return " ".join(f"{capital(part)}." for part in parts if part)


def capital(text: str) -> str:
    """A text with its first letter large."""
    return f"{text[:1].upper()}{text[1:]}"
