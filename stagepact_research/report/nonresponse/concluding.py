"""The sentences about how different those missing have to be before a conclusion falls."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from stagepact_research.estimates import lookup, select
from stagepact_research.protocol import NonResponse
from stagepact_research.report import nl
from stagepact_research.report.nonresponse.labels import capital
from stagepact_research.report.nonresponse.reading import Conclusion, Falls
from stagepact_research.report.nonresponse.reading import conclusions as conclusions


def assumed(rules: NonResponse) -> str:
    """Which shares of missing teams are assumed, and what such a share means."""
    shares = [nl.percent(100 * share) for share in rules.missing_shares]
    most = nl.percent(100 * max(rules.missing_shares))
    return (
        f"hier is gerekend met {nl.listing(shares, 'of')}. De uitkomsten zijn gewogen: een team telt naar "
        f"het aantal studenten waar het voor staat. Lees “{most} van de teams” dan ook als: teams met {most} "
        "van de studenten."
    )


def conclusion(one: Conclusion, gap: tuple[float, int] | None = None) -> str:
    """One conclusion: how different those missing have to be, for the largest assumed share.

    Parameters
    ----------
    gap : the largest difference between the sector categories, and how many of these were compared.
    """
    falls = one.worst
    said = [
        f"**{one.finding.conclusion}.** {_outcome(one)}.",
        f"De conclusie geldt zolang deze uitkomst voor alle teams samen {_side(one)} "
        f"{one.number(one.finding.limit)} ligt (@fig-{one.label}).",
    ]
    if not one.holds:
        return " ".join([*said, "Na weging geldt de conclusie ook voor de deelnemers niet."])
    if not falls.possible:
        said.append(
            f"Ook als {_missing(falls)} niet meedeed, kan de conclusie niet vervallen: zo ver kunnen hun "
            "antwoorden niet afwijken."
        )
        return " ".join([*said, _certainty(one, falls)]).strip()
    said.append(
        f"Als {_missing(falls)} niet meedeed, vervalt de conclusie als {_different(one, falls)}, dus "
        f"{_where(one, falls)}. Dat is {nl.decimal(abs(falls.delta_sd), 1)} standaardafwijking."
    )
    said.append(_certainty(one, falls))
    if gap is not None:
        said.append(
            f"Ter vergelijking: tussen de {nl.words(gap[1])} sectorcategorieën is het grootste verschil "
            f"(ongewogen) {nl.decimal(gap[0], 2)} punt; tussen teams die wel en niet meedoen kan het groter "
            "zijn."
        )
    return " ".join(said)


def stopped_early(estimates: pd.DataFrame, one: Conclusion) -> str:
    """Why the chapter's summary has another share without procedures than the weighted one."""
    if (one.finding.subject, one.finding.category) != ("procedures", "geen"):
        return ""
    key = {"subject": "procedures", "category": "geen", "weighting": "none"}
    share, count = (lookup(estimates, statistic=name, **key) for name in ("pct", "n"))
    return (
        f"@sec-vragenlijst-samenvatting telt {nl.count(count)} van de {nl.base(count)} teams, ofwel "
        f"{nl.percent(share)}: dat getal is niet gewogen, en telt ook teams mee waarvan de respondent eerder "
        "stopte."
    )


def weakest(found: Sequence[Conclusion]) -> str:
    """The conclusion that falls first, for the largest assumed share."""
    fallen = [f"dat {one.finding.clause}" for one in found if not one.holds]
    said = [f"Na weging geldt niet meer {nl.listing(fallen)}."] if fallen else []
    able = [one for one in found if one.holds and one.worst.possible]
    if not able:
        standing = any(one.holds for one in found)
        last = ["Door wie niet meedeed kan geen andere conclusie vervallen."] if fallen and standing else []
        last = last or (["Geen enkele conclusie kan door wie niet meedeed vervallen."] if standing else [])
        return " ".join([*said, *last])
    one = min(able, key=lambda item: abs(item.worst.delta_sd))
    falls = one.worst
    return " ".join(
        [
            *said,
            f"Het kwetsbaarst is de conclusie dat {one.finding.clause}. {_outcome(one)}; "
            f"de grens is {one.number(one.finding.limit)}. Als {_missing(falls)} "
            f"niet meedeed (een aanname), vervalt de conclusie als {_different(one, falls)} "
            f"({nl.decimal(abs(falls.delta_sd), 1)} standaardafwijking).",
            _certainty(one, falls),
        ]
    )


def _outcome(one: Conclusion) -> str:
    return f"{capital(one.finding.measure)} is na weging {one.number(one.estimate)}"


def _side(one: Conclusion) -> str:
    return "boven" if one.finding.side == "above" else "onder"


def _missing(falls: Falls) -> str:
    return f"{nl.percent(100 * falls.share)} van de teams"


def _different(one: Conclusion, falls: Falls) -> str:
    way = "lager" if falls.delta < 0 else "hoger"
    size = one.size(falls.delta)
    if one.finding.statistic == "pct":
        return f"dat deel onder die teams ten minste {size} {way} is"
    return f"die teams gemiddeld ten minste {size} {way} uitkomen dan de deelnemers"


def _where(one: Conclusion, falls: Falls) -> str:
    preposition = "" if one.finding.statistic == "pct" else "op "
    return preposition + one.reached(falls)


def _certainty(one: Conclusion, falls: Falls) -> str:
    """From which difference on chance may have made the conclusion; nothing where that cannot be."""
    if not falls.sure:
        ends = nl.listing([one.number(one.low), one.number(one.high)], "tot")
        return f"Zeker is de conclusie ook bij de deelnemers niet: het interval ({ends}) loopt over de grens."
    low, high = one.finding.range
    if not low <= one.estimate + falls.certain <= high:
        return ""
    return (
        "Houden we rekening met de onzekerheid door toeval, dan is de conclusie al vanaf een "
        f"verschil van {one.size(falls.certain)} niet meer zeker."
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
    many = "uitkomst" if len(known) == 1 else "uitkomsten"
    return (
        f"Voor {nl.words(len(known))} {many} is nagegaan of wie na meer herinneringen antwoordde, anders "
        "antwoordt. Wie laat antwoordt, lijkt misschien op wie niet antwoordt. "
        f"Dat verschil is er bij {nl.words(len(clear))} daarvan (p < 0,05)."
    )
