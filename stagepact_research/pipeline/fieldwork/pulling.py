"""`stagepact survey pull`: the responses as an immutable snapshot, with nothing that leads to a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib import metadata
from pathlib import Path

from stagepact_research.instruments.questionnaire import Questionnaire
from stagepact_research.limesurvey import shapes
from stagepact_research.limesurvey.errors import (
    NoParticipantTable,
    NoPermission,
    Status,
)
from stagepact_research.limesurvey.exporting import count_responses, response_batches
from stagepact_research.limesurvey.selection import RESPONDENT, Selection
from stagepact_research.limesurvey.server import Server
from stagepact_research.pipeline.fieldwork.contacts import ContactStore
from stagepact_research.pipeline.fieldwork.files import locked, writing
from stagepact_research.pipeline.fieldwork.participants import list_participants
from stagepact_research.pipeline.fieldwork.publishing import find_differences, instrument_of
from stagepact_research.pipeline.fieldwork.snapshot import (
    PARTICIPATION,
    RESPONSES,
    STAGING,
    Journal,
    Staging,
    current_snapshot,
    in_ranges,
    row_digests,
    table,
)

Say = Callable[[str], None]
Progress = Callable[[int, int], None]
"""Told after every range: how many responses are in, and of how many."""
_CONTINUE_WITHIN = timedelta(hours=12)
PRACTISED = (
    "Synthetische gegevens van de oefenserver: geen antwoorden van mensen. "
    "Er zijn geen bevindingen uit af te leiden."
)
PARTICIPATION_COLUMNS = (
    *(RESPONDENT, "instelling", "team", "functie", "uitgenodigd", "herinneringen"),
    *("laatste_herinnering", "mailstatus", "voltooid"),
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
) -> Pulled:
    """Fetch every response into a new snapshot in `folder` (data/raw/<wave>/survey).

    Interrupted anywhere, the last complete snapshot stays the current one, and the next pull goes on where
    this one stopped. When nothing changed since the last snapshot nothing is written.
    """
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    with locked(folder / ".slot"):
        version, sha256 = instrument_of(server, survey_id, questionnaire)
        differences = tuple(str(d) for d in find_differences(server, survey_id, questionnaire))
        for difference in differences:
            say(f"Let op, de vragenlijst op de server is gewijzigd: {difference}")
        journal, staging = _fetch(folder, store, server, questionnaire, survey_id, sha256, say, progress)
        participation = participation_table(store, server, questionnaire.wave, survey_id)
        previous = current_snapshot(folder)
        changes = _changes(previous, staging, say)
        if previous is not None and not any(changes.values()) and _same(previous, participation):
            staging.discard()
            say(f"Niets nieuws sinds {previous.name}; er is niets geschreven.")
            return Pulled(previous, False, journal.rows, changes, {}, differences)
        manifest = {
            "provenance": "synthetic" if server.practice else "observed",
            **({"statement": PRACTISED} if server.practice else {}),
            "wave": questionnaire.wave,
            "survey_id": survey_id,
            "server": {"host": server.host, "version": _server_version(server)},
            "client": {name: metadata.version(name) for name in ("stagepact-research", "citric")},
            "instrument": {"version": version, "sha256": sha256, "differences": list(differences)},
            "started": journal.started,
            "finished": _now().isoformat(),
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
        target = _new_folder(folder)
        staging.publish(target, manifest, participation)
    say(f"Geschreven: {target} ({journal.rows} responsen).")
    return Pulled(target, True, journal.rows, changes, journal.masked, differences)


def _fetch(
    folder: Path,
    store: ContactStore,
    server: Server,
    questionnaire: Questionnaire,
    survey_id: int,
    sha256: str,
    say: Say,
    progress: Progress,
) -> tuple[Journal, Staging]:
    """Fetch what is not in the staging folder yet, a range at a time; after each the journal is on disk."""
    wave = questionnaire.wave
    selection = Selection(questionnaire, store.pseudonym(wave))
    interview = store.interview_id(wave, survey_id)
    staging = Staging(folder / STAGING)
    identity = {
        "host": server.host,
        "survey_id": survey_id,
        "instrument": sha256,
        "key": store.key_mark(),
        "columns": list(selection.header),
    }
    now = _now()
    journal = staging.continued(identity, now.isoformat(), (now - _CONTINUE_WITHIN).isoformat())
    if journal.resumed:
        say(f"Een onderbroken pull van {journal.started} wordt voortgezet bij respons {journal.next_id}.")
    staging.begin(journal, selection.header)
    expected = count_responses(server, survey_id)
    for batch in response_batches(server, survey_id, questionnaire.language, first=journal.next_id):
        selected = selection.select(server.host, batch.header, batch.rows)
        left = {interview(row.cells[0]): row.contact for row in selected if row.contact}
        if left:
            with store.lock(wave):
                store.add_interviews(wave, left)
        staging.append(journal, (row.cells for row in selected))
        journal.next_id = batch.next_id
        journal.rows += len(selected)
        journal.complete += sum(row.cells[1] != "" for row in selected)
        journal.contacts += len(left)
        journal.masked = dict(Counter(journal.masked) + selection.masked)
        selection.masked.clear()
        journal.ignored = sorted({*journal.ignored, *selection.ignored})
        staging.save(journal)
        progress(journal.rows, max(expected, journal.rows))
    staging.close(journal)
    return journal, staging


def _changes(previous: Path | None, staging: Staging, say: Say) -> dict[str, list[int]]:
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


def participation_table(store: ContactStore, server: Server, wave: int, survey_id: int) -> bytes:
    """Who was invited when and answered or not, by pseudonym: no address and no token."""
    pseudonym = store.pseudonym(wave)
    contacts = {contact.token: contact for contact in store.contacts(wave)}
    try:
        participants = list_participants(server, survey_id)
    except NoParticipantTable:
        participants = []
    rows = []
    for one in participants:
        known = contacts.get(one["token"])
        place = (known.instelling, known.team, known.functie) if known else ("", "", "")
        rows.append(
            (
                *(pseudonym(one["token"]), *place),
                *(_date(one["sent"]), str(one["remindercount"]), _date(one["remindersent"])),
                *(one["emailstatus"], _date(one["completed"])),
            )
        )
    return table(PARTICIPATION_COLUMNS, sorted(rows))


def _same(previous: Path, participation: bytes) -> bool:
    path = previous / PARTICIPATION
    return path.is_file() and path.read_bytes() == participation


def _date(stored: str) -> str:
    return "" if stored == "N" else stored


def _server_version(server: Server) -> str:
    try:
        return server.read(shapes.EXPORT, "get_site_settings", "versionnumber")
    except (Status, NoPermission):
        return "niet bekend: deze gebruiker mag haar niet opvragen"


def _new_folder(folder: Path) -> Path:
    """A name by the moment, that no snapshot has yet."""
    moment = datetime.now()
    while True:
        target = folder / f"{moment:%Y-%m-%d-%H%M%S}"
        if not target.exists():
            return target
        moment += timedelta(seconds=1)


def _some(ids: Sequence[int]) -> str:
    return f"{len(ids)} responsen ({in_ranges(ids[:20])}{', ...' if len(ids) > 20 else ''})"


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)
