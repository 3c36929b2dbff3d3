"""The sentences about who is missing; the wording follows the numbers."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from stagepact_research.estimates import lookup, select
from stagepact_research.instruments.questionnaire import Scale
from stagepact_research.protocol import NonResponse
from stagepact_research.report import nl
from stagepact_research.report.nonresponse import labels
from stagepact_research.report.nonresponse.reading import Conclusion, moved, step
from stagepact_research.report.nonresponse.reading import conclusions as conclusions
from stagepact_research.report.prose import lower
from stagepact_research.report.tables import escape_markdown, find

_RATES = ("rr1", "rr2", "rr3", "rr4", "rr5", "rr6")


def assumed(rules: NonResponse) -> str:
    """Which shares of missing teams are assumed."""
    shares = nl.listing([nl.percent(100 * share) for share in rules.missing_shares])
    return f"hier is {shares} aangenomen."


def recruitment(estimates: pd.DataFrame) -> str:
    """How many institutions and teams were approached and took part, and why others did not."""
    said = []
    for subject, one, many in (
        ("werving_instellingen", "instelling", "instellingen"),
        ("werving_opleidingen", "opleiding", "opleidingen"),
    ):
        key = {"source": "recruitment", "subject": subject, "statistic": "n"}
        approached = find(estimates, **key, category="benaderd")
        if approached is None or approached["estimate"] == 0:
            continue
        n, took_part = nl.words(approached), lookup(estimates, **key, category="deelnemend")
        word = one if approached["estimate"] == 1 else many
        verb = "deed" if took_part["estimate"] == 1 else "deden"
        said.append(f"Van de {n} benaderde {word} {verb} er {nl.words(took_part)} mee.")
        reasons = select(estimates, **key, category="niet_deelnemend", group_by="reden")
        if len(reasons):
            shown = [
                labels.reason(row["group"])
                + ("" if pd.isna(row["estimate"]) else f" ({nl.count(row['estimate'])})")
                for row in reasons.to_dict("records")
            ]
            said.append(f"Van de andere is opgetekend: {nl.listing(shown)}.")
    calls = select(estimates, source="recruitment", subject="werving_oproepen")["category"]
    if len(calls):
        channels = nl.listing([labels.CHANNELS.get(one, one) for one in calls])
        said.append(
            f"Daarnaast is geworven via {channels}. Hoeveel mensen zo'n oproep bereikte, is niet bekend."
        )
    return " ".join(said)


def response_rates(estimates: pd.DataFrame) -> str:
    """AAPOR's response rates, or the words that they cannot be estimated and why."""
    rows = [find(estimates, subject="respons", statistic=name, method="aapor") for name in _RATES]
    if rows[0] is None:
        return ""
    if pd.isna(rows[0]["estimate"]):
        why = str(rows[0]["note"]).partition(": ")[2]
        return f"De responspercentages van AAPOR (RR1 tot en met RR6) zijn niet schatbaar: {why}."
    said = nl.listing(
        [
            f"{name.upper()} {nl.percent(row, 1)}"
            for name, row in zip(_RATES, rows, strict=True)
            if row is not None
        ]
    )
    return f"De responspercentages volgens AAPOR zijn: {said}."


def stopping(estimates: pd.DataFrame) -> str:
    """On which page people stopped."""
    rows = select(estimates, subject="respons", statistic="n", category="gestopt", group_by="pagina")
    if rows.empty:
        return "Niemand die begon, stopte onderweg."
    most = rows.loc[rows["estimate"].idxmax()]
    total = rows["estimate"].sum()
    return (
        f"Van wie begon te antwoorden, stopten er {nl.count(total)} onderweg; de meesten "
        f"({nl.count(most['estimate'])}) op pagina {most['group']}."
    )


def movement(estimates: pd.DataFrame, scales: Sequence[Scale]) -> str:
    """What weighting moved: how far at most, and which scales beyond chance."""
    last = step(estimates)
    found = [(scale, shift) for scale in scales if (shift := moved(estimates, scale.id, last)) is not None]
    if not found:
        return "Er is niet gewogen."
    scale, shift = max(found, key=lambda pair: abs(pair[1][0]))
    beyond = [lower(one.label) for one, (_, low, high) in found if low > 0 or high < 0]
    said = (
        f"Het gemiddelde van een schaal verschuift door de weging hoogstens {nl.decimal(abs(shift[0]), 2)} "
        "punt "
        f"({lower(scale.label)})."
    )
    if beyond:
        return f"{said} De verschuiving is groter dan toeval bij {nl.listing(beyond)}."
    return f"{said} Bij geen enkele schaal is de verschuiving groter dan toeval."


def mapping_range(estimates: pd.DataFrame, scales: Sequence[Scale]) -> str:
    """How much hangs on the way a team is placed in the margins."""
    gaps = []
    for scale in scales:
        key = {"subject": scale.id, "statistic": "mean", "weighting": "raked"}
        rows = select(estimates, **key)["estimate"]
        if len(rows) > 1:
            gaps.append((float(rows.max() - rows.min()), lower(scale.label)))
    if not gaps:
        return ""
    gap, label = max(gaps)
    return (
        "Met twee andere manieren om teams in te delen (het hoogste niveau telt; of het hoogste niveau en "
        "bol "
        f"telt) verschilt een gewogen gemiddelde hoogstens {nl.decimal(gap, 2)} punt ({label})."
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
        return (
            "Hoe representatief de respons is (de R-indicator), en hoe kansen op deelname samenhangen met "
            f"kenmerken van instellingen, is niet schatbaar: {why}."
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
        "elkaar antwoorden. Lijken teams van één instelling op elkaar, dan zijn de intervallen te smal: naar "
        f"gelang de aanname {nl.decimal(low, 2)} tot {nl.decimal(high, 2)} keer (het laatste bij {size} "
        "teams "
        f"per instelling en een onderlinge samenhang van {nl.decimal(float(correlation), 2)})."
    )


def resistance(estimates: pd.DataFrame) -> str:
    """Whether those who answered late differ, or the words that this is not known and why."""
    rows = select(estimates, group_by="conclusie", statistic="resistance_slope")
    if rows.empty:
        return ""
    known = rows[rows["estimate"].notna()]
    if known.empty:
        why = str(rows["note"].iloc[0]).partition(": ")[2]
        return f"Of late en herinnerde deelnemers anders antwoorden dan vroege, is niet schatbaar: {why}."
    p = select(estimates, group_by="conclusie", statistic="resistance_p").set_index("group")["estimate"]
    clear = [group for group in known["group"] if p.get(group, 1.0) < 0.05]
    said = (
        f"Voor {nl.words(len(known))} uitkomsten is nagegaan of wie na meer herinneringen antwoordde, anders "
        "antwoordt. Wie laat antwoordt, lijkt misschien op wie niet antwoordt."
    )
    return f"{said} Dat verschil is er bij {nl.words(len(clear))} van die uitkomsten (p < 0,05)."


def conclusion(one: Conclusion, gap: float | None = None) -> str:
    """One conclusion: how different those missing have to be, for the largest assumed share."""
    falls = max(one.falls, key=lambda f: f.share)
    share = nl.percent(100 * falls.share)
    side = "boven" if one.finding.side == "above" else "onder"
    head = (
        f"**{one.finding.conclusion}.** Bij de deelnemers is {one.finding.measure} "
        f"{one.number(one.estimate)}. "
        f"De conclusie geldt zolang dat voor alle teams samen {side} {one.number(one.finding.limit)} ligt."
    )
    if not one.holds:
        return f"{head} Ook bij de deelnemers geldt de conclusie na weging niet."
    if not falls.possible:
        return (
            f"{head} Ook als {share} van de teams niet meedeed, kan de conclusie niet vervallen: zo ver "
            "kunnen "
            "hun antwoorden niet afwijken."
        )
    way = "lager" if falls.delta < 0 else "hoger"
    said = (
        f"{head} Als {share} van de teams niet meedeed, vervalt de conclusie pas als die teams gemiddeld ten "
        f"minste {one.size(falls.delta)} {way} uitkomen dan de deelnemers, dus op {one.number(falls.mean)} "
        "of "
        f"{way}. Dat is {nl.decimal(abs(falls.delta_sd), 1)} standaardafwijking."
    )
    if falls.certain == 0:
        return f"{said} Zeker is de conclusie ook bij de deelnemers niet: het interval loopt over de grens."
    if gap is not None:
        said += (
            " Ter vergelijking: tussen de sectoren van de deelnemers is het grootste verschil "
            f"{nl.decimal(gap, 2)} punt."
        )
    return said


def weakest(found: Sequence[Conclusion]) -> str:
    """The conclusion that falls first, for the largest assumed share."""
    able = [
        (abs(falls.delta_sd), one, falls)
        for one in found
        if one.holds and (falls := max(one.falls, key=lambda f: f.share)).possible
    ]
    if not able:
        return "Geen enkele conclusie kan door wie niet meedeed vervallen."
    size, one, falls = min(able, key=lambda item: item[0])
    way = "lager" if falls.delta < 0 else "hoger"
    return (
        f"Het eerst vervalt: {lower(one.finding.conclusion)}. Als {nl.percent(100 * falls.share)} van de "
        "teams "
        f"niet meedeed, is daarvoor genoeg dat die teams gemiddeld {one.size(falls.delta)} {way} uitkomen "
        f"({nl.decimal(size, 1)} standaardafwijking)."
    )


def remarks(estimates: pd.DataFrame) -> str:
    """What was joined, filled in or left out on the way to the weights, as a list."""
    rows = select(estimates, subject="weging", statistic="opmerking")
    rows = rows.sort_values("category", key=lambda number: number.astype(int))
    return "\n".join(f"- {escape_markdown(note)}" for note in rows["note"]) or "- niets."
