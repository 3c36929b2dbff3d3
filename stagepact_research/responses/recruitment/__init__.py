"""How institutions, teams and people came to take part or not: the contact log and the rates of AAPOR."""

from stagepact_research.responses.recruitment.contact_log import TEMPLATE, read_contact_log
from stagepact_research.responses.recruitment.outcomes import OutcomeCounts, outcome_rates, person_outcomes
from stagepact_research.responses.recruitment.stages import Recruitment, last_outcomes, recruitment

__all__ = [
    "TEMPLATE",
    "OutcomeCounts",
    "Recruitment",
    "last_outcomes",
    "outcome_rates",
    "person_outcomes",
    "read_contact_log",
    "recruitment",
]
