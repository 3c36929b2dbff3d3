"""Files that are written whole or not at all, and a disk that is full as a sentence."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from stagepact_research.errors import InputProblem

PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700


class NotWritten(InputProblem):
    """The disk is full, or there is no permission to write here."""

    def __init__(self, path: Path, error: OSError) -> None:
        self.path = path
        remedy = {
            28: "Maak ruimte op de schijf en probeer het opnieuw.",
            30: "Deze schijf is alleen te lezen; gebruik een andere map.",
        }.get(error.errno or 0, "Controleer of u in deze map mag schrijven.")
        super().__init__(
            str(path), f"niet te schrijven ({error.strerror}); wat er stond, is gebleven.", remedy=remedy
        )


class InUse(InputProblem):
    """Another program holds the lock."""

    def __init__(self, what: Path) -> None:
        super().__init__(
            str(what),
            "hier is al een andere opdracht mee bezig.",
            remedy="Wacht tot die klaar is, en probeer het dan opnieuw.",
        )


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn the errors of writing below `path` into a sentence."""
    try:
        yield
    except OSError as error:
        raise NotWritten(path, error) from None


def write_whole(path: Path, content: bytes, *, private: bool = False) -> None:
    """Write a file so that after a crash it holds the old content or the new, never a part."""
    partial = path.with_name(f".{path.name}.partial")
    with writing(path):
        try:
            mode = PRIVATE_FILE if private else 0o644
            with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as file:
                file.write(content)
                flush(file)
            partial.replace(path)
            flush_folder(path.parent)
        except OSError:
            with suppress(OSError):
                partial.unlink(missing_ok=True)
            raise


def flush(file: IO[bytes]) -> None:
    """Have the disk hold what was written."""
    file.flush()
    os.fsync(file.fileno())


def flush_folder(folder: Path) -> None:
    """Have the disk hold the names in a folder."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


@contextmanager
def locked(path: Path, *, private: bool = False, wait: float = 0) -> Iterator[None]:
    """Hold the lock file at `path`, waiting for it at most `wait` seconds; it goes when the program dies."""
    with writing(path):
        number = os.open(path, os.O_RDWR | os.O_CREAT, PRIVATE_FILE if private else 0o644)
    try:
        until = time.monotonic() + wait
        while not _lock(number):
            if time.monotonic() >= until:
                raise InUse(path)
            time.sleep(0.05)
        yield
    finally:
        os.close(number)


def _lock(number: int) -> bool:
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
