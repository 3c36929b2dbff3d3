"""`stagepact verify`: the record of what is in hand, beside what was recorded."""

from __future__ import annotations

from pathlib import Path

from stagepact_research.errors import InputProblem
from stagepact_research.pipeline.build import chapter_steps, recorded_chapters
from stagepact_research.pipeline.provenance import Check, InHand, make_record, output_hashes, verify
from stagepact_research.pipeline.provenance.errors import NoSite
from stagepact_research.pipeline.steps import product_steps
from stagepact_research.protocol import Project


def verify_project(project: Project, site: Path | None = None) -> tuple[Check, ...]:
    """Whether raw data, products and site belong together.

    Parameters
    ----------
    site : a copy of the site elsewhere; by default the one of the project, if it was made.

    Raises
    ------
    NoSite
        When `site` is no folder.
    """
    if site is not None and not site.is_dir():
        raise NoSite(site)
    own = project.site if project.site.is_dir() else None
    return verify(project, _in_hand(project), site or own)


def _in_hand(project: Project) -> InHand | InputProblem:
    """The record of the files in hand; the problem, when what a step needs is not as it should be."""
    try:
        products = product_steps(project)
        chapters, _ = recorded_chapters(chapter_steps(project))
        steps = [*products, *chapters]
        return InHand(make_record(project, steps, chapters), output_hashes(project, steps))
    except InputProblem as problem:
        return problem
