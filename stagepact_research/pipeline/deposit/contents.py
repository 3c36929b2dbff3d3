"""Everything in a deposit, by path: its bytes, what it is, and whether it is synthetic."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from stagepact_research.archive.codebook_page import codebook_page
from stagepact_research.archive.crate import METADATA, Described, Made, crate
from stagepact_research.archive.errors import NothingToDeposit
from stagepact_research.archive.readme import readme
from stagepact_research.archive.study import Study, load_study
from stagepact_research.codebook import Lookup, codebook_table
from stagepact_research.estimates import canonical_csv, read_estimates
from stagepact_research.pipeline.deposit.deletions import check_deletions, log_file
from stagepact_research.pipeline.deposit.inputs import made_from
from stagepact_research.pipeline.deposit.instruments import deposited_instruments
from stagepact_research.pipeline.deposit.strands import agenda_tables, interview_tables
from stagepact_research.pipeline.deposit.survey import (
    Wave,
    ddi_file,
    prepare,
    report_date,
    respondent_files,
)
from stagepact_research.protocol import Project

CHECKSUMS = "sha256sums.txt"
_OTHERS = {
    "omgeving/requirements.lock": "Alle pakketten met versie en hash.",
    "omgeving/pyproject.toml": "Wat de programmatuur nodig heeft.",
    "CITATION.cff": "Hoe u naar de programmatuur verwijst.",
    "LICENSE": "Licentie van de programmatuur (EUPL-1.2).",
}
_FOLDERS = {
    "gegevens": "één rij per respondent, als CSV en voor SPSS",
    "schattingen": "elk getal van het rapport, en elk getal dat het rapport over 2024 drukte",
    "codeboek": "elke variabele met vraag, antwoorden en aantallen",
    "ddi": "dezelfde documentatie voor archieven, als DDI-Codebook 2.5",
    "kwaliteitsagendas": "de codering van de kwaliteitsagenda's",
    "interviews": "de codering van de interviews",
    "instrumenten": "vragenlijsten, leidraden, codeboeken, studieprotocol en wislogboek",
    "omgeving": "de programma's waarmee alles is gemaakt",
}


@dataclass(frozen=True)
class Content:
    """One file."""

    data: bytes
    says: str
    synthetic: bool = False


def deposit_contents(project: Project, waves: Sequence[int], *, respondents: bool) -> dict[str, Content]:
    """Every file of the deposit, metadata and checksums too, in the order of their paths.

    Raises
    ------
    InputProblem
        If something is missing, does not fit, or was deleted and still present.
    """
    rules, study = project.archive, load_study(project.instruments / "study.yml")
    log = check_deletions(project)
    if not project.estimates.exists():
        raise NothingToDeposit(project.estimates)
    estimates = read_estimates(project.estimates)
    made, on = made_from(project, waves), report_date(project)
    prepared = [prepare(project, wave, estimates, respondents=respondents) for wave in waves]
    found = _survey(project, prepared, study, estimates, made.version)
    found |= _estimates(project, estimates)
    for wave in waves:
        tables = [*agenda_tables(project, wave), *interview_tables(project, wave, respondents=respondents)]
        for name, rows, says, synthetic in tables:
            found[name] = Content(_csv(rows), says, synthetic)
    found |= _copies(project) | _environment(project, made)
    text = readme(
        study,
        rules,
        _overview(found),
        synthetic=[wave.number for wave in prepared if wave.synthetic],
        left_out=_left_out(prepared),
        protection=[line for wave in prepared if wave.included for line in wave.protection],
        log=log,
        software=f"{made.software} {made.version}",
    )
    found["README.md"] = Content(text.encode(), "Wat er in het depot zit en hoe u het leest.")
    found = dict(sorted(found.items()))
    described = [Described(p, len(c.data), _sha256(c.data), c.says, c.synthetic) for p, c in found.items()]
    found[METADATA] = Content(crate(study, rules, described, made, on=on), "RO-Crate")
    return found | {CHECKSUMS: Content(_checksums(found), "De hash van elk bestand.")}


def _survey(
    project: Project, waves: Sequence[Wave], study: Study, estimates: pd.DataFrame, version: str
) -> dict[str, Content]:
    found: dict[str, Content] = {}
    on = report_date(project)
    for wave in waves:
        for name, data in respondent_files(wave, on).items():
            found[name] = Content(data, f"Bestand van respondenten, meting {wave.number}.", wave.synthetic)
        found[f"ddi/ddi-{wave.marked}.xml"] = Content(
            ddi_file(project, wave, study, estimates, version),
            f"Documentatie van meting {wave.number} als DDI-Codebook 2.5.",
            wave.synthetic,
        )
    synthetic = [wave.number for wave in waves if wave.synthetic]
    tables = [codebook_table(wave.variables, estimates, wave.number) for wave in waves]
    shown = [(wave.number, wave.variables, Lookup(estimates, wave.number)) for wave in waves]
    page = codebook_page(shown, title=study.title, synthetic=synthetic)
    found["codeboek/codeboek.csv"] = Content(
        _csv(pd.concat(tables)), "Het codeboek als tabel.", bool(synthetic)
    )
    found["codeboek/codeboek.html"] = Content(page.encode(), "Het codeboek om te lezen.", bool(synthetic))
    return found


def _estimates(project: Project, estimates: pd.DataFrame) -> dict[str, Content]:
    synthetic = bool((estimates["provenance"] == "synthetic").any())
    found = {
        "schattingen/estimates.csv": Content(
            canonical_csv(estimates).encode(),
            "Elk getal van het rapport; provenance zegt de herkomst.",
            synthetic,
        )
    }
    for wave, one in sorted(project.protocol.waves.items()):
        if one.published:
            found[f"schattingen/published-{wave}.csv"] = Content(
                project.published(wave).read_bytes(), f"Elk getal dat het rapport over {wave} drukte."
            )
    # Without the record of the gate it is not known that the estimates passed it.
    hidden = project.processed / "disclosure.parquet"
    if not hidden.exists():
        raise NothingToDeposit(hidden)
    found["schattingen/afgeschermd.csv"] = Content(
        _csv(pd.read_parquet(hidden)), "Welke schattingen niet worden getoond, en waarom."
    )
    return found


def _copies(project: Project) -> dict[str, Content]:
    found = {}
    for path in deposited_instruments(project):
        name = f"instrumenten/{path.relative_to(project.instruments).as_posix()}"
        says = "Wat er is gewist." if path == log_file(project) else "Instrument of instelling."
        found[name] = Content(path.read_bytes(), says)
    for name, says in _OTHERS.items():
        path = project.root / Path(name).name
        if path.exists():
            found[name] = Content(path.read_bytes(), says)
    record = project.processed / "provenance.json"
    if record.exists():
        found["omgeving/herkomst.json"] = Content(record.read_bytes(), "Waaruit het rapport is gemaakt.")
    return found


def _environment(project: Project, made: Made) -> dict[str, Content]:
    content = {
        "python": made.python,
        "programma": {made.software: made.version},
        "pakketten": dict(sorted(made.packages.items())),
        "beginpunten": dict(made.seeds),
        "protocol": made.protocol,
        "invoer": {path: sha256 for path, sha256, _ in made.inputs},
    }
    data = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    return {
        "omgeving/gemaakt.json": Content(data.encode(), "Programma's, beginpunten en invoer van dit depot.")
    }


def _overview(found: dict[str, Content]) -> list[tuple[str, str]]:
    present = {name.split("/")[0] for name in found if "/" in name}
    folders = [(f"{name}/", says) for name, says in _FOLDERS.items() if name in present]
    return folders + [(name, content.says) for name, content in sorted(found.items()) if "/" not in name]


def _left_out(waves: Sequence[Wave]) -> list[tuple[str, str]]:
    reasons: dict[str, list[str]] = {}
    for wave in waves:
        for item, why in wave.left_out:
            reasons.setdefault(why, []).append(f"`{item}`")
    found = [(", ".join(dict.fromkeys(items)), why) for why, items in reasons.items()]
    found.append(
        (
            "datums, tijden, pseudoniemen en volgorde van de antwoorden",
            "kunnen een respondent herkenbaar maken",
        )
    )
    missing = [str(wave.number) for wave in waves if not wave.included]
    if missing:
        found.append(
            (
                f"antwoorden per respondent van {' en '.join(missing)}",
                "echte antwoorden zijn alleen op aanvraag",
            )
        )
    return found


def _csv(rows: pd.DataFrame) -> bytes:
    return rows.to_csv(index=False, lineterminator="\n").encode()


def _sha256(data: bytes) -> str:
    import hashlib

    return hashlib.sha256(data).hexdigest()


def _checksums(found: dict[str, Content]) -> bytes:
    return "".join(f"{_sha256(c.data)}  {name}\n" for name, c in sorted(found.items())).encode()
