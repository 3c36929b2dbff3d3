"""What was answered: LimeSurvey's export, the reason of every missing answer, dispositions."""

from stagepact_research.responses.dispositions import (
    base_for_analysis,
    code_reasons,
    dispositions,
    refusal_reasons,
    response_rates,
)
from stagepact_research.responses.export import Responses, read_export
from stagepact_research.responses.export_format import format_export
from stagepact_research.responses.table import read_table

__all__ = [
    "Responses",
    "base_for_analysis",
    "code_reasons",
    "dispositions",
    "format_export",
    "read_export",
    "read_table",
    "refusal_reasons",
    "response_rates",
]
