"""`stagepact survey pull`: the responses as an immutable snapshot, with nothing that leads to a person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path

from stagepact_research.instruments.questionnaire import Questionnaire
from stagepact_research.limesurvey import shapes
from stagepact_research.limesurvey.errors import NoPermission, Status
from stagepact_research.limesurvey.masking import mask
from stagepact_research.limesurvey.server import Server
from stagepact_research.pipeline.fieldwork.clock import Clock, universal_time
from stagepact_research.pipeline.fieldwork.comparing import (
    find_changes,
    previous_snapshot,
    refuse_shrunk,
    same_participation,
)
from stagepact_research.pipeline.fieldwork.contacts import ContactStore
from stagepact_research.pipeline.fieldwork.fetching import Progress, fetch_responses
from stagepact_research.pipeline.fieldwork.files import locked, writing
from stagepact_research.pipeline.fieldwork.participation import participation_table
from stagepact_research.pipeline.fieldwork.publishing import find_differences, instrument_of
from stagepact_research.pipeline.fieldwork.snapshot import in_ranges, new_folder

Say = Callable[[str], None]
PRACTISED = (
    "Synthetische gegevens van de oefenserver: geen antwoorden van mensen. "
    "Er zijn geen bevindingen uit af te leiden."
)


@dataclass(frozen=True)
class Pulled:
    """What a pull did. `folder` is the current snapshot, which is the earlier one when nothing was new."""

    folder: Path
    new: bool
    responses: int
    changes: dict[str, list[int]]
    """Ids that are new, changed or deleted since the snapshot before."""
    masked: dict[str, int] = field(default_factory=dict)
    differences: tuple[str, ...] = ()


def pull(
    folder: Path,
    store: ContactStore,
    server: Server,
    questionnaire: Questionnaire,
    survey_id: int,
    say: Say,
    progress: Progress = lambda done, of: None,
    *,
    fewer: bool = False,
    clock: Clock = universal_time,
) -> Pulled:
    """Fetch every response into a new snapshot in `folder` (data/raw/<wave>/survey).

    Interrupted anywhere, the last complete snapshot stays the current one, and the next pull goes on where
    this one stopped. When nothing changed since the last snapshot nothing is written.
    """
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    with locked(folder / ".slot"):
        version, sha256 = instrument_of(server, survey_id, questionnaire)
        # What somebody typed into the survey may hold an address, as an answer may.
        differences = tuple(mask(str(d))[0] for d in find_differences(server, survey_id, questionnaire))
        for difference in differences:
            say(f"Let op, de vragenlijst op de server is gewijzigd: {difference}")
        previous = previous_snapshot(folder, store, server, survey_id, say)
        journal, staging = fetch_responses(
            folder, store, server, questionnaire, survey_id, sha256, say, progress, clock
        )
        participation = participation_table(store, server, questionnaire.wave, survey_id, say)
        changes = find_changes(previous, staging, say)
        if previous is not None and not any(changes.values()) and same_participation(previous, participation):
            staging.discard()
            say(f"Niets nieuws sinds {previous.name}; er is niets geschreven.")
            return Pulled(previous, False, journal.rows, changes, {}, differences)
        refuse_shrunk(previous, changes, journal, staging, fewer)
        manifest = {
            "provenance": "synthetic" if server.practice else "observed",
            **({"statement": PRACTISED} if server.practice else {}),
            "wave": questionnaire.wave,
            "survey_id": survey_id,
            "server": {"host": server.host, "version": _server_version(server)},
            "client": {name: metadata.version(name) for name in ("stagepact-research", "citric")},
            "key": store.key_mark(),
            "instrument": {"version": version, "sha256": sha256, "differences": list(differences)},
            "started": journal.started,
            "finished": clock().replace(microsecond=0).isoformat(),
            "resumed": journal.resumed,
            "counts": {
                "responses": journal.rows,
                "complete": journal.complete,
                "incomplete": journal.rows - journal.complete,
                "contact_details_kept_apart": journal.contacts,
            },
            "masked": journal.masked,
            "ignored_columns": journal.ignored,
            "previous": previous.name if previous else None,
            "changes": {kind: {"count": len(ids), "ids": in_ranges(ids)} for kind, ids in changes.items()},
        }
        target = new_folder(folder, clock().replace(microsecond=0))
        staging.publish(target, manifest, participation)
    say(f"Geschreven: {target} ({journal.rows} responsen).")
    return Pulled(target, True, journal.rows, changes, journal.masked, differences)


def _server_version(server: Server) -> str:
    try:
        return server.read(shapes.EXPORT, "get_site_settings", "versionnumber")
    except (Status, NoPermission):
        return "niet bekend: deze gebruiker mag haar niet opvragen"
