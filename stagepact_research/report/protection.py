"""Appendix G: what protects those who took part, what was hidden for it, and what was not, and why."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from stagepact_research.instruments.questionnaire import Questionnaire
from stagepact_research.instruments.wording import answers
from stagepact_research.protocol import Disclosure
from stagepact_research.report import labels, nl, sources, tables

RULES = {
    "cel": "niet getoond: te weinig respondenten, of daaruit af te leiden",
    "basis": "niet getoond: een percentage of gemiddelde van te weinig respondenten",
    "rest": "niet getoond: het gemiddelde van enkele respondenten zou eruit volgen",
    "gekoppeld": "niet getoond: volgt uit een getal dat niet wordt getoond",
    "dagen": "samengenomen met andere dagen",
    "afgerond": "met minder decimalen getoond",
}
"""What the gate does to a row, in the order of the table."""
_HIDDEN = ("cel", "basis", "rest", "gekoppeld")
_EXCEPTION = "uitzondering"
_SUBJECTS = {
    "leerweg": "leerweg",
    "aantal_niveaus": "aantal niveaus",
    "sectorcategorie": "sectorcategorie",
    "respons": "verloop van de uitnodigingen",
    "teams": "plaatsen in de populatie",
    "werving_instellingen": "werving van instellingen",
    "werving_opleidingen": "werving van opleidingen",
}
_KINDS = {
    "n": "aantal",
    "pct": "percentage",
    "eligibility": "deel dat tot de doelgroep hoort",
    "participation_rate": "deelname",
}
_OUTCOMES = {"not_eligible": "hoort niet tot de doelgroep", "unknown": "reageerde niet"}


def open_audit() -> pd.DataFrame:
    """What the gate did to which row, and why."""
    return pd.read_parquet(sources.project().processed / "disclosure.parquet")


def rules() -> Disclosure:
    """What the protocol calls too small to publish."""
    return sources.project().protocol.disclosure


def values_left(limits: Disclosure) -> str:
    """How many whole numbers a hidden number can be at least, in words."""
    return nl.words(limits.minimum_width + 1)


def summary_table(audit: pd.DataFrame) -> None:
    """How many rows of each wave the gate hid, joined or rounded."""
    done = audit[audit["rule"] != _EXCEPTION]
    if done.empty:
        print("Er is niets weggelaten, samengenomen of afgerond.\n")
        return
    waves = sorted(set(done["wave"]))
    counts = done.groupby(["rule", "wave"]).size()
    rows = [
        [says, *(nl.count(int(counts.get((rule, wave), 0))) for wave in waves)]
        for rule, says in RULES.items()
        if (done["rule"] == rule).any()
    ]
    caption = (
        "Aantal rijen van de tabel met schattingen dat is weggelaten, samengenomen of afgerond, per meting"
    )
    table = tables.pipe_table(
        ["Wat ermee is gedaan", *waves], rows, "l" + "r" * len(waves), [60, *([10] * len(waves))]
    )
    print(tables.numbered("beschermd", caption, table))


def hidden_table(audit: pd.DataFrame) -> None:
    """Every number that is not shown, with the rule; nothing says which of them are the small ones."""
    gone = audit[audit["rule"].isin(_HIDDEN)]
    if gone.empty:
        print("Er is geen enkel getal weggelaten.\n")
        return
    lines = []
    for (wave, about), own in gone.assign(about=[_about(row) for _, row in gone.iterrows()]).groupby(
        ["wave", "about"], sort=True
    ):
        kinds = nl.listing(sorted({_kind(str(name)) for name in own["statistic"]}))
        why = nl.listing(sorted({RULES[rule].partition(": ")[2] for rule in own["rule"]}))
        lines.append([str(wave), str(about), kinds, why])
    table = tables.pipe_table(["Meting", "Waarover", "Getal", "Reden"], lines, "llll", [8, 34, 22, 40])
    print(tables.numbered("verborgen", "Getallen die niet worden getoond", table))


def exceptions_table(audit: pd.DataFrame) -> None:
    """Every exception of the protocol, with the number of small numbers that it lets through."""
    let = audit[audit["rule"] == _EXCEPTION]
    lines = [
        [tables.escape_markdown(one.reason), nl.count(int((let["reason"] == one.reason).sum()))]
        for one in rules().exceptions
    ]
    table = tables.pipe_table(["Uitzondering, en waarom", "Kleine getallen"], lines, "lr", [70, 16])
    print(tables.numbered("uitzonderingen", "Wat ondanks kleine aantallen wordt gepubliceerd", table))


def printed_table() -> None:
    """The printed table with small cells, and beside each number how it would be published now."""
    rows = pd.read_parquet(sources.project().processed / "disclosure-printed.parquet")
    asked = sources.questionnaire()
    lines = [
        [_cell(asked, str(subject), str(category)), _number(own, "printed"), _number(own, "now")]
        for (subject, category), own in rows.groupby(["subject", "category"], sort=False)
    ]
    header = ["Kenmerk", "Gedrukt in 2024", "Zoals nu"]
    table = tables.pipe_table(header, lines, "lrr", [44, 18, 18])
    caption = "Tabel 4.2 van het rapport over 2024: aantallen (en procenten) zoals gedrukt en zoals nu"
    print(tables.numbered("nu", caption, table, tables.DASH))


def _number(rows: pd.DataFrame, column: str) -> str:
    n, share = (rows.loc[rows["statistic"] == name, column].iloc[0] for name in ("n", "pct"))
    return nl.MISSING if pd.isna(n) else f"{nl.count(float(n))} ({nl.percent(float(share), 1)})"


def _cell(asked: Questionnaire, subject: str, category: str) -> str:
    if subject.startswith("q16"):
        return f"Niveau: {labels.item_label(subject)}"
    if subject == "q15":
        return f"Sector: {tables.escape_markdown(dict(_sectors(asked)).get(category, category))}"
    return f"Leerweg: {'bol en bbl' if category == 'beide' else category}"


def _sectors(asked: Questionnaire) -> Iterator[tuple[str, str]]:
    for code, label in answers(asked, asked.question("q15")):
        yield code.lower(), label


def _about(row: pd.Series) -> str:
    subject, category = str(row["subject"]), str(row["category"])
    named = _SUBJECTS.get(subject) or labels.item_label(subject)
    parts = [_OUTCOMES.get(category) or labels.category_label(category)] if category else []
    if row["group_by"]:
        parts.append(f"{row['group_by']} {labels.category_label(str(row['group']))}".replace("_", " "))
    return tables.escape_markdown(f"{named}{': ' if parts else ''}{', '.join(parts)}")


def _kind(statistic: str) -> str:
    return _KINDS.get(statistic, f"respons {statistic.upper()}" if statistic.startswith("rr") else statistic)
