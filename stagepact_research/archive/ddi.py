"""The documentation of a wave as DDI-Codebook 2.5, the form in which archives exchange it.

Source: DDI Alliance, DDI-Codebook 2.5 (2012), XML schema codebook.xsd.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from xml.etree.ElementTree import Element

import pandas as pd

from stagepact_research.archive.ddi_variables import data_description
from stagepact_research.archive.study import Study
from stagepact_research.archive.xml import document, element, several
from stagepact_research.codebook import Distribution, Lookup, Variable
from stagepact_research.instruments.questionnaire import Questionnaire
from stagepact_research.protocol import Archive

_NAMESPACE = "ddi:codebook:2_5"
_SYNTHETIC = (
    "Synthetische gegevens: gemaakt door een programma, geen antwoorden van mensen. Geen bevindingen."
)
_OF_THE_REPORT = "De aantallen zijn die van het rapport: van de respondenten die in de analyse meetellen."
_OF_THE_FILE = "Alleen bij kenmerken die kunnen zijn afgeschermd, zijn zij van het afgeschermde bestand hier."
_BEFORE_PROTECTION = "Zij zijn geteld voordat het bestand met antwoorden werd afgeschermd."
_RATES = {
    "completion_rate": "vulde alles in, van wie meedeed",
    "cooperation_rate_1": "vulde alles in, van wie de vragenlijst opende (AAPOR COOP1)",
    "cooperation_rate_2": "antwoordde ten minste iets, van wie de vragenlijst opende (AAPOR COOP2)",
    "refusal_rate": "weigerde, van wie de vragenlijst opende",
}


@dataclass(frozen=True)
class DataFile:
    """The file of respondents that is described, whether or not it is in the deposit."""

    name: str
    rows: int
    synthetic: bool
    included: bool
    remarks: tuple[str, ...] = ()
    counted: Mapping[str, Distribution] = field(default_factory=dict)
    """Of variables that protection changed: what the file has, by name."""


def ddi_codebook(
    study: Study,
    questionnaire: Questionnaire,
    variables: Sequence[Variable],
    estimates: pd.DataFrame,
    file: DataFile,
    rules: Archive,
    *,
    software: str,
    made: date,
) -> bytes:
    """The DDI-Codebook document of one wave.

    Parameters
    ----------
    estimates : the protected table; every frequency and mean comes from it, but for what `file` counts.
    software : name and version of the program that made the deposit.
    """
    wave = questionnaire.wave
    root = element(
        "codeBook",
        _document(study, wave, file, software, made),
        _study(study, questionnaire, estimates, file, rules, software, made),
        _file(file, len(variables)),
        data_description(
            variables, Lookup(estimates, wave), file.counted, file="F1", universe=study.universe
        ),
        xmlns=_NAMESPACE,
        version="2.5",
        lang="nl",
        ID=f"stagepact-{wave}",
    )
    return document(root)


def _title(study: Study, wave: int, file: DataFile) -> str:
    return f"{study.title}, meting {wave}{' (synthetische gegevens)' if file.synthetic else ''}"


def _document(study: Study, wave: int, file: DataFile, software: str, made: date) -> Element:
    citation = element(
        "citation",
        element("titlStmt", element("titl", f"Documentatie van: {_title(study, wave, file)}")),
        element("rspStmt", element("AuthEnty", study.creator)),
        _production(study, software, made),
    )
    return element("docDscr", citation, _warning(file))


def _production(study: Study, software: str, made: date) -> Element:
    name, _, version = software.partition(" ")
    return element(
        "prodStmt",
        element("producer", study.creator),
        element("prodDate", made.isoformat(), date=made.isoformat()),
        element("software", name, version=version),
        element("fundAg", study.funder) if study.funder else None,
    )


def _warning(file: DataFile) -> Element | None:
    return element("notes", _SYNTHETIC) if file.synthetic else None


def _study(
    study: Study,
    questionnaire: Questionnaire,
    estimates: pd.DataFrame,
    file: DataFile,
    rules: Archive,
    software: str,
    made: date,
) -> Element:
    wave = questionnaire.wave
    english = f"{study.title_en}, wave {wave}{' (synthetic data)' if file.synthetic else ''}"
    citation = element(
        "citation",
        element(
            "titlStmt",
            element("titl", _title(study, wave, file)),
            element("parTitl", english, lang="en"),
        ),
        element("rspStmt", element("AuthEnty", study.creator)),
        _production(study, software, made),
        element("verStmt", element("version", f"Vragenlijst {questionnaire.version}", date=made.isoformat())),
        _warning(file),
    )
    return element(
        "stdyDscr",
        citation,
        _information(study, wave, file),
        _method(study, questionnaire, Lookup(estimates, wave), file),
        _access(file, rules),
    )


def _information(study: Study, wave: int, file: DataFile) -> Element:
    described = study.waves[wave]
    collected = described.collected
    start, _, end = collected.partition("/")
    dates = [element("collDate", start, date=start, event="start" if end else "single")] if start else []
    dates += [element("collDate", end, date=end, event="end")] if end else []
    return element(
        "stdyInfo",
        element(
            "subject",
            *several("keyword", study.keywords, lang="nl"),
            *several("keyword", study.keywords_en, lang="en"),
        ),
        element("abstract", study.abstract, lang="nl"),
        element("abstract", study.abstract_en, lang="en"),
        element(
            "sumDscr",
            *dates,
            element("nation", study.nation, abbr="NL"),
            element("anlyUnit", study.unit),
            element("universe", study.universe),
            element(
                "dataKind", "synthetische gegevens" if file.synthetic else "gegevens uit een vragenlijst"
            ),
        ),
    )


def _method(study: Study, questionnaire: Questionnaire, rows: Lookup, file: DataFile) -> Element:
    described = study.waves[questionnaire.wave]
    source = f" (rapport over {questionnaire.wave}: {described.locator})" if described.locator else ""
    instrument = (
        f"Vragenlijst, versie {questionnaire.version}, gestructureerd; volledig opgenomen in dit depot. "
        f"Bron: {questionnaire.source}."
    )
    cleaning = "; ".join(file.remarks)
    collection = element(
        "dataColl",
        element("timeMeth", study.time_method),
        element("sampProc", f"{described.sampling}{source}"),
        element("collMode", study.mode),
        element("resInstru", instrument, type="structured"),
        element("weight", study.weighting),
        element("cleanOps", cleaning) if cleaning else None,
    )
    rates = [
        element("respRate", f"{rate:.1f}% {says}".replace(".", ",", 1))
        for statistic, says in _RATES.items()
        if (rate := rows.estimate("respons", statistic)) is not None and rate == rate
    ]
    return element("method", collection, element("anlyInfo", *rates) if rates else None)


def _access(file: DataFile, rules: Archive) -> Element:
    access = rules.access if file.synthetic else rules.respondents_access
    said = (
        "Het bestand met antwoorden zit in dit depot."
        if file.included
        else ("Het bestand met antwoorden zit niet in dit depot; de documentatie en de schattingen wel.")
    )
    kept = f"Het depot wordt {rules.retention_years} jaar bewaard."
    return element(
        "dataAccs",
        element("setAvail", element("avlStatus", f"Toegang: {access}. {said}"), element("notes", kept)),
        element(
            "useStmt",
            element("restrctn", f"Toegang tot de antwoorden: {access}. Probeer niemand te herkennen."),
            element("conditions", f"Licentie: {rules.licence} ({rules.licence_url})"),
            element("disclaimer", _SYNTHETIC) if file.synthetic else None,
        ),
    )


def _counting(file: DataFile) -> str:
    """Of which answers the numbers in the document are."""
    if file.synthetic:
        return _OF_THE_REPORT
    return f"{_OF_THE_REPORT} {_OF_THE_FILE if file.counted else _BEFORE_PROTECTION}"


def _file(file: DataFile, variables: int) -> Element:
    kind = "Een rij per respons, een kolom per variabele, alles als getal."
    return element(
        "fileDscr",
        element(
            "fileTxt",
            element("fileName", file.name),
            element("fileCont", f"{_SYNTHETIC} {kind}" if file.synthetic else kind),
            element("dimensns", element("caseQnty", str(file.rows)), element("varQnty", str(variables))),
            element("fileType", "SPSS (.sav) en CSV (UTF-8)"),
        ),
        element("notes", _counting(file)),
        ID="F1",
    )
