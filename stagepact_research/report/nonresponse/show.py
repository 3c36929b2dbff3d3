"""What the cells of chapter 4, the summary and Bijlage D call about who is missing."""

from __future__ import annotations

import pandas as pd

from stagepact_research.estimates import lookup, select
from stagepact_research.report import behind, nl, output, style
from stagepact_research.report.nonresponse import (
    concluding,
    figures,
    labels,
    reading,
    recruiting,
    tables,
    weighing,
)
from stagepact_research.report.sources import is_synthetic, questionnaire, scales, threshold
from stagepact_research.report.sources import nonresponse as rules
from stagepact_research.report.sources import open_nonresponse as open_nonresponse
from stagepact_research.report.tables import find, numbered

_LOVE_NOTE = (
    "Gestandaardiseerd verschil: het aandeel onder de deelnemende teams min het aandeel onder de studenten, "
    "gedeeld door de standaardafwijking van dat laatste. Nul is: even vaak als in de populatie."
)
_ZERO = 0.005


def remarks(estimates: pd.DataFrame) -> None:
    print(weighing.remarks(estimates, questionnaire(), scales()) + "\n")


def flow(estimates: pd.DataFrame) -> None:
    """From the institutions that were approached to the complete questionnaires."""
    stages = _stages(estimates)
    said = "; ".join(
        f"{stage.label}: {stage.count or 'aantal onbekend'}"
        + (f", met daarnaast {stage.joins}" if stage.joins else "")
        + (f" ({stage.lost})" if stage.lost else "")
        for stage in stages
    )
    alt = f"Stroomschema van boven naar beneden. {said}."
    drawn = figures.flow(stages, synthetic=is_synthetic(estimates))
    opened = lookup(estimates, subject="respons", statistic="n", category="geopend")
    caption = f"Van werving tot voltooide vragenlijst (n = {nl.count(opened)} geopend)"
    output.figure(estimates, "stroom", caption, alt, style.to_svg(drawn), behind.flow(stages))


def love(estimates: pd.DataFrame) -> None:
    """The respondents beside the population before and after weighting; nothing where nothing was raked."""
    found = reading.differences(estimates)
    if not found:
        return
    asked = questionnaire()
    names = [labels.capital(labels.category(asked, one.category)) for one in found]
    said = "; ".join(
        f"{name}: {nl.decimal(one.before, 2)} zonder weging en {nl.decimal(one.after, 2)} na weging"
        for one, name in zip(found, names, strict=True)
    )
    zero = all(abs(one.after) < _ZERO for one in found)
    drawn = figures.love(found, names, synthetic=is_synthetic(estimates), zero=zero)
    last = lookup(estimates, subject="weging", statistic="deff", weighting=reading.step(estimates))
    caption = (
        "Verschil tussen de deelnemende teams en de studenten in het mbo, zonder en na weging "
        f"(n = {nl.base(last)})"
    )
    alt = f"Per groep twee stippen: het gestandaardiseerde verschil met de populatie. {said}."
    print(
        "@fig-balans laat per groep zien hoeveel de deelnemende teams van de studenten verschillen, "
        "zonder en na weging.\n"
    )
    output.figure(estimates, "balans", caption, alt, style.to_svg(drawn), behind.balance(found, names))
    by_design = " Na weging is het verschil nul, omdat juist naar deze groepen is gewogen." if zero else ""
    print(f"*Noot.* {_LOVE_NOTE}{by_design}\n")


def weighted_table(estimates: pd.DataFrame) -> None:
    last = reading.step(estimates)
    note = (
        f"Ongewogen: iedereen met een score (n = {tables.scored(estimates, scales(), 'none')}). Na weging: "
        f"wie de vragenlijst afmaakte (n = {tables.scored(estimates, scales(), last)}), gewogen voor wie "
        "onderweg stopte, en naar sector, leerweg en niveau van de studenten. Verschil: na weging min "
        "ongewogen. Verschillen zijn berekend vóór afronding. BI: betrouwbaarheidsinterval, berekend door "
        "de hele weging steeds te herhalen."
    )
    table = tables.weighted_table(estimates, scales())
    print(numbered("gewogen", "Gemiddelden van de schalen, ongewogen en na weging", table, note))


def conclusions(estimates: pd.DataFrame) -> None:
    """For every key finding its sentence and its figure."""
    for one in reading.conclusions(estimates, rules()):
        said = [concluding.conclusion(one, _gap(estimates, one)), concluding.stopped_early(estimates, one)]
        print(" ".join(said).strip() + "\n")
        ends = ("1", "5") if one.finding.statistic == "mean" else ("0%", "100%")
        drawn = figures.tipping(one, ends, synthetic=is_synthetic(estimates))
        falling = "; ".join(
            (one.reached(falls) if falls.possible and one.holds else "geen enkele uitkomst")
            + f" als {nl.percent(100 * falls.share)} niet meedeed"
            for falls in one.falls
        )
        alt = (
            f"Lijn van {ends[0]} tot {ends[1]}. Deelnemers, na weging: {one.number(one.estimate)}, met een "
            f"95%-interval van {one.number(one.low)} tot {one.number(one.high)}. De grens ligt bij "
            f"{one.number(one.finding.limit)}. De conclusie vervalt als de teams die niet meededen "
            f"uitkomen op: {falling}."
        )
        caption = f"Wanneer vervalt de conclusie? {one.finding.conclusion} (n = {nl.count(one.n)})"
        output.figure(estimates, one.label, caption, alt, style.to_svg(drawn), behind.tipping(one))


def _gap(estimates: pd.DataFrame, one: reading.Conclusion) -> tuple[float, int] | None:
    """The largest difference of a mean between the sector categories, and how many of these there are."""
    if one.finding.statistic != "mean":
        return None
    key = {"subject": one.finding.subject, "statistic": "mean", "group_by": "sectorcategorie"}
    groups = select(estimates, **key, weighting="none", source="survey").drop_duplicates("group")
    means = groups.loc[groups["n"] >= threshold("minimum_group"), "estimate"]
    if len(means) < 2:
        return None
    return float(means.max() - means.min()), len(means)


def conclusions_table(estimates: pd.DataFrame) -> None:
    note = (
        "De laatste kolommen gaan over het deel van de teams dat niet meedeed. Getoond is hoeveel die "
        "teams ten minste moeten afwijken van de deelnemers voordat de conclusie vervalt. Tussen haakjes: "
        "in standaardafwijkingen (sd) tussen teams. Onzekerheid door toeval is hierin niet meegerekend."
    )
    table = tables.conclusions_table(reading.conclusions(estimates, rules()))
    print(numbered("kantelpunten", "Hoe anders niet-meewerkers moeten zijn", table, note))


def worst_table(estimates: pd.DataFrame) -> None:
    note = (
        "De laagste en hoogste uitkomst voor alle teams, als iedereen die niet meedeed het laagste of "
        "juist het hoogste antwoord zou geven. Zonder aanname over wat niet-meewerkers zouden antwoorden, "
        "zeggen de antwoorden niet meer dan dit. Toeval is hierin niet meegerekend."
    )
    table = tables.worst_table(reading.conclusions(estimates, rules()))
    print(numbered("uitersten", "De uiterste uitkomsten voor alle teams, na weging", table, note))


def summary_box(estimates: pd.DataFrame) -> None:
    """The box in the summary: who is missing, what weighting moved, and what would have to be true."""
    found = reading.conclusions(estimates, rules())
    said = (
        recruiting.who(estimates, questionnaire()),
        f"{weighing.movement(estimates, scales())} {weighing.REPAIRS}",
        f"{concluding.weakest(found)} Hoeveel teams niet meededen, is niet bekend. Zie @sec-niet-meewerkers.",
    )
    print('::: {.callout-note title="Wie ontbreken er?"}\n\n' + "\n\n".join(said) + "\n\n:::\n")


def population_table(estimates: pd.DataFrame) -> None:
    year = select(estimates, source="frame", subject="studenten")["variant"]
    if year.empty:
        return
    note = (
        "Bron: DUO, Open Onderwijsdata. DUO toont aantallen van 1 tot en met 4 niet; hier tellen zij als "
        "2, en in de onder- en bovengrens als 1 en 4. Bij niveau en leerweg tellen alleen studenten in de "
        "acht sectoren."
    )
    table = tables.population_table(estimates, questionnaire())
    print("De aantallen in @tbl-populatie zijn de populatie waarnaar is gewogen.\n")
    print(numbered("populatie", f"Studenten in het mbo op {year.iloc[0]}", table, note))


def weights_table(estimates: pd.DataFrame) -> None:
    trimmed = (
        " Er waren geen uitschieters; er is niets afgekapt." if tables.nothing_trimmed(estimates) else ""
    )
    note = (
        "Gewichten zijn gemiddeld 1. Deff: hoeveel keer zo groot de variantie wordt door ongelijke gewichten."
        f"{trimmed}"
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
    note = (
        "Log-odds: is het getal positief, dan maken respondenten met dit gegeven (of met een hogere "
        "score) de vragenlijst vaker af; is het negatief, dan minder vaak. "
        f"{weighing.completion(estimates, tables.completion_names(scales()))} De geschatte kans om de "
        f"vragenlijst af te maken loopt van {low} tot {high}."
    )
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
    channels = nl.listing([labels.CHANNELS.get(one, one) for one in calls])
    joins = f"oproepen via {channels}; hoeveel mensen die bereikten, is niet bekend" if channels else ""
    lost = "" if reached or joins else "hoeveel mensen zijn bereikt, is niet bekend"
    stages.append(figures.Stage("Mensen uitgenodigd", reached, lost, joins))
    count = {
        name: nl.count(lookup(estimates, subject="respons", statistic="n", category=name))
        for name in ("geopend", "geweigerd", "leeg", "deels", "compleet")
    }
    gone = {"geweigerd": "doen niet mee", "leeg": "antwoorden niets", "deels": "stoppen onderweg"}
    left = "; ".join(f"{count[name]} {says}" for name, says in gone.items())
    stages.append(figures.Stage("Vragenlijst geopend", count["geopend"], left))
    stages.append(figures.Stage("Helemaal ingevuld", count["compleet"]))
    return stages
