"""The sentences about what weighting does and what it costs; the wording follows the numbers."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from stagepact_research.estimates import NOT_SHOWN, lookup, select
from stagepact_research.instruments.questionnaire import Questionnaire, Scale
from stagepact_research.report import nl
from stagepact_research.report.nonresponse import labels
from stagepact_research.report.nonresponse.reading import mappings, shifts, step
from stagepact_research.report.prose import lower
from stagepact_research.report.tables import escape_markdown, find

_SIGNIFICANT = 0.05
REPAIRS = "Weging herstelt alleen wat sector, leerweg en niveau verklaren, en het afhaken onderweg."


def movement(estimates: pd.DataFrame, scales: Sequence[Scale]) -> str:
    """What weighting moved: which scale most beside its spread, and which scales beyond chance."""
    found = shifts(estimates, scales)
    if not found:
        return "Er is niet gewogen."
    most = max(found, key=lambda one: abs(one.size) / one.sd)
    said = (
        "Vergeleken met de spreiding tussen teams verschuift door de weging het meest: "
        f"{lower(most.scale.label)}, met {nl.decimal(abs(most.size), 2)} punt op een schaal van {most.runs} "
        f"({nl.decimal(abs(most.size) / most.sd, 2)} standaardafwijking)."
    )
    beyond = [one for one in found if one.beyond_chance]
    if not beyond:
        return f"{said} Bij geen enkele schaal is de verschuiving groter dan toeval."
    many = f"{nl.words(len(found))} {'schaal' if len(found) == 1 else 'schalen'}"
    if beyond == [most]:
        return f"{said} Zonder correctie voor {many} is alleen die verschuiving groter dan toeval."
    which = nl.listing([lower(one.scale.label) for one in beyond])
    return f"{said} Zonder correctie voor {many} is de verschuiving groter dan toeval bij {which}."


def mapping_range(estimates: pd.DataFrame, scales: Sequence[Scale]) -> str:
    """How much hangs on the way a team is placed in the margins, beside what weighting itself does."""
    found = [(one, one.mapping) for one in shifts(estimates, scales) if one.mapping is not None]
    if not found:
        return ""
    ways = mappings(estimates)
    most, gap = max(found, key=lambda pair: pair[1] / pair[0].sd)
    larger = sum(gap > abs(one.size) for one, gap in found)
    manner = "manier" if len(ways) == 1 else "manieren"
    says = ", of ".join(labels.MAPPINGS.get(way, way) for way in ways)
    said = (
        f"Teams kunnen ook op {nl.words(len(ways))} andere {manner} worden ingedeeld ({says}). Een gewogen "
        f"gemiddelde verandert daardoor hoogstens {nl.decimal(gap / most.sd, 2)} standaardafwijking "
        f"({lower(most.scale.label)}: {nl.decimal(gap, 2)} punt)."
    )
    if not larger:
        return f"{said} Bij geen enkele schaal maakt die keuze meer uit dan de weging zelf."
    return (
        f"{said} Bij {nl.words(larger)} van de {nl.words(len(found))} schalen maakt die keuze meer uit dan "
        "de weging zelf."
    )


def effective(estimates: pd.DataFrame) -> str:
    """What the weights cost in precision."""
    row = find(estimates, subject="weging", statistic="effective_n", weighting=step(estimates))
    if row is None:
        return ""
    return (
        f"Ongelijke gewichten maken uitkomsten minder nauwkeurig: de {nl.count(row['n'])} teams tellen voor "
        f"{nl.count(row)} (de effectieve n)."
    )


def representativity(estimates: pd.DataFrame) -> str:
    """The R-indicator, or the words that it cannot be estimated and why."""
    row = find(estimates, subject="representativiteit", statistic="r_adjusted")
    if row is None:
        return ""
    if pd.isna(row["estimate"]):
        why = str(row["note"]).partition(": ")[2]
        can = "getoond" if str(row["note"]).startswith(NOT_SHOWN) else "schatbaar"
        return (
            "Hoe representatief de respons is (de R-indicator), en hoe kansen op deelname samenhangen met "
            f"kenmerken van instellingen, zijn niet {can}: {why}."
        )
    bias = lookup(estimates, subject="representativiteit", statistic="maximal_bias")
    return (
        f"De R-indicator is {nl.decimal(row, 2)} ({nl.interval(row)}); 1 betekent dat iedereen dezelfde kans "
        "had om te antwoorden. De grootst mogelijke vertekening door de kenmerken van instellingen is "
        f"{nl.decimal(bias, 2)} standaardafwijking."
    )


def clustering(estimates: pd.DataFrame) -> str:
    """How much wider intervals are if colleagues answer alike, where institutions are not known."""
    rows = select(estimates, subject="weging", statistic="clustering_factor")
    if rows.empty:
        number = lookup(estimates, subject="weging", statistic="n_replicates")
        return f"De intervallen houden rekening met {nl.count(number['n'])} instellingen (jackknife)."
    low, high = rows["estimate"].min(), rows["estimate"].max()
    most = rows.loc[rows["estimate"].idxmax(), "variant"]
    correlation, size = (part.partition("=")[2] for part in str(most).split(";"))
    return (
        "De vragenlijst vroeg niet naar de instelling. De intervallen doen daarom alsof alle teams los van "
        "elkaar antwoorden. Lijken teams van één instelling op elkaar, dan moeten de intervallen, naar "
        f"gelang de aanname, {nl.span(low, high, 2)} keer zo breed zijn (het meest bij {size} teams per "
        f"instelling en een onderlinge samenhang van {nl.decimal(float(correlation), 2)})."
    )


def completion(estimates: pd.DataFrame, named: dict[str, str]) -> str:
    """Which of the answers go with finishing the questionnaire."""
    rows = select(estimates, subject="voltooien", statistic="p")
    rows = rows[rows["category"] != "(intercept)"]
    clear = [named.get(one, one) for one in rows.loc[rows["estimate"] < _SIGNIFICANT, "category"]]
    if not clear:
        return "Geen van deze gegevens hangt aantoonbaar samen met het afmaken."
    return f"Aantoonbaar met het afmaken samen hangt: {nl.listing(clear)}."


def remarks(estimates: pd.DataFrame, asked: Questionnaire, scales: tuple[Scale, ...]) -> str:
    """What was joined, filled in or left out on the way to the weights, as a list."""
    rows = select(estimates, subject="weging", statistic="opmerking")
    rows = rows.sort_values("category", key=lambda number: number.astype(int))
    said = [labels.remark(asked, scales, str(note)) for note in rows["note"]]
    return "\n".join(f"- {escape_markdown(note)}" for note in said) or "- Niets."
