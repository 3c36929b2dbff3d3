"""The files of the literature scan: what chapter 2 reads, and the check of everything that cites."""

from __future__ import annotations

from pathlib import Path

from stagepact_research.errors import InputProblem
from stagepact_research.pipeline.snapshots import file_provenance
from stagepact_research.protocol import Project


def literature(project: Project) -> tuple[Path, ...]:
    """What chapter 2 is made from, beside the published numbers."""
    from stagepact_research.strands.literature import claims_of, scheme_of

    return (scheme_of(project), claims_of(project))


def references(project: Project) -> tuple[Path, ...]:
    """What the references of every page are made from: the bibliography and its style."""
    from stagepact_research.report.engine import load_book

    book = load_book(project.root)
    return tuple(project.root / name for name in (book.bibliography, book.csl) if name)


def check_literature(project: Project) -> tuple[InputProblem, ...]:
    """Everything that is wrong with the references of the book and with the numbers in the claims.

    Raises
    ------
    LiteratureProblem
        If the claims, their codes or the bibliography cannot be read at all.
    """
    from stagepact_research.estimates import read_estimates
    from stagepact_research.report.engine import load_book
    from stagepact_research.strands.literature import (
        check_citations,
        check_numbers,
        claims_of,
        read_claims,
        read_scheme,
        read_works,
        scheme_of,
    )

    book = load_book(project.root)
    claims = read_claims(claims_of(project), read_scheme(scheme_of(project)))
    # Sentences that chapters print stand among the instruments too.
    files = [project.root / chapter.source for chapter in book.chapters]
    files += sorted(project.instruments.rglob("*.yml"))
    texts = {str(path.relative_to(project.root)): path.read_text("utf-8") for path in files}
    printed = {
        wave: read_estimates(project.published(wave))
        for wave, one in project.protocol.waves.items()
        if one.published
    }
    works = read_works(project.root / book.bibliography)
    problems = check_citations(
        works, claims, texts, others=_synthesis(project), bibliography=book.bibliography
    )
    return (*_changed(claims_of(project)), *problems, *check_numbers(claims, printed))


def _changed(claims: Path) -> tuple[InputProblem, ...]:
    """Whether the claims are those of their manifest."""
    try:
        file_provenance(claims, "Zet het oorspronkelijke bestand terug, of werk manifest.json bij.")
    except InputProblem as problem:
        return (problem,)
    return ()


def _synthesis(project: Project) -> list[tuple[str, str]]:
    """The works that the claims of the synthesis rest on, with where they are named."""
    from stagepact_research.synthesis import load_synthesis

    folder = project.instruments / "synthesis"
    return [
        (f"{folder.relative_to(project.root)}/claims.yml, uitspraak {claim.id}", work)
        for claim in load_synthesis(folder).claims
        for source in claim.sources
        for work in source.works
    ]
