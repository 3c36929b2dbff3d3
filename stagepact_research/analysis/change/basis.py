"""What may be compared between two waves, and on what ground: the two questionnaires decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from stagepact_research.analysis.change.summaries import keyed
from stagepact_research.instruments.questionnaire import Questionnaire, Scale

REFUSED = {
    "vraagtekst": "de vraag is anders geformuleerd",
    "itemtekst": "de stelling is anders geformuleerd",
    "antwoorden": "de antwoorden zijn anders",
    "categorieën": "de antwoorden worden anders samengenomen",
    "routing": "de vraag gaat naar andere respondenten",
    "inleidende tekst": "de inleiding is anders",
}
"""Changes after which an item is not compared, whatever else stayed."""
REMARKED = {"verplicht": "of een antwoord verplicht is, verschilt", "volgorde": "de plaats verschilt"}
"""Changes with which an item is compared, and which its basis names."""
SAME = "dezelfde vraag met dezelfde antwoorden in beide rondes"


def comparable(
    comparison: pd.DataFrame,
    scales: Sequence[Scale] = (),
    *,
    derived: Mapping[str, Sequence[str]] | None = None,
    versions: tuple[Questionnaire, Questionnaire] | None = None,
) -> pd.DataFrame:
    """For every item and scale whether it may be compared between the two versions, and the ground in Dutch.

    An item may when its question, statement, answers, routing and introduction are the same; a changed
    place or obligation is named. A change of a kind that is not known here is refused. A scale, or a
    measure derived from items, may when all its items may.

    Parameters
    ----------
    comparison : as `instruments.compare_versions` returns it.
    scales : with the same items in both waves.
    derived : measures that are made of items: name and items.
    versions : the earlier and the later questionnaire; with them, items whose answers are taken together
        or named otherwise in the analysis are refused too.

    Returns
    -------
    DataFrame with columns `subject`, `kind` ("item", "schaal", "maat"), `comparable` (bool) and `basis`.
    """
    other = _other_categories(*versions) if versions else set()
    items = {
        str(row["item"]): _item(str(row["status"]), str(row["changed"]), str(row["item"]) in other)
        for row in comparison.to_dict("records")
    }
    rows = [(item, "item", may, basis) for item, (may, basis) in items.items()]
    made = [(scale.id, "schaal", scale.items) for scale in scales]
    made += [(name, "maat", tuple(own)) for name, own in (derived or {}).items()]
    rows += [(name, kind, *_made_of(own, items)) for name, kind, own in made]
    return pd.DataFrame(rows, columns=["subject", "kind", "comparable", "basis"])


def comparable_outcomes(
    earlier: pd.DataFrame, later: pd.DataFrame, basis: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame, pd.Series]:
    """The outcomes of both waves that may be compared, in the same order, and why the others may not.

    Parameters
    ----------
    earlier, later : respondents by outcomes, as for `compare_waves`.
    basis : as `comparable` returns it; an outcome whose subject it does not name is refused.

    Returns
    -------
    The earlier and the later wave with columns (subject, statistic, category), and the reason by subject of
    every subject in either wave that was left out, in Dutch.
    """
    first, last = keyed(earlier), keyed(later)
    ground = basis.drop_duplicates("subject").set_index("subject")
    allowed = set(ground.index[ground["comparable"].astype(bool)])
    kept, refused = [], {}
    for key in [*first.columns, *last.columns.difference(first.columns, sort=False)]:
        subject = key[0]
        if subject not in ground.index:
            refused[subject] = "niet te vergelijken: het is niet bekend op welke vragen dit rust"
        elif subject not in allowed:
            refused[subject] = str(ground.loc[subject, "basis"])
        elif key not in first.columns or key not in last.columns:
            where = "latere" if key in first.columns else "eerdere"
            name = " ".join(part for part in (subject, key[2]) if part)
            refused[name] = f"niet te vergelijken: ontbreekt in de gegevens van de {where} ronde"
        else:
            kept.append(key)
    return first[kept], last[kept], pd.Series(refused, dtype=object)


def _item(status: str, changed: str, other_categories: bool) -> tuple[bool, str]:
    if status == "nieuw":
        return False, "niet te vergelijken: nieuw in de latere vragenlijst"
    if status == "vervallen":
        return False, "niet te vergelijken: vervallen in de latere vragenlijst"
    found = [part for part in changed.split(", ") if part] + ["categorieën"] * other_categories
    if status not in ("gelijk", "gewijzigd"):
        found.append(status)
    against = [REFUSED.get(one, f"gewijzigd: {one}") for one in found if one not in REMARKED]
    if against:
        return False, f"niet te vergelijken: {'; '.join(against)}"
    if status == "gewijzigd" and not found:
        return False, "niet te vergelijken: gewijzigd"
    beside = [REMARKED[one] for one in found]
    return True, SAME + (f"; {'; '.join(beside)}" if beside else "")


def _made_of(own: Sequence[str], items: Mapping[str, tuple[bool, str]]) -> tuple[bool, str]:
    unknown = (False, "niet te vergelijken: staat in geen van beide vragenlijsten")
    against = {item: items.get(item, unknown)[1] for item in own if not items.get(item, unknown)[0]}
    if against:
        each = ", ".join(
            f"{item} ({reason.removeprefix('niet te vergelijken: ')})" for item, reason in against.items()
        )
        return False, f"niet te vergelijken: {len(against)} van de {len(own)} vragen verschillen: {each}"
    if not own:
        return False, "niet te vergelijken: rust op geen enkele vraag"
    beside = [item for item in own if items[item][1] != SAME]
    remark = f"; van {', '.join(beside)} verschilt de plaats of de verplichting" if beside else ""
    return True, f"alle {len(own)} vragen met hun antwoorden zijn in beide rondes dezelfde{remark}"


def _other_categories(old: Questionnaire, new: Questionnaire) -> set[str]:
    """The items whose answers get another name, kind or collapsed category in the analysis."""
    before = {item: question for question in old.questions() for item in question.item_ids()}
    found = set()
    for question in new.questions():
        for item in question.item_ids():
            if item in before and _categories(old, before[item]) != _categories(new, question):
                found.add(item)
    return found


def _categories(questionnaire: Questionnaire, question: Any) -> tuple[Any, ...]:
    scale = questionnaire.response_scales.get(question.response_scale)
    answers = tuple((a.code, a.category, a.kind) for a in scale.answers) if scale else ()
    parts = questionnaire.collapses.get(question.collapse, ())
    return answers, tuple((part.id, part.codes) for part in parts)
