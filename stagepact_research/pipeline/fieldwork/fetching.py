"""Fetch every response into the staging folder, a range at a time, and see that none is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from stagepact_research.errors import InputProblem
from stagepact_research.instruments.questionnaire import Questionnaire
from stagepact_research.limesurvey.exporting import count_responses, response_batches
from stagepact_research.limesurvey.selection import Selection
from stagepact_research.limesurvey.server import Server
from stagepact_research.pipeline.fieldwork.clock import Clock, universal_time
from stagepact_research.pipeline.fieldwork.contacts import ContactStore
from stagepact_research.pipeline.fieldwork.snapshot import STAGING, Journal, Staging

Say = Callable[[str], None]
Progress = Callable[[int, int], None]
"""Told after every range: how many responses are in, and of how many."""
_CONTINUE_WITHIN = timedelta(hours=1)


def fetch_responses(
    folder: Path,
    store: ContactStore,
    server: Server,
    questionnaire: Questionnaire,
    survey_id: int,
    sha256: str,
    say: Say,
    progress: Progress,
    clock: Clock = universal_time,
) -> tuple[Journal, Staging]:
    """Fetch, and see that as many responses came as there are; once more from the start when they are not.

    Responses that came or were finished while fetching are no reason: the counts before and after tell.
    """
    for last in (False, True):
        before = count_responses(server, survey_id)
        journal, staging = _fetch(
            folder, store, server, questionnaire, survey_id, sha256, say, progress, before, clock
        )
        after = count_responses(server, survey_id)
        found = (journal.complete, journal.rows - journal.complete)
        if journal.resumed == 0 and min(sum(before), sum(after)) <= journal.rows <= max(
            sum(before), sum(after)
        ):
            return journal, staging
        if found == after:
            return journal, staging
        staging.discard()
        if not last:
            say("Het aantal klopt niet met dat van de server; alles wordt opnieuw opgehaald.")
    raise InputProblem(
        f"{server.host}, vragenlijst {survey_id}",
        f"er kwamen {journal.rows} responsen, en de server telt er {sum(after)}.",
        "evenveel",
        "Probeer het later opnieuw; er is niets geschreven. Blijft het zo, vraag het dan de beheerder.",
    )


def _fetch(
    folder: Path,
    store: ContactStore,
    server: Server,
    questionnaire: Questionnaire,
    survey_id: int,
    sha256: str,
    say: Say,
    progress: Progress,
    counted: tuple[int, int],
    clock: Clock,
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
    now = clock().replace(microsecond=0)
    journal = staging.continued(identity, now.isoformat(), (now - _CONTINUE_WITHIN).isoformat())
    if journal.resumed:
        say(f"Een onderbroken pull van {journal.started} wordt voortgezet bij respons {journal.next_id}.")
    staging.begin(journal, selection.header)
    for batch in response_batches(server, survey_id, questionnaire.language, first=journal.next_id):
        selected = selection.select(server.host, batch.header, batch.rows)
        left = {interview(row.cells[0]): row.contact for row in selected if row.contact}
        if left:
            with store.lock(wave):
                store.add_interviews(wave, left)
        staging.append(journal, (row.cells for row in selected))
        # After the last one that came, for the next may be answered before this pull goes on.
        journal.next_id = int(selected[-1].cells[0]) + 1
        journal.rows += len(selected)
        journal.complete += sum(row.cells[1] != "" for row in selected)
        journal.contacts += len(left)
        journal.masked = dict(Counter(journal.masked) + selection.masked)
        selection.masked.clear()
        journal.ignored = sorted({*journal.ignored, *selection.ignored})
        staging.save(journal)
        progress(journal.rows, max(sum(counted), journal.rows))
    staging.close(journal)
    return journal, staging
