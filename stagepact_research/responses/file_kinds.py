"""Recognise what a file is when it is not a CSV export, so that the message can say so."""

from __future__ import annotations

import re
from pathlib import Path

from stagepact_research.responses.errors import (
    NotAnExport,
    NulBytes,
    TruncatedExport,
    WrongDelimiter,
    WrongEncoding,
    shown,
)

_SIGNATURES = (
    (b"PK\x03\x04", "een Excel-bestand (of een ander zip-bestand) met een andere naam"),
    (b"\xd0\xcf\x11\xe0", "een oud Excel-bestand (.xls) met een andere naam"),
    (b"%PDF", "een PDF-bestand"),
    (b"\x1f\x8b", "een gecomprimeerd bestand (gzip)"),
    (b"PAR1", "een parquet-bestand"),
    (b"$FL2", "een SPSS-bestand"),
    (b"$FL3", "een SPSS-bestand"),
)
_UTF32 = (b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_SERVER_MESSAGES = ("No Data", "No permission", "Invalid s", "Error", "Login is locked")
_QUOTED = re.compile(r'"[^"]*"')
_BASE64 = re.compile(r"[A-Za-z0-9+/]{8,}[A-Za-z0-9+/=\s]*")


def decode(data: bytes, path: Path) -> str:
    """The text of the file without its byte order mark, or the error that says what the file is."""
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            raise NotAnExport(path, kind)
    _refuse_wide_encodings(data, path)
    nul = data.find(b"\x00")
    if nul >= 0:
        raise NulBytes(path, data.count(b"\n", 0, nul) + 1)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        if problem.end >= len(data) and problem.reason == "unexpected end of data":
            raise TruncatedExport(path, line) from None
        raise WrongEncoding(path, "Windows-1252 (latin-1) of een andere tekenset", line) from None
    if text.startswith("ï»¿"):
        raise WrongEncoding(path, "UTF-8 die als Windows-1252 is gelezen en opnieuw bewaard")
    text = text.lstrip("\ufeff")
    _refuse_other_text(text, path)
    return text


def _refuse_wide_encodings(data: bytes, path: Path) -> None:
    if data.startswith(_UTF32):
        raise WrongEncoding(path, "UTF-32")
    head = data[:4096]
    # Without a byte order mark UTF-16 shows as a NUL beside nearly every letter.
    if data.startswith(_UTF16) or (len(head) > 8 and head.count(b"\x00") * 5 > len(head) * 2):
        evenly = set(head) != {0} and (head[0::2].count(0) == 0 or head[1::2].count(0) == 0)
        if data.startswith(_UTF16) or evenly:
            raise WrongEncoding(path, "UTF-16")


def _refuse_other_text(text: str, path: Path) -> None:
    start = text[:4096].lstrip()
    if start.startswith("<"):
        raise NotAnExport(path, "een webpagina of XML-bestand, bijvoorbeeld de aanmeldpagina van de server")
    if start.startswith(("{", "[")):
        raise NotAnExport(path, "een JSON-bestand")
    if start.startswith("77u/") and _BASE64.match(start):
        raise NotAnExport(path, "een export die nog in base64 staat")
    if len(text) < 500 and start.startswith(_SERVER_MESSAGES):
        raise NotAnExport(path, f'een foutmelding van LimeSurvey ("{shown(start.strip())}")')
    heading = re.split(r"[\r\n]", _QUOTED.sub("", text[:100_000]).lstrip("\r\n "), maxsplit=1)[0]
    if ";" not in heading:
        for delimiter in ("\t", ",", "|"):
            if delimiter in heading:
                raise WrongDelimiter(path, delimiter)
