"""`stagepact report`: the data products, and the site by one of the two engines."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable

from stagepact_research.errors import InputProblem
from stagepact_research.pipeline.build import (
    BuildFailed,
    kept_chapters,
    report_steps,
    run,
    site_step,
    stored_record,
)
from stagepact_research.protocol import Project

ENGINES = ("auto", "quarto", "embedded")


class NoSuchEngine(InputProblem):
    """An engine that does not exist, or that is not installed."""


def build_report(project: Project, engine: str, say: Callable[[str], None], *, force: bool = False) -> None:
    """Bring the data products and the site up to date.

    `auto` takes Quarto where it is installed and the embedded engine elsewhere.
    """
    chosen = choose_engine(engine)
    steps = report_steps(project)
    if chosen == "embedded":
        steps.append(site_step(project))
    counted = run(project, steps, say, force=force)
    if chosen == "quarto":
        render_with_quarto(project, say)
    say(f"{counted['run']} taken uitgevoerd, {counted['unchanged']} waren nog actueel.")
    say(f"De site staat in {project.site.name}/: open {project.site.name}/index.html")


def choose_engine(engine: str) -> str:
    if engine not in ENGINES:
        raise NoSuchEngine("stagepact report", f'de weergave "{engine}" bestaat niet.', ", ".join(ENGINES))
    found = shutil.which("quarto")
    if engine == "quarto" and found is None:
        raise NoSuchEngine(
            "stagepact report",
            "Quarto is niet geïnstalleerd.",
            remedy="Installeer Quarto, of gebruik --engine embedded.",
        )
    if engine == "auto":
        return "quarto" if found else "embedded"
    return engine


def render_with_quarto(project: Project, say: Callable[[str], None]) -> None:
    """Let Quarto render the book: HTML, and the PDF through Typst."""
    from stagepact_research.report.engine import write_origin

    say("Quarto geeft het boek weer.")
    environment = {**os.environ, "QUARTO_PYTHON": sys.executable}
    outcome = subprocess.run(["quarto", "render"], cwd=project.root, env=environment, check=False)
    if outcome.returncode != 0:
        raise BuildFailed("quarto render", f"Quarto stopte met code {outcome.returncode}; zie hierboven.")
    for source, _, executed in kept_chapters(project):
        # Quarto publishes no executed notebooks of a book: ours take the same place as in the other engine.
        target = (project.site / source.relative_to(project.root)).with_suffix(".ipynb")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(executed, target)
    write_origin(project.site, stored_record(project))
