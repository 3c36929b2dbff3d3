"""Do the scales fit the questionnaire: their items exist, share their answers and belong to one scale."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from stagepact_research.instruments.codes import duplicates
from stagepact_research.instruments.problems import Problem
from stagepact_research.instruments.questionnaire import Questionnaire, Scale, Scales


def scale_problems(questionnaire: Questionnaire, scales: Scales) -> Iterator[Problem]:
    """Unknown, doubly used or dissimilar items, and minimums that no response or every response meets."""
    asked = {
        item: q.response_scale
        for q in questionnaire.questions()
        if q.type == "array"
        for item in q.item_ids()
    }
    for name in duplicates(scale.id for scale in scales.scales):
        yield Problem(
            "duplicate_id",
            f"schaal {name}",
            "deze schaal staat er meer dan eens.",
            "Geef elk een eigen naam.",
        )
    for scale in scales.scales:
        yield from _one_scale(scale, asked)
    left_out = [item for group in scales.left_out for item in group.items]
    yield from _unknown_items("weggelaten items (left_out)", left_out, asked)
    named = {scale.id for scale in scales.scales}
    for name in {name for group in scales.left_out for name in group.meant_for} - named:
        found = f"meant_for noemt de schaal {name}, die er niet is."
        yield Problem("scale_item", "weggelaten items (left_out)", found, "Noem een schaal uit de lijst.")
    yield from _unknown_items("losse items (single_items)", scales.single_items, asked)
    in_scales = [item for scale in scales.scales for item in scale.items]
    for item in duplicates([*in_scales, *left_out]):
        found = "dit item hoort bij meer dan één schaal, of is tegelijk weggelaten."
        yield Problem("scale_item", f"item {item}", found, "Laat het op één plaats staan.")
    for item in sorted(set(scales.single_items) & set(in_scales)):
        found = "dit item staat bij de losse items en ook in een schaal."
        yield Problem("scale_item", f"item {item}", found, "Laat het op één plaats staan.")


def _one_scale(scale: Scale, asked: dict[str, str]) -> Iterator[Problem]:
    where = f"schaal {scale.id}"
    yield from _unknown_items(where, scale.items, asked)
    used = sorted({asked[item] for item in scale.items if item in asked})
    if len(used) > 1:
        found = f"de items hebben verschillende antwoordschalen ({', '.join(used)})."
        yield Problem("scale_item", where, found, "Een gemiddelde vraagt één antwoordschaal.")
    if not 1 <= scale.minimum_valid <= len(scale.items):
        found = f"minimum_valid is {scale.minimum_valid} bij {len(scale.items)} items."
        yield Problem("minimum_valid", where, found, f"Kies 1 tot en met {len(scale.items)}.")


def _unknown_items(where: str, items: Iterable[str], asked: dict[str, str]) -> Iterator[Problem]:
    for item in items:
        if item not in asked:
            found = f"item {item} is geen stelling van de vragenlijst."
            yield Problem("scale_item", where, found, "Controleer de code van het item.")
