"""Relevance equations: a small language, read by a parser of its own and never given to Python.

Known are numbers, texts in single or double quotes, variables such as `DEELN.NAOK` or `ERV_SQ001.NAOK`,
the comparisons ==, !=, <, <=, >, >= and their words eq, ne, lt, le, gt, ge, the words and, or, not with
their signs &&, ||, !, parentheses, `is_empty(x)` and `if(condition, then, otherwise)`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from stagepact_research.rehearsal.server import php

Tree = tuple[object, ...]
_TOKEN = re.compile(
    r"""\s*(?:(?P<text>"[^"]*"|'[^']*')
    |(?P<number>[0-9]+(?:\.[0-9]+)?|\.[0-9]+)
    |(?P<sign>==|!=|<=|>=|&&|\|\||[<>!(),])
    |(?P<name>[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z]+)?))""",
    re.VERBOSE,
)
_WORDS = {"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
_WORDS |= {"and": "&&", "or": "||", "not": "!"}
_COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")
_FUNCTIONS = {"is_empty": 1, "if": 3}
_EVEN_IF_IRRELEVANT = ("NAOK", "shown", "value")
_DEEPEST = 60


class _Unreadable(Exception):  # noqa: N818 (of the equation, not of the program)
    """The equation has a mistake, or asks for a variable that the survey does not have."""


def is_relevant(equation: str, values: Mapping[str, str | None]) -> bool:
    """Whether an equation holds; an empty one does, one that cannot be read or answered does not.

    `values` gives the answer of every variable, None for one that is not relevant itself.
    """
    return not equation.strip() or _truth(evaluate(equation, values))


def evaluate(equation: str, values: Mapping[str, str | None]) -> str:
    """The outcome as text: "1" and "" for true and false, and "" where there is none."""
    text = equation.strip()
    if text.startswith("{") and text.endswith("}"):
        text = text[1:-1]
    try:
        return _value(_parsed(text), values)
    except _Unreadable:
        return ""


@lru_cache(maxsize=512)
def _parsed(text: str) -> Tree:
    parser = _Parser(_tokens(text))
    tree = parser.choice(0)
    if parser.next():
        raise _Unreadable
    return tree


def _tokens(text: str) -> list[tuple[str, str]]:
    found, place = [], 0
    text = text.rstrip()
    while place < len(text):
        match = _TOKEN.match(text, place)
        if not match:
            raise _Unreadable
        kind = str(match.lastgroup)
        token = match[kind]
        if kind == "name" and token.lower() in _WORDS:
            kind, token = "sign", _WORDS[token.lower()]
        found.append((kind, token))
        place = match.end()
    return found


class _Parser:
    """Reads by descent: or, and, not, comparison, value; `depth` bounds how far it descends."""

    def __init__(self, tokens: Sequence[tuple[str, str]]) -> None:
        self.tokens, self.place = tokens, 0

    def next(self) -> str:
        return self.tokens[self.place][1] if self.place < len(self.tokens) else ""

    def _is_sign(self, *signs: str) -> bool:
        return self.place < len(self.tokens) and self.tokens[self.place] in [("sign", s) for s in signs]

    def _take(self) -> tuple[str, str]:
        if self.place >= len(self.tokens):
            raise _Unreadable
        self.place += 1
        return self.tokens[self.place - 1]

    def _expect(self, sign: str) -> None:
        if self._take() != ("sign", sign):
            raise _Unreadable

    def choice(self, depth: int) -> Tree:
        return self._chain("||", depth)

    def _chain(self, sign: str, depth: int) -> Tree:
        below = self._both if sign == "||" else self._opposite
        tree = below(depth)
        while self._is_sign(sign):
            self._take()
            tree = (sign, tree, below(depth))
        return tree

    def _both(self, depth: int) -> Tree:
        return self._chain("&&", depth)

    def _opposite(self, depth: int) -> Tree:
        if depth > _DEEPEST:
            raise _Unreadable
        if self._is_sign("!"):
            self._take()
            return ("!", self._opposite(depth + 1))
        return self._comparison(depth)

    def _comparison(self, depth: int) -> Tree:
        left = self._operand(depth)
        if self._is_sign(*_COMPARISONS):
            return (self._take()[1], left, self._operand(depth))
        return left

    def _operand(self, depth: int) -> Tree:
        kind, token = self._take()
        if kind == "text":
            return ("value", token[1:-1])
        if kind == "number":
            return ("value", token)
        if kind == "name":
            return self._call(token, depth) if self._is_sign("(") else ("variable", token)
        if token != "(":
            raise _Unreadable
        tree = self.choice(depth + 1)
        self._expect(")")
        return tree

    def _call(self, name: str, depth: int) -> Tree:
        if name not in _FUNCTIONS:
            raise _Unreadable
        self._expect("(")
        arguments = [self.choice(depth + 1)]
        while self._is_sign(","):
            self._take()
            arguments.append(self.choice(depth + 1))
        self._expect(")")
        if len(arguments) != _FUNCTIONS[name]:
            raise _Unreadable
        return (name, *arguments)


def _value(tree: object, values: Mapping[str, str | None]) -> str:
    assert isinstance(tree, tuple)
    kind, *parts = tree
    if kind == "value":
        return str(parts[0])
    if kind == "variable":
        return _variable(str(parts[0]), values)
    if kind == "if":
        return _value(parts[1] if _truth(_value(parts[0], values)) else parts[2], values)
    # Both sides are always looked at, so that an unknown variable is never overlooked.
    found = [_value(part, values) for part in parts]
    if kind == "is_empty":
        holds = found[0] == ""
    elif kind == "!":
        holds = not _truth(found[0])
    elif kind in ("&&", "||"):
        truths = [_truth(text) for text in found]
        holds = all(truths) if kind == "&&" else any(truths)
    else:
        holds = _holds(str(kind), found[0], found[1])
    return "1" if holds else ""


def _variable(name: str, values: Mapping[str, str | None]) -> str:
    code, _, suffix = name.partition(".")
    if code not in values or (suffix and suffix not in _EVEN_IF_IRRELEVANT):
        raise _Unreadable
    value = values[code]
    if value is None and suffix != "NAOK":
        raise _Unreadable
    return value or ""


def _truth(text: str) -> bool:
    return text not in ("", "0")


def _holds(sign: str, left: str, right: str) -> bool:
    """Numbers are compared as numbers, anything else as text."""
    numbers = php.is_numeric(left) and php.is_numeric(right)
    first, second = (float(left), float(right)) if numbers else (left, right)
    order = (first > second) - (first < second)  # type: ignore[operator]
    return {"==": order == 0, "!=": order != 0, "<": order < 0, "<=": order <= 0, ">": order > 0}.get(
        sign, order >= 0
    )
