"""What the cells of Bijlage B call about the scales."""

from __future__ import annotations

import pandas as pd

from stagepact_research.estimates import select
from stagepact_research.report import behind, labels, nl, output, style
from stagepact_research.report.measurement import (
    comparing,
    figures,
    fitting,
    model_tables,
    prose,
    reading,
    tables,
)
from stagepact_research.report.sources import is_synthetic, measurement, scales, threshold
from stagepact_research.report.tables import numbered


def scree(estimates: pd.DataFrame) -> None:
    """The eigenvalues of every scale against the threshold of the parallel analysis."""
    found = [plot for scale in scales() if (plot := reading.scree_of(estimates, scale)) is not None]
    kept = "; ".join(
        f"{p.label}: eerste eigenwaarde {nl.decimal(p.observed[0], 2)}, drempel "
        f"{nl.decimal(p.threshold[0], 2)}, componenten boven de drempel {p.components}"
        for p in found
    )
    caption = f"Eigenwaarden en de drempel van de parallelle analyse, per schaal (n = {_base(estimates)})"
    alt = f"{nl.words(len(found)).capitalize()} kleine lijngrafieken. {kept}."
    drawn = figures.scree_plots(found, synthetic=is_synthetic(estimates))
    output.figure(estimates, "scree", caption, alt, style.to_svg(drawn), behind.scree(found))


def reliability_table(estimates: pd.DataFrame) -> None:
    note = "BI: betrouwbaarheidsinterval. Componenten: het aantal boven de drempel van de parallelle analyse."
    table = tables.reliability_table(estimates, scales())
    print(numbered("betrouwbaarheid", "Kenmerken van de schalen", table, note))


def decisions(estimates: pd.DataFrame) -> None:
    """For every scale the decision, in a paragraph."""
    limits = threshold("minimum_loading"), threshold("minimum_alpha")
    print(prose.decision_paragraphs(estimates, scales(), limits) + "\n")


def decision_table(estimates: pd.DataFrame) -> None:
    note = (
        "Ladingen en Alfa: of ze hoog genoeg zijn. Vervalt: lading te laag. Erbij: in 2024 weggelaten, en "
        "naar de regel hoort de vraag er wel in."
    )
    table = tables.decision_table(estimates, scales())
    print(numbered("besluiten", "Besluit per schaal naar de regels van het protocol", table, note))


def consistency_table(estimates: pd.DataFrame) -> None:
    note = (
        "Omega is niet berekend bij ja/nee-vragen: het model erachter is dan onjuist. De laatste kolom "
        "gebruikt ook antwoorden van wie niet alles invulde; n is daar het kleinste aantal achter een paar "
        "vragen."
    )
    table = tables.consistency_table(estimates, scales())
    print(numbered("consistentie", "Betrouwbaarheid op vier manieren", table, note))


def items_table(estimates: pd.DataFrame) -> None:
    note = (
        "Samenhang met de rest: de correlatie met de som van de andere vragen. se: standaardfout. Bij "
        "ja/nee-vragen zijn ML en FIML niet op hun plaats."
    )
    table = tables.items_table(estimates, scales())
    print(numbered("vragen", "Elke vraag in haar schaal", table, note))


def adequacy_table(estimates: pd.DataFrame) -> None:
    note = (
        "KMO: maat van Kaiser-Meyer-Olkin. Bartlett toetst of de vragen helemaal niet samenhangen; een "
        "kleine p betekent dat ze wel samenhangen."
    )
    table = tables.adequacy_table(estimates, scales(), _sets(estimates))
    print(numbered("samenhang-vragen", "Delen de vragen genoeg?", table, note))


def components_table(estimates: pd.DataFrame) -> None:
    quantile = nl.count(100 * threshold("parallel_quantile"))
    note = (
        f"Parallelle analyse met het {quantile}e percentiel, met het gemiddelde, met verwisselde "
        "antwoorden en met polychorische correlaties; MAP: de kleinste gemiddelde partiële correlatie van "
        "Velicer."
    )
    table = tables.components_table(estimates, scales(), _sets(estimates))
    print(numbered("componenten", "Aantal componenten volgens vijf regels", table, note))


def set_tables(estimates: pd.DataFrame) -> None:
    """The rotated loadings of every set of questions from which items were left out."""
    for name in _sets(estimates):
        found = select(estimates, statistic="loading", group_by="set", group=name)
        if found.empty:
            continue
        how = {"oblimin": ", na scheve rotatie (oblimin)", "varimax": ", na rechte rotatie (varimax)"}
        says = how.get(str(found.iloc[0]["method"]), "")
        caption = f"{tables.set_label(name)}: ladingen van alle gestelde vragen{says}"
        print(numbered(f"set-{name.replace('+', '-')}", caption, tables.set_table(estimates, name)))


def fit_table(estimates: pd.DataFrame) -> None:
    rules = measurement()
    note = (
        f"IJkpunten: {fitting.yardsticks(rules)}. Past goed: alle drie; redelijk: twee; matig: één; niet: "
        "geen. Past altijd: het model heeft geen vrijheidsgraden, dus er valt niets te toetsen. Bij "
        "WLSMV zijn χ², CFI en RMSEA geschaald. Verkennend: minder dan "
        f"{nl.count(rules.minimum_n_per_parameter)} respondenten per parameter."
    )
    table = model_tables.fit_table(estimates, scales(), rules)
    print(numbered("passing", "Passing van de factormodellen", table, note))


def information_table(estimates: pd.DataFrame) -> None:
    note = (
        "Parameters: ladingen, restvarianties en samenhang van factoren, zonder drempels en gemiddelden. "
        "WLSMV schat drempels en geen restvarianties; daar is de TLI geschaald en bestaan AIC en BIC niet. "
        "Bij FIML tellen in AIC en BIC ook de gemiddelden mee: vergelijk die niet met die van ML. De TLI kan "
        "boven 1 uitkomen."
    )
    table = model_tables.information_table(estimates, scales())
    print(numbered("informatie", "De factormodellen nader", table, note))


def factors_table(estimates: pd.DataFrame) -> None:
    methods = model_tables.factor_methods(estimates)
    says = {
        "cfa_wlsmv": "WLSMV: alle schalen, complete antwoorden.",
        "cfa_fiml": "FIML: zonder ja/nee-vragen.",
    }
    told = [says[method] for method in methods]
    told += [
        f"Het model met alle schalen ({fitting.ESTIMATORS[method]}) is niet te schatten en staat er niet bij."
        for method in ("cfa_wlsmv",)
        if method not in methods
    ]
    if methods and all(fitting.is_exploratory(estimates, "schalen", method) for method in methods):
        one = f"Het model van {fitting.ESTIMATORS[methods[0]]} is verkennend."
        told.append(one if len(methods) == 1 else "Beide modellen zijn verkennend.")
    note = " ".join(told)
    table = model_tables.factors_table(estimates, scales())
    caption = "Samenhang tussen de factoren, en tussen de scores"
    print(numbered("factoren", caption, table, note))


def loadings(estimates: pd.DataFrame) -> None:
    """The standardised loadings with their intervals."""
    found = _loadings(estimates)
    caption = f"Ladingen op één factor per schaal (n = {_base(estimates)})"
    drawn = figures.loading_plots(found, synthetic=is_synthetic(estimates))
    alt = _loadings_alt("Stippen met lijnen (95%-interval)", found, intervals=True)
    output.figure(estimates, "ladingen", caption, alt, style.to_svg(drawn), behind.loadings(found))


def paths(estimates: pd.DataFrame) -> None:
    """The path diagram of every scale."""
    found = _loadings(estimates)
    drawn = figures.path_diagrams(found, synthetic=is_synthetic(estimates))
    caption = f"Padmodel per schaal: één factor achter de antwoorden (n = {_base(estimates)})"
    alt = _loadings_alt("Padmodellen: pijlen van een factor naar de vragen", found)
    output.figure(estimates, "padmodel", caption, alt, style.to_svg(drawn), behind.loadings(found))


def residuals(estimates: pd.DataFrame) -> None:
    """What the models leave of the correlations."""
    found = [reading.residuals_of(estimates, scale, measurement().estimator) for scale in scales()]
    drawn = figures.residual_maps(found, synthetic=is_synthetic(estimates))
    said = []
    for one in found:
        known = {pair: v for pair, v in one.values.items() if not pd.isna(v)}
        if one.always:
            said.append(f"{one.label}: past altijd, er blijft niets over")
        elif known:
            (a, b), value = max(known.items(), key=lambda pair: abs(pair[1]))
            said.append(f"{one.label}: het grootste verschil is {nl.decimal(value, 2)}, tussen {a} en {b}")
    alt = (
        "Vakken per paar vragen, met wat het model van hun correlatie overlaat, van oranje (minder samenhang "
        f"dan het model zegt) via grijs tot blauw (meer). {'; '.join(said)}."
    )
    caption = f"Correlaties die één factor niet verklaart, per schaal (n = {_base(estimates)})"
    output.figure(estimates, "resten", caption, alt, style.to_svg(drawn), behind.residuals(found))


def all_scales(estimates: pd.DataFrame) -> None:
    """What the models of all scales together are worth."""
    print(fitting.all_scales_summary(estimates, measurement()) + "\n")


def comparability(estimates: pd.DataFrame) -> None:
    """Between which groups which scales may be compared, as a list."""
    minimum = threshold("minimum_group")
    for group_by in labels.GROUPINGS:
        print(f"- {comparing.comparability_summary(estimates, scales(), group_by, minimum)}")
    print()


_COMPARED = {
    "leerweg": "Meten de schalen in beide leerwegen hetzelfde?",
    "meldingen": "Meten de schalen in alle groepen naar meldingen van studenten hetzelfde?",
    "sectorcategorie": "Meten de schalen in alle sectorcategorieën hetzelfde?",
}


def comparability_tables(estimates: pd.DataFrame) -> None:
    """Whether groups may be compared, a table for each breakdown."""
    rules = measurement().comparability
    shift, needed = nl.decimal(rules.relevant_shift, 1), comparing.needed_power(rules)
    note = (
        "Onbeslist: geen verschil gevonden, maar dat had gemist kunnen worden. Bij WLSMV is die kans niet "
        "berekend en is geen vraag vrijgelaten: ‘ja’ en ‘deels’ komen daar niet voor. Kans: de kleinste kans "
        f"dat een verschuiving van {shift} standaardafwijking in één vraag wordt gevonden. Vindbaar: de "
        f"verschuiving in één vraag, in standaardafwijkingen (sd), die met {needed} kans wordt gevonden. "
        "Gevolg: hoeveel het schaalgemiddelde daardoor verschuift. Gevonden: alleen bij ‘deels’ en "
        "‘nee’, de grootste vertekening in het verschil met de eerste groep door vragen die afwijken. "
        "Gevolg en Gevonden zijn in schaalpunten."
    )
    for group_by, caption in _COMPARED.items():
        table = model_tables.comparability_table(estimates, scales(), group_by)
        print(numbered(f"vergelijkbaar-{group_by}", caption, table, note))


def levels_tables(estimates: pd.DataFrame) -> None:
    """Every level of the ladder, a table for each breakdown."""
    for group_by, (title, _) in labels.GROUPINGS.items():
        table = model_tables.levels_table(estimates, scales(), group_by)
        note = ""
        if "(0)" in table:
            note = (
                "Zonder vrijheidsgraden (df 0) past een model altijd; de CFI telt voor de volgende trede dan "
                "als 1. "
            )
        if model_tables.DAGGER in table:
            note += (
                f"{model_tables.DAGGER}\u00a0Niet geconvergeerd of een onmogelijke oplossing: de getallen "
                "zijn niet te gebruiken en staan er niet."
            )
        print(numbered(f"treden-{group_by}", f"De treden van vergelijkbaarheid, naar {title}", table, note))
        print(comparing.reasons(estimates, scales(), group_by) + "\n")


def _loadings(estimates: pd.DataFrame) -> list[figures.Loadings]:
    return [reading.loadings_of(estimates, scale, measurement().estimator) for scale in scales()]


def _loadings_alt(what: str, found: list[figures.Loadings], *, intervals: bool = False) -> str:
    said = []
    for one in found:
        listed = ", ".join(
            f"{row.item} {nl.decimal(row.loading, 2)}{_spread(row) if intervals else ''}" for row in one.items
        )
        said.append(f"{one.label}: {listed}")
    return f"{what}, per schaal de gestandaardiseerde lading van elke vraag. {'; '.join(said)}."


def _spread(row: figures.Loading) -> str:
    low, high = figures.interval(row)
    return "" if pd.isna(row.se) else f" ({nl.span(low, high, 2)})"


def _base(estimates: pd.DataFrame) -> str:
    """The smallest and largest number of complete answers to a scale."""
    bases = [float(select(estimates, subject=s.id, statistic="n_items")["n"].iloc[0]) for s in scales()]
    return nl.span(min(bases), max(bases))


def _sets(estimates: pd.DataFrame) -> list[str]:
    names = select(estimates, statistic="loading", group_by="set")["group"]
    return list(dict.fromkeys(names))
