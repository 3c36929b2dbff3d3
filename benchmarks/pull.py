"""How a pull in ranges compares with citric's one export of everything, in time and in memory.

    python benchmarks/pull.py [responses]

Both ask the same practice server, which takes as long for an export as the recorded LimeSurvey 6.4.2 did: a
time that grows with the number of responses in the answer and with its square. What is compared is the whole
process, with its start; the ratio is what to quote.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from stagepact_research.instruments import load_questionnaire, to_lss
from stagepact_research.rehearsal.server import LimeSurveyServer

ROOT = Path(__file__).resolve().parents[1]
WAVE, PASSWORD = 2026, "wachtwoord"
SINGLE = """
import citric, sys
with citric.Client(sys.argv[1], "admin", sys.argv[2]) as client:
    content = client.export_responses(int(sys.argv[3]), file_format="csv", language="nl")
    open(sys.argv[4], "wb").write(content)
"""


def recorded_cost(in_survey: int, asked: int) -> float:
    """Seconds, from the recording: 50,000 rows at once 44 s, 1,000 at a time 5.7 s for all of them."""
    return 9.84e-5 * asked + 1.563e-8 * asked * asked


def measured(command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Seconds, and the peak of memory in MB."""
    start = time.perf_counter()
    done = subprocess.run(
        ["/usr/bin/time", "-v", *command],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    took = time.perf_counter() - start
    if done.returncode:
        raise SystemExit(done.stdout + done.stderr)
    found = re.search(r"Maximum resident set size \(kbytes\): (\d+)", done.stderr)
    assert found is not None
    return took, int(found[1]) / 1024


def main(responses: int) -> None:
    import base64

    questionnaire = load_questionnaire(ROOT / "instruments" / "questionnaire" / f"{WAVE}.yml")
    with LimeSurveyServer({"admin": PASSWORD}, seed=1) as server, tempfile.TemporaryDirectory() as folder:
        number = server.call("import_survey", base64.b64encode(to_lss(questionnaire)).decode(), "lss")
        server.call("activate_survey", number)
        survey = server.survey(number)
        survey.fill(None, sample(questionnaire))
        table = survey.state.responses
        (first,) = table.rows.values()
        for identifier in range(2, responses + 1):
            table.rows[identifier] = {**first, "id": identifier}
        table.next_id = responses + 1
        server.backend.cost = recorded_cost
        environment = {
            **os.environ,
            "STAGEPACT_LIMESURVEY_URL": server.url,
            "STAGEPACT_LIMESURVEY_USER": "admin",
            "STAGEPACT_LIMESURVEY_PASSWORD": PASSWORD,
            "STAGEPACT_CONTACTS": str(Path(folder) / "contacten"),
        }
        project = Path(folder) / "project"
        one = Path(folder) / "alles.csv"
        single = measured(
            [sys.executable, "-c", SINGLE, server.url, PASSWORD, str(number), str(one)], environment
        )
        ours = measured([sys.executable, __file__, "--pull", str(project), str(number)], environment)
        size = max(path.stat().st_size for path in project.rglob("responses.csv")) / 2**20
    print(f"{responses} responsen, bestand van {size:.1f} MB")
    print(f"citric, één export: {single[0]:.1f} s, {single[1]:.0f} MB")
    print(f"survey pull:        {ours[0]:.1f} s, {ours[1]:.0f} MB ({ours[1] / size:.1f} keer het bestand)")
    print(f"verhouding: {single[0] / ours[0]:.1f}")


def sample(questionnaire: object) -> dict[str, str]:
    sys.path.insert(0, str(ROOT / "tests"))
    from practice import answers

    return answers(questionnaire)  # type: ignore[arg-type]


def pull_into(folder: Path, survey_id: int) -> None:
    from stagepact_research.limesurvey.server import Server
    from stagepact_research.limesurvey.settings import load_settings
    from stagepact_research.pipeline.fieldwork.contacts import open_store
    from stagepact_research.pipeline.fieldwork.pulling import pull

    questionnaire = load_questionnaire(ROOT / "instruments" / "questionnaire" / f"{WAVE}.yml")
    with Server(load_settings()) as server:
        pull(folder, open_store(folder), server, questionnaire, survey_id, print)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--pull"]:
        pull_into(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 50_000)
