"""From data and chapters to the site: the tasks, and what each depends on.

pytask keeps a hash of everything that a task reads and writes, so that only what depends on a change is run
again. The project's own code counts as something that a task reads.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

from stagepact_research.errors import InputProblem
from stagepact_research.pipeline.agendas import coded_products, coded_waves
from stagepact_research.pipeline.interviews import interview_sources
from stagepact_research.pipeline.literature import literature, references
from stagepact_research.pipeline.provenance import RECORD, record_step
from stagepact_research.pipeline.provenance.hashing import code_digest, versions
from stagepact_research.pipeline.snapshots import provenance
from stagepact_research.pipeline.steps import (
    PACKAGE,
    PROTECTION,
    Step,
    code_of,
    instruments_of,
    product_steps,
)
from stagepact_research.protocol import Project

BANNER = "Deels synthetische gegevens: wat uit de vragenlijst opnieuw is berekend, is geen bevinding."
_OWN = {
    b"report.accessibility": ("accessibility.yml", "accessibility.json"),
    b"import editions": ("report_changes.yml",),
}
"""Which files of instruments/ only the chapters that use a module read."""
Say = Callable[[str], None]


class BuildFailed(InputProblem):
    """A task failed; what it depends on was not run, and what was published stays as it was."""

    def __init__(self, task: str, reason: str) -> None:
        self.task, self.reason = task, reason
        super().__init__(task, reason, remedy="De vorige versie van de site is blijven staan.")


_TELLS = b"report.provenance"
"""What a chapter imports that tells where everything else came from, and so is executed last."""


def report_steps(project: Project) -> list[Step]:
    """Everything that the report needs but the site itself, in order."""
    products, chapters = product_steps(project), chapter_steps(project)
    recorded, telling = recorded_chapters(chapters)
    return [*products, *recorded, record_step(project, [*products, *recorded], recorded), *telling]


def recorded_chapters(chapters: Iterable[Step]) -> tuple[list[Step], list[Step]]:
    """The steps of chapters whose provenance is recorded, and of those that show that record."""
    listed = list(chapters)
    telling = [step for step in listed if _TELLS in step.reads[0].read_bytes()]
    return [step for step in listed if step not in telling], telling


def chapter_steps(project: Project) -> list[Step]:
    """A step for every chapter: execute it, and keep its document and its notebook."""
    shown = (project.estimates, project.processed / "verification.parquet", *instruments_of(project))
    waves = sorted(project.protocol.waves.items())
    shown += tuple(project.questionnaire(wave) for wave, _ in waves)
    # The stored results of `stagepact plan`, which the report shows and does not make.
    if project.protocol.planning is not None:
        shown += tuple(sorted(project.raw.glob(f"*/{project.planning.result}")))
    shown += tuple(path for wave in coded_waves(project) for path in coded_products(project, wave)[1:])
    shown += tuple(sorted((project.instruments / "agendas").glob("*.yml")))
    shown += (*literature(project), *(project.published(w) for w, one in waves if one.published))
    steps = []
    for source, kept, executed in kept_chapters(project):
        # A chapter that computes and looks up nothing depends on its own text alone.
        text = source.read_bytes()
        needed = shown if b"{python}" in text else ()
        if b"report.interviews" in text:
            needed += interview_sources(project)
        if b"report.protection" in text:
            needed += tuple(project.processed / name for name in PROTECTION)
        if b"report.synthesis" in text:
            needed += tuple(sorted((project.instruments / "synthesis").glob("*.yml")))
        if b"report.checklists" in text:
            needed += tuple(sorted((project.instruments / "checklists").glob("*.yml")))
        for module, names in _OWN.items():
            if module in text:
                needed += tuple(project.instruments / name for name in names)
        if b"synthetic_table" in text:
            needed += tuple(sorted(project.raw.rglob("manifest.json")))
        if _TELLS in text:
            needed = (project.processed / RECORD,)
        steps.append(
            Step(
                source.stem,
                (source, project.root / "_quarto.yml", *needed),
                code_of("instruments", "responses", "codebook", "strands", "synthesis", "report"),
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
        (*made, project.root / "_quarto.yml", project.processed / RECORD, *references(project)),
        (*code_of("report"), *_assets()),
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
    banner = BANNER if synthetic else ""
    with ThreadPoolExecutor(max_workers=1) as pool:
        pdf = pool.submit(build_pdf, book, documents, project.root, banner=banner)
        build_site(
            book,
            documents,
            notebooks,
            project.root,
            banner=banner,
            explained="sec-synthetisch",
            pdf=pdf.result,
            record=stored_record(project),
        )


def stored_record(project: Project) -> dict[str, Any]:
    """The record of provenance, as it was written with the products."""
    record: dict[str, Any] = json.loads((project.processed / RECORD).read_text("utf-8"))
    return record


def run(project: Project, steps: Iterable[Step], say: Say, *, force: bool = False) -> dict[str, int]:
    """Run the steps that something changed for; how many were run, and how many were up to date.

    Raises
    ------
    BuildFailed
        With the first task that failed, and why.
    """
    import pytask
    from pytask import CollectionOutcome, TaskOutcome

    listed, used = list(steps), versions()
    # pytask's own tables speak of hashes and tracebacks; `say` tells what the research team needs.
    pytask.console.quiet = True
    names = {f"task_{number:02d}": step.name for number, step in enumerate(listed)}
    session = pytask.build(
        tasks=[_task(name, step, used, say) for name, step in zip(names, listed, strict=True)],
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


def _task(name: str, step: Step, used: Mapping[str, str], say: Say) -> Callable[..., None]:
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
        # One node for all code: pytask keeps a record of every node, and that takes time. Another version of
        # a package that computes makes the product anew, so that the record of versions holds for all.
        "code": pytask.PythonNode(
            name=f"{name}: code", value=f"{code_digest(step.code)} {sorted(used.items())}", hash=True
        ),
        "produces": list(step.writes),
    }
    marked: Callable[..., None] = pytask.task(name=name, kwargs=reads)(function)
    return marked


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


def _assets() -> tuple[Path, ...]:
    return tuple(sorted(p for p in (PACKAGE / "report" / "assets").rglob("*") if p.is_file()))
