"""What was asked: questionnaires by version, their response scales and the scales of items."""

from stagepact_research.instruments.loading import load_questionnaire, load_scales

__all__ = ["load_questionnaire", "load_scales"]
