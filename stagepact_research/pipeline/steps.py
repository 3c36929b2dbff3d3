"""The tasks that make the data products: of every wave, of every change, and the one table of all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import Any

from stagepact_research.errors import InputProblem
from stagepact_research.pipeline.snapshots import provenance
from stagepact_research.protocol import Project
from stagepact_research.responses.reasons import REASONS

PACKAGE = Path(__file__).resolve().parents[1]
PROTECTION = ("disclosure.parquet", "disclosure-printed.parquet")
"""What the gate hid and why, and a printed table as it would be published now."""
_SURELY_READ = 10_000_000
"""An export of fewer bytes is within the limit of responses.table."""
_BESIDE = ("manifest.json", "deelname.csv", REASONS)
"""What stands beside the responses of a snapshot, and is read with them."""
_COMPARING = ("verification.py", "coded.py", "nl.py")
_SUPPRESSION = PACKAGE / "analysis" / "suppression.py"
_BOTTOM = ("errors.py", "estimates.py", "quantifiers.py")


@dataclass(frozen=True)
class Step:
    """One task: what it is called, what it reads, what it writes and what it does."""

    name: str
    reads: tuple[Path, ...]
    code: tuple[Path, ...]
    """The project's own code and assets that decide what the task makes."""
    writes: tuple[Path, ...]
    run: Callable[[], object]


def product_steps(project: Project) -> list[Step]:
    """The data products of every wave that has a snapshot, and the one table of all their estimates."""
    waves = sorted(project.protocol.waves)
    steps = [step for wave in waves for step in _wave_steps(project, wave)]
    own = tuple(_estimates_of(project, wave) for wave in waves)
    for pair in pairwise(waves):
        steps.append(_change_step(project, *pair))
        own += steps[-1].writes
    for step in _strand_steps(project):
        steps.append(step)
        own += step.writes[:1]
    printed = tuple(project.published(wave) for wave in _printed(project))
    protection = tuple(project.processed / name for name in PROTECTION)
    steps.append(
        Step(
            "schattingen samenvoegen",
            (*own, *printed, project.instruments / "protocol.yml"),
            (*code_of("archive/disclosure"), _SUPPRESSION, PACKAGE / "pipeline" / "products.py"),
            (project.estimates, *protection),
            partial(make, project, "combined", own, printed, project.estimates, *protection),
        )
    )
    verification = project.processed / "verification.parquet"
    steps.append(
        Step(
            "gedrukte cijfers vergelijken",
            (project.estimates, *printed, project.instruments / "protocol.yml"),
            (*code_of("strands"), *(PACKAGE / "report" / name for name in _COMPARING)),
            (verification,),
            partial(make, project, "verification", _printed(project), project.estimates, verification),
        )
    )
    return steps


def _strand_steps(project: Project) -> list[Step]:
    """The steps of the strands beside the survey; the first file that each writes is a table of estimates."""
    from stagepact_research.pipeline.agendas import agenda_steps
    from stagepact_research.pipeline.interviews import interview_steps

    return [*agenda_steps(project), *interview_steps(project)]


def _wave_steps(project: Project, wave: int) -> list[Step]:
    folder = project.processed / str(wave)
    kept = tuple(folder / f"{name}.parquet" for name in ("responses", "status", "about"))
    names = ("scores", "weights", "outcomes", "weighted", "institutions")
    scores, weights, outcomes, *others = (folder / f"{name}.parquet" for name in names)
    own = _estimates_of(project, wave)
    asked = [project.questionnaire(wave), *instruments_of(project)]
    snapshot = project.snapshot(wave)
    exported = [snapshot / "responses.csv"]
    _refuse_no_export(exported[0], wave)
    provenance(snapshot)
    exported += [path for name in _BESIDE if (path := snapshot / name).exists()]
    return [
        Step(
            f"{wave}: antwoorden lezen",
            (*asked, *exported),
            code_of("instruments", "responses"),
            kept,
            partial(make, project, "responses", wave, *kept),
        ),
        Step(
            f"{wave}: schattingen",
            (*kept, *exported[1:], *asked, *_beside(project, wave)),
            (*code_of("instruments", "responses", "scales", "weighting", "analysis"), *_product_code()),
            (scores, weights, outcomes, *others, own),
            partial(make, project, "estimates", wave, kept, scores, weights, outcomes, own),
        ),
    ]


def _change_step(project: Project, earlier: int, later: int) -> Step:
    """What changed between two waves that follow each other."""
    names = ("responses", "status", "outcomes", "weighted", "institutions")
    kept = [project.processed / str(w) / f"{name}.parquet" for w in (earlier, later) for name in names]
    asked = [project.questionnaire(wave) for wave in (earlier, later)]
    out = project.processed / f"change-{earlier}-{later}.parquet"
    return Step(
        f"verandering {earlier}-{later}",
        (*kept, *asked, *instruments_of(project)),
        (*code_of("instruments", "responses", "scales", "weighting", "analysis"), *_product_code()),
        (out,),
        partial(make, project, "change", earlier, later, out),
    )


def _estimates_of(project: Project, wave: int) -> Path:
    return project.processed / str(wave) / "estimates.parquet"


def _printed(project: Project) -> tuple[int, ...]:
    """The waves of which a report was printed."""
    return tuple(w for w, one in sorted(project.protocol.waves.items()) if one.published)


def _beside(project: Project, wave: int) -> list[Path]:
    """What the estimates of a wave rest on beside its answers: its contact log and its population."""
    found: list[Path] = []
    if (log := project.recruitment(wave)).exists():
        found += [log, *(path for path in [log.parent / "manifest.json"] if path.exists())]
    if project.protocol.waves[wave].frame_year is not None:
        found += sorted(path for path in (project.raw / "frame").rglob("*") if path.is_file())
    return found


def _product_code() -> list[Path]:
    own = [PACKAGE / "pipeline" / name for name in ("change.py", "population.py", "products.py")]
    return [*sorted((PACKAGE / "pipeline" / "frame").glob("*.py")), *own]


def _refuse_no_export(export: Path, wave: int) -> None:
    """Before pytask hashes the export: a pipe, a device or a huge file would keep it busy for ever."""
    if not export.exists():
        raise InputProblem(
            str(export.parent),
            f"de ronde {wave} heeft hier geen responses.csv.",
            "de export van LimeSurvey, zoals instruments/protocol.yml haar noemt",
            f"Zet de export in deze map, of maak een synthetische: stagepact synthesise {wave}",
        )
    if export.is_file() and export.stat().st_size < _SURELY_READ:
        return
    # Loaded only here: it brings pandas along, and a rerun without changes should not wait for that.
    from stagepact_research.responses.table import refuse_unreadable

    refuse_unreadable(export)


def make(project: Project, product: str, *args: Any) -> object:
    """Make one data product; its module is loaded only when it is needed.

    With one thread: how many there are changes the order of sums, and with it the last digits. Matrices as
    small as these gain nothing by more.
    """
    from threadpoolctl import threadpool_limits

    from stagepact_research.pipeline import products

    import_module("scipy.linalg")  # brings linear algebra of its own, which is limited only once it is there
    with threadpool_limits(1):  # type: ignore[no-untyped-call]
        return getattr(products, f"make_{product}")(project, *args)


def instruments_of(project: Project) -> tuple[Path, ...]:
    names = ("protocol.yml", "response_scales.yml", "scales.yml")
    return tuple(project.instruments / name for name in names)


def code_of(*packages: str) -> tuple[Path, ...]:
    files = [PACKAGE / name for name in _BOTTOM]
    for package in ("protocol", *packages):
        files += sorted((PACKAGE / package).rglob("*.py"))
    return tuple(files)
