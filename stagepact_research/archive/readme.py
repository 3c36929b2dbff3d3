"""The README of a deposit: Dutch, with a short English version."""

from __future__ import annotations

from collections.abc import Sequence

from stagepact_research.archive.deletions import DeletionLog
from stagepact_research.archive.study import Study
from stagepact_research.codebook.missing import REASONS
from stagepact_research.protocol import Archive

_SYNTHETIC = (
    "**Let op: dit depot bevat synthetische gegevens van {waves}. Een programma heeft ze gemaakt. Het zijn "
    "geen antwoorden van mensen en er zijn geen bevindingen uit te halen.** De mappen en bestanden waar het "
    "om gaat, hebben `synthetisch` in hun naam."
)


def readme(
    study: Study,
    rules: Archive,
    contents: Sequence[tuple[str, str]],
    *,
    synthetic: Sequence[int],
    left_out: Sequence[tuple[str, str]],
    protection: Sequence[str],
    log: DeletionLog,
    software: str,
) -> str:
    """The text of README.md.

    Parameters
    ----------
    contents : the folders and files of the deposit, each with what it is.
    synthetic : the waves of which everything is synthetic.
    left_out : what is not in the deposit, each with the reason.
    protection : what was done to a file of respondents so that nobody is recognised.
    """
    blocks = [f"# {study.title}", study.abstract]
    if synthetic:
        blocks.append(_SYNTHETIC.format(waves=" en ".join(map(str, synthetic))))
    blocks += ["## Wat erin zit", "\n".join(f"- `{name}`: {says}" for name, says in contents)]
    blocks += [
        "## Zo leest u de gegevens",
        "`codeboek/codeboek.html` noemt per variabele de vraag zoals die is gesteld, de antwoorden en hoe "
        "vaak ze zijn gegeven. Een negatief getal betekent dat er geen antwoord is, en waarom:",
        "\n".join(f"- `{reason.code}`: {reason.label}" for reason in REASONS),
        "In het SPSS-bestand zijn dit ontbrekende waarden. Sluit ze in andere programma's zelf uit. "
        "`schattingen/estimates.csv` bevat elk getal van het rapport: één rij per getal, met wat het is, "
        "over hoeveel respondenten of instellingen het gaat (`n`) en hoe onzeker het is. `provenance` zegt "
        "of het uit een rapport komt (`published`), uit echte gegevens (`observed`) of uit "
        "synthetische (`synthetic`).",
        "## Wat er niet in zit",
        "\n".join(f"- {what}: {why}" for what, why in left_out),
    ]
    if protection:
        blocks += ["## Bescherming van respondenten", "\n".join(f"- {line}" for line in protection)]
    blocks += [
        "## Bewaren, toegang en wissen",
        f"Het depot wordt {rules.retention_years} jaar bewaard. De toegang tot de schattingen en de "
        f"documentatie is {rules.access}. De toegang tot bestanden met echte antwoorden, met één rij per "
        f"respondent, is {rules.respondents_access}. Licentie van de gegevens: {rules.licence} "
        f"({rules.licence_url}); van de programmatuur: EUPL-1.2. Probeer niet om mensen of "
        "instellingen te herkennen.",
        _deletions(log),
        "## Controleren en opnieuw maken",
        "`sha256sums.txt` noemt de hash van elk bestand: een vingerafdruk, die verandert als het bestand "
        "verandert. Controleer ze met `sha256sum -c sha256sums.txt`. "
        "`ro-crate-metadata.json` zegt waaruit en waarmee alles is gemaakt. "
        f"Gemaakt met {software}; `omgeving/` noemt elk pakket met zijn versie.",
        "## In English",
        study.abstract_en,
        _english(synthetic, rules),
    ]
    return "\n\n".join(blocks) + "\n"


def _deletions(log: DeletionLog) -> str:
    if not log.entries:
        return "Het wislogboek (`instrumenten/deletion_log.yml`) zegt wat er is gewist. Het is nog leeg."
    lines = [
        f"- {e.date.isoformat()}, meting {e.wave}: {e.what} van {e.count} ({e.reason})" for e in log.entries
    ]
    return "Gewist volgens het wislogboek (`instrumenten/deletion_log.yml`):\n\n" + "\n".join(lines)


def _english(synthetic: Sequence[int], rules: Archive) -> str:
    warning = (
        "The data of "
        + " and ".join(map(str, synthetic))
        + " are synthetic: made by a program, no answers of people, no findings. "
        if synthetic
        else ""
    )
    return (
        f"{warning}Labels and wordings are in Dutch, as respondents read them. `ddi/` holds DDI-Codebook 2.5 "
        "metadata, `codeboek/` the codebook, `schattingen/estimates.csv` every number of the report as a "
        "tidy table. "
        f"Negative codes are missing values. Data licence: {rules.licence}; software: EUPL-1.2."
    )
