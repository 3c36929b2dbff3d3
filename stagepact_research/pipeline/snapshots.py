"""What a snapshot of responses is: real answers, or a synthetic wave, and still what it was."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from stagepact_research.errors import InputProblem


def provenance(folder: Path) -> str:
    """What the snapshot's manifest says; data without a manifest are real ones: `observed`.

    A file that is no longer the one of the manifest is refused: real answers that were put in the place of
    synthetic ones would be taken for synthetic, or the other way round. So is a table that the manifest of a
    synthetic wave does not name: nothing says that it is synthetic too.
    """
    manifest = folder / "manifest.json"
    if not manifest.exists():
        return "observed"
    try:
        content = json.loads(manifest.read_text("utf-8"))
        found, files = str(content["provenance"]), dict(content.get("files", {}))
        expected = {folder / name: str(entry["sha256"]) for name, entry in files.items()}
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise InputProblem(
            str(manifest), "het manifest is niet te lezen.", 'JSON met "provenance"'
        ) from error
    if found not in ("observed", "synthetic"):
        raise InputProblem(f"{manifest}, provenance", f'"{found}" bestaat niet.', "observed of synthetic")
    for path, sha256 in expected.items():
        if path.is_file() and digest(path) != sha256:
            raise InputProblem(
                str(path),
                "het bestand is niet meer dat van zijn manifest.",
                f"sha256 {sha256}",
                "Zet het oorspronkelijke bestand terug. Andere gegevens horen in een map van zichzelf.",
            )
    unnamed = sorted(set(folder.rglob("*.csv")) - set(expected)) if found == "synthetic" else []
    if unnamed:
        raise InputProblem(
            str(unnamed[0]),
            "het manifest van deze synthetische gegevens noemt dit bestand niet.",
            "alleen tabellen die het manifest noemt, met hun sha256",
            "Haal het bestand weg. Echte antwoorden horen in een map van zichzelf.",
        )
    return found


def file_provenance(path: Path, remedy: str) -> str:
    """What the manifest beside a file says of it; a file that it does not name is a real one: `observed`.

    A file that is no longer the one of the manifest is refused, with `remedy` as what to do.
    """
    manifest = path.parent / "manifest.json"
    try:
        entry = dict(json.loads(manifest.read_text("utf-8"))["files"]).get(path.name)
    except FileNotFoundError:
        entry = None
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise InputProblem(str(manifest), "het manifest is niet te lezen.", 'JSON met "files"') from error
    if entry is None:
        return "observed"
    if digest(path) != entry["sha256"]:
        raise InputProblem(
            str(path), "het bestand is niet meer dat van zijn manifest.", f"sha256 {entry['sha256']}", remedy
        )
    return str(entry["provenance"])


def digest(path: Path) -> str:
    """The SHA-256 of a file, read a piece at a time."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            found.update(block)
    return found.hexdigest()
