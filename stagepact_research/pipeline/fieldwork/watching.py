"""`stagepact survey status`: how far the fieldwork is, straight from the server."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

from stagepact_research.instruments.questionnaire import Questionnaire
from stagepact_research.limesurvey.exporting import response_batches
from stagepact_research.limesurvey.selection import Selection
from stagepact_research.limesurvey.server import Server
from stagepact_research.pipeline.fieldwork.contacts import ContactStore
from stagepact_research.pipeline.fieldwork.participation import participation_table
from stagepact_research.pipeline.fieldwork.snapshot import table
from stagepact_research.responses import read_export
from stagepact_research.responses.columns import columns_of
from stagepact_research.responses.fieldwork import Fieldwork, fieldwork, read_participation


def watch(
    store: ContactStore,
    server: Server,
    questionnaire: Questionnaire,
    survey_id: int,
    *,
    seed: int,
    today: date | None = None,
) -> Fieldwork:
    """The fieldwork as it stands now. Nothing is kept: what is read passes through a private folder."""
    wave = questionnaire.wave
    selection = Selection(questionnaire, store.pseudonym(wave))
    # Through the interface a code can be stored that no answer has: it counts as no answer.
    allowed = {column.name: {*column.labels, ""} for column in columns_of(questionnaire) if column.labels}
    checked = [(selection.header.index(name), codes) for name, codes in allowed.items()]
    rows = [
        selected.cells
        for batch in response_batches(server, survey_id, questionnaire.language)
        for selected in selection.select(server.host, batch.header, batch.rows)
    ]
    for cells in rows:
        for place, codes in checked:
            if cells[place] not in codes:
                cells[place] = ""
    with tempfile.TemporaryDirectory() as folder:
        answers, people = Path(folder) / "responses.csv", Path(folder) / "deelname.csv"
        answers.write_bytes(table(selection.header, rows) + b"\r\n")
        people.write_bytes(participation_table(store, server, wave, survey_id))
        responses = read_export(answers, questionnaire)
        participation = read_participation(people)
    return fieldwork(responses, questionnaire, participation, today=today or date.today(), seed=seed)
