"""From the files in instruments/synthesis/ to one checked synthesis."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from stagepact_research.instruments.yaml_source import YamlSource, build, read_yaml
from stagepact_research.synthesis.errors import (
    NothingToGoBy,
    TwiceNamed,
    UnknownPlaceholder,
    UnknownReference,
)
from stagepact_research.synthesis.model import Synthesis

FILES = ("questions", "topics", "claims", "measures", "factors", "recommendations")
PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
FORM = re.compile(r"(?P<name>\w+)(?:\.(?P<part>getal|woorden))?(?::(?P<one>[^|]+)\|(?P<many>[^|]+))?")


def load_synthesis(folder: Path) -> Synthesis:
    """The synthesis in `folder` (instruments/synthesis/).

    Raises
    ------
    InstrumentProblem
        When a file cannot be read or does not have the right shape.
    UnknownReference, TwiceNamed, UnknownPlaceholder, NothingToGoBy
        When an entry refers to nothing, is there twice, or asks for evidence that it does not name.
    """
    sources = {name: read_yaml(folder / f"{name}.yml") for name in FILES if name != "topics"}
    data: dict[str, Any] = {name: source.data.get(name, ()) for name, source in sources.items()}
    data["topics"] = sources["claims"].data.get("topics", ())
    everything = YamlSource(str(folder), data, sources["claims"].root)
    synthesis = build(Synthesis, data, everything)
    _check(synthesis, sources)
    return synthesis


def _check(synthesis: Synthesis, sources: Mapping[str, YamlSource]) -> None:
    for name in FILES:
        _refuse_twice(sources.get(name, sources["claims"]), name, [o.id for o in getattr(synthesis, name)])
    questions = [question.id for question in synthesis.questions]
    topics = [topic.id for topic in synthesis.topics]
    claims = [claim.id for claim in synthesis.claims]
    source = sources["claims"]
    for k, topic in enumerate(synthesis.topics):
        _refuse_unknown(source.where(("topics", k)), "vraag", [topic.question], questions)
    for k, claim in enumerate(synthesis.claims):
        where = source.where(("claims", k))
        _refuse_unknown(where, "onderwerp", [claim.topic], topics)
        if not claim.evidence and (claim.stance is None or not claim.sources):
            raise NothingToGoBy(where, claim.id)
        _refuse_placeholders(where, claim.text, claim.evidence)
    for k, measure in enumerate(synthesis.measures):
        for i, indicator in enumerate(measure.indicators):
            where = sources["measures"].where(("measures", k, "indicators", i))
            _refuse_placeholders(where, indicator.text, indicator.evidence)
    for k, recommendation in enumerate(synthesis.recommendations):
        where = sources["recommendations"].where(("recommendations", k))
        _refuse_unknown(where, "uitspraak", recommendation.claims, claims)


def _refuse_twice(source: YamlSource, name: str, ids: Iterable[str]) -> None:
    seen: set[str] = set()
    for k, one in enumerate(ids):
        if one in seen:
            raise TwiceNamed(source.where((name, k)), one)
        seen.add(one)


def _refuse_unknown(where: str, what: str, named: Iterable[str], known: list[str]) -> None:
    for name in named:
        if name not in known:
            raise UnknownReference(where, what, name, known)


def _refuse_placeholders(where: str, text: str, evidence: Mapping[str, object]) -> None:
    for placeholder in PLACEHOLDER.findall(text):
        form = FORM.fullmatch(placeholder)
        if form is None or form["name"] not in evidence:
            raise UnknownPlaceholder(where, placeholder, list(evidence))
    if evidence and "a" not in evidence:
        raise UnknownPlaceholder(where, "a", list(evidence))
