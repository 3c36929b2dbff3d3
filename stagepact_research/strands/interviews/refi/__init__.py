"""Coded interviews from ATLAS.ti, MAXQDA, NVivo, QualCoder (REFI-QDA) or CSV, and our codebook for them."""

from stagepact_research.strands.interviews.refi.coded import CodedInterviews
from stagepact_research.strands.interviews.refi.exchange import read_qdc, to_qdc
from stagepact_research.strands.interviews.refi.mapping import Mapping
from stagepact_research.strands.interviews.refi.project import coded_from_project
from stagepact_research.strands.interviews.refi.reading import read_project
from stagepact_research.strands.interviews.refi.study import Question, Study, StudyCode, study_of
from stagepact_research.strands.interviews.refi.tables import coded_from_table, read_cases

__all__ = [
    "CodedInterviews",
    "Mapping",
    "Question",
    "Study",
    "StudyCode",
    "coded_from_project",
    "coded_from_table",
    "read_cases",
    "read_project",
    "read_qdc",
    "study_of",
    "to_qdc",
]
