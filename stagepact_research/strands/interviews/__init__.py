"""The interviews: guides, codebook, coded interviews and their counts."""

from stagepact_research.strands.interviews.checking import check_interviews
from stagepact_research.strands.interviews.codebook import load_codebook
from stagepact_research.strands.interviews.coded import read_coded
from stagepact_research.strands.interviews.consistency import disagreements
from stagepact_research.strands.interviews.counts import count_interviews, wilson
from stagepact_research.strands.interviews.findings import finding, read_findings, read_quotes
from stagepact_research.strands.interviews.guides import (
    load_guide,
    load_guides,
    load_information,
    load_vignettes,
)
from stagepact_research.strands.interviews.printing import print_guide, print_information

__all__ = [
    "check_interviews",
    "count_interviews",
    "disagreements",
    "finding",
    "load_codebook",
    "load_guide",
    "load_guides",
    "load_information",
    "load_vignettes",
    "print_guide",
    "print_information",
    "read_coded",
    "read_findings",
    "read_quotes",
    "wilson",
]
