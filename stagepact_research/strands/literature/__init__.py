"""The literature scan: what is known about internship discrimination and what helps against it."""

from stagepact_research.strands.literature.citations import check_citations, cited_in, read_works
from stagepact_research.strands.literature.claims import Claim, read_claims
from stagepact_research.strands.literature.mapping import Cell, evidence_map, strongest
from stagepact_research.strands.literature.numbers import check_numbers, fill
from stagepact_research.strands.literature.places import claims_of, scheme_of
from stagepact_research.strands.literature.scheme import Scheme, read_scheme

__all__ = [
    "Cell",
    "Claim",
    "Scheme",
    "check_citations",
    "check_numbers",
    "cited_in",
    "claims_of",
    "evidence_map",
    "fill",
    "read_claims",
    "read_scheme",
    "read_works",
    "scheme_of",
    "strongest",
]
