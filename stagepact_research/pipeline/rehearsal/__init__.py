"""`stagepact rehearse`: a whole wave as the team will run it, with invented teams on the practice server."""

from stagepact_research.pipeline.rehearsal.drawing import draw_wave
from stagepact_research.pipeline.rehearsal.truth import read_truth
from stagepact_research.pipeline.rehearsal.writing import rehearse

__all__ = ["draw_wave", "read_truth", "rehearse"]
