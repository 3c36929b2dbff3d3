"""The sentences about who was approached, who took part and where people stopped."""

from __future__ import annotations

import re

import pandas as pd

from stagepact_research.estimates import HIDDEN, NOT_SHOWN, lookup, select
from stagepact_research.instruments.questionnaire import Questionnaire
from stagepact_research.report import nl
from stagepact_research.report.nonresponse import labels
from stagepact_research.report.nonresponse.reading import differences
from stagepact_research.report.prose import lower
from stagepact_research.report.sources import questionnaire as questionnaire
from stagepact_research.report.tables import find

_RATES = ("rr1", "rr2", "rr3", "rr4", "rr5", "rr6")
_TOO_SMALL = (
    "staat hier niet, omdat daaruit een klein aantal mensen af te leiden is.",
    "staan hier niet, omdat daaruit een klein aantal mensen af te leiden is.",
)
_STAGES = (
    ("werving_instellingen", "instelling", "instellingen"),
    ("werving_opleidingen", "opleiding", "opleidingen"),
)

_TOO_FEW = "De redenen om niet mee te doen staan hier niet, omdat elk te weinig voorkwam."


def recruitment(estimates: pd.DataFrame) -> str:
    """How many institutions and teams were approached and took part, and why others did not."""
    said: list[str] = []
    for subject, one, many in _STAGES:
        key = {"source": "recruitment", "subject": subject, "statistic": "n"}
        approached = find(estimates, **key, category="benaderd")
        if approached is None or approached["estimate"] == 0:
            continue
        took_part = lookup(estimates, **key, category="deelnemend")
        word = one if approached["estimate"] == 1 else many
        count = float(took_part["estimate"])
        verb = "deed" if count <= 1 else "deden"
        some = {0.0: "geen", 1.0: "één"}.get(count, nl.words(count))
        said.append(f"Van de {nl.words(approached)} benaderde {word} {verb} er {some} mee.")
        told = _reasons(select(estimates, **key, category="niet_deelnemend", group_by="reden"))
        if _TOO_FEW in told and _TOO_FEW in said:
            said.remove(_TOO_FEW)  # once is enough, after the last
        said += told
    calls = select(estimates, source="recruitment", subject="werving_oproepen")["category"]
    if len(calls):
        channels = nl.listing([labels.CHANNELS.get(one, one) for one in calls])
        said.append(
            f"Daarnaast is geworven via {channels}. Hoeveel mensen zo'n oproep bereikte, is niet bekend."
        )
    return " ".join(said)


def _reasons(rows: pd.DataFrame) -> list[str]:
    """The reasons of those who said no, and apart from them those who said nothing."""
    counts = dict(zip(rows["group"], rows["estimate"], strict=True))
    silent = counts.pop("geen_reactie", 0)
    few = HIDDEN in counts
    counts.pop(HIDDEN, None)
    said = []
    if counts:
        shown = [
            labels.reason(str(code)) + ("" if pd.isna(count) else f" ({nl.count(count)})")
            for code, count in counts.items()
        ]
        said.append(f"Als reden is opgetekend: {nl.listing(shown)}.")
    if few:
        other = _TOO_FEW.replace("De redenen", "Andere redenen")
        said.append(other if counts or silent else _TOO_FEW)
    if pd.isna(silent):
        said.append("Een deel reageerde niet.")
    elif silent:
        many = f"{labels.capital(nl.words(silent))} reageerden"
        said.append(f"{'Eén reageerde' if silent == 1 else many} niet.")
    return said


def response_rates(estimates: pd.DataFrame) -> str:
    """AAPOR's response rates, or the words that they cannot be estimated and why."""
    rows = [find(estimates, subject="respons", statistic=name, method="aapor") for name in _RATES]
    if rows[0] is None:
        return ""
    if all(row is None or pd.isna(row["estimate"]) for row in rows):
        why = str(rows[0]["note"]).partition(": ")[2]
        can = "getoond" if str(rows[0]["note"]).startswith(NOT_SHOWN) else "schatbaar"
        return f"De gangbare responspercentages (RR1 tot en met RR6 van AAPOR) zijn niet {can}: {why}."
    shown = {name: row for name, row in zip(_RATES, rows, strict=True) if row is not None}
    said = nl.listing(
        [
            f"{name.upper()} {nl.percent(row, 1 if pd.isna(row['decimals']) else int(row['decimals']))}"
            for name, row in shown.items()
            if pd.notna(row["estimate"])
        ]
    )
    hidden = [name.upper() for name, row in shown.items() if str(row["note"]).startswith(NOT_SHOWN)]
    last = f" {nl.listing(hidden)} {_TOO_SMALL[len(hidden) > 1]}" if hidden else ""
    return f"De gangbare responspercentages (van AAPOR) zijn: {said}.{last}"


def stopping(estimates: pd.DataFrame, asked: Questionnaire) -> str:
    """On which page people stopped, and what that page asks."""
    rows = select(estimates, subject="respons", statistic="n", category="gestopt")
    total = rows.loc[rows["group_by"] == "", "estimate"].sum()
    if total == 0:
        return "Niemand die begon, stopte onderweg."
    verb = "stopte" if total == 1 else "stopten"
    head = f"Van wie begon te antwoorden, {verb} er {nl.count(total)} onderweg"
    pages = rows[(rows["group_by"] == "pagina") & rows["estimate"].notna()]
    if pages.empty:
        return f"{head}."
    most = pages.loc[pages["estimate"].idxmax()]
    heading = re.sub(r"^\d+ - ", "", asked.pages[int(most["group"]) - 1].hidden_heading)
    about = f", bij de vragen over {lower(heading)}" if heading else ""
    often = "" if most["estimate"] == total else f"het vaakst ({nl.count(most['estimate'])} keer) "
    return f"{head}, {often}op pagina {most['group']}{about}."


def who(estimates: pd.DataFrame, asked: Questionnaire) -> str:
    """Who is missing, in short: institutions, people who opened the questionnaire, and kinds of teams."""
    said = []
    key = {"source": "recruitment", "subject": "werving_instellingen", "statistic": "n"}
    approached = find(estimates, **key, category="benaderd")
    if approached is not None and approached["estimate"] > 0:
        away = lookup(estimates, **key, category="niet_deelnemend")
        word = "instelling" if approached["estimate"] == 1 else "instellingen"
        verb = "deed" if away["estimate"] == 1 else "deden"
        said.append(f"Van de {nl.words(approached)} benaderde {word} {verb} er {nl.words(away)} niet mee.")
    opened, done = (
        lookup(estimates, subject="respons", statistic="n", category=name) for name in ("geopend", "compleet")
    )
    said.append(f"Van de {nl.count(opened)} mensen die de vragenlijst openden, {_filled(done)} helemaal in.")
    found = differences(estimates)
    if found:
        most, least = max(found, key=lambda one: one.before), min(found, key=lambda one: one.before)
        said.append(
            f"Vergeleken met de studenten in het mbo is {labels.category(asked, most.category)} het sterkst "
            f"oververtegenwoordigd en {labels.category(asked, least.category)} het sterkst "
            "ondervertegenwoordigd."
        )
    return " ".join(said)


def _filled(done: pd.Series) -> str:
    return f"{'vulde' if done['estimate'] == 1 else 'vulden'} er {nl.count(done)} die"
