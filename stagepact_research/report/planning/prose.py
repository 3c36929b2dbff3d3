"""The sentences of a plan; their wording follows the stored rows."""

from __future__ import annotations

import pandas as pd

from stagepact_research.report import nl
from stagepact_research.report.planning.reading import Change, assumed, changes, contrast, lines, middle, of
from stagepact_research.report.planning.tables import needed_words

_TOO_NARROW = 0.94
"""Below this share of simulations an interval of 95% is called too narrow: simulation error is 0.5 points."""


def absent(wave: int) -> str:
    """What stands where there is no stored result."""
    return (
        f"Hoe groot de ronde van {wave} moet zijn, is nog niet berekend. Dat kan met de opdracht "
        f"`stagepact plan --wave {wave}`; dit hoofdstuk toont daarna de uitkomst."
    )


def finding(found: pd.DataFrame) -> str:
    """What the plan says, in a paragraph: the limit, the teams needed, the smallest change, the intervals."""
    return " ".join((limits(found), needed(found), institutions_or_teams(found), smallest(found)))


def basis(found: pd.DataFrame) -> str:
    """What was assumed."""
    power = found[found["statistic"] == "power"]
    iccs = [nl.decimal(icc, 2) for icc in sorted(power["icc"].dropna().unique())]
    simulations = float(power["simulations"].max())
    return (
        f"Elke opzet is {nl.count(simulations)} keer nagebootst met verzonnen teams. Aangenomen is dat de "
        f"antwoorden van teams van één instelling op elkaar lijken (intraklassecorrelatie "
        f"{nl.listing(iccs, 'of')}), dat door ongelijke gewichten "
        f"{nl.percent(100 * assumed(found, 'effective_after'))} van het aantal teams effectief meetelt (in "
        f"{contrast(found)} {nl.percent(100 * assumed(found, 'effective_before'))}), en dat instellingen "
        "niet evenveel teams leveren. Niet-meewerkers wijken in deze berekening niet af van deelnemers."
    )


def limits(found: pd.DataFrame) -> str:
    """The highest power beside the last wave, which has the teams that it has."""
    wave, shares = contrast(found), _shares(found)
    told = [
        f"{nl.percent(100 * _one(of(found, 'power_limit', wave, change)))} ({change.words})"
        for change in shares
    ]
    size = nl.decimal(shares[0].size, 0)
    return (
        f"Uit {wave} tellen {nl.count(assumed(found, 'n_before'))} teams in elke gewogen analyse mee, "
        f"en dat aantal ligt vast. De kans om een verandering van {size} procentpunten sinds {wave} "
        f"te vinden is daardoor hoogstens {nl.listing(told)}, hoe groot de nieuwe ronde ook wordt."
    )


def needed(found: pd.DataFrame) -> str:
    """How many teams from the most institutions, for each share."""
    wave, target = contrast(found), nl.percent(100 * assumed(found, "target_power"))
    possible: list[str] = []
    more: list[str] = []
    never: list[str] = []
    for change in _shares(found):
        own = of(found, "teams_needed", wave, change)
        own = own[own["icc"] == middle(own["icc"])]
        row = own.sort_values("instellingen").iloc[-1]
        if pd.notna(row["estimate"]):
            possible.append(f"{change.words}: {needed_words(row)} teams")
        else:
            group = never if row["note"] == "niet_haalbaar" else more
            group.append(change.words)
    most = nl.count(float(found["instellingen"].max()))
    said = []
    if possible:
        said.append(f"Met {most} instellingen geeft {target} kans, bij benadering, {'; '.join(possible)}.")
    if more:
        highest = nl.count(float(found["teams"].max()))
        said.append(
            f"Voor de verandering {nl.listing(more, 'of')} zijn ook bij {most} instellingen meer dan "
            f"{highest} teams nodig om {target} kans te hebben."
        )
    if never:
        said.append(
            f"Voor de verandering {nl.listing(never, 'of')} is {target} kans met {most} instellingen niet "
            "haalbaar."
        )
    return " ".join(said)


def institutions_or_teams(found: pd.DataFrame) -> str:
    """Which helps more: other institutions or more teams; for the first share, at the middle similarity."""
    wave, change = contrast(found), _shares(found)[0]
    own = lines(found, wave, change)
    fewest, most = own[0], own[-1]
    place = len(fewest.teams) // 2
    wider, larger = most.power[place] - fewest.power[place], fewest.power[-1] - fewest.power[place]
    told = (
        f"Met {nl.count(fewest.teams[place])} teams uit {nl.words(fewest.institutions)} instellingen is de "
        f"kans om een verandering {change.words} te vinden {nl.percent(100 * fewest.power[place])}; met "
        f"evenveel teams uit {nl.words(most.institutions)} instellingen "
        f"{nl.percent(100 * most.power[place])}, en met {nl.count(fewest.teams[-1])} teams uit "
        f"{nl.words(fewest.institutions)} instellingen {nl.percent(100 * fewest.power[-1])}."
    )
    if wider > larger + 0.02:
        return f"{told} In dit voorbeeld helpen meer instellingen meer dan meer teams per instelling."
    if larger > wider + 0.02:
        return f"{told} In dit voorbeeld helpen meer teams meer dan meer instellingen."
    return f"{told} Meer teams en meer instellingen helpen ongeveer evenveel."


def smallest(found: pd.DataFrame) -> str:
    """The smallest change in the middle of the plan, for the share nearest to a half and for a scale."""
    told = []
    wave = contrast(found)
    shares, means = _shares(found), [one for one in changes(found) if one.start is None]
    for change in (min(shares, key=lambda one: abs((one.start or 0) - 50)), *means):
        own = of(found, "smallest_change", wave, change)
        design = {name: middle(own[name]) for name in ("teams", "instellingen", "icc")}
        for name, value in design.items():
            own = own[own[name] == value]
        size = _one(own)
        if pd.isna(size):
            continue
        if change.start is None:
            told.append(f"bij een schaal {nl.decimal(size, 2)} standaardafwijking")
        else:
            told.append(f"vanaf {nl.count(change.start)}%: {nl.decimal(size, 0)} procentpunten")
    if not told:
        return ""
    return (
        f"Met {nl.count(design['teams'])} teams uit {nl.words(design['instellingen'])} instellingen is de "
        f"kleinste stijging sinds {wave} die met {nl.percent(100 * assumed(found, 'target_power'))} kans "
        f"wordt gevonden {nl.listing(told)}."
    )


def few_institutions(found: pd.DataFrame) -> str:
    """Whether intervals can be trusted with the fewest institutions."""
    own = found[found["statistic"] == "coverage"]
    fewest = own["instellingen"].min()
    share = own.loc[own["instellingen"] == fewest, "estimate"]
    low, high = 100 * float(share.min()), 100 * float(share.max())
    words = nl.words(float(fewest))
    if low / 100 >= _TOO_NARROW:
        return f"Ook met {words} instellingen houden de betrouwbaarheidsintervallen wat zij beloven."
    return (
        f"Met {words} instellingen zijn betrouwbaarheidsintervallen soms te smal: een 95%-interval bevat de "
        f"echte verandering in {nl.span(low, high, 0, '%')} van de simulaties."
    )


def _shares(found: pd.DataFrame) -> list[Change]:
    return [one for one in changes(found) if one.start is not None]


def _one(rows: pd.DataFrame) -> float:
    return float(rows["estimate"].iloc[0])
