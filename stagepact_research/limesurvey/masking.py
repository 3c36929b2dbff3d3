"""Personal details in an open answer: found and replaced before the answer is written anywhere.

E-mail addresses, telephone numbers, account numbers (IBAN) and citizen service numbers (BSN) are recognised
by their form, however they are spaced. A name is not: that remains for the person who codes the answers.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator

MASKS = {
    "email": "[e-mailadres]",
    "iban": "[rekeningnummer]",
    "telefoon": "[telefoonnummer]",
    "bsn": "[burgerservicenummer]",
}
"""Kind of detail to what stands in its place, in the order in which they are sought."""

# Every repeat is bounded: an answer of any length takes a time in proportion to it.
_LOCAL = r"""(?:"[^"\n]{1,64}"|[\w!#$%&'*+/=?^`{|}~.-]{1,64})"""
_LABEL = r"[\w-]{1,63}"
_OPEN, _CLOSE = r"""[(\[{<*_"'-]""", r"""[)\]}>*_"'-]"""
_AT_WORD = r"(?:at|ape?n?staart(?:je)?)"
_DOT = rf"(?:\.(?=\w)|\s{{0,2}}{_OPEN}\s?(?:dot|punt|\.)\s?{_CLOSE}\s{{0,2}}|\s{{1,2}}(?:dot|punt)\s{{1,2}})"
_DOMAIN = rf"{_LABEL}(?:{_DOT}{_LABEL}){{1,8}}"
_EMAIL = re.compile(
    # As one types it; with spaces or brackets around the sign; with a word in brackets for the sign; and with
    # the bare word, which is also a verb, only when what follows ends as a domain does.
    rf"{_LOCAL}(?:@{_LABEL}(?:\.{_LABEL}){{0,8}}"
    rf"|[\s]{{0,3}}{_OPEN}?\s?@{{1,3}}\s?{_CLOSE}?[\s.(]{{0,3}}{_DOMAIN}"
    rf"|\s{{0,2}}{_OPEN}\s?{_AT_WORD}\s?{_CLOSE}\s{{0,2}}{_DOMAIN}"
    rf"|\s{{1,2}}{_AT_WORD}\s{{1,2}}{_LABEL}(?:{_DOT}{_LABEL}){{0,8}}"
    r"(?:\.[a-z]{2,6}(?![\w.])|\s{1,2}(?:dot|punt)\s{1,2}\w{2,6}))",
    re.IGNORECASE,
)
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}[ .-]?\d[ .-]?\d(?:[ .-]?[A-Za-z0-9]){11,30}")
_IBAN_LENGTHS = {
    "NO": 15,
    "BE": 16,
    "DK": 18,
    "FI": 18,
    "NL": 18,
    "SI": 19,
    "AT": 20,
    "EE": 20,
    "LT": 20,
    "LU": 20,
    "CH": 21,
    "HR": 21,
    "LV": 21,
    "BG": 22,
    "DE": 22,
    "GB": 22,
    "IE": 22,
    "CZ": 24,
    "ES": 24,
    "RO": 24,
    "SE": 24,
    "SK": 24,
    "PT": 25,
    "TR": 26,
    "FR": 27,
    "GR": 27,
    "IT": 27,
    "CY": 28,
    "HU": 28,
    "MA": 28,
    "PL": 28,
    "MT": 31,
}
"""Letters and digits of an account number, by country (ISO 13616)."""
_DUTCH_IBAN = re.compile(r"NL\d{2}[A-Z]{4}\d{10}")
_DIGITS = re.compile(r"\d+")
_GAP = 4
"""How many signs that are no letter or digit may stand between the digits of one number."""
_LETTER_FOR_ZERO = re.compile(r"(?<!\w)[oO](?=[ ./-]?6[ ./-]{0,3}\d)")


def mask(text: str) -> tuple[str, Counter[str]]:
    """The text with every personal detail replaced, and how many of each kind there were.

    A text without any is returned as it was typed. What is found is sought in the text without invisible
    characters and with look-alike letters and digits as their plain form, and then that form is returned.
    """
    plain = _plain(text)
    counts: Counter[str] = Counter()
    for kind, find in _FINDERS.items():
        plain, found = find(plain, MASKS[kind])
        counts[kind] += found
    counts = +counts
    return (plain if counts else text), counts


def _plain(text: str) -> str:
    """One form for what looks the same: letters, digits, dashes, and signs written as code."""
    readable = html.unescape(text).replace("%40", "@")
    normal = unicodedata.normalize("NFKC", readable)
    return _LETTER_FOR_ZERO.sub("0", "".join(map(_plain_sign, normal)))


def _plain_sign(sign: str) -> str:
    category = unicodedata.category(sign)
    if category in ("Cf", "Mn", "Me"):
        # An accent that NFKC could not join to its letter is dropped with the invisible signs.
        return ""
    if category == "Pd" or sign == "\u2212":
        return "-"
    return str(unicodedata.decimal(sign)) if sign.isdecimal() else sign


def _emails(text: str, told: str) -> tuple[str, int]:
    return _EMAIL.subn(told, text)


def _ibans(text: str, told: str) -> tuple[str, int]:
    count = 0

    def replace(found: re.Match[str]) -> str:
        nonlocal count
        # Words may follow it: an account number is as long as its country makes it.
        length = _IBAN_LENGTHS.get(found[0][:2].upper(), 0)
        places = [place for place, sign in enumerate(found[0], start=1) if sign.isalnum()]
        if 0 < length <= len(places) and _is_iban(found[0][: places[length - 1]]):
            count += 1
            return told + found[0][places[length - 1] :]
        return found[0]

    return _IBAN.sub(replace, text), count


def _is_iban(found: str) -> bool:
    """The check digits of ISO 13616 hold, or it has the form of a Dutch account number."""
    code = re.sub(r"[ .-]", "", found).upper()
    number = "".join(str(int(c, 36)) for c in code[4:] + code[:4])
    return int(number) % 97 == 1 or _DUTCH_IBAN.fullmatch(code) is not None


def _phones(text: str, told: str) -> tuple[str, int]:
    return _numbers(text, told, _is_phone)


def _bsns(text: str, told: str) -> tuple[str, int]:
    return _numbers(text, told, _is_bsn)


_FINDERS: dict[str, Callable[[str, str], tuple[str, int]]] = {
    "email": _emails,
    "iban": _ibans,
    "telefoon": _phones,
    "bsn": _bsns,
}


def _numbers(text: str, told: str, is_one: Callable[[str, list[str]], bool]) -> tuple[str, int]:
    """Replace every run of neighbouring groups of digits that together are such a number."""
    groups = [(m.start(), m.end()) for m in _DIGITS.finditer(text)]
    parts, count, done, first = [], 0, 0, 0
    while first < len(groups):
        # The longest first: a number with a country code has no fixed length.
        for last in reversed(list(_neighbours(text, groups, first))):
            start, end = groups[first][0], groups[last][1]
            digits = [text[a:b] for a, b in groups[first : last + 1]]
            before = text[max(0, start - 2) : start]
            if is_one(before, digits):
                # The plus sign and the bracket before a number belong to it.
                lead = len(before) - len(before.rstrip("+("))
                parts += [text[done : start - lead], told]
                done, count, first = end, count + 1, last
                break
        first += 1
    return "".join([*parts, text[done:]]), count


def _neighbours(text: str, groups: list[tuple[int, int]], first: int) -> Iterator[int]:
    """The groups to which a number that begins with `first` may reach, the nearest first."""
    yield first
    for last in range(first + 1, min(first + 15, len(groups))):
        gap = text[groups[last - 1][1] : groups[last][0]]
        if len(gap) > _GAP or any(sign.isalnum() for sign in gap):
            return
        yield last


def _is_phone(before: str, groups: list[str]) -> bool:
    """A Dutch number with its trunk zero, a mobile number without it, or one with a country code."""
    digits = "".join(groups)
    international = digits.removeprefix("00") if digits.startswith("00") else digits
    if digits.startswith("00") or before.endswith(("+", "+(")):
        return len(international) == 11 if international.startswith("31") else 9 <= len(international) <= 15
    if digits.startswith("316") and len(digits) == 11:
        return True
    if digits.startswith("6") and len(digits) == 9:
        return not _passes_elfproef(digits)
    return digits.startswith("0") and len(digits) == 10 and not _begins_with_a_date(groups)


def _begins_with_a_date(groups: list[str]) -> bool:
    if len(groups) < 3 or [len(group) for group in groups[:3]] != [2, 2, 4]:
        return False
    day, month, year = map(int, groups[:3])
    return 1 <= day <= 31 and 1 <= month <= 12 and 1900 <= year <= 2100


def _is_bsn(_: str, groups: list[str]) -> bool:
    """Nine digits that pass the elfproef; eight, without the leading zero, only in one piece."""
    digits = "".join(groups)
    whole = len(digits) == 9 or len(groups) == 1
    return whole and _passes_elfproef(digits) and not _begins_with_a_date(groups)


def _passes_elfproef(digits: str) -> bool:
    if len(digits) not in (8, 9) or len(set(digits)) == 1:
        return False
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return sum(w * int(d) for w, d in zip(weights, digits.zfill(9), strict=True)) % 11 == 0
