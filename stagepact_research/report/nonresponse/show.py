"""What the cells of chapter 4, the summary and Bijlage D call about who is missing."""

from __future__ import annotations

import pandas as pd

from stagepact_research.estimates import lookup, select
from stagepact_research.report import nl, output, style
from stagepact_research.report.nonresponse import figures, labels, prose, reading, tables
from stagepact_research.report.prose import largest_gap
from stagepact_research.report.sources import is_synthetic, questionnaire, scales
from stagepact_research.report.sources import nonresponse as rules
from stagepact_research.report.sources import open_nonresponse as open_nonresponse
from stagepact_research.report.tables import find, numbered


def remarks(estimates: pd.DataFrame) -> None:
    print(prose.remarks(estimates) + "\n")


def flow(estimates: pd.DataFrame) -> None:
    """From the institutions that were approached to the complete questionnaires."""
    stages = _stages(estimates)
    said = "; ".join(
        f"{stage.label}: {stage.count or 'aantal onbekend'}" + (f" ({stage.lost})" if stage.lost else "")
        for stage in stages
    )
    alt = f"Stroomschema van boven naar beneden. {said}."
    drawn = figures.flow(stages, synthetic=is_synthetic(estimates))
    opened = lookup(estimates, subject="respons", statistic="n", category="geopend")
    caption = f"Van werving tot voltooide vragenlijst (n = {nl.count(opened)} geopend)"
    output.figure(estimates, "stroom", caption, alt, style.to_svg(drawn))


def love(estimates: pd.DataFrame) -> None:
    """The respondents beside the population before and after weighting; nothing where nothing was raked."""
    found = reading.differences(estimates)
    if not found:
        return
    asked = questionnaire()
    names = [labels.category(asked, one.category) for one in found]
    said = "; ".join(
        f"{name}: {nl.decimal(one.before, 2)} zonder en {nl.decimal(one.after, 2)} met weging"
        for one, name in zip(found, names, strict=True)
    )
    drawn = figures.love(found, names, synthetic=is_synthetic(estimates))
    last = lookup(estimates, subject="weging", statistic="deff", weighting=reading.step(estimates))
    caption = (
        "Verschil tussen de deelnemende teams en de studenten van het mbo, zonder en met weging "
        f"(n = {nl.base(last)})"
    )
    alt = f"Stippen per groep: gestandaardiseerd verschil met de populatie. {said}."
    output.figure(estimates, "balans", caption, alt, style.to_svg(drawn))


def weighted_table(estimates: pd.DataFrame) -> None:
    note = (
        "Gewogen: voor wie onderweg stopte, en naar sector, leerweg en niveau van de studenten. Verschil: "
        "gewogen "
        "min ongewogen. BI: betrouwbaarheidsinterval, berekend door de hele weging steeds te herhalen."
    )
    table = tables.weighted_table(estimates, scales(), reading.step(estimates))
    print(numbered("gewogen", "Gemiddelden van de schalen, zonder en met weging", table, note))


def conclusions(estimates: pd.DataFrame) -> None:
    """For every key finding its sentence and its figure."""
    plain = select(estimates, weighting="none", source="survey")
    for one in reading.conclusions(estimates, rules()):
        finding = one.finding
        gap = None
        if finding.statistic == "mean" and len(
            select(plain, subject=finding.subject, statistic="mean", group_by="sectorcategorie")
        ):
            gap = float(largest_gap(plain, finding.subject, "sectorcategorie").replace(",", "."))
        print(prose.conclusion(one, gap) + "\n")
        ends = ("1", "5") if finding.statistic == "mean" else ("0%", "100%")
        drawn = figures.tipping(one, ends, synthetic=is_synthetic(estimates))
        moved = "; ".join(
            f"als {nl.percent(100 * falls.share)} van de teams niet meedeed, bij "
            + (one.number(falls.mean) if falls.possible and one.holds else "geen enkele uitkomst")
            for falls in one.falls
        )
        alt = (
            f"Lijn van {ends[0]} tot {ends[1]}. Deelnemers: {one.number(one.estimate)}, interval "
            f"{one.number(one.low)} tot {one.number(one.high)}; grens {one.number(finding.limit)}. De "
            "conclusie "
            f"vervalt, wat de niet-meewerkers betreft, {moved}."
        )
        output.figure(
            estimates,
            f"kantelpunt-{finding.id}",
            f"Wanneer vervalt de conclusie? {finding.conclusion} (n = {nl.count(one.n)})",
            alt,
            style.to_svg(drawn),
        )


def conclusions_table(estimates: pd.DataFrame) -> None:
    note = (
        "De kolommen gaan over het deel van de teams dat niet meedeed. Getoond is hoeveel die teams "
        "gemiddeld "
        "moeten afwijken van de deelnemers voordat de conclusie vervalt. Tussen haakjes: in "
        "standaardafwijkingen tussen teams."
    )
    table = tables.conclusions_table(reading.conclusions(estimates, rules()))
    print(numbered("kantelpunten", "Hoe anders niet-meewerkers moeten zijn", table, note))


def worst_table(estimates: pd.DataFrame) -> None:
    note = (
        "De laagste en hoogste uitkomst voor alle teams, als iedereen die niet meedeed het laagste of "
        "juist het "
        "hoogste antwoord zou geven. Zonder aanname zeggen de antwoorden niet meer dan dit."
    )
    table = tables.worst_table(reading.conclusions(estimates, rules()))
    print(numbered("uitersten", "De uiterste uitkomsten voor alle teams", table, note))


def summary_box(estimates: pd.DataFrame) -> None:
    """The box in the summary: what weighting moved, and what would have to be true."""
    found = reading.conclusions(estimates, rules())
    print(
        '::: {.callout-note title="Wie ontbreken er?"}\n\n'
        f"{prose.movement(estimates, scales())} Weging herstelt alleen wat sector, leerweg en niveau "
        f"verklaren. {prose.weakest(found)} Zie @sec-niet-meewerkers.\n\n:::\n"
    )


def population_table(estimates: pd.DataFrame) -> None:
    year = select(estimates, source="frame", subject="studenten")["variant"]
    if year.empty:
        return
    note = (
        "Bron: DUO, Open Onderwijsdata. DUO toont aantallen van 1 tot en met 4 niet; hier tellen zij als "
        "2, en "
        "in de onder- en bovengrens als 1 en 4. Bij niveau en leerweg tellen alleen studenten in de acht "
        "sectoren."
    )
    table = tables.population_table(estimates, questionnaire())
    print(numbered("populatie", f"Studenten in het mbo op {year.iloc[0]}", table, note))


def weights_table(estimates: pd.DataFrame) -> None:
    note = (
        "Gewichten zijn gemiddeld 1. Deff: hoeveel keer zo groot de variantie wordt door ongelijke gewichten."
    )
    table = tables.weights_table(estimates)
    print(numbered("gewichten", "De gewichten per stap", table, note))


def completion_table(estimates: pd.DataFrame) -> None:
    low, high = (
        nl.percent(
            100 * float(lookup(estimates, subject="voltooien", statistic=f"propensity_{end}")["estimate"])
        )
        for end in ("min", "max")
    )
    note = f"se: standaardfout. De geschatte kans om de vragenlijst af te maken loopt van {low} tot {high}."
    table = tables.completion_table(estimates, scales())
    print(numbered("voltooien", "Wat samenhangt met het afmaken van de vragenlijst", table, note))


def _stages(estimates: pd.DataFrame) -> list[figures.Stage]:
    stages = []
    for subject, asked, joined in (
        ("werving_instellingen", "Instellingen benaderd", "Instellingen doen mee"),
        ("werving_opleidingen", "Opleidingen benaderd", "Opleidingen doen mee"),
    ):
        key = {"source": "recruitment", "subject": subject, "statistic": "n"}
        approached = find(estimates, **key, category="benaderd")
        if approached is None or approached["estimate"] == 0:
            continue
        away = lookup(estimates, **key, category="niet_deelnemend")
        stages.append(figures.Stage(asked, nl.count(approached), f"{nl.count(away)} doen niet mee"))
        stages.append(figures.Stage(joined, nl.count(lookup(estimates, **key, category="deelnemend"))))
    invited = find(estimates, subject="veldwerk", statistic="n", category="uitgenodigd")
    calls = select(estimates, source="recruitment", subject="werving_oproepen")["category"]
    reached = nl.count(invited) if invited is not None else ""
    lost = "" if reached else "hoeveel mensen zijn bereikt, is niet bekend"
    if len(calls):
        lost = f"ook via oproepen: {lost or 'het bereik daarvan is niet bekend'}"
    stages.append(figures.Stage("Mensen uitgenodigd", reached, lost))
    count = {
        name: nl.count(lookup(estimates, subject="respons", statistic="n", category=name))
        for name in ("geopend", "geweigerd", "leeg", "deels", "compleet")
    }
    gone = {"geweigerd": "doen niet mee", "leeg": "antwoorden niets", "deels": "stoppen onderweg"}
    left = "; ".join(f"{count[name]} {says}" for name, says in gone.items())
    stages.append(figures.Stage("Vragenlijst geopend", count["geopend"], left))
    stages.append(figures.Stage("Helemaal ingevuld", count["compleet"]))
    return stages
