"""The conditions of `list_participants`, with what the server ignores in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from stagepact_research.rehearsal.server import php
from stagepact_research.rehearsal.server.model import Row

_Test = Callable[[Any], bool]


def matching(rows: Iterable[Row], columns: Iterable[str], conditions: Any) -> list[Row]:
    """The rows that meet all conditions.

    An unknown column, a number as value and an unknown operator are ignored, which returns everyone.
    """
    tests: dict[str, _Test] = {}
    for column, condition in conditions.items() if isinstance(conditions, dict) else ():
        test = _test(condition)
        if column in set(columns) and test:
            tests[column] = test
    return [row for row in rows if all(test(row[column]) for column, test in tests.items())]


def _test(condition: Any) -> _Test | None:
    if isinstance(condition, str):
        return lambda value: _same(value, condition)
    if not isinstance(condition, list) or len(condition) < 2:
        return None
    operator, first, *rest = condition
    if operator == "IN":
        return lambda value: any(_same(value, item) for item in (first, *rest))
    if operator == "NOT IN":
        return lambda value: not any(_same(value, item) for item in (first, *rest))
    if operator == "LIKE":
        # Signs for any text are escaped: it looks for a part, in any case.
        return lambda value: str(first).casefold() in str(value or "").casefold()
    orders: dict[str, _Test] = {
        "=": lambda value: _same(value, first),
        "<>": lambda value: not _same(value, first),
        "<": lambda value: _compared(value, first) < 0,
        "<=": lambda value: _compared(value, first) <= 0,
        ">": lambda value: _compared(value, first) > 0,
        ">=": lambda value: _compared(value, first) >= 0,
    }
    return orders.get(operator) if isinstance(operator, str) else None


def _same(value: Any, other: Any) -> bool:
    return value is not None and str(value).casefold() == str(other).casefold()


def _compared(value: Any, other: Any) -> int:
    left, right = str(value or ""), str(other)
    if php.is_numeric(left) and php.is_numeric(right):
        return (float(left) > float(right)) - (float(left) < float(right))
    return (left > right) - (left < right)
