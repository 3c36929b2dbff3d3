"""`stagepact verify`: whether data, products and site still belong together."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from stagepact_research.cli.common import current_project


def verify(
    site: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(help="De map van een gedownloade site, in plaats van die van dit project."),
    ] = None,
) -> None:
    """Reken na of ruwe gegevens, producten en site bij elkaar horen."""
    from stagepact_research.pipeline.provenance import Differs, all_differences, remedy_of
    from stagepact_research.pipeline.verify import verify_project

    project = current_project()
    checks = verify_project(project, site)
    for check in checks:
        typer.echo(f"{check.question} {'nee' if check.differences else 'ja'} ({check.looked_at})")
        for one in check.differences:
            typer.echo(f"  - {one}")
        for note in check.notes:
            typer.echo(f"  let op: {note}")
    if site is None and not project.site.is_dir():
        typer.echo("Er is nog geen site om na te rekenen.")
    differences = all_differences(checks)
    if differences:
        raise Differs(differences, remedy_of(checks))
