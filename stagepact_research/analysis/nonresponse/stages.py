"""The stages of refusal: institutions, teams, people, pages; each with its counts, reasons and rate."""

from __future__ import annotations

import pandas as pd

from stagepact_research.analysis.descriptives import Row
from stagepact_research.analysis.suppression import count_row, suppress
from stagepact_research.estimates import HIDDEN, tidy
from stagepact_research.responses.recruitment import OutcomeCounts, Recruitment, outcome_rates

SUBJECTS = {"instelling": "werving_instellingen", "team": "werving_opleidingen"}
POPULATIONS = {"instelling": "instellingen", "team": "opleidingsteams"}
NO_RATE = (
    "niet schatbaar: een deel van de deelnemers is met een oproep geworven, dus het aantal benaderde mensen "
    "is onbekend"
)


NOBODY = "niet schatbaar: van de uitgenodigden antwoordde nog niemand"


def recruitment_rows(found: Recruitment, minimum: int, *, wave: int, provenance: str) -> pd.DataFrame:
    """How many institutions and teams were approached and took part, the reasons of the others, the calls.

    Reasons of fewer units than `minimum` have no number: with so few, it could be about one institution.
    """
    rows: list[Row] = []
    for stage, subject in SUBJECTS.items():
        approached, took_part = found.approached(stage), found.took_part(stage)
        common = {"subject": subject, "population": POPULATIONS[stage]}
        counts = {
            "benaderd": approached,
            "deelnemend": took_part,
            "niet_deelnemend": approached - took_part,
            "contacten": int(found.contacts[stage]),
        }
        rows += [
            {**common, "statistic": "n", "category": name, "estimate": n, "n": approached}
            for name, n in counts.items()
        ]
        if approached:
            share = 100 * took_part / approached
            rows.append({**common, "statistic": "participation_rate", "estimate": share, "n": approached})
        silent = found.outcomes[["benaderd", "geen_reactie"]].sum(axis=1)[stage]
        reasons = pd.concat([found.reasons.T[stage], pd.Series({"geen_reactie": silent})])
        hidden = {"group_by": "reden", "group": HIDDEN, **count_row("niet_deelnemend", float("nan"), minimum)}
        shown = suppress(reasons, minimum)
        # Of a few refusals the reason alone already says something of one of them.
        if shown.isna().any() or approached - took_part < minimum:
            shown = shown.dropna() if approached - took_part >= minimum else shown.iloc[:0]
            rows.append({**common, **hidden})
        for reason, count in shown[shown > 0].items():
            own = {"group_by": "reden", "group": str(reason)}
            rows.append({**common, **own, **count_row("niet_deelnemend", count, minimum)})
    rows += [
        {
            "subject": "werving_oproepen",
            "population": "opleidingsteams",
            "statistic": "n",
            "category": channel,
            "note": NO_RATE,
        }
        for channel in found.calls
    ]
    return tidy(rows, wave=str(wave), source="recruitment", provenance=provenance)


def outcome_rows(counts: OutcomeCounts | None) -> list[Row]:
    """AAPOR's rates of those who were invited, or the reason why there are none."""
    common = {"subject": "respons", "method": "aapor"}
    if counts is None:
        names = [f"rr{number}" for number in range(1, 7)]
        return [{**common, "statistic": name, "estimate": float("nan"), "note": NO_RATE} for name in names]
    rows: list[Row] = [
        {**common, "statistic": name, "estimate": rate, "n": counts.invited}
        | ({"note": NOBODY} if pd.isna(rate) else {})
        for name, rate in outcome_rates(counts).items()
    ]
    return rows + [
        {**common, "statistic": "n", "category": name, "estimate": count, "n": counts.invited}
        for name, count in vars(counts).items()
    ]


def page_rows(last_page: pd.Series, dispositions: pd.Series) -> list[Row]:
    """Where those who answered something stopped: `n` by page, however small, and the total.

    Every published question has its number of answers beside it, and the differences of those numbers are
    these counts: hiding them would only seem to protect somebody. They say nothing of who somebody is.

    Parameters
    ----------
    last_page : the last page that each response reached, by id.
    dispositions : of every response, by id.
    """
    stopped = last_page[dispositions == "deels"].astype(int).value_counts().sort_index()
    total = int(stopped.sum())
    common = {"subject": "respons", "n": int(dispositions.isin(["deels", "compleet"]).sum())}
    rows: list[Row] = [{**common, "statistic": "n", "category": "gestopt", "estimate": total}]
    for page, count in stopped.items():
        own = {"group_by": "pagina", "group": str(page)}
        rows.append({**common, **own, "statistic": "n", "category": "gestopt", "estimate": float(count)})
    return rows
