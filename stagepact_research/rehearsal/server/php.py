"""The few rules of PHP that a client of LimeSurvey can see in its answers."""

from __future__ import annotations

import re
from typing import Any

_INTEGER = re.compile(r"\s*([+-]?[0-9]+)")
_NUMBER = re.compile(r"\s*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?\s*")
_FALSY = ("", "0", 0, None, False)


def to_int(value: Any) -> int:
    """`(int) $value`: the digits at the start of a text, 0 where there are none."""
    if isinstance(value, bool | int | float):
        return int(value)
    if isinstance(value, str):
        found = _INTEGER.match(value[:20])
        return int(found[1]) if found else 0
    return 1 if value else 0


def is_empty(value: Any) -> bool:
    """`empty($value)`: also "0" and an empty list."""
    if isinstance(value, list | dict):
        return not value
    return value in _FALSY


def is_numeric(text: str) -> bool:
    return bool(_NUMBER.fullmatch(text))


def encoded(value: Any) -> Any:
    """The value as `json_encode` sees it: an array with the keys 0, 1, 2 ... becomes a list.

    So an empty mapping becomes `[]`, and answer options with the codes 0, 1, 2 become a list.
    """
    if isinstance(value, dict):
        values = [encoded(item) for item in value.values()]
        if list(map(str, value)) == list(map(str, range(len(value)))):
            return values
        return dict(zip(map(str, value), values, strict=True))
    if isinstance(value, list | tuple):
        return [encoded(item) for item in value]
    return value
