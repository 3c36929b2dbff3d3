"""Which files of instruments/ go into a deposit: those that belong there, by name, and no others."""

from __future__ import annotations

from pathlib import Path

from stagepact_research.protocol import Project

_BELONGS = (
    "CHANGELOG.md",
    "accessibility.yml",
    "deletion_log.yml",
    "protocol.yml",
    "report_changes.yml",
    "response_scales.yml",
    "scales.yml",
    "study.yml",
    "versions.yml",
    "vignettes.yml",
    "agendas/analysekader.yml",
    "checklists/cherries.yml",
    "checklists/coreq.yml",
    "checklists/jars.yml",
    "checklists/srqr.yml",
    "interviews/codebook.yml",
    "interviews/informatie.yml",
    "interviews/praktijkopleider.yml",
    "interviews/stagebegeleider.yml",
    "literature/evidence.yml",
    "questionnaire/[0-9][0-9][0-9][0-9].yml",
    "rehearsal/[0-9][0-9][0-9][0-9].yml",
    "synthesis/claims.yml",
    "synthesis/factors.yml",
    "synthesis/measures.yml",
    "synthesis/questions.yml",
    "synthesis/recommendations.yml",
    "synthetic/[0-9][0-9][0-9][0-9].yml",
)
"""What the package reads, as patterns below instruments/; a file for one wave has the year as its name.

Somebody may keep notes beside an instrument. A new instrument is added here, or it stays out of the deposit.
"""


def deposited_instruments(project: Project) -> list[Path]:
    """The instruments that go into a deposit: those of the list, and the questionnaires of the protocol."""
    found = {path for pattern in _BELONGS for path in project.instruments.glob(pattern)}
    found |= {project.questionnaire(wave) for wave in project.protocol.waves}
    return sorted(path for path in found if path.is_file())
