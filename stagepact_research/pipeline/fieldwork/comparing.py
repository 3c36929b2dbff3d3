"""A pull beside the snapshot before it: what is new, changed or gone, and what should not become current."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from stagepact_research.errors import InputProblem
from stagepact_research.limesurvey.server import Server
from stagepact_research.pipeline.fieldwork.contacts import ContactStore
from stagepact_research.pipeline.fieldwork.snapshot import (
    PARTICIPATION,
    RESPONSES,
    Journal,
    Staging,
    current_snapshot,
    in_ranges,
    read_manifest,
    row_digests,
)
from stagepact_research.pipeline.snapshots import provenance

Say = Callable[[str], None]
_MANY = 10


def previous_snapshot(
    folder: Path, store: ContactStore, server: Server, survey_id: int, say: Say
) -> Path | None:
    """The snapshot to compare with: the current one, when it is of the same survey and whole.

    Raises
    ------
    InputProblem
        When a file of it is no longer what its manifest says, or it was made with another contact store.
    """
    current = current_snapshot(folder)
    if current is None:
        return None
    provenance(current)
    manifest = read_manifest(current)
    if (manifest["survey_id"], manifest.get("server", {}).get("host")) != (survey_id, server.host):
        say(f"{current.name} is van een andere vragenlijst; er wordt niet mee vergeleken.")
        return None
    if manifest.get("key") != store.key_mark():
        raise InputProblem(
            str(store.folder),
            f"dit is niet de contactopslag waarmee {current.name} is gemaakt; de pseudoniemen zouden anders "
            "zijn.",
            "dezelfde sleutel bij elke pull van een ronde",
            "Zet de juiste contactopslag in de omgeving, of zet de reservekopie van haar sleutel terug.",
        )
    return current


def find_changes(previous: Path | None, staging: Staging, say: Say) -> dict[str, list[int]]:
    """Which responses are new, changed or gone since the snapshot before; what is told is told by id."""
    header, now = row_digests(staging.responses)
    old_header, rows = row_digests(previous / RESPONSES) if previous else ((), iter(()))
    before = dict(rows)
    if previous and old_header != header:
        say(f"De kolommen zijn anders dan in {previous.name}: alle responsen gelden als gewijzigd.")
    found: dict[str, list[int]] = {"new": [], "changed": [], "deleted": []}
    for number, row in now:
        known = before.pop(number, None)
        if known != row:
            found["new" if known is None else "changed"].append(number)
    found["deleted"] = sorted(before)
    if previous and found["changed"]:
        say(f"Gewijzigd op de server sinds {previous.name}: {_some(found['changed'])}.")
    if previous and found["deleted"]:
        say(
            f"Verwijderd van de server sinds {previous.name}: {_some(found['deleted'])}. "
            f"In {previous.name} blijven zij staan; wie zijn toestemming introk, moet daar nog uit."
        )
    return {kind: sorted(numbers) for kind, numbers in found.items()}


def refuse_shrunk(
    previous: Path | None, changes: dict[str, list[int]], journal: Journal, staging: Staging, fewer: bool
) -> None:
    """A survey that was deactivated and activated again is empty: that must not become the current data."""
    gone = len(changes["deleted"])
    if previous is None or fewer or gone < _MANY or gone <= journal.rows:
        return
    staging.discard()
    raise InputProblem(
        previous.name,
        f"{gone} responsen van toen staan niet meer op de server, en er zijn er nog {journal.rows}.",
        "dat antwoorden erbij komen",
        "Kijk in LimeSurvey of de vragenlijst opnieuw is geactiveerd. Is het goed zo: --fewer. Er is niets "
        "geschreven.",
    )


def same_participation(previous: Path, participation: bytes) -> bool:
    path = previous / PARTICIPATION
    return path.is_file() and path.read_bytes() == participation


def _some(ids: Sequence[int]) -> str:
    return f"{len(ids)} responsen ({in_ranges(ids[:20])}{', ...' if len(ids) > 20 else ''})"
