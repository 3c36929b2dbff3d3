"""Personal details in an open answer: found and replaced before the answer is written anywhere.

E-mail addresses, telephone numbers, account numbers (IBAN) and citizen service numbers (BSN) are recognised
by their form. A name is not: that remains for the person who codes the answers.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable

MASKS = {
    "email": "[e-mailadres]",
    "iban": "[rekeningnummer]",
    "telefoon": "[telefoonnummer]",
    "bsn": "[burgerservicenummer]",
}
"""Kind of detail to what stands in its place, in the order in which they are sought."""

_SIGN = r"(?:@|[\(\[\{<]\s*(?:at|apenstaart(?:je)?)\s*[\)\]\}>]|\b(?:at|apenstaart(?:je)?)\b)"
_DOT = r"(?:\.|[\(\[\{<]\s*(?:dot|punt)\s*[\)\]\}>]|\b(?:dot|punt)\b)"
_NAME = r"[\w!#$%&'*+/=?^`{|}~.-]+"
_EMAIL = re.compile(
    # As one types it; and with spaces or words for the signs, when a dot shows that an address is meant.
    rf"{_NAME}@[\w-]+(?:\.[\w-]+)*|{_NAME}\s*{_SIGN}\s*[\w-]+(?:\s*{_DOT}\s*[\w-]+)+",
    re.IGNORECASE,
)
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}[ ]?\d{2}(?:[ .-]?[A-Za-z0-9]{1,4}){3,8}(?![A-Za-z0-9])")
_NUMBER = re.compile(r"(?<![\w])(?:\+|\(\+?)?\d(?:[\s()./–—-]{0,3}\d){6,17}(?!\w)")


def mask(text: str) -> tuple[str, Counter[str]]:
    """The text with every personal detail replaced, and how many of each kind there were.

    A text without any is returned as it was typed. What is found is sought in the text without invisible
    characters and with look-alike letters and digits as their plain form, and then that form is returned.
    """
    plain = _plain(text)
    counts: Counter[str] = Counter()
    for kind, find in _FINDERS.items():
        plain = find(plain, lambda k=kind: _count(counts, k))  # type: ignore[misc]
    return (plain if counts else text), counts


def _count(counts: Counter[str], kind: str) -> str:
    counts[kind] += 1
    return MASKS[kind]


def _plain(text: str) -> str:
    visible = "".join(c for c in text if unicodedata.category(c) != "Cf")
    plain = unicodedata.normalize("NFKC", visible)
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in plain)


def _emails(text: str, replace: Callable[[], str]) -> str:
    return _EMAIL.sub(lambda _: replace(), text)


def _ibans(text: str, replace: Callable[[], str]) -> str:
    return _IBAN.sub(lambda m: replace() if _is_iban(m[0]) else m[0], text)


def _phones(text: str, replace: Callable[[], str]) -> str:
    return _NUMBER.sub(lambda m: replace() if _is_phone(m[0]) else m[0], text)


def _bsns(text: str, replace: Callable[[], str]) -> str:
    return _NUMBER.sub(lambda m: replace() if _is_bsn(m[0]) else m[0], text)


_FINDERS: dict[str, Callable[[str, Callable[[], str]], str]] = {
    "email": _emails,
    "iban": _ibans,
    "telefoon": _phones,
    "bsn": _bsns,
}


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdecimal())


def _is_iban(found: str) -> bool:
    """The check digits of ISO 13616 hold, or it has the form of a Dutch account number."""
    code = re.sub(r"[ .-]", "", found).upper()
    if not 15 <= len(code) <= 34:
        return False
    number = "".join(str(int(c, 36)) for c in code[4:] + code[:4])
    return int(number) % 97 == 1 or re.fullmatch(r"NL\d{2}[A-Z]{4}\d{10}", code) is not None


def _is_phone(found: str) -> bool:
    """A Dutch number with its trunk zero, a mobile number without it, or one with a country code."""
    digits = _digits(found)
    if "+" in found or digits.startswith("00"):
        return 9 <= len(digits.removeprefix("00")) <= 15
    if digits.startswith("31") and len(digits) == 11:
        return True
    if digits.startswith("6") and len(digits) == 9:
        return not _passes_elfproef(digits)
    return digits.startswith("0") and len(digits) == 10


def _is_bsn(found: str) -> bool:
    """Nine digits that pass the elfproef; eight, without the leading zero, only in one piece."""
    digits = _digits(found)
    return (len(digits) == 9 or found == digits) and _passes_elfproef(digits)


def _passes_elfproef(digits: str) -> bool:
    if len(digits) not in (8, 9) or len(set(digits)) == 1:
        return False
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return sum(w * int(d) for w, d in zip(weights, digits.zfill(9), strict=True)) % 11 == 0
