"""Write a rehearsed wave where a real one would stand: beside what is there, never in its place."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from stagepact_research.errors import InputProblem
from stagepact_research.pipeline.fieldwork.files import write_whole, writing
from stagepact_research.pipeline.fieldwork.snapshot import MANIFEST, read_manifest
from stagepact_research.pipeline.rehearsal.drawing import Drawn, draw_wave
from stagepact_research.pipeline.rehearsal.fieldwork import Ran, run_fieldwork
from stagepact_research.pipeline.rehearsal.truth import GENERATOR, STATEMENT, TRUTH, as_json, truth_of
from stagepact_research.protocol import Project

Say = Callable[[str], None]
HOST = "oefenserver"
README = """# Een oefenronde / a rehearsal

Alles in deze map is verzonnen door `stagepact rehearse`. De antwoorden zijn niet van mensen, de
weigeringen zijn geloot, en niets hierin gaat over een echte instelling: de codes van DUO staan er alleen
omdat de vragenlijst ze vraagt en de weging ze gebruikt. Er zijn geen bevindingen uit af te leiden.
`waarheid.json` zegt wat onder alle verzonnen teams waar is.

Everything in this folder was invented by `stagepact rehearse`. No answer is a person's, every refusal was
drawn by lot, and nothing in it is about a real institution: DUO's codes are there only because the
questionnaire asks for them and the weighting uses them. There are no findings in it. `waarheid.json` holds
what is true among all invented teams.
"""


class AlreadyRehearsed(InputProblem):
    """There is a rehearsed wave here already; nothing is ever replaced."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(
            str(path),
            "hier staat al een oefenronde; er is niets geschreven.",
            "een map zonder deze oefenronde",
            "Geef met --out een andere map op, of verplaats de oude eerst.",
        )


def rehearse(
    project: Project, wave: int, say: Say, *, out: Path | None = None, seed: int | None = None
) -> Path:
    """Draw a wave, run its fieldwork on the practice server, and write the snapshot, the log and the truth.

    Parameters
    ----------
    out : a folder in which data/raw/<wave> is made; without it the project itself.

    Returns
    -------
    The folder of the snapshot: responses.csv, deelname.csv and manifest.json as `stagepact survey pull` makes
    them, waarheid.json and a README. The contact log stands beside the folder of snapshots.

    Raises
    ------
    AlreadyRehearsed
        Before anything is drawn.
    """
    drawn_to = (out or project.root) / "data" / "raw" / str(wave)
    drawn = draw_wave(project, wave, seed)
    target = drawn_to / "survey" / drawn.settings.snapshot
    log = drawn_to / drawn.settings.contact_log
    for path in (target, log):
        if path.exists():
            raise AlreadyRehearsed(path)
    say(
        f"{len(drawn.teams)} verzonnen teams; {len(drawn.people)} mensen van "
        f"{len({person.team.institution for person in drawn.people})} instellingen worden uitgenodigd."
    )
    ran = run_fieldwork(drawn, say)
    files = snapshot_files(project, drawn, ran)
    partial = target.with_name(f".{target.name}.partial")
    with writing(partial):
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
    for name, content in files.items():
        write_whole(partial / name, content)
    _write_log(log, drawn)
    with writing(target):
        partial.rename(target)
    return target


def snapshot_files(project: Project, drawn: Drawn, ran: Ran) -> dict[str, bytes]:
    """The files of the pull with the truth beside them, and a manifest that says what they are.

    The practice server's port is another one every time; the manifest calls it by a name.
    """
    truth = as_json(truth_of(project, drawn, ran))
    manifest: dict[str, Any] = json.loads(ran.files[MANIFEST])
    manifest["statement"] = STATEMENT
    manifest["server"]["host"] = HOST
    manifest["rehearsal"] = {"seed": drawn.seed, "generator": GENERATOR}
    manifest["files"][TRUTH] = {"sha256": hashlib.sha256(truth).hexdigest()}
    return {
        **{name: content for name, content in ran.files.items() if name != MANIFEST},
        TRUTH: truth,
        "README.md": README.encode(),
        MANIFEST: _json(manifest),
    }


def _write_log(path: Path, drawn: Drawn) -> None:
    """The contact log and, in the manifest of its folder, what it is; other entries stay."""
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    content = drawn.log.encode()
    known = read_manifest(path.parent) if (path.parent / MANIFEST).exists() else {}
    entry = {
        "sha256": hashlib.sha256(content).hexdigest(),
        "provenance": "synthetic",
        "rows": drawn.log.count("\n") - 1,
        "statement": f"{STATEMENT} SYN1, SYN2, ... zijn verzonnen codes.",
        "seed": drawn.seed,
        "generator": GENERATOR,
    }
    write_whole(
        path.parent / MANIFEST, _json({**known, "files": known.get("files", {}) | {path.name: entry}})
    )
    write_whole(path, content)


def _json(content: dict[str, Any]) -> bytes:
    return (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode()
