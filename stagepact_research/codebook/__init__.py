"""What stands in a file of respondents: variables, their values, and how often each was given."""

from stagepact_research.codebook.distributions import Distribution, Lookup, distribution
from stagepact_research.codebook.table import codebook_table
from stagepact_research.codebook.variables import MEASURES, Value, Variable, left_out, variables_of

__all__ = [
    "MEASURES",
    "Distribution",
    "Lookup",
    "Value",
    "Variable",
    "codebook_table",
    "distribution",
    "left_out",
    "variables_of",
]
