"""The zip file of a REFI-QDA project, read without ever unpacking it to disk.

A project of another program is input from outside: its names, sizes and kinds of file are checked before one
byte is read, and each file is read up to a limit, whatever size the archive says that it has.
"""

from __future__ import annotations

import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

from stagepact_research.strands.interviews.refi.errors import (
    EncryptedMember,
    MissingMember,
    NestedArchive,
    NotAnArchive,
    OutsideArchive,
    TooLarge,
    UnsafeMember,
)

PROJECT = "project.qde"
_SOURCES = "sources"
_ARCHIVES = (".zip", ".qdpx", ".7z", ".rar", ".gz", ".bz2", ".xz", ".tar", ".tgz", ".jar")
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BROKEN = (
    *(zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, struct.error, OSError, EOFError, ValueError),
    *(OverflowError, RuntimeError, LookupError),
)
"""What the zip library raises for bytes that are no archive."""
_DRIVE = re.compile(r"[A-Za-z]:")
_BLOCK = 1 << 16
_ENCRYPTED = 0x1


@dataclass(frozen=True)
class Limits:
    """How much an export of interviews may be; far above what interviews need."""

    members: int = 5_000
    project: int = 64 * 2**20
    text: int = 16 * 2**20
    texts: int = 256 * 2**20
    total: int = 32 * 2**30
    ratio: int = 200
    """How many times larger a file of more than a megabyte may become. Text becomes 3 to 20 times larger."""


class Archive:
    """The files of one project, each read on demand.

    Raises
    ------
    NotAnArchive, UnsafeMember, EncryptedMember, NestedArchive, TooLarge
        When the archive is not one that a program exports; nothing has been read from it then.
    """

    def __init__(self, file: BinaryIO, name: str, limits: Limits | None = None) -> None:
        self.name, self._limits, self._read = name, limits or Limits(), 0
        try:
            self._zip = zipfile.ZipFile(file)
            infos = self._zip.infolist()
        except _BROKEN:
            raise NotAnArchive(name) from None
        self._refuse_too_large(infos)
        self._members: dict[str, tuple[int, zipfile.ZipInfo]] = {}
        for number, info in enumerate(infos, start=1):
            _refuse_unsafe(name, number, info)
            key = _key(info.filename)
            if key in self._members:
                raise UnsafeMember(name, number, f"heeft dezelfde naam als bestand {self._members[key][0]}.")
            self._members[key] = (number, info)

    def project(self) -> bytes:
        """The XML of the project."""
        if PROJECT not in self._members:
            raise NotAnArchive(self.name, f"het archief heeft geen {PROJECT}.")
        return self._content(PROJECT, self._limits.project)

    def text(self, path: str, where: str) -> bytes:
        """The text to which `path` (internal://...) leads.

        Raises
        ------
        OutsideArchive, MissingMember, TooLarge, NotAnArchive
        """
        key = next((key for key in self._candidates(path, where) if key in self._members), None)
        if key is None:
            raise MissingMember(self.name, where)
        content = self._content(key, self._limits.text)
        self._read += len(content)
        if self._read > self._limits.texts:
            raise TooLarge(
                self.name, "de teksten zijn samen te groot.", f"ten hoogste {self._limits.texts} bytes"
            )
        return content

    def _candidates(self, path: str, where: str) -> Iterator[str]:
        """Where a text may be: programs write `Sources` or `sources`, and some name it in the path too."""
        scheme, sign, rest = path.partition("://")
        if not sign:
            scheme, rest = "internal", path
        # Some programs write three slashes.
        rest = rest.removeprefix("/") if sign else rest
        if scheme.lower() != "internal" or not rest or _leads_out(rest):
            raise OutsideArchive(self.name, where)
        yield _key(f"{_SOURCES}/{rest}")
        if PurePosixPath(_key(rest)).parts[0] == _SOURCES:
            yield _key(rest)

    def _content(self, key: str, limit: int) -> bytes:
        number, info = self._members[key]
        found = bytearray()
        try:
            with self._zip.open(info) as file:
                # One byte more than allowed is enough to know that it is too much.
                while block := file.read(min(_BLOCK, limit + 1 - len(found))):
                    found += block
        except _BROKEN:
            raise NotAnArchive(self.name, f"bestand {number} in het archief is beschadigd.") from None
        if len(found) > limit:
            raise TooLarge(
                f"{self.name}, bestand {number} in het archief",
                "dit bestand is te groot.",
                f"ten hoogste {limit} bytes",
            )
        return bytes(found)

    def _refuse_too_large(self, infos: list[zipfile.ZipInfo]) -> None:
        limits = self._limits
        if len(infos) > limits.members:
            raise TooLarge(
                self.name, f"het archief heeft {len(infos)} bestanden.", f"ten hoogste {limits.members}"
            )
        if (total := sum(info.file_size for info in infos)) > limits.total:
            raise TooLarge(
                self.name, f"uitgepakt is het archief {total} bytes.", f"ten hoogste {limits.total} bytes"
            )
        for number, info in enumerate(infos, start=1):
            if info.file_size > max(2**20, limits.ratio * info.compress_size):
                raise TooLarge(
                    f"{self.name}, bestand {number} in het archief",
                    f"uitgepakt wordt dit bestand meer dan {limits.ratio} keer zo groot.",
                    "een gewone compressie",
                )


def _refuse_unsafe(file: str, number: int, info: zipfile.ZipInfo) -> None:
    name = info.orig_filename
    if info.flag_bits & _ENCRYPTED:
        raise EncryptedMember(file, number)
    if "\0" in name or "\\" in name or not name or _leads_out(name):
        raise UnsafeMember(file, number, "de naam wijst naar een plaats buiten het archief.")
    mode = info.external_attr >> 16
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise UnsafeMember(file, number, "dit is een verwijzing of een apparaat, geen bestand.")
    if info.compress_type not in _METHODS:
        raise UnsafeMember(file, number, "dit bestand is met een onbekende methode samengeperst.")
    if name.lower().endswith(_ARCHIVES):
        raise NestedArchive(file, number)


def _leads_out(name: str) -> bool:
    return (
        name.startswith("/")
        or "\\" in name
        or "\0" in name
        or _DRIVE.match(name) is not None
        or ".." in PurePosixPath(name).parts
    )


def _key(name: str) -> str:
    """One form for names that Windows and macOS hold for the same."""
    return unicodedata.normalize("NFC", str(PurePosixPath(name))).casefold()
