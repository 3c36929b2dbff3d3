"""The course of the fieldwork: who was invited, opened, refused, stopped and finished, and when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from stagepact_research.errors import InputProblem
from stagepact_research.estimates import tidy
from stagepact_research.instruments.questionnaire import Questionnaire
from stagepact_research.responses.dispositions import DISPOSITIONS, dispositions
from stagepact_research.responses.export import Responses
from stagepact_research.responses.projection import Projection, project_responses

UNKNOWN = "onbekend"
"""The institution of who came without an invitation, or whom the contact store does not know."""
STAGES = ("uitgenodigd", "geopend", *DISPOSITIONS)
PARTICIPATION = (
    *("respondent", "instelling", "uitgenodigd", "herinneringen", "laatste_herinnering", "mailstatus"),
)


@dataclass(frozen=True)
class Fieldwork:
    """How far the fieldwork is."""

    totals: dict[str, int]
    """Per stage how many people."""
    reasons: dict[str, int]
    """Per coded reason how many refused for it."""
    by_institution: pd.DataFrame
    """Institutions by stages."""
    by_day: pd.DataFrame
    """Days by uitgenodigd, herinnerd, geopend and compleet."""
    projection: Projection | None
    """Of the number of complete responses; None while there is too little to go on."""


def read_participation(path: Path) -> pd.DataFrame:
    """The participation of a snapshot (deelname.csv), every cell as text."""
    try:
        found = pd.read_csv(path, sep=";", dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise InputProblem(str(path), "het bestand is niet te lezen.", "de deelname bij een pull") from error
    missing = [name for name in PARTICIPATION if name not in found]
    if missing:
        raise InputProblem(str(path), f"kolommen ontbreken: {', '.join(missing)}.", ";".join(PARTICIPATION))
    return found


def fieldwork(
    responses: Responses,
    questionnaire: Questionnaire,
    participation: pd.DataFrame,
    *,
    today: date,
    seed: int,
) -> Fieldwork:
    """The fieldwork up to and including `today`.

    Parameters
    ----------
    responses : the answers, with `about` where the snapshot has it.
    participation : a row for everybody who was to be invited, as `read_participation` returns it; it may
        be empty.
    seed : of the interval around the projection.
    """
    found = dispositions(responses, questionnaire)
    invited = participation[participation["uitgenodigd"] != ""]
    place = dict(zip(participation["respondent"], participation["instelling"], strict=True))
    respondent = responses.about.get("respondent", pd.Series("", index=found.index, dtype=object))
    institution = respondent.map(lambda name: place.get(name, "") or UNKNOWN)
    by_day = _by_day(responses, found, invited, today)
    return Fieldwork(
        totals={
            "uitgenodigd": len(invited),
            "geopend": len(found),
            **{name: int((found == name).sum()) for name in DISPOSITIONS},
        },
        reasons=_reasons(responses, questionnaire, found),
        by_institution=_by_institution(found, institution, invited),
        by_day=by_day,
        projection=_projection(by_day, len(invited), found, seed),
    )


def fieldwork_estimates(work: Fieldwork, *, wave: int, provenance: str) -> pd.DataFrame:
    """The fieldwork as rows of the estimates, without anything about a single institution."""
    rows: list[dict[str, Any]] = [
        {"statistic": "n", "category": stage, "estimate": count} for stage, count in work.totals.items()
    ]
    rows += [
        {"statistic": "n", "category": "geweigerd", "group_by": "reden", "group": code, "estimate": count}
        for code, count in work.reasons.items()
    ]
    for day, counts in work.by_day.iterrows():
        one = {"statistic": "n", "group_by": "dag", "group": str(day)}
        rows += [{**one, "category": str(stage), "estimate": count} for stage, count in counts.items()]
    if work.projection is not None:
        found = work.projection
        ends = {"ci_low": found.low, "ci_high": found.high}
        rows.append({"statistic": "expected_n", "category": "compleet", "estimate": found.expected} | ends)
    return tidy(
        rows,
        wave=str(wave),
        source="recruitment",
        provenance=provenance,
        population="opleidingsteams",
        subject="veldwerk",
    )


def _by_institution(found: pd.Series, institution: pd.Series, invited: pd.DataFrame) -> pd.DataFrame:
    mailed = invited["instelling"].replace("", UNKNOWN)
    people = {"uitgenodigd": mailed, "geopend": institution}
    people |= {name: institution[found == name] for name in DISPOSITIONS}
    names = sorted({*institution, *mailed})
    counts = {stage: places.value_counts().reindex(names, fill_value=0) for stage, places in people.items()}
    return pd.DataFrame(counts, index=pd.Index(names, name="instelling"), dtype="int64")


def _by_day(responses: Responses, found: pd.Series, invited: pd.DataFrame, today: date) -> pd.DataFrame:
    done = responses.frame["submitdate"]
    begun = responses.about.get("startdate", done)
    dates = {
        "uitgenodigd": _days(invited["uitgenodigd"]),
        "herinnerd": _days(invited["laatste_herinnering"]),
        "geopend": begun.dropna().dt.strftime("%Y-%m-%d"),
        "compleet": done[found == "compleet"].dropna().dt.strftime("%Y-%m-%d"),
    }
    known = sorted({day for days in dates.values() for day in days if day <= today.isoformat()})
    index = pd.Index([], dtype=object)
    if known:
        index = pd.date_range(known[0], today.isoformat()).strftime("%Y-%m-%d")
    counts = {name: days.value_counts().reindex(index, fill_value=0) for name, days in dates.items()}
    return pd.DataFrame(counts, index=index).rename_axis("dag").astype("int64")


def _days(texts: Iterable[str]) -> pd.Series:
    return pd.Series([text[:10] for text in texts if text], dtype=object)


def _reasons(responses: Responses, questionnaire: Questionnaire, found: pd.Series) -> dict[str, int]:
    """The coded reasons of a wave that asks for them; empty for one that does not."""
    after = [q for ending in questionnaire.ends_unless for q in questionnaire.asked_after_ending(ending)]
    asked = next((question for question in after if question.type == "single"), None)
    if asked is None:
        return {}
    given = responses.frame.loc[found == "geweigerd", asked.id]
    counts = {option.code: int((given == option.code).sum()) for option in asked.options}
    return {**counts, "niet_gegeven": int(given.isna().sum())}


def _projection(by_day: pd.DataFrame, invited: int, found: pd.Series, seed: int) -> Projection | None:
    """From the first mailing on; without invitations there is no curve to follow."""
    mailed = [place for place, row in enumerate(by_day.itertuples()) if row.uitgenodigd or row.herinnerd]
    if not mailed or not invited:
        return None
    counts = by_day["compleet"].tolist()[mailed[0] :]
    rounds = [place - mailed[0] for place in mailed]
    others = int((found != "compleet").sum() - (found == "deels").sum())
    return project_responses(counts, rounds, limit=max(invited - others, sum(counts)), seed=seed)
