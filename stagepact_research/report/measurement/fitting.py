"""The sentences about the factor models: how well one factor fits, by which estimator, and how sure."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from stagepact_research.estimates import select
from stagepact_research.instruments.questionnaire import Scale
from stagepact_research.protocol import Measurement
from stagepact_research.report import nl
from stagepact_research.report.measurement.reading import method_of, note, number
from stagepact_research.report.measurement.remarks import readable
from stagepact_research.report.prose import lower
from stagepact_research.report.tables import find

ESTIMATORS = {"cfa_ml": "ML", "cfa_fiml": "FIML", "cfa_wlsmv": "WLSMV"}
ALWAYS = "past altijd"
"""The verdict on a model without degrees of freedom."""
NOT_ESTIMATED = "niet te schatten"
IMPOSSIBLE = "onmogelijke oplossing"
_FITS = {3: "past goed", 2: "past redelijk", 1: "past matig", 0: "past niet"}


def fit_verdict(estimates: pd.DataFrame, subject: str, method: str, rules: Measurement) -> str:
    """How one model fits, in a few words."""
    key = {"subject": subject, "method": method}
    if number(estimates, statistic="converged", **key) != 1:
        return NOT_ESTIMATED
    if number(estimates, statistic="admissible", **key) != 1:
        return IMPOSSIBLE
    if number(estimates, statistic="df", **key) == 0:
        return ALWAYS
    cfi, rmsea, srmr = (number(estimates, statistic=s, **key) for s in ("cfi", "rmsea", "srmr"))
    return _FITS[sum([cfi >= rules.fit.cfi, rmsea <= rules.fit.rmsea, srmr <= rules.fit.srmr])]


def yardsticks(rules: Measurement) -> str:
    """The limits of a good fit: "een CFI van ten minste 0,95, ..."."""
    fit = rules.fit
    return (
        f"een CFI van ten minste {nl.decimal(fit.cfi, 2)}, een RMSEA van hoogstens "
        f"{nl.decimal(fit.rmsea, 2)} en een SRMR van hoogstens {nl.decimal(fit.srmr, 2)}"
    )


def shown_estimator(rules: Measurement) -> str:
    """The estimator of the figures, as its users call it."""
    return ESTIMATORS[f"cfa_{rules.estimator}"]


def is_exploratory(estimates: pd.DataFrame, subject: str, method: str) -> bool:
    rows = select(estimates, subject=subject, statistic="converged", method=method, variant="verkennend")
    return len(rows) > 0


def fit_summary(estimates: pd.DataFrame, scales: Sequence[Scale], rules: Measurement) -> str:
    """What the one-factor models say by the estimator of the figures, and where others say otherwise."""
    shown = {scale: method_of(estimates, scale.id, rules.estimator) for scale in scales}
    found: dict[str, list[str]] = {}
    for scale, method in shown.items():
        verdict = fit_verdict(estimates, scale.id, method, rules)
        found.setdefault(verdict, []).append(lower(scale.label))
    parts = [
        f"{verdict.removeprefix('past ')} bij {nl.listing(found[verdict])}"
        for verdict in _FITS.values()
        if verdict in found
    ]
    said = [f"Volgens {_methods(shown, rules)} past één factor {'; '.join(parts)}."] if parts else []
    if ALWAYS in found:
        said.append(
            f"Bij {nl.listing(found[ALWAYS])} valt niets te toetsen: met drie vragen past één factor altijd."
        )
    if NOT_ESTIMATED in found:
        said.append(f"Bij {nl.listing(found[NOT_ESTIMATED])} is het model niet te schatten.")
    if IMPOSSIBLE in found:
        said.append(f"Bij {nl.listing(found[IMPOSSIBLE])} geeft het model een onmogelijke oplossing.")
    said += [_otherwise(estimates, shown, rules), _uncertain(estimates, shown, rules)]
    return " ".join(part for part in said if part)


def _methods(shown: dict[Scale, str], rules: Measurement) -> str:
    """The estimator of the figures, and which scales only have the other one."""
    other = [scale for scale, method in shown.items() if method != f"cfa_{rules.estimator}"]
    if not other:
        return shown_estimator(rules)
    named = nl.listing([lower(scale.label) for scale in other])
    return f"{shown_estimator(rules)} (bij {named} volgens {ESTIMATORS[shown[other[0]]]})"


def _otherwise(estimates: pd.DataFrame, shown: dict[Scale, str], rules: Measurement) -> str:
    """Where another estimator comes to another verdict; that all agree when none does."""
    differ, others = [], False
    for scale, method in shown.items():
        ours = fit_verdict(estimates, scale.id, method, rules)
        verdicts: dict[str, list[str]] = {}
        for other, name in ESTIMATORS.items():
            if other == method or select(estimates, subject=scale.id, method=other).empty:
                continue
            others = True
            verdict = fit_verdict(estimates, scale.id, other, rules)
            if verdict != ours:
                verdicts.setdefault(verdict, []).append(name)
        if verdicts:
            said = [f"{nl.listing(names)}: {verdict}" for verdict, names in verdicts.items()]
            differ.append(f"{lower(scale.label)} ({'; '.join(said)})")
    if differ:
        return f"Een andere schatter oordeelt anders bij {nl.listing(differ)}."
    return "De andere schatters oordelen hetzelfde." if others else ""


def _uncertain(estimates: pd.DataFrame, shown: dict[Scale, str], rules: Measurement) -> str:
    """At how many scales the limit of the RMSEA lies within its interval."""
    rows = [find(estimates, subject=s.id, statistic="rmsea", method=m) for s, m in shown.items()]
    spans = [(row["ci_low"], row["ci_high"]) for row in rows if row is not None]
    known = [(low, high) for low, high in spans if not pd.isna(low)]
    within = [(low, high) for low, high in known if low <= rules.fit.rmsea < high]
    if not within:
        return ""
    times = "één" if len(within) == 1 else nl.words(len(within))
    where = "deze schaal" if len(known) == 1 else f"{times} van de {nl.words(len(known))} schalen"
    return (
        f"De RMSEA is bij deze aantallen onzeker: bij {where} ligt de "
        f"grens van {nl.decimal(rules.fit.rmsea, 2)} binnen haar 90%-interval."
    )


def all_scales_summary(estimates: pd.DataFrame, rules: Measurement) -> str:
    """What the model of all scales together is worth."""
    said = []
    for method in ("cfa_wlsmv", "cfa_fiml"):
        key = {"subject": "schalen", "method": method}
        row = select(estimates, statistic="n_parameters", **key)
        if row.empty:
            continue
        size, n = float(row.iloc[0]["estimate"]), float(row.iloc[0]["n"])
        which = "Alle schalen samen" if method == "cfa_wlsmv" else "De schalen zonder ja/nee-vragen"
        text = (
            f"{which} ({ESTIMATORS[method]}): {nl.count(size)} parameters bij {nl.count(n)} respondenten, "
            f"dus {nl.decimal(n / size, 1)} respondenten per parameter, zonder drempels en gemiddelden."
        )
        exploratory = is_exploratory(estimates, "schalen", method)
        if exploratory:
            least = nl.count(rules.minimum_n_per_parameter)
            text += f" Dat is minder dan {least}: dit model is **verkennend**."
        said.append(f"- {text} {_worth(estimates, method, rules, exploratory)}")
    return "\n".join(said)


def _worth(estimates: pd.DataFrame, method: str, rules: Measurement, exploratory: bool) -> str:
    verdict = fit_verdict(estimates, "schalen", method, rules)
    if verdict in (NOT_ESTIMATED, IMPOSSIBLE):
        says = "Het is niet te schatten." if verdict == NOT_ESTIMATED else "De oplossing is onmogelijk."
        why = _why(note(estimates, subject="schalen", statistic="converged", method=method))
        return f"{says} {why}".strip()
    return f"Het {verdict}{', maar dat is geen bewijs' if exploratory else ''}."


# What only repeats that there are no estimates, or advises the analyst.
_EMPTY = ("Er zijn geen schattingen", "De schatting is niet geconvergeerd", "Laat van elk paar")


def _why(remarks: str) -> str:
    """The last remark that tells why, as a sentence."""
    told = [part for part in remarks.rstrip(".").split(". ") if part and not part.startswith(_EMPTY)]
    return readable(told[-1]) if told else ""
