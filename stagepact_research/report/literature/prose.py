"""The text of chapter 2: claims as sentences with their references, and what they add up to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from stagepact_research.report import nl
from stagepact_research.report.literature.reading import Evidence
from stagepact_research.report.tables import escape_markdown
from stagepact_research.strands.literature import Claim, Scheme, fill, strongest
from stagepact_research.strands.literature.mapping import Cell

_BETWEEN = re.compile(r"(\{[^{}]*\})")


def topic(evidence: Evidence, intervention: str) -> str:
    """A heading and the paragraphs about one topic; what a later wave added comes last and says so."""
    own = [claim for claim in evidence.claims if claim.intervention == intervention]
    first = min((claim.wave for claim in evidence.claims), default=0)
    blocks = [
        f"#### {evidence.scheme.interventions[intervention].label} {{#{anchor(intervention)} .unnumbered}}"
    ]
    for wave in sorted({claim.wave for claim in own}):
        mine = [claim for claim in own if claim.wave == wave]
        for number in sorted({claim.paragraph for claim in mine}):
            text = " ".join(sentences(evidence, c) for c in mine if c.paragraph == number)
            blocks.append(text if wave == first else f"**Toegevoegd in {wave}.** {text}")
    return "\n\n".join(blocks)


def anchor(intervention: str) -> str:
    """The label of a topic's heading."""
    return f"sec-literatuur-{intervention.replace('_', '-')}"


def sentences(evidence: Evidence, claim: Claim) -> str:
    """The claim, its mechanism and its caveats, with the works that they rest on.

    Sentences that follow each other and rest on the same works have one reference, after the last.
    """
    said = claim.sentences
    after = [keys for _, keys in said[1:]] + [()]
    return " ".join(
        _sentence(evidence, claim, text, () if keys == following else keys)
        for (text, keys), following in zip(said, after, strict=True)
    )


def _sentence(evidence: Evidence, claim: Claim, text: str, keys: Sequence[str]) -> str:
    parts = _BETWEEN.split(text)
    # Words of the data are no mark-up; the braces around a number are ours.
    plain = "".join(part if _BETWEEN.fullmatch(part) else escape_markdown_inside(part) for part in parts)
    written = fill(plain, claim, evidence.numbers(claim), evidence.words)
    cited = f" [{'; '.join(f'@{key}' for key in keys)}]" if keys else ""
    return f"{written[:1].upper()}{written[1:]}{cited}."


def escape_markdown_inside(text: str) -> str:
    """`escape_markdown` for a part of a sentence, which keeps the spaces at its ends."""
    before = text[: len(text) - len(text.lstrip())]
    after = text[len(text.rstrip()) :] if text.strip() else ""
    return f"{before}{escape_markdown(text)}{after}"


def conclusions(evidence: Evidence) -> str:
    """For every section with approaches: how well each is supported, and which have a limit."""
    cells, scheme = evidence.map, evidence.scheme
    lines = []
    for section, named in scheme.sections.items():
        own = [c for c in cells if scheme.interventions[c.intervention].section == section]
        if own:
            lines.append(f"- **{named.label}.** {_supported(own, scheme)}{_limited(own, scheme)}")
    return "\n".join(lines)


def _supported(own: Sequence[Cell], scheme: Scheme) -> str:
    named = dict.fromkeys(cell.intervention for cell in own)
    said = []
    for strength in reversed(scheme.strengths):
        names = [name for name in named if strongest(own, name, scheme) == strength]
        if names:
            said.append(f"{scheme.strengths[strength].label}: {_listed(names, scheme)}")
    text = "; ".join(said)
    return f"{text[:1].upper()}{text[1:]}."


def _limited(own: Sequence[Cell], scheme: Scheme) -> str:
    said = []
    for direction, one in scheme.directions.items():
        names = dict.fromkeys(cell.intervention for cell in own if direction in cell.limits)
        if names:
            said.append(f"{one.label}: {_listed(names, scheme)}")
    return f" Met een kanttekening ({'; '.join(said)})." if said else ""


def _listed(names: Iterable[str], scheme: Scheme) -> str:
    return nl.listing([lower(scheme.interventions[name].label) for name in names])


def lower(label: str) -> str:
    return label[:1].lower() + label[1:]


def in_words(evidence: Evidence) -> str:
    """The map for who cannot see it."""
    return "; ".join(f"{name}, {phase}: {says}" for name, phase, says in cells_in_words(evidence))


def cells_in_words(evidence: Evidence) -> list[tuple[str, str, str]]:
    """For every cell of the map the approach, the phase, and how well it is supported."""
    scheme, said = evidence.scheme, []
    for cell in evidence.map:
        name, phase = scheme.interventions[cell.intervention].label, scheme.phases[cell.phase].label
        works = [scheme.strengths[cell.strength].label] if cell.strength else []
        limits = (
            ["met een kanttekening"]
            if cell.limits and works
            else ["alleen een kanttekening"] * bool(cell.limits)
        )
        said.append((name, phase, ", ".join([*works, *limits])))
    return said
