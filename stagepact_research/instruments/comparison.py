"""Two versions of the questionnaire side by side, item by item."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from stagepact_research.instruments.questionnaire import Questionnaire
from stagepact_research.instruments.wording import AskedItem, answers, asked_items

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("item", "status", "old_text", "new_text", "changed")


def compare_versions(old: Questionnaire, new: Questionnaire) -> pd.DataFrame:
    """One row per item of either version, matched by item id.

    Returns
    -------
    DataFrame with columns `item`; `status`: gelijk, gewijzigd, nieuw or vervallen; `old_text` and
    `new_text`: question and statement together, empty where the version lacks the item; `changed`:
    which of vraagtekst, itemtekst, antwoorden, verplicht, routing, inleidende tekst and volgorde differ,
    joined by ", ". The rows follow the new version; dropped items come last.
    """
    import pandas as pd

    before = {asked.item: asked for asked in asked_items(old)}
    after = {asked.item: asked for asked in asked_items(new)}
    moved = _moved([i for i in before if i in after], [i for i in after if i in before])
    rows = []
    for item, asked in after.items():
        if item not in before:
            rows.append((item, "nieuw", "", asked.full_text, ""))
            continue
        changed = _differences(old, before[item], new, asked)
        changed += ["volgorde"] * (item in moved)
        status = "gewijzigd" if changed else "gelijk"
        rows.append((item, status, before[item].full_text, asked.full_text, ", ".join(changed)))
    dropped = [
        (item, "vervallen", asked.full_text, "", "") for item, asked in before.items() if item not in after
    ]
    return pd.DataFrame([*rows, *dropped], columns=list(COLUMNS), dtype=object)


def show_comparison(
    comparison: pd.DataFrame, versions: tuple[Questionnaire, Questionnaire] | None = None
) -> str:
    """The comparison as Dutch text: a count per status and every item that is not the same.

    Parameters
    ----------
    versions : the old and the new questionnaire; with them the text also says which questions may be
        compared, why an item is new, and which texts around the questions differ.
    """
    counts = comparison["status"].value_counts()
    words = ("gelijk", "gewijzigd", "nieuw", "vervallen")
    lines = [", ".join(f"{int(counts.get(word, 0))} {word}" for word in words)]
    reasons = _reasons(versions[1]) if versions else {}
    if versions:
        lines += _comparable(comparison, versions[1])
        lines += _around(*versions)
    for row in comparison.to_dict("records"):
        if row["status"] == "gelijk":
            continue
        lines.append(f"\n{row['item']}: {row['status']}" + (f" ({row['changed']})" if row["changed"] else ""))
        if row["old_text"]:
            lines.append(f"  - {row['old_text']}")
        if row["new_text"] and row["new_text"] != row["old_text"]:
            lines.append(f"  + {row['new_text']}")
        if versions and row["status"] == "nieuw":
            lines.append(f"  reden: {reasons[row['item']] or 'niet opgeschreven'}")
    return "\n".join(lines)


def _reasons(new: Questionnaire) -> dict[str, str]:
    """Why each item is new: its own reason, or that of its question."""
    reasons = {i: q.new_because for q in new.questions() for i in q.item_ids()}
    own = {f"{q.id}{i.code}": i.new_because for q in new.questions() for i in q.items if i.new_because}
    return reasons | own


def _comparable(comparison: pd.DataFrame, new: Questionnaire) -> list[str]:
    """The questions whose items are the same, in one line; a part is counted."""
    same = set(comparison.loc[comparison["status"] == "gelijk", "item"])
    numbers = []
    for question in new.questions():
        items = question.item_ids()
        kept = sum(item in same for item in items)
        part = f" ({kept} van {len(items)} items)" if kept < len(items) else ""
        numbers += [question.shown_number + part] * (kept > 0)
    return [f"Te vergelijken: vraag {', '.join(numbers)}"] if numbers else []


def _around(old: Questionnaire, new: Questionnaire) -> list[str]:
    """What a respondent reads besides the questions, and the company that a question has on its page."""
    pages, known = {page.id: page for page in old.pages}, {q.id for q in old.questions()}
    texts = [
        ("titel", old.title, new.title),
        ("welkomsttekst", old.welcome, new.welcome),
        ("informatietekst", old.information, new.information),
        ("slottekst", old.closing, new.closing),
    ]
    found = []
    for page in new.pages:
        added = [q.shown_number for q in page.questions if q.id not in known]
        if page.id not in pages:
            found.append(
                f"pagina {page.id}: nieuw (vraag {', '.join(q.shown_number for q in page.questions)})"
            )
            continue
        texts.append((f"tekst bovenaan pagina {page.id}", pages[page.id].text, page.text))
        if added:
            found.append(f"pagina {page.id}: ook een nieuwe vraag ({', '.join(added)})")
    changed = [
        f"{what}: {'gewijzigd' if one and other else 'nieuw' if other else 'vervallen'}"
        for what, one, other in texts
        if one != other
    ]
    return ["Rond de vragen:", *(f"  {line}" for line in changed + found)] if changed + found else []


def _differences(old: Questionnaire, before: AskedItem, new: Questionnaire, after: AskedItem) -> list[str]:
    was, now = before.question, after.question
    pairs = {
        "vraagtekst": (was.text, now.text),
        "itemtekst": (before.text, after.text),
        "antwoorden": (
            (was.type, answers(old, was)),
            (now.type, answers(new, now)),
        ),
        "verplicht": (was.mandatory, now.mandatory),
        "routing": (was.relevance, now.relevance),
        "inleidende tekst": (was.conditional_texts, now.conditional_texts),
    }
    return [what for what, (one, other) in pairs.items() if one != other]


def _moved(before: list[str], after: list[str]) -> set[str]:
    """The items outside the longest runs that both orders share; a new item between others moves none."""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    kept = {after[m.b + k] for m in matcher.get_matching_blocks() for k in range(m.size)}
    return set(after) - kept
