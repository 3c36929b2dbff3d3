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


def show_comparison(comparison: pd.DataFrame) -> str:
    """The comparison as Dutch text: a count per status and every item that is not the same."""
    counts = comparison["status"].value_counts()
    words = ("gelijk", "gewijzigd", "nieuw", "vervallen")
    lines = [", ".join(f"{int(counts.get(word, 0))} {word}" for word in words)]
    for row in comparison.to_dict("records"):
        if row["status"] == "gelijk":
            continue
        lines.append(f"\n{row['item']}: {row['status']}" + (f" ({row['changed']})" if row["changed"] else ""))
        if row["old_text"]:
            lines.append(f"  - {row['old_text']}")
        if row["new_text"] and row["new_text"] != row["old_text"]:
            lines.append(f"  + {row['new_text']}")
    return "\n".join(lines)


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
