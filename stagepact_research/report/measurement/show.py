"""What the cells of Bijlage B call about the scales."""

from __future__ import annotations

import pandas as pd

from stagepact_research.estimates import select
from stagepact_research.report import labels, nl, output, style
from stagepact_research.report.measurement import figures, model_tables, prose, reading, tables
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
    output.figure(estimates, "scree", caption, alt, style.to_svg(drawn))


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
        "Vervalt: lading te laag. Komt erbij: in 2024 weggelaten, en naar de regel hoort de vraag er wel in."
    )
    table = tables.decision_table(estimates, scales())
    print(numbered("besluiten", "Besluit per schaal naar de regels van het protocol", table, note))


def consistency_table(estimates: pd.DataFrame) -> None:
    note = (
        "Omega bestaat niet bij ja/nee-vragen: het model erachter is dan onjuist. De laatste kolom gebruikt "
        "ook antwoorden van wie niet alles invulde; n is daar het kleinste aantal achter een paar vragen."
    )
    table = tables.consistency_table(estimates, scales())
    print(numbered("consistentie", "Betrouwbaarheid op vier manieren", table, note))


def items_table(estimates: pd.DataFrame) -> None:
    note = "se: standaardfout. Bij ja/nee-vragen zijn ML en FIML niet op hun plaats."
    table = tables.items_table(estimates, scales())
    print(numbered("vragen", "Elke vraag in haar schaal", table, note))


def adequacy_table(estimates: pd.DataFrame) -> None:
    note = "KMO: maat van Kaiser-Meyer-Olkin. Bartlett toetst of de vragen helemaal niet samenhangen."
    table = tables.adequacy_table(estimates, scales(), _sets(estimates))
    print(numbered("samenhang-vragen", "Delen de vragen genoeg?", table, note))


def components_table(estimates: pd.DataFrame) -> None:
    note = (
        "Parallelle analyse met het percentiel uit het protocol, met het gemiddelde, met verwisselde "
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
    fit = rules.fit
    note = (
        f"IJkpunten: CFI ten minste {nl.decimal(fit.cfi, 2)}, RMSEA ten hoogste {nl.decimal(fit.rmsea, 2)}, "
        f"SRMR ten hoogste {nl.decimal(fit.srmr, 2)}. Past goed: alle drie; redelijk: twee; matig: één. Bij "
        "WLSMV zijn χ², CFI en RMSEA geschaald. Verkennend: minder dan "
        f"{nl.count(rules.minimum_n_per_parameter)} respondenten per parameter."
    )
    table = model_tables.fit_table(estimates, scales(), rules)
    print(numbered("passing", "Passing van de factormodellen", table, note))


def information_table(estimates: pd.DataFrame) -> None:
    note = (
        "Parameters: ladingen, restvarianties en samenhang van factoren. Bij WLSMV is de TLI geschaald en "
        "bestaan AIC en BIC niet."
    )
    table = model_tables.information_table(estimates, scales())
    print(numbered("informatie", "De factormodellen nader", table, note))


def factors_table(estimates: pd.DataFrame) -> None:
    note = "WLSMV: alle schalen, complete antwoorden. FIML: zonder ja/nee-vragen."
    if all(prose.is_exploratory(estimates, "schalen", method) for method in ("cfa_wlsmv", "cfa_fiml")):
        note += " Beide modellen zijn verkennend."
    table = model_tables.factors_table(estimates, scales())
    caption = "Samenhang tussen de factoren, en tussen de scores"
    print(numbered("factoren", caption, table, note))


def loadings(estimates: pd.DataFrame) -> None:
    """The standardised loadings with their intervals."""
    found = _loadings(estimates)
    caption = f"Ladingen op één factor per schaal (n = {_base(estimates)})"
    drawn = figures.loading_plots(found, synthetic=is_synthetic(estimates))
    output.figure(
        estimates, "ladingen", caption, _loadings_alt("Stippen met lijnen", found), style.to_svg(drawn)
    )


def paths(estimates: pd.DataFrame) -> None:
    """The path diagram of every scale."""
    found = _loadings(estimates)
    drawn = figures.path_diagrams(found, synthetic=is_synthetic(estimates))
    caption = f"Padmodel per schaal: één factor achter de antwoorden (n = {_base(estimates)})"
    alt = _loadings_alt("Padmodellen: pijlen van een factor naar de vragen", found)
    output.figure(estimates, "padmodel", caption, alt, style.to_svg(drawn))


def residuals(estimates: pd.DataFrame) -> None:
    """What the models leave of the correlations."""
    found = [reading.residuals_of(estimates, scale, measurement().estimator) for scale in scales()]
    drawn = figures.residual_maps(found, synthetic=is_synthetic(estimates))
    said = []
    for one in found:
        known = {pair: v for pair, v in one.values.items() if not pd.isna(v)}
        if known:
            (a, b), value = max(known.items(), key=lambda pair: abs(pair[1]))
            said.append(f"{one.label}: het grootste verschil is {nl.decimal(value, 2)}, tussen {a} en {b}")
    alt = f"Vakken per paar vragen, met wat het model van hun correlatie overlaat. {'; '.join(said)}."
    caption = f"Correlaties die één factor niet verklaart, per schaal (n = {_base(estimates)})"
    output.figure(estimates, "resten", caption, alt, style.to_svg(drawn))


def all_scales(estimates: pd.DataFrame) -> None:
    """What the models of all scales together are worth."""
    print(prose.all_scales_summary(estimates, measurement()) + "\n")


def comparability(estimates: pd.DataFrame) -> None:
    """Between which groups which scales may be compared, as a list."""
    for group_by in labels.GROUPINGS:
        print(f"- {prose.comparability_summary(estimates, scales(), group_by)}")
    print()


def comparability_tables(estimates: pd.DataFrame) -> None:
    """Whether groups may be compared, a table for each breakdown."""
    rules = measurement().comparability
    shift, needed = nl.decimal(rules.relevant_shift, 1), nl.percent(100 * rules.needed_power)
    note = (
        "Onbeslist: geen verschil gevonden, maar dat had gemist kunnen worden. Kans: de kleinste kans dat "
        f"een verschuiving van {shift} standaardafwijking in één vraag wordt gevonden. Vindbaar: de "
        f"verschuiving die met {needed} kans wordt gevonden. Verborgen: wat die met het schaalgemiddelde "
        "doet. Gevonden: de grootste vertekening in het verschil met de eerste groep door vragen die "
        "afwijken. De laatste twee zijn in schaalpunten."
    )
    for group_by, (title, _) in labels.GROUPINGS.items():
        table = model_tables.comparability_table(estimates, scales(), group_by)
        print(
            numbered(f"vergelijkbaar-{group_by}", f"Meten de schalen hetzelfde, naar {title}?", table, note)
        )


def levels_tables(estimates: pd.DataFrame) -> None:
    """Every level of the ladder, a table for each breakdown."""
    for group_by, (title, _) in labels.GROUPINGS.items():
        table = model_tables.levels_table(estimates, scales(), group_by)
        print(numbered(f"treden-{group_by}", f"De treden van vergelijkbaarheid, naar {title}", table))
        print(prose.reasons(estimates, scales(), group_by) + "\n")


def _loadings(estimates: pd.DataFrame) -> list[figures.Loadings]:
    return [reading.loadings_of(estimates, scale, measurement().estimator) for scale in scales()]


def _loadings_alt(what: str, found: list[figures.Loadings]) -> str:
    said = []
    for one in found:
        listed = ", ".join(f"{row.item} {nl.decimal(row.loading, 2)}" for row in one.items)
        said.append(f"{one.label}: {listed}")
    return f"{what}, per schaal de gestandaardiseerde lading van elke vraag. {'; '.join(said)}."


def _base(estimates: pd.DataFrame) -> str:
    """The smallest and largest number of complete answers to a scale."""
    bases = [float(select(estimates, subject=s.id, statistic="n_items")["n"].iloc[0]) for s in scales()]
    return nl.span(min(bases), max(bases))


def _sets(estimates: pd.DataFrame) -> list[str]:
    names = select(estimates, statistic="loading", group_by="set")["group"]
    return list(dict.fromkeys(names))
