"""What a snapshot of responses is: real answers, or a synthetic wave."""

from __future__ import annotations

import json
from pathlib import Path

from stagepact_research.errors import InputProblem


def provenance(folder: Path) -> str:
    """What the snapshot's manifest says; data without a manifest are real ones: `observed`."""
    manifest = folder / "manifest.json"
    if not manifest.exists():
        return "observed"
    try:
        found = str(json.loads(manifest.read_text("utf-8"))["provenance"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise InputProblem(
            str(manifest), "het manifest is niet te lezen.", 'JSON met "provenance"'
        ) from error
    if found not in ("observed", "synthetic"):
        raise InputProblem(f"{manifest}, provenance", f'"{found}" bestaat niet.', "observed of synthetic")
    return found
