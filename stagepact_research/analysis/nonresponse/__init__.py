"""Who is missing, what it does to the results, and what would have to be true for a conclusion to fall."""

from stagepact_research.analysis.nonresponse.survey import Population, analyse_nonresponse

__all__ = ["Population", "analyse_nonresponse"]
