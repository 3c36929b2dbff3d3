"""The practice server held against every call that was recorded of a LimeSurvey 6.4.2 server."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from rehearsal_recordings import BY_CLIENT, EXPLAINED, recordings
from rehearsal_stories import outcomes, story_of

from stagepact_research.rehearsal import server

RECORDED = 522
COMPARED = [name for name in recordings().calls if name not in EXPLAINED and name not in BY_CLIENT]


def test_every_recorded_call_is_compared_or_explained() -> None:
    assert len(recordings().calls) == RECORDED
    assert len(COMPARED) + len(BY_CLIENT) + len(EXPLAINED) == RECORDED
    assert set(EXPLAINED) <= set(recordings().calls)
    assert len(EXPLAINED) < 20
    assert all(EXPLAINED.values())


def test_the_server_knows_no_recording() -> None:
    package = Path(server.__file__).parent
    source = "".join(path.read_text("utf-8") for path in sorted(package.glob("*.py")))
    calls = recordings().calls.values()
    asked = {
        str(p) for call in calls for p in call.get("request", {}).get("params", []) if isinstance(p, int)
    }
    answers = json.dumps([call.get("response") for call in calls])
    numbers = {sid for sid in asked | set(re.findall(r"\b[0-9]{6}\b", answers)) if len(sid) == 6}
    assert {"611111", "787868"} < numbers
    assert [number for number in sorted(numbers) if re.search(rf"\b{number}\b", source)] == []
    assert [name for name in recordings().calls if name in source] == []


@pytest.mark.parametrize("name", COMPARED)
def test_the_answer_is_the_recorded_one(name: str) -> None:
    ours, recorded = outcomes(story_of(name))[name]
    assert ours == recorded
    # For Python 1 and True are equal, for a client they are not.
    assert json.dumps(ours, sort_keys=True) == json.dumps(recorded, sort_keys=True)
