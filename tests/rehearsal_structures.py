"""Edits of a survey structure, as they were made to record what the server does with them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

Edit = Sequence[Any]


def edited(content: bytes, edits: Sequence[Edit]) -> bytes:
    """The structure after the edits; one that changes the bytes must come last.

    Raises
    ------
    AssertionError
        If an edit finds nothing to change.
    """
    text = content.decode("utf-8")
    for name, *arguments in edits:
        if name in _BYTES:
            return _BYTES[name](text)
        changed = _TEXTS[name](text, *arguments)
        assert changed != text, (name, arguments)
        text = changed
    return text.encode()


def _table(text: str, name: str) -> str:
    found = re.search(rf" <{name}>\n.*? </{name}>\n", text, re.DOTALL)
    assert found, name
    return found[0]


def _in_table(text: str, name: str, change: Callable[[str], str]) -> str:
    table = _table(text, name)
    return text.replace(table, change(table))


def _replace(text: str, old: str, new: str) -> str:
    return text.replace(old, new)


def _no_table(text: str, name: str) -> str:
    return text.replace(_table(text, name), "")


def _no_field(text: str, table: str, field: str) -> str:
    line = re.compile(rf"    <{field}>.*?</{field}>\n", re.DOTALL)
    return _in_table(text, table, lambda found: line.sub("", found))


def _no_field_lists(text: str) -> str:
    return re.sub(r"  <fields>\n.*?  </fields>\n", "", text, flags=re.DOTALL)


def _written(field: str, value: Any) -> str:
    if isinstance(value, dict):
        sign, times = value["repeat"]
        value = sign * times
    return f"<{field}><![CDATA[{value}]]></{field}>"


def _with(row: str, field: str, value: Any) -> str:
    """The row with another value in one field."""
    cell = re.compile(rf"<{field}>.*?</{field}>", re.DOTALL)
    return cell.sub(lambda _: _written(field, value), row)


def _cell(text: str, table: str, field: str, old: str, new: Any) -> str:
    """One value of one field."""
    return _in_table(text, table, lambda found: found.replace(_written(field, old), _written(field, new)))


def _rows_of(table: str) -> list[str]:
    return re.findall(r"   <row>\n.*?   </row>\n", table, re.DOTALL)


def _of_question(text: str, code: str, field: str, value: str) -> str:
    """One field of the question with a code."""

    def change(table: str) -> str:
        row = next(row for row in _rows_of(table) if _written("title", code) in row)
        return table.replace(row, _with(row, field, value))

    return _in_table(text, "questions", change)


def _rows(text: str, parent: str, codes: Sequence[str], labels: Sequence[str]) -> str:
    """The subquestions of a question: as many as there are codes, the rest and their texts removed."""
    own = [row for row in _rows_of(_table(text, "subquestions")) if _written("parent_qid", parent) in row]
    for place, row in enumerate(own):
        qid = re.search(r"<qid>.*?</qid>", row)
        assert qid
        words = next(r for r in _rows_of(_table(text, "question_l10ns")) if qid[0] in r)
        kept = place < len(codes)
        text = text.replace(row, _with(row, "title", codes[place]) if kept else "")
        text = text.replace(words, _with(words, "question", labels[place]) if kept else "")
    return text


def _answers(text: str, qid: str, options: Sequence[Sequence[str]]) -> str:
    """The answer options of a question; a further one than it had comes after its last, with a new id."""
    answers, words = (_rows_of(_table(text, name)) for name in ("answers", "answer_l10ns"))
    own = [row for row in answers if _written("qid", qid) in row]
    labels = [next(row for row in words if _aid(row) == _aid(answer)) for answer in own]
    new, new_labels = [], []
    for place, (code, label) in enumerate(options):
        last = min(place, len(own) - 1)
        row = _with(_with(own[last], "code", code), "sortorder", place + 1)
        written = _with(labels[last], "answer", label)
        if place >= len(own):
            number = len(answers) + 1
            row, written = _with(row, "aid", number), _with(_with(written, "aid", number), "id", number)
        new.append(row)
        new_labels.append(written)
    text = text.replace("".join(own), "".join(new))
    return text.replace("".join(labels), "".join(new_labels))


def _aid(row: str) -> str:
    found = re.search(r"<aid>.*?</aid>", row)
    assert found
    return found[0]


_TEXTS: dict[str, Callable[..., str]] = {
    "replace": _replace,
    "no_table": _no_table,
    "no_field": _no_field,
    "no_field_lists": _no_field_lists,
    "cell": _cell,
    "question": _of_question,
    "rows": _rows,
    "answers": _answers,
}
_BYTES: dict[str, Callable[[str], bytes]] = {
    "bom": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "half": lambda text: text[: len(text) // 2].encode(),
    "latin1": lambda text: text.replace("UTF-8", "ISO-8859-1", 1).encode("latin-1", "xmlcharrefreplace"),
}
