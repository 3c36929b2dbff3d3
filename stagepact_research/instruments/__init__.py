"""What was asked: questionnaires by version, their response scales and the scales of items."""

from stagepact_research.instruments.agendas import check_frame, frame_hash, load_frame
from stagepact_research.instruments.checking import check_questionnaire
from stagepact_research.instruments.comparison import compare_versions, show_comparison
from stagepact_research.instruments.display import show_questionnaire
from stagepact_research.instruments.folder import check_instruments
from stagepact_research.instruments.loading import load_questionnaire, load_scales
from stagepact_research.instruments.lss import to_lss
from stagepact_research.instruments.printing import print_questionnaire
from stagepact_research.instruments.versions import content_hash, load_versions
from stagepact_research.instruments.wording import placeholders

__all__ = [
    "check_frame",
    "check_instruments",
    "check_questionnaire",
    "compare_versions",
    "content_hash",
    "frame_hash",
    "load_frame",
    "load_questionnaire",
    "load_scales",
    "load_versions",
    "placeholders",
    "print_questionnaire",
    "show_comparison",
    "show_questionnaire",
    "to_lss",
]
