"""The frame on disk: read and checked, and added to."""

from stagepact_research.pipeline.frame.adding import Addition, add_figures, record_successors
from stagepact_research.pipeline.frame.reading import Frame, UnfitFrame, check_frames, read_frame

__all__ = [
    "Addition",
    "Frame",
    "UnfitFrame",
    "add_figures",
    "check_frames",
    "read_frame",
    "record_successors",
]
