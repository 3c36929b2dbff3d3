"""From the YAML files in instruments/ to the questionnaire and the scales of one wave."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import Field

from stagepact_research.instruments.errors import WrongShape
from stagepact_research.instruments.questionnaire import (
    Collapse,
    Condition,
    Model,
    Page,
    Question,
    Questionnaire,
    ResponseScale,
    Scales,
)
from stagepact_research.instruments.yaml_source import YamlSource, build, read_yaml


class _ResponseScales(Model):
    """The contents of response_scales.yml."""

    response_scales: tuple[ResponseScale, ...]
    collapses: dict[str, tuple[Collapse, ...]] = Field(default_factory=dict)


def load_questionnaire(path: Path | str | int, scales_path: Path | str | None = None) -> Questionnaire:
    """The questionnaire in `path`, with the response scales that it refers to.

    Parameters
    ----------
    path : the YAML file, or the wave as a number: instruments/questionnaire/<wave>.yml below the
        current folder.
    scales_path : the file with the response scales; by default response_scales.yml one folder above
        the questionnaire.

    Raises
    ------
    InstrumentProblem
        When a file cannot be read or does not have the shape of a questionnaire. Whether the
        questionnaire is sound is for `check_questionnaire` to say.
    """
    path = Path("instruments", "questionnaire", f"{path}.yml") if isinstance(path, int) else Path(path)
    shared = _load_response_scales(
        path.parent.parent / "response_scales.yml" if scales_path is None else scales_path
    )
    source = read_yaml(path)
    _refuse_shared_keys(source)
    data: dict[str, Any] = {
        **source.data,
        "response_scales": {scale.id: scale for scale in shared.response_scales},
        "collapses": shared.collapses,
    }
    questionnaire = build(Questionnaire, data, source)
    return _with_endings(questionnaire)


def load_scales(path: Path | str) -> Scales:
    """The scales in `path` (instruments/scales.yml)."""
    source = read_yaml(path)
    return build(Scales, source.data, source)


def _load_response_scales(path: Path | str) -> _ResponseScales:
    source = read_yaml(path)
    shared = build(_ResponseScales, source.data, source)
    seen: set[str] = set()
    for number, scale in enumerate(shared.response_scales):
        if scale.id in seen:
            raise WrongShape(
                source.where(("response_scales", number)),
                f'antwoordschaal "{scale.id}" staat er twee keer.',
                "elke schaal één keer",
            )
        seen.add(scale.id)
    return shared


def _refuse_shared_keys(source: YamlSource) -> None:
    for key in ("response_scales", "collapses"):
        if key in source.data:
            raise WrongShape(
                source.where((key,)),
                f'sleutel "{key}" hoort niet in een vragenlijst.',
                remedy="Antwoordschalen staan één keer, in response_scales.yml.",
            )


def _with_endings(questionnaire: Questionnaire) -> Questionnaire:
    """Every question after the one that can end the questionnaire is asked only on the other answers.

    A question with a condition of its own on that question keeps its own.
    """
    passed: list[Condition] = []
    pages: list[Page] = []
    for page in questionnaire.pages:
        questions: list[Question] = []
        for question in page.questions:
            own = {condition.question for condition in question.relevance}
            inherited = tuple(c for c in passed if c.question not in own)
            questions.append(question.model_copy(update={"relevance": (*inherited, *question.relevance)}))
            passed.extend(c for c in questionnaire.ends_unless if c.question == question.id)
        pages.append(page.model_copy(update={"questions": tuple(questions)}))
    return questionnaire.model_copy(update={"pages": tuple(pages)})
