"""The whole folder of instruments at once, as `stagepact instrument check` meets it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from stagepact_research.instruments.agendas import check_frame, load_frame
from stagepact_research.instruments.checking import check_questionnaire
from stagepact_research.instruments.errors import InstrumentProblem
from stagepact_research.instruments.loading import load_questionnaire, load_scales
from stagepact_research.instruments.questionnaire import Questionnaire, Scales
from stagepact_research.instruments.versions import RecordedVersions, load_versions


def check_instruments(folder: Path | str) -> list[str]:
    """Everything wrong with the questionnaires, scales and versions below `folder`, one Dutch sentence each.

    A file that cannot be read is one of the sentences, so that one call tells about all files.
    """
    folder = Path(folder)
    found: list[str] = []
    scales = versions = None
    try:
        scales = load_scales(folder / "scales.yml")
    except InstrumentProblem as problem:
        found.append(str(problem))
    try:
        versions = load_versions(folder / "versions.yml")
    except InstrumentProblem as problem:
        found.append(str(problem))
    found += _double_versions(folder / "versions.yml", versions)
    files = sorted((folder / "questionnaire").glob("*.yml"))
    if not files:
        found.append(f"{folder / 'questionnaire'}: er staat geen vragenlijst (*.yml) in deze map.")
    read: list[tuple[int, str]] = []
    for file in files:
        try:
            questionnaire = load_questionnaire(file)
        except InstrumentProblem as problem:
            found.append(str(problem))
            continue
        read.append((questionnaire.wave, questionnaire.version))
        found += _sentences(file, questionnaire, scales, versions)
    if scales is not None and read and scales.wave not in {wave for wave, _ in read}:
        found.append(
            f"{folder / 'scales.yml'}: er is geen vragenlijst van {scales.wave}, de meting van deze schalen."
        )
    found += _frame_sentences(folder / "agendas" / "analysekader.yml", versions)
    return list(dict.fromkeys(found))


def _frame_sentences(file: Path, versions: RecordedVersions | None) -> list[str]:
    """What is wrong with the coding frame of the kwaliteitsagenda's, where the folder has one."""
    if not file.exists():
        return []
    try:
        return [f"{file.name}, {problem}" for problem in check_frame(load_frame(file), versions)]
    except InstrumentProblem as problem:
        return [str(problem)]


def _double_versions(file: Path, versions: RecordedVersions | None) -> list[str]:
    recorded = Counter((v.wave, v.version) for v in versions.versions) if versions else Counter()
    return [
        f"{file}: versie {version} van {wave} staat er {count} keer. Een vastgelegde versie verandert niet."
        for (wave, version), count in recorded.items()
        if count > 1
    ]


def _sentences(
    file: Path, questionnaire: Questionnaire, scales: Scales | None, versions: RecordedVersions | None
) -> list[str]:
    return [f"{file.name}, {problem}" for problem in check_questionnaire(questionnaire, scales, versions)]
