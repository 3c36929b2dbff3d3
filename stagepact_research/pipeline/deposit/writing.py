"""A deposit on disk: whole, or not there at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from stagepact_research.archive.errors import DepositExists, NoFolderForDeposit, RealAnswersInProject
from stagepact_research.pipeline.deposit.contents import Content, deposit_contents
from stagepact_research.pipeline.fieldwork.files import flush_folder, writing
from stagepact_research.pipeline.snapshots import provenance
from stagepact_research.protocol import Project


def export_deposit(
    project: Project,
    out: Path,
    *,
    wave: int | None = None,
    respondents: bool = False,
    say: Callable[[str], None] = lambda _: None,
) -> dict[str, Content]:
    """Make the deposit in the new folder `out`; what is in it, by path.

    Parameters
    ----------
    wave : the one wave to deposit; all waves of the protocol when not given.
    respondents : whether files with real answers go in too.
    """
    waves = sorted(project.protocol.waves) if wave is None else [wave]
    real = any(provenance(project.snapshot(one)) == "observed" for one in waves)
    refuse_place(project, out, real=real and respondents)
    contents = deposit_contents(project, waves, respondents=respondents)
    write_deposit(contents, out)
    say(f"{len(contents)} bestanden in {out}")
    return contents


def refuse_place(project: Project, out: Path, *, real: bool) -> None:
    """Nothing when the deposit may come in `out`."""
    if os.path.lexists(out):
        raise DepositExists(out)
    if not out.absolute().parent.is_dir():
        raise NoFolderForDeposit(out.absolute().parent)
    if real and out.resolve().is_relative_to(project.root.resolve()):
        raise RealAnswersInProject(out)


def write_deposit(contents: dict[str, Content], out: Path) -> None:
    """Write everything beside `out`, and give it its name in one step."""
    with writing(out):
        staging = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.absolute().parent))
        try:
            for name, content in contents.items():
                path = staging / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content.data)
            staging.chmod(0o755)
            if os.path.lexists(out):
                raise DepositExists(out)
            staging.rename(out)
            flush_folder(out.absolute().parent)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
