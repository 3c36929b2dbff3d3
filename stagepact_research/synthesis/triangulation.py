"""What the strands say of each question beside one another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

import pandas as pd

from stagepact_research.synthesis.assessment import Assessed
from stagepact_research.synthesis.model import STRANDS, Stance, Strand, Synthesis

Relation = Literal["converge", "complement", "contradict", "silent"]


def triangulate(synthesis: Synthesis, assessed: Sequence[Assessed]) -> pd.DataFrame:
    """How each strand relates to the others on each question: questions by strands.

    Strands are compared topic by topic, on what they say of its proposition:

    - `contradict`: on at least one topic it says yes where another says no;
    - `converge`: on at least one topic it says the same as another, and it contradicts none;
    - `complement`: what it says no other strand speaks of, or only in part;
    - `silent`: it says nothing, or nothing but what was made up.
    """
    said = stances(assessed)
    rows = {
        question.id: {
            strand: _relation(strand, [said[t.id] for t in synthesis.topics if t.question == question.id])
            for strand in STRANDS
        }
        for question in synthesis.questions
        if any(topic.question == question.id for topic in synthesis.topics)
    }
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(STRANDS))


def stances(assessed: Iterable[Assessed]) -> _Stances:
    """By topic and strand what the claims say of the proposition; claims that differ say "partly"."""
    found: dict[str, dict[Strand, set[Stance]]] = {}
    for one in assessed:
        if one.speaks and one.stance is not None:
            found.setdefault(one.claim.topic, {}).setdefault(one.claim.strand, set()).add(one.stance)
    return _Stances({topic: {s: _joint(v) for s, v in by.items()} for topic, by in found.items()})


class _Stances(dict[str, dict[Strand, Stance]]):
    """Topics on which nobody speaks are empty."""

    def __missing__(self, topic: str) -> dict[Strand, Stance]:
        return {}


def _joint(stances: set[Stance]) -> Stance:
    """Claims of one strand that differ say yes and no: in part."""
    return next(iter(stances)) if len(stances) == 1 else "partly"


def _relation(strand: Strand, topics: Sequence[Mapping[Strand, Stance]]) -> Relation:
    mine = [topic for topic in topics if strand in topic]
    if not mine:
        return "silent"
    pairs = [(t[strand], other) for t in mine for name, other in t.items() if name != strand]
    if any({own, other} == {"yes", "no"} for own, other in pairs):
        return "contradict"
    return "converge" if any(own == other for own, other in pairs) else "complement"
