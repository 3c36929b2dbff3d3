"""The table behind each figure of the questionnaire: the values that are drawn, in words and numbers.

Each function takes what the drawing takes and returns it as rows; nothing is computed here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from stagepact_research.report import nl
from stagepact_research.report.output import Data

if TYPE_CHECKING:
    from stagepact_research.report.distributions import Distribution
    from stagepact_research.report.fieldwork import Course
    from stagepact_research.report.figures import Dot
    from stagepact_research.report.measurement.figures import Loadings, Residuals, Scree
    from stagepact_research.report.nonresponse.figures import Stage
    from stagepact_research.report.nonresponse.reading import Conclusion, Difference
    from stagepact_research.report.planning.figures import Panel


def distribution(shown: Distribution) -> Data:
    """The percentages of every category, and the number of respondents."""
    rows = [
        [" ".join(bar.label.split()), *(nl.percent(p) for p in bar.percentages), nl.count(bar.n)]
        for bar in shown.bars
    ]
    return Data(["Stelling", *shown.legend, "n"], rows)


def means(dots: Sequence[Dot], group: str) -> Data:
    rows = [[d.label, nl.decimal(d.mean, 2), nl.span(d.low, d.high, 2), nl.count(d.n)] for d in dots]
    return Data([group, "Gemiddelde", "95%-interval", "n"], rows)


def coverage(items: Mapping[str, str]) -> Data:
    """What the report gives of every item; both already in words."""
    return Data(["Stelling", "Wat het rapport geeft"], list(items.items()))


def course(found: Course, stages: Sequence[str]) -> Data:
    """The cumulative numbers of every day."""
    counted = [found.cumulative(stage) for stage in stages]
    mailed = found.mailings()
    rows = [
        [
            day,
            *(nl.count(values[place]) for values in counted),
            "ja" if day in mailed else "",
        ]
        for place, day in enumerate(found.days)
    ]
    return Data(["Dag", *(stage.capitalize() for stage in stages), "Mailronde"], rows)


def flow(stages: Sequence[Stage]) -> Data:
    rows = [[s.label, s.count or "onbekend", s.lost or nl.MISSING, s.joins or nl.MISSING] for s in stages]
    return Data(["Stap", "Aantal", "Niet verder", "Erbij gekomen"], rows)


def balance(found: Sequence[Difference], names: Sequence[str]) -> Data:
    rows = [
        [name, nl.decimal(one.before, 2), nl.decimal(one.after, 2)]
        for one, name in zip(found, names, strict=True)
    ]
    return Data(["Groep", "Verschil zonder weging", "Verschil na weging"], rows)


def tipping(one: Conclusion) -> Data:
    """The estimate, its limit, and where the conclusion falls for each assumed share."""
    rows = [
        ["Deelnemers, na weging", one.number(one.estimate)],
        ["95%-interval", f"{one.number(one.low)} tot {one.number(one.high)}"],
        ["Grens", one.number(one.finding.limit)],
    ]
    for falls in one.falls:
        where = one.reached(falls) if falls.possible and one.holds else "bij geen enkele uitkomst"
        rows.append([f"Vervalt als {nl.percent(100 * falls.share)} niet meedeed", where])
    return Data(["Wat", "Waarde"], rows)


def power(panels: Sequence[Panel]) -> Data:
    rows = [
        [panel.title, nl.count(line.institutions), nl.count(teams), nl.percent(100 * chance)]
        for panel in panels
        for line in panel.lines
        for teams, chance in zip(line.teams, line.power, strict=True)
    ]
    return Data(["Verandering", "Instellingen", "Teams", "Kans"], rows)


def scree(plots: Sequence[Scree]) -> Data:
    rows = [
        [plot.label, nl.count(number), nl.decimal(observed, 2), nl.decimal(threshold, 2)]
        for plot in plots
        for number, (observed, threshold) in enumerate(zip(plot.observed, plot.threshold, strict=True), 1)
    ]
    return Data(["Schaal", "Component", "Eigenwaarde", "Drempel"], rows)


def loadings(found: Sequence[Loadings]) -> Data:
    rows = [
        [one.label, row.item, nl.decimal(row.loading, 2), nl.decimal(row.se, 2)]
        for one in found
        for row in one.items
    ]
    return Data(["Schaal", "Vraag", "Lading", "Standaardfout"], rows)


def residuals(found: Sequence[Residuals]) -> Data:
    rows = [
        [one.label, *pair, "geen, past altijd" if one.always else nl.decimal(value, 2)]
        for one in found
        for pair, value in one.values.items()
    ]
    return Data(["Schaal", "Vraag", "Andere vraag", "Rest van de correlatie"], rows)
