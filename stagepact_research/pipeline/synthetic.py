"""Write the synthetic wave where a real export would stand, with the manifest that says what it is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import yaml

from stagepact_research.errors import InputProblem
from stagepact_research.estimates import read_estimates
from stagepact_research.instruments import content_hash, load_questionnaire, load_scales
from stagepact_research.pipeline.snapshots import provenance
from stagepact_research.protocol import Project
from stagepact_research.responses.export_format import format_export
from stagepact_research.responses.synthetic.targets import Targets
from stagepact_research.responses.synthetic.wave import GENERATOR, synthesise

_STATEMENT = (
    "Synthetische gegevens: geen antwoorden van mensen, getrokken om de gedrukte cijfers van het rapport "
    "over 2024 te volgen. Geen bevindingen."
)


class WouldOverwrite(InputProblem):
    """The snapshot's folder holds something else than a synthetic wave."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        super().__init__(
            str(folder),
            "hier staan gegevens die niet synthetisch zijn; er is niets geschreven.",
            "een lege map, of een eerdere synthetische ronde",
            "Geef een andere map op met --out.",
        )


def synthetic_wave(
    project: Project, wave: int, seed: int | None = None, say: Callable[[str], None] = lambda _: None
) -> dict[str, bytes]:
    """The files of a synthetic snapshot, by name: the export and its manifest."""
    protocol, path = project.protocol, project.questionnaire(wave)
    questionnaire = load_questionnaire(path)
    calibration = yaml.safe_load((project.instruments / "synthetic" / f"{wave}.yml").read_text("utf-8"))
    targets = Targets(
        read_estimates(project.published(wave)),
        calibration,
        load_scales(project.instruments / "scales.yml"),
    )
    chosen = protocol.seeds.synthesis if seed is None else seed
    sectors = {name: category.options for name, category in protocol.sector_categories.items()}
    header, rows = synthesise(questionnaire, targets, sectors, protocol.refusal_reasons, chosen, say)
    content = format_export(header, rows)
    manifest = {
        "provenance": "synthetic",
        "statement": _STATEMENT,
        "wave": wave,
        "seed": chosen,
        "generator": GENERATOR,
        "instrument": {"version": questionnaire.version, "sha256": content_hash(questionnaire)},
        "files": {"responses.csv": {"sha256": hashlib.sha256(content).hexdigest(), "rows": len(rows)}},
    }
    text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
    return {"responses.csv": content, "manifest.json": text.encode()}


def write_synthetic_wave(folder: Path, files: dict[str, bytes]) -> None:
    """Write the snapshot; an earlier synthetic one is replaced, anything else is refused."""
    manifest = folder / "manifest.json"
    if any(folder.glob("*")) and provenance(folder) != "synthetic":
        raise WouldOverwrite(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        partial = folder / f".{name}.partial"
        partial.write_bytes(content)
        partial.replace(folder / name)
    assert manifest.exists()
