"""What became of everyone who opened the questionnaire (report, section 4.3.1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from stagepact_research.estimates import tidy
from stagepact_research.instruments.questionnaire import Question, Questionnaire
from stagepact_research.responses.export import Responses
from stagepact_research.responses.status import GIVEN

DISPOSITIONS = ("geweigerd", "leeg", "deels", "compleet")
ANALYSED = ("deels", "compleet")
UNCODED = "reden_ongecodeerd"


def dispositions(responses: Responses, questionnaire: Questionnaire) -> pd.Series:
    """The disposition of every response, by id.

    geweigerd : declined at the first question, whatever follows.
    leeg : answered no question after the first, submitted or not.
    compleet : answered something and submitted the last page.
    deels : answered something and stopped on the way.
    """
    consent = next(questionnaire.questions())
    later = [i for q in questionnaire.questions() if q.id != consent.id for i in q.item_ids()]
    found = pd.Series("deels", index=responses.frame.index, name="disposition", dtype=object)
    found[responses.frame["submitdate"].notna()] = "compleet"
    found[~responses.status[later].isin(GIVEN).any(axis=1)] = "leeg"
    found[responses.frame[consent.id].isin(_refusals(consent, questionnaire))] = "geweigerd"
    return found


def base_for_analysis(dispositions: pd.Series) -> pd.Index[int]:
    """The ids of those deels or compleet: everyone who answered a question about the team."""
    return dispositions.index[dispositions.isin(ANALYSED)]


def refusal_reasons(responses: Responses, questionnaire: Questionnaire) -> pd.Series:
    """The open reason of everyone who declined, by id; empty where none was given."""
    consent = next(questionnaire.questions())
    refused = responses.frame[consent.id].isin(_refusals(consent, questionnaire))
    if len(consent.columns()) == 1:
        return pd.Series("", index=responses.frame.index[refused], dtype=object)
    return responses.frame.loc[refused, consent.item_ids()[1]]


def code_reasons(texts: pd.Series, reasons: Mapping[str, str]) -> pd.Series:
    """Every open reason as a category of the coding table `reasons`, which maps text to category.

    Capitals and spaces make no difference; a text that the table lacks becomes `reden_ongecodeerd`,
    so that the categories always add up to the refusals.
    """
    table = {_plain(text): category for text, category in reasons.items()}
    return texts.map(lambda text: table.get(_plain(text), UNCODED)).astype(object)


def response_rates(
    dispositions: pd.Series,
    *,
    wave: int | str = "",
    provenance: str = "",
    analysed: pd.Index[int] | None = None,
    refusal_texts: pd.Series | None = None,
    reasons: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """The response flow as rows of the estimates: counts, and rates in percentages of their base `n`.

    With I = compleet, P = deels, E = leeg and R = geweigerd:

    completion_rate = I / (I + P + E): of those who took part, who reached the end.
    breakoff_rate = P / (I + P): of those who answered something, who stopped on the way.
    empty_rate = E / (I + P + E): the break-off before the first answer.
    refusal_rate = R / (I + P + E + R).
    cooperation_rate_1 = I / (I + P + E + R): AAPOR's COOP1, an empty response counted as an
    implicit refusal.
    cooperation_rate_2 = (I + P) / (I + P + E + R): AAPOR's COOP2.

    AAPOR's response rates (RR1 to RR6) need the number of people invited. Part of the recruitment
    went through networks (report, section 4.1), so that number is unknown and no RR is given.

    Parameters
    ----------
    dispositions : as `dispositions` returns them.
    wave, provenance : the values of those columns.
    analysed : the ids that the analyses rest on; everyone deels or compleet when not given.
    refusal_texts : the open reasons of those who refused, with `reasons` to code them; their
        categories are counted when given.

    Source: AAPOR, Standard Definitions (10th edition, 2023); Callegaro, Lozar Manfreda and Vehovar,
    Web Survey Methodology (2015), on break-off in the introduction and in the questionnaire.
    """
    refused, empty, partial, complete = (int((dispositions == d).sum()) for d in DISPOSITIONS)
    opened = len(dispositions)
    took_part, answered = opened - refused, partial + complete
    counts = {
        "geopend": opened,
        "geweigerd": refused,
        "niet_geweigerd": took_part,
        "leeg": empty,
        "deels": partial,
        "compleet": complete,
        "geanalyseerd": partial + complete if analysed is None else len(analysed),
    }
    rows = [_count(category, count, opened) for category, count in counts.items()]
    if refusal_texts is not None:
        coded = code_reasons(refusal_texts, reasons or {})
        categories = sorted({*(reasons or {}).values(), *coded})
        rows += [_count(c, int((coded == c).sum()), len(coded)) for c in categories]
    rates = {
        "completion_rate": (complete, took_part),
        "breakoff_rate": (partial, answered),
        "empty_rate": (empty, took_part),
        "refusal_rate": (refused, opened),
        "cooperation_rate_1": (complete, opened),
        "cooperation_rate_2": (answered, opened),
    }
    rows += [
        {"statistic": name, "estimate": _percentage(part, base), "n": base}
        for name, (part, base) in rates.items()
    ]
    return tidy(
        rows,
        wave=str(wave),
        source="survey",
        provenance=provenance,
        population="opleidingsteams",
        subject="respons",
    )


def _refusals(consent: Question, questionnaire: Questionnaire) -> list[str]:
    """The answers to the first question after which nothing on a later page is asked."""
    later = [q for page in questionnaire.pages[1:] for q in page.questions]
    conditions = [c for q in later for c in q.relevance if c.question == consent.id]
    goes_on = {code for condition in conditions for code in condition.codes}
    if goes_on:
        return [option.code for option in consent.options if option.code not in goes_on]
    return [option.code for option in consent.options if option.other]


def _count(category: str, count: int, base: int) -> dict[str, Any]:
    return {"statistic": "n", "category": category, "estimate": count, "n": base}


def _percentage(part: int, base: int) -> float:
    return 100 * part / base if base else float("nan")


def _plain(text: str) -> str:
    return " ".join(str(text).split()).casefold().rstrip(".")
