"""The stories of the recorded calls: each builds the state that its calls need, then replays them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import pytest
from rehearsal_recordings import parameter, recordings
from rehearsal_replay import PASSWORD, Clock, Replay

from stagepact_research.rehearsal.server import LimeSurveyServer, Refused, SurveyHandle, User

EVALUATION, COPY, TYPES, TEXTS = 611111, 787868, 655555, 666666
_ADMIN = {"full_name": "Admin", "email": "admin@example.org", "superadmin": True}


@contextmanager
def practice(time: str = "18:35:52", **options: Any) -> Iterator[Replay]:
    clock = Clock(datetime.fromisoformat(f"2026-11-23 {time}"))
    with LimeSurveyServer(
        {"admin": User(PASSWORD, **_ADMIN)}, clock=clock, seed=20261123, **options
    ) as server:
        yield Replay(server, clock)


def import_evaluation(replay: Replay) -> None:
    """The survey and its copy through text, as in the first recordings."""
    replay.clock.set("18:38:43")
    replay.log_in()
    replay.replay("a_003_import_survey_lss", "a_004_import_survey_txt")


def fill_evaluation(replay: Replay) -> None:
    """The nine visits to the web form, each at its own time and with its own answers."""
    survey = replay.server.survey(EVALUATION)
    for row in recordings().stored["nl_evaluatie"][:9]:
        token = replay.twin.ours(row["token"])
        started, at = map(datetime.fromisoformat, (row["startdate"], row["datestamp"]))
        FILLED[int(row["id"])](survey, token, started, at)
        own = survey.rows()[-1]
        assert own["id"] == int(row["id"])
        replay.twin.learn(row["seed"], own["seed"])


JA = {
    "DEELN": "J",
    "ERV[SQ001]": "4",
    "ERV[SQ002]": "5",
    "ERV[SQ003]": "2",
    "KENN[brief]": "J",
    "KENN[bel]": "W",
    "KENN[gesprek]": "N",
    "KENC[SQ001]": "Y",
    "KENC[SQ002]": "U",
    "HULP[wonen]": "Y",
    "HULP[other]": 'Hulp bij "formulieren"; en\tmeer',
    "KANAAL": "A2",
    "DAGEN": 3,
    "CIJFER": "W",
    "CIJFER[comment]": "Hangt ervan af,\nsoms wel; soms niet.",
    "DATUM": "14-11-2026",
    "OPM": "=1+1 is een opmerking. Prima geholpen; €5, één à twee keer 👍",
    "BEL": "Y",
    "CONTACT": "06-00000001 of persoon01@example.org",
}
NEE = {"DEELN": "N", "REDEN": "-oth-", "REDEN[other]": "Ik ben verhuisd naar 's-Gravenhage"}
_Filled = Callable[[SurveyHandle, str, datetime, datetime], None]


def experiences(answer: str) -> dict[str, str]:
    return {f"ERV[SQ00{number}]": answer for number in (1, 2, 3)}


def _whole(answers: dict[str, object]) -> _Filled:
    def fill(survey: SurveyHandle, token: str, started: datetime, at: datetime) -> None:
        assert survey.fill(token, answers, at=at, started=started).submitted

    return fill


def _part(answers: dict[str, object], pages: int) -> _Filled:
    def fill(survey: SurveyHandle, token: str, started: datetime, at: datetime) -> None:
        assert not survey.fill(token, answers, pages, at=at, started=started).submitted

    return fill


def _saved(survey: SurveyHandle, token: str, started: datetime, at: datetime) -> None:
    visit = survey.fill(token, {"DEELN": "J"}, 1, at=started)
    visit.answer({"ERV[SQ001]": "3", "KENN[brief]": "W"})
    visit.save(at)


def _refused(survey: SurveyHandle, token: str, started: datetime, at: datetime) -> None:
    with pytest.raises(Refused, match="verplichte vraag") as refusal:
        survey.fill(token, {}, at=at, started=started)
    assert refusal.value.questions == ("DEELN",)


def _changed_mind(survey: SurveyHandle, token: str, started: datetime, at: datetime) -> None:
    first = {"DEELN": "J", **experiences("3"), "HULP[geld]": "Y", "KANAAL": "A2", "DAGEN": "12", "BEL": "Y"}
    visit = survey.fill(token, {**first, "CONTACT": "06-00000008"}, 2, at=started)
    visit.previous(started)
    visit.previous(started)
    visit.answer({"DEELN": "N", "REDEN": "A1"})
    visit.next(at)
    assert visit.submitted


def _resumed(survey: SurveyHandle, token: str, started: datetime, at: datetime) -> None:
    answers = {"DEELN": "J", **experiences("2"), "KANAAL": "A3"}
    survey.fill(token, answers, 2, at=started)
    assert survey.fill(token, {"BEL": "N"}, at=at).submitted


FILLED: dict[int, _Filled] = {
    1: _whole(JA),
    2: _whole(NEE),
    3: _whole({"DEELN": "J", **experiences("1"), "KANAAL": "A1", "BEL": "N"}),
    4: _part({"DEELN": "J"}, 1),
    5: _part({}, 0),
    6: _saved,
    7: _refused,
    8: _changed_mind,
    9: _resumed,
}


def evaluation(replay: Replay) -> None:
    """The life of one survey: made, activated, invited, filled in, exported, and copied."""
    server, clock = replay.server, replay.clock
    replay.log_in()
    replay.replay("a_001_get_session_key_ok", "a_002_list_surveys_empty")
    import_evaluation(replay)
    replay.replay("a_005_list_surveys")
    clock.set("18:39:06")
    server.backend.sessions.log_in("admin", PASSWORD, "Authdb", "127.0.0.1")
    replay.log_in()
    replay.replay_all("b_")
    server.mail.outcomes["*"] = "fail"
    replay.replay_all("c_")
    fill_evaluation(replay)
    clock.set("18:42:45")
    replay.replay_all("d_")
    replay.replay("f_002_delete_response_13")
    for number in range(14, 18):
        server.call("delete_response", EVALUATION, number)
    replay.replay_all("f_", after="f_002_delete_response_13")
    _as_others(replay)
    replay.log_in()
    clock.set("18:50:00")
    _mails(replay)
    server.call("import_survey", parameter({"structure": "alle_typen.txt"}), "txt")
    replay.replay_all("g_")
    _headings(replay)
    _later(replay)


def _as_others(replay: Replay) -> None:
    for name in ("lezer", "onderzoeker", "geenlogin"):
        replay.server.add_user(name, User(PASSWORD, database_login=name != "geenlogin"))
    for permission in ("survey", "surveycontent", "surveysettings", "responses", "statistics"):
        replay.server.grant("onderzoeker", EVALUATION, permission, "r")
    replay.replay("p_geenlogin_001_get_session_key")
    for user in ("lezer", "onderzoeker"):
        replay.log_in(user)
        replay.replay_all(f"p_{user}_")


def _mails(replay: Replay) -> None:
    server = replay.server
    server.mail.outcomes.clear()
    server.mail.outcomes["bounce@example.org"] = "550"
    replay.replay_all("m_", until="m_015_activate_tokens_s2")
    people = [
        {"email": f"deelnemer{n:03}@example.org", "firstname": f"V{n:03}", "lastname": f"A{n:03}"}
        for n in range(1, 121)
    ]
    server.call("add_participants", replay.twin.ours(COPY), people)
    replay.replay_all("m_", after="m_015_activate_tokens_s2")
    replay.replay_all("m2_", until="m2_005")


def _headings(replay: Replay) -> None:
    """Exports with equal texts in the headings, of an emptied, an expired and a deactivated survey."""
    server = replay.server
    replay.replay_all("h_", until="h_005_import_duplicate_texts")
    server.call("activate_survey", TEXTS)
    columns = [field for field in server.call("get_fieldmap", TEXTS) if field.startswith(f"{TEXTS}X")]
    replay.clock.set("18:56:53")
    server.call("add_response", TEXTS, dict(zip(columns, ("w5", "w6", "w7"), strict=True)))
    replay.replay_all("h_", after="h_005_import_duplicate_texts", until="h_012_export_after_deleting_all")
    server.survey(TEXTS).expire()
    replay.replay("h_013_export_expired_survey")
    server.survey(TEXTS).deactivate()
    replay.replay("h_014_export_deactivated")
    replay.log_in()
    replay.replay("h_016_two_sessions_same_user", "h2_002_two_sessions_second")


def _later(replay: Replay) -> None:
    """A survey that keeps addresses; its questions come after those of unrecorded imports."""
    server = replay.server
    replay.clock.set("18:57:57")
    server.counters.gid, server.counters.qid = 328, 2698
    structure = parameter({"structure": "nl_evaluatie.lss"})
    replay.twin.learn(234617, server.call("import_survey", structure, "lss"))
    replay.replay("k_003_activate_with_ipaddr_refurl")
    server.call("add_response", replay.twin.ours(234617), {})
    replay.replay_all("k_", after="k_003_activate_with_ipaddr_refurl")


def structures(replay: Replay) -> None:
    """Every variant of a structure, imported one after the other as the ids of their questions show."""
    import_evaluation(replay)
    replay.replay_all("i_")
    replay.replay_all("j_")


def types(replay: Replay) -> None:
    """A survey with every question type, whose questions come after those of many imports."""
    server = replay.server
    replay.log_in()
    server.counters.gid, server.counters.qid = 294, 2238
    replay.replay("t_002_import_alle_typen", "t_003_activate_anonymized", "t_004_get_fieldmap_alle_typen")
    replay.clock.set("18:50:00")
    replay.replay_all("t_", after="t_004_get_fieldmap_alle_typen")
    fill_types(replay)
    replay.replay("m2_006_export_anonymized_no_datestamp")


def fill_types(replay: Replay) -> None:
    survey = replay.server.survey(TYPES)
    survey.fill(answers={"TKORT": "webantwoord"})
    replay.twin.learn(recordings().stored["alle_typen"][3]["seed"], survey.rows()[-1]["seed"])


def protocol(replay: Replay) -> None:
    """Log-ins, session keys, surveys that do not exist and requests that are none."""
    server, clock = replay.server, replay.clock
    _other_interface(replay)
    import_evaluation(replay)
    replay.outcomes.clear()
    _other_interface(replay)
    server.call("activate_survey", EVALUATION)
    replay.replay_all("e1_", until="e1_012")
    clock.now += timedelta(minutes=10)
    replay.replay("e1_012_session_key_invalid_export")
    replay.log_in()
    clock.now += timedelta(seconds=7199)
    assert server.backend.sessions.user(replay.key)
    clock.now += timedelta(seconds=1)
    replay.replay("e1_014_session_key_expired")
    replay.log_in()
    replay.replay_all("e1_", after="e1_014_session_key_expired", until="e1_019")
    replay.log_in()
    replay.replay_all("e1_", after="e1_019", until="e1_070")
    replay.replay_all("e1_", after="e1_073")


def _other_interface(replay: Replay) -> None:
    replay.server.interface = "off"
    replay.replay_all("e0_", until="e0_003")
    replay.server.interface = "xml"
    replay.replay("e0_003_rpc_xml_mode_json_post")
    replay.server.interface = "json"
    replay.replay("e0_004_rpc_json_get")


STORIES = {
    "evaluation": evaluation,
    "structures": structures,
    "types": types,
    "protocol": protocol,
}


def story_of(name: str) -> str:
    """The story in which a recorded call is replayed."""
    if name.startswith(("i_", "j_")):
        return "structures"
    if name.startswith("t_") or name == "m2_006_export_anonymized_no_datestamp":
        return "types"
    return "protocol" if name.startswith(("e0_", "e1_")) else "evaluation"


@cache
def outcomes(story: str) -> dict[str, tuple[Any, Any]]:
    with practice() as replay:
        STORIES[story](replay)
        assert replay.server.mistakes == []
        return replay.outcomes
