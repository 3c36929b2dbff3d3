"""From data and chapters to the site: the tasks, and what each depends on.

pytask keeps a hash of everything that a task reads and writes, so that only what depends on a change is run
again. The project's own code counts as something that a task reads.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from time import monotonic
from typing import Any

from stagepact_research.errors import InputProblem
from stagepact_research.pipeline.snapshots import provenance
from stagepact_research.protocol import Project

PACKAGE = Path(__file__).resolve().parents[1]
_SURELY_READ = 10_000_000
"""An export of fewer bytes is within the limit of responses.table."""
_BESIDE = ("manifest.json", "deelname.csv")
"""What stands beside the responses of a snapshot, and is read with them."""
_BOTTOM = ("errors.py", "estimates.py", "protocol.py", "protocol_planning.py")
Say = Callable[[str], None]


class BuildFailed(InputProblem):
    """A task failed; what it depends on was not run, and what was published stays as it was."""

    def __init__(self, task: str, reason: str) -> None:
        self.task, self.reason = task, reason
        super().__init__(task, reason, remedy="De vorige versie van de site is blijven staan.")


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
    printed = tuple(project.published(wave) for wave in _printed(project))
    steps.append(
        Step(
            "schattingen samenvoegen",
            (*own, *printed, project.instruments / "protocol.yml"),
            (*_code(), PACKAGE / "pipeline" / "products.py"),
            (project.estimates,),
            partial(make, project, "combined", own, printed, project.estimates),
        )
    )
    verification = project.processed / "verification.parquet"
    steps.append(
        Step(
            "gedrukte cijfers vergelijken",
            (project.estimates, *printed, project.instruments / "protocol.yml"),
            (*_code(), *(PACKAGE / "report" / name for name in ("verification.py", "nl.py"))),
            (verification,),
            partial(make, project, "verification", _printed(project), project.estimates, verification),
        )
    )
    return steps


def _wave_steps(project: Project, wave: int) -> list[Step]:
    folder = project.processed / str(wave)
    kept = tuple(folder / f"{name}.parquet" for name in ("responses", "status", "about"))
    names = ("scores", "weights", "outcomes", "weighted")
    scores, weights, outcomes, weighted = (folder / f"{name}.parquet" for name in names)
    own = _estimates_of(project, wave)
    asked = [project.questionnaire(wave), *_instruments(project)]
    snapshot = project.snapshot(wave)
    exported = [snapshot / "responses.csv"]
    _refuse_no_export(exported[0], wave)
    provenance(snapshot)
    exported += [path for name in _BESIDE if (path := snapshot / name).exists()]
    return [
        Step(
            f"{wave}: antwoorden lezen",
            (*asked, *exported),
            _code("instruments", "responses"),
            kept,
            partial(make, project, "responses", wave, *kept),
        ),
        Step(
            f"{wave}: schattingen",
            (*kept, *exported[1:], *asked, *_beside(project, wave)),
            (*_code("instruments", "responses", "scales", "weighting", "analysis"), *_product_code()),
            (scores, weights, outcomes, weighted, own),
            partial(make, project, "estimates", wave, kept, scores, weights, outcomes, own),
        ),
    ]


def _change_step(project: Project, earlier: int, later: int) -> Step:
    """What changed between two waves that follow each other."""
    names = ("responses", "status", "outcomes", "weighted")
    kept = [project.processed / str(w) / f"{name}.parquet" for w in (earlier, later) for name in names]
    asked = [project.questionnaire(wave) for wave in (earlier, later)]
    out = project.processed / f"change-{earlier}-{later}.parquet"
    return Step(
        f"verandering {earlier}-{later}",
        (*kept, *asked, *_instruments(project)),
        (*_code("instruments", "responses", "scales", "weighting", "analysis"), *_product_code()),
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
    """Make one data product; its module is loaded only when it is needed."""
    from stagepact_research.pipeline import products

    return getattr(products, f"make_{product}")(project, *args)


def chapter_steps(project: Project) -> list[Step]:
    """A step for every chapter: execute it, and keep its document and its notebook."""
    shown = (project.estimates, project.processed / "verification.parquet", *_instruments(project))
    shown += tuple(project.questionnaire(wave) for wave in project.protocol.waves)
    # The stored results of `stagepact plan`, which the report shows and does not make.
    if project.protocol.planning is not None:
        shown += tuple(sorted(project.raw.glob(f"*/{project.planning.result}")))
    steps = []
    for source, kept, executed in kept_chapters(project):
        # A chapter that computes and looks up nothing depends on its own text alone.
        needed = shown if b"{python}" in source.read_bytes() else ()
        steps.append(
            Step(
                source.stem,
                (source, project.root / "_quarto.yml", *needed),
                _code("instruments", "report"),
                (kept, executed),
                partial(make_chapter, project, source, kept, executed),
            )
        )
    return steps


def site_step(project: Project) -> Step:
    """The step that puts the chapters together."""
    from stagepact_research.report.engine import load_book

    book = load_book(project.root)
    made = [path for _, *paths in kept_chapters(project) for path in paths]
    site = project.root / book.output_dir
    return Step(
        "site en PDF",
        (*made, project.root / "_quarto.yml", project.estimates),
        (*_code("report"), *_assets()),
        (site / "index.html", site / book.pdf),
        partial(make_site, project),
    )


def kept_chapters(project: Project) -> list[tuple[Path, Path, Path]]:
    """Every chapter of the book: its source, and where its document and its executed notebook are kept."""
    from stagepact_research.report.engine import load_book

    folder = project.processed / "book"
    return [
        (project.root / c.source, folder / f"{c.stem}.json", folder / f"{c.stem}.ipynb")
        for c in load_book(project.root).chapters
    ]


def make_chapter(project: Project, source: Path, kept: Path, executed: Path) -> None:
    """Execute a chapter and keep its document and its notebook."""
    import nbformat

    from stagepact_research.report.engine import execute_chapter, load_book, render_chapter

    notebook = execute_chapter(source, project.root)
    document = render_chapter(notebook, load_book(project.root), project.root)
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(document.to_json(), encoding="utf-8")
    executed.write_text(str(nbformat.writes(notebook)), encoding="utf-8")  # type: ignore[no-untyped-call]


def make_site(project: Project) -> None:
    """Put the chapters together: the site and the PDF, both or neither."""
    import nbformat

    from stagepact_research.report.engine import ChapterDocument, build_pdf, build_site, load_book

    book = load_book(project.root)
    folder = project.processed / "book"
    documents = {
        c.source: ChapterDocument.from_json((folder / f"{c.stem}.json").read_text("utf-8"))
        for c in book.chapters
    }
    notebooks = {
        c.source: nbformat.reads(  # type: ignore[no-untyped-call]
            (folder / f"{c.stem}.ipynb").read_text("utf-8"), as_version=4
        )
        for c in book.chapters
    }
    # The manifests say it as well as the table of estimates does, and are read at once.
    synthetic = any(provenance(project.snapshot(wave)) == "synthetic" for wave in project.protocol.waves)
    banner = (
        "Synthetische gegevens: de cijfers uit de vragenlijst zijn geen bevindingen." if synthetic else ""
    )
    with ThreadPoolExecutor(max_workers=1) as pool:
        pdf = pool.submit(build_pdf, book, documents, project.root, banner=banner)
        build_site(book, documents, notebooks, project.root, banner=banner, pdf=pdf.result)


def run(project: Project, steps: Iterable[Step], say: Say, *, force: bool = False) -> dict[str, int]:
    """Run the steps that something changed for; how many were run, and how many were up to date.

    Raises
    ------
    BuildFailed
        With the first task that failed, and why.
    """
    import pytask
    from pytask import CollectionOutcome, TaskOutcome

    listed = list(steps)
    # pytask's own tables speak of hashes and tracebacks; `say` tells what the research team needs.
    pytask.console.quiet = True
    names = {f"task_{number:02d}": step.name for number, step in enumerate(listed)}
    session = pytask.build(
        tasks=[_task(name, step, say) for name, step in zip(names, listed, strict=True)],
        config=_configuration(project),
        capture="no",
        verbose=0,
        force=force,
        show_traceback=False,
    )
    if any(report.outcome == CollectionOutcome.FAIL for report in session.collection_reports):
        broken = next(r for r in session.collection_reports if r.outcome == CollectionOutcome.FAIL)
        raise BuildFailed("voorbereiding", _reason(broken.exc_info))
    counted = {"run": 0, "unchanged": 0}
    for report in session.execution_reports:
        if report.outcome == TaskOutcome.FAIL:
            raise BuildFailed(names[report.task.name.split("::")[-1]], _reason(report.exc_info))
        counted["run" if report.outcome == TaskOutcome.SUCCESS else "unchanged"] += 1
    if session.exit_code != 0:
        raise BuildFailed("voorbereiding", "de taken konden niet worden uitgevoerd.")
    return counted


def _task(name: str, step: Step, say: Say) -> Callable[..., None]:
    import pytask

    def function(depends_on: object, code: object, produces: object) -> None:
        start = monotonic()
        notes = step.run()
        say(f"{step.name}: klaar ({monotonic() - start:.1f} s)".replace(".", ","))
        for note in notes if isinstance(notes, tuple) else ():
            say(f"{step.name}: let op: {note}")

    function.__name__ = name
    reads = {
        "depends_on": list(step.reads),
        # One node for all code: pytask keeps a record of every node, and that takes time.
        "code": pytask.PythonNode(name=f"{name}: code", value=_digest(step.code), hash=True),
        "produces": list(step.writes),
    }
    marked: Callable[..., None] = pytask.task(name=name, kwargs=reads)(function)
    return marked


def _digest(paths: Iterable[Path]) -> str:
    found = hashlib.sha256()
    for path in paths:
        found.update(f"{path.relative_to(PACKAGE)}\0".encode() + path.read_bytes())
    return found.hexdigest()


def _configuration(project: Project) -> Path:
    """pytask keeps its hashes beside its configuration: in data/processed, never in git."""
    path = project.processed / "pytask.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.write_text("[tool.pytask.ini_options]\n", encoding="utf-8")
    return path


def _reason(exc_info: Any) -> str:
    error = exc_info[1] if isinstance(exc_info, tuple) else exc_info
    if isinstance(error, InputProblem):
        return error.sentence()
    return f"onverwachte fout: {type(error).__name__}: {' '.join(str(error).split())}"


def _instruments(project: Project) -> tuple[Path, ...]:
    names = ("protocol.yml", "response_scales.yml", "scales.yml")
    return tuple(project.instruments / name for name in names)


def _code(*packages: str) -> tuple[Path, ...]:
    files = [PACKAGE / name for name in _BOTTOM]
    for package in packages:
        files += sorted((PACKAGE / package).rglob("*.py"))
    return tuple(files)


def _assets() -> tuple[Path, ...]:
    return tuple(sorted(p for p in (PACKAGE / "report" / "assets").rglob("*") if p.is_file()))
