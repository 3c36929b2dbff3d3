"""What mbo-instellingen write in their kwaliteitsagenda's: coded, counted, and how far coders agree."""

from stagepact_research.strands.agendas.agreement import agreement, agreement_estimates
from stagepact_research.strands.agendas.cells import coders_of, one_coding, theme_levels
from stagepact_research.strands.agendas.coding import read_coding
from stagepact_research.strands.agendas.counts import coding_estimates
from stagepact_research.strands.agendas.template import explanation, template

__all__ = [
    "agreement",
    "agreement_estimates",
    "coders_of",
    "coding_estimates",
    "explanation",
    "one_coding",
    "read_coding",
    "template",
    "theme_levels",
]
