"""The gate itself: estimates go in, those that may be published come out, and the record of why."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from stagepact_research.archive.disclosure.audit import (
    BASE,
    CELL,
    EXCEPTION,
    LINKED,
    REST,
    ROUNDED,
    Audit,
    base_reason,
    cell_reason,
    linked_reason,
)
from stagepact_research.archive.disclosure.background import background_facts, is_identifying
from stagepact_research.archive.disclosure.days import join_days
from stagepact_research.archive.disclosure.errors import InstitutionResult, TypedText
from stagepact_research.archive.disclosure.groups import (
    hide_rests,
    hide_small_groups,
    round_groups,
)
from stagepact_research.archive.disclosure.model import Facts
from stagepact_research.archive.disclosure.participation import ESTIMATED, participation_facts
from stagepact_research.archive.disclosure.sampled import NUMBERS, sampled_rows, without_size
from stagepact_research.archive.disclosure.suppressing import choose_hidden
from stagepact_research.estimates import conform
from stagepact_research.protocol import Disclosure, DisclosureException

_OF_BASE = ("pct", "mean", "sd", "median", "min", "max", "before", "after", "change", "participation_rate")
_ABOUT_PEOPLE = ("survey", "recruitment")
_CODES = ("subject", "category", "group_by", "group", "method", "variant")
_TYPED = re.compile(r"[\s@]|\d{7}|.{61}", re.S)
"""No code has a space, an at sign, seven digits in a row or more than sixty characters."""
_SPAN = re.compile(r"\d{4}-\d{2}-\d{2}(/\d{4}-\d{2}-\d{2})?")
_TEAMS = "teams"
_HIDES = (CELL, BASE, REST, LINKED)


def protect(
    estimates: pd.DataFrame,
    rules: Disclosure,
    exceptions: Sequence[DisclosureException] = (),
    *,
    sectors: Mapping[str, Sequence[str]] | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The estimates as they may be published, and what was hidden, joined or rounded and why.

    A hidden row stays, without its numbers and with a note that starts with "niet getoond", so that who looks
    it up finds it. Synthetic rows are treated as if they were observed.

    Parameters
    ----------
    estimates : all rows that will be published, of all waves and sources.
    exceptions : rows that may be published although they are small; each has its reason.
    sectors : of every sector category of the protocol its sectors, in lower case.

    Returns
    -------
    (safe, audit) : the table, and a row for every row and rule (`audit.COLUMNS`).

    Raises
    ------
    InstitutionResult
        If the survey is broken down by institution.
    TypedText
        If a code of the survey looks like what somebody typed.
    """
    table = conform(estimates)
    free = _free(table, exceptions)
    people = table["source"].isin(_ABOUT_PEOPLE) & (table["provenance"] != "published")
    _refuse(table[people], rules)
    audit = Audit()
    own = table[people & ~free]
    printed = frozenset(int(p) for p in table.index[people & free])
    _hide_bases(table[people], rules, audit)
    hide_small_groups(
        table[people & (table["weighting"] == "none") & (table["contrast"] == "")], rules, audit
    )
    hide_rests(own[(own["weighting"] == "none") & (own["contrast"] == "")], rules, audit)
    rounded: dict[int, float] = {}
    sizeless: dict[int, int] = {}
    for facts, mine in _facts(table[people], rules, sectors or {}, printed):
        hidden = choose_hidden(facts, minimum_cell=rules.minimum_cell, minimum_width=rules.minimum_width)
        _hide_facts(facts, hidden, mine, rules, audit, rounded)
        sizeless |= _hide_size(facts, hidden, mine, rules, audit)
    covered = _excepted(table, free, rules, exceptions, audit)
    safe = round_groups(table, people, rules, audit)
    for place, value in rounded.items():
        safe.loc[place, ["estimate", "decimals"]] = [value, float(rules.rates)]
    safe = without_size(safe, sizeless)
    places = [place for place in audit.places(*_HIDES) if place not in covered]
    reasons = {place: why for (rule, place), why in audit.rows.items() if rule in _HIDES}
    safe.loc[places, [*NUMBERS]] = np.nan
    small = (safe["n"] < rules.minimum_base) | (safe["group_by"] != "")
    bare = [place for place in places if small.loc[place]]
    safe.loc[bare, "n"] = np.nan
    safe.loc[places, "note"] = pd.Series({place: reasons[place] for place in places}, dtype=object)
    days = safe[people]
    joined = join_days(days, rules, audit)
    whole = pd.concat([safe[~people], joined]).sort_index(kind="stable")
    return conform(whole), audit.table(table)


def _free(table: pd.DataFrame, exceptions: Sequence[DisclosureException]) -> pd.Series:
    """Which rows an exception covers."""
    free = pd.Series(False, index=table.index)
    for one in exceptions:
        free |= _fits(table, one)
    return free


def _fits(table: pd.DataFrame, one: DisclosureException) -> pd.Series:
    fits = pd.Series(True, index=table.index)
    for column in ("source", "provenance"):
        if wanted := getattr(one, column):
            fits &= table[column] == wanted
    return fits & _printed(table) if one.printed else fits


def _printed(table: pd.DataFrame) -> pd.Series:
    """The computed counts and percentages of a cell that a report printed, as a count or a percentage."""
    columns = ["wave", "source", "population", "subject", "category", "group_by", "group", "variant"]
    cells = table["statistic"].isin(["n", "pct"]) & table["estimate"].notna()
    printed = table[cells & (table["provenance"] == "published") & (table["category"] != "")]
    known = pd.MultiIndex.from_frame(printed[columns].drop_duplicates())
    own = pd.MultiIndex.from_frame(table[columns])
    plain = (table["contrast"] == "") & (table["weighting"] == "none")
    return cells & plain & (table["provenance"] != "published") & pd.Series(own.isin(known), table.index)


def _refuse(rows: pd.DataFrame, rules: Disclosure) -> None:
    survey = rows[rows["source"] == "survey"]
    refused = survey[survey["group_by"].isin(rules.refused_groups)]
    if len(refused):
        first = refused.iloc[0]
        raise InstitutionResult(str(first["group_by"]), str(first["subject"]))
    for column in _CODES:
        for value in pd.unique(rows[column]):
            if value and _is_typed(column, str(value)):
                subject = rows.loc[rows[column] == value, "subject"].iloc[0]
                raise TypedText(column, "" if column == "subject" else str(subject))


def _is_typed(column: str, value: str) -> bool:
    if column == "group" and _SPAN.fullmatch(value):
        return False
    return bool(_TYPED.search(value))


def _hide_bases(rows: pd.DataFrame, rules: Disclosure, audit: Audit) -> None:
    shown = rows["estimate"].notna() & (rows["n"] < rules.minimum_base) & (rows["n"] > 0)
    for place in rows.index[shown & rows["statistic"].isin(_OF_BASE)]:
        audit.note(BASE, place, base_reason(rules))


def _facts(
    rows: pd.DataFrame,
    rules: Disclosure,
    sectors: Mapping[str, Sequence[str]],
    printed: frozenset[int],
) -> list[tuple[Facts, pd.DataFrame]]:
    """What each wave publishes about its respondents, with the rows of that wave."""
    found = []
    survey = rows[rows["source"] == "survey"]
    for _, own in survey.groupby(["wave", "provenance"], sort=True):
        plain = own[(own["contrast"] == "") & (own["weighting"] == "none")]
        found.append((background_facts(plain, rules, sectors, printed), own))
        found.append((participation_facts(plain, rules, printed), own))
    return found


def _hide_facts(
    facts: Facts,
    hidden: frozenset[str],
    rows: pd.DataFrame,
    rules: Disclosure,
    audit: Audit,
    rounded: dict[int, float],
) -> None:
    """Note the rows of what is hidden, and the rows that tell the same in another form."""
    gone = [one for one in facts.counts if one.name in hidden]
    known = [one for one in facts.counts if one.small and one.printed and one.name not in hidden]
    for one in known:
        # Noted as any small one; the exception that lets it through is noted with its reason afterwards.
        for place in one.rows:
            audit.note(CELL, place, cell_reason(rules))
    for one in gone:
        for place in one.rows:
            audit.note(CELL, place, cell_reason(rules))
            audit.forced.add(place)
        for place in _tell_the_same(one.name, one.rows, rows):
            audit.note(LINKED, place, linked_reason())
    atoms = {atom for one in gone for atom in one.parts}
    for rate in facts.rates:
        if rate.name in hidden:
            for place in rate.rows:
                audit.note(CELL, place, cell_reason(rules))
        elif atoms & {*rate.part, *rate.whole}:
            for place in rate.rows:
                rounded[place] = rate.value
                audit.note(ROUNDED, place, f"afgerond op {rules.rates} decimalen")
    if facts.rates and atoms:
        for place in rows.index[(rows["subject"] == "respons") & rows["statistic"].isin(ESTIMATED)]:
            audit.note(LINKED, place, linked_reason())


def _hide_size(
    facts: Facts, hidden: frozenset[str], rows: pd.DataFrame, rules: Disclosure, audit: Audit
) -> dict[int, int]:
    """The decimals of the rows whose base would tell a hidden number; noted as rounded, or hidden."""
    found, safe = sampled_rows(rows, facts, hidden, rules)
    for place, decimals in found.items():
        if safe:
            audit.note(ROUNDED, place, f"afgerond op {decimals} decimalen, en zonder basis")
        else:
            audit.note(LINKED, place, linked_reason())
    return found


def _tell_the_same(name: str, places: tuple[int, ...], rows: pd.DataFrame) -> list[int]:
    """Weighted and changed versions of a hidden cell, and differences that it is a part of."""
    subject, _, category = name.partition("=")
    if subject.startswith("plaatsen "):
        same = (rows["subject"] == _TEAMS) & (rows["group_by"] == subject.partition(" ")[2])
        same &= (rows["group"] == category) & (rows["statistic"] == "difference")
        same &= rows["weighting"] == "none"
    else:
        same = (rows["subject"] == subject) & (rows["category"] == category) & (rows["group_by"] == "")
    return [int(place) for place in rows.index[same] if place not in places]


def _looks_small(table: pd.DataFrame, rules: Disclosure) -> pd.Series:
    """Counts of a few, percentages that are counts of a few, and anything on a small base."""
    number = table["estimate"].where(table["statistic"] == "n", table["estimate"] * table["n"] / 100)
    counts = table["statistic"].isin(["n", "pct"]) & number.between(0.01, rules.minimum_cell - 0.01)
    return counts | (table["statistic"].isin(_OF_BASE) & (table["n"] < rules.minimum_base))


def _excepted(
    table: pd.DataFrame,
    free: pd.Series,
    rules: Disclosure,
    exceptions: Sequence[DisclosureException],
    audit: Audit,
) -> frozenset[int]:
    """Note the rows that are small and published all the same, each with the reason of its exception."""
    small = _looks_small(table, rules) & ~table["source"].isin(_ABOUT_PEOPLE)
    known = {
        pair: is_identifying(*pair, rules) for pair in zip(table["subject"], table["category"], strict=True)
    }
    named = pd.Series(
        [known[pair] for pair in zip(table["subject"], table["category"], strict=True)], index=table.index
    )
    small |= _looks_small(table, rules) & (table["provenance"] == "published") & named
    hidden = [place for place in audit.places(*_HIDES) if free.loc[place]]
    covered = frozenset(hidden) - audit.forced
    for one in exceptions:
        fits = _fits(table, one)
        for place in table.index[fits & (small | table.index.isin(covered))]:
            audit.note(EXCEPTION, place, one.reason)
    for place in covered:
        for rule in _HIDES:
            audit.rows.pop((rule, place), None)
    return covered
