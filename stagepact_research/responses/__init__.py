"""What was answered: LimeSurvey's export, the reason of every missing answer, dispositions."""

from stagepact_research.responses.export import Responses, read_export

__all__ = ["Responses", "read_export"]
