"""Claims as running text: the sentence, its works, and the way to what it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from string import ascii_lowercase

from stagepact_research.report import nl
from stagepact_research.report.synthesis.labels import STANCES, STRANDS, VERDICTS
from stagepact_research.report.synthesis.reading import Reading, Wave
from stagepact_research.report.synthesis.sentences import sentence
from stagepact_research.synthesis import Assessed
from stagepact_research.synthesis.model import Question, Recommendation
from stagepact_research.synthesis.triangulation import stances


def said(one: Assessed) -> str:
    """The claim as a sentence, with its works before the full stop."""
    text = sentence(one.claim.text, one.claim.evidence, one.found)
    works = [work for source in one.claim.sources for work in source.works]
    if not works:
        return text
    cited = "; ".join(f"@{work}" for work in works)
    return f"{text.removesuffix('.')} [{cited}]."


def linked(reading: Reading, one: Assessed) -> str:
    """The claim, and a link to what it rests on: "... (29%). [1a.9]"."""
    return f"{said(one)} {link(reading, one.claim.id)}"


def link(reading: Reading, claim_id: str) -> str:
    """ "[1a.9]", which leads to the claim's evidence in appendix C."""
    return rf"[\[{reading.number(claim_id)}\]]({reading.folder}c-synthese.qmd#sec-bewijs-{claim_id})"


def paragraphs(reading: Reading, wave: Wave, question: str) -> list[str]:
    """The findings on a question in a wave: a paragraph for every topic that somebody speaks of."""
    found = []
    for topic in reading.synthesis.topics:
        if topic.question == question:
            mine = [one for one in wave.claims if one.claim.topic == topic.id and one.speaks]
            found.append(" ".join(linked(reading, one) for one in mine))
    return [text for text in found if text]


def agreement(reading: Reading, wave: Wave, question: str) -> str:
    """What the strands agree and disagree on; empty where no two of them speak of the same."""
    said_of = stances(wave.claims)
    alike, unlike = [], []
    for topic in reading.synthesis.topics:
        said_here = list(said_of[topic.id].values()) if topic.question == question else []
        proposition = f"*{topic.proposition.removesuffix('.')}*"
        if {"yes", "no"} <= set(said_here):
            unlike.append(proposition)
        elif len(said_here) > len(set(said_here)):
            common = max(set(said_here), key=said_here.count)
            alike.append(f"{proposition} ({STANCES[common]})")
    sentences = []
    if unlike:
        sentences.append(f"De onderdelen spreken elkaar tegen over {_propositions(unlike)}.")
    if alike:
        who = "Zij" if unlike else "De onderdelen"
        sentences.append(f"{who} zeggen hetzelfde over {_propositions(alike)}.")
    return " ".join(sentences)


def _propositions(said: Sequence[str]) -> str:
    """ "één stelling: ...", "vier stellingen: ...; ..."."""
    many = "één stelling" if len(said) == 1 else f"{nl.words(len(said))} stellingen"
    return f"{many}: {'; '.join(said)}"


def questions(listed: Sequence[Question]) -> str:
    """The questions numbered as in the report; parts with a wording of their own stand below theirs."""
    lines, before = [], ("", "")
    for one in listed:
        number = one.id.rstrip(ascii_lowercase)
        if one.part != before[0]:
            lines += ["", f"**{one.part}**", ""]
        if number != before[1]:
            lines.append(f"{number}. {one.wording}")
        if one.item:
            lines.append(f"    {one.id[len(number) :]}. {one.item}")
        before = (one.part, number)
    return "\n".join([*lines[1:], ""])


def support(reading: Reading, recommendation: Recommendation) -> str:
    """The findings that a recommendation rests on, and those that no longer say what it needs."""
    found: dict[bool, list[str]] = {True: [], False: []}
    for claim_id, needed in recommendation.claims.items():
        one = reading.claim(reading.first, claim_id)
        if one.speaks:
            found[one.stance == needed].append(link(reading, claim_id))
    rests = f"Steunt op {' '.join(found[True])}." if found[True] else "*Geen bevinding steunt dit.*"
    against = f" Niet gesteund door {' '.join(found[False])}." if found[False] else ""
    return f"{rests}{against}"


def verdicts(wave: Wave) -> str:
    """How many of the pact's measures are reached, in part or not, and which."""
    found: dict[str, list[str]] = {}
    for one in wave.measures:
        found.setdefault(one.verdict, []).append(f"*{one.measure.label}*")
    parts = [
        f"{nl.words(len(names))} {VERDICTS[verdict]} ({nl.listing(names)})"
        for verdict in VERDICTS
        if (names := found.get(verdict))
    ]
    return f"Van de {nl.words(len(wave.measures))} maatregelen zijn er in {wave.year} {nl.listing(parts)}."


def strands(names: Sequence[str]) -> str:
    """ "vragenlijst en interviews"."""
    return nl.listing([STRANDS[name].lower() for name in names])
