"""An invented wave of which everything is known: teams, what they answer, who takes part, and the truth."""

from stagepact_research.rehearsal.wave.answers import (
    change_answers,
    comparable_headings,
    complete_answers,
    deal_patterns,
    scale_score,
)
from stagepact_research.rehearsal.wave.contact_log import contact_log
from stagepact_research.rehearsal.wave.population import Team, draw_teams
from stagepact_research.rehearsal.wave.refusal import Person, Reply, ask_institutions, ask_teams, plan_people
from stagepact_research.rehearsal.wave.scoring import score_against_truth
from stagepact_research.rehearsal.wave.settings import Rehearsal, check_names, load_rehearsal
from stagepact_research.rehearsal.wave.truth import all_outcomes, truth_rows, truth_table

__all__ = [
    "Person",
    "Rehearsal",
    "Reply",
    "Team",
    "all_outcomes",
    "ask_institutions",
    "ask_teams",
    "change_answers",
    "check_names",
    "comparable_headings",
    "complete_answers",
    "contact_log",
    "deal_patterns",
    "draw_teams",
    "load_rehearsal",
    "plan_people",
    "scale_score",
    "score_against_truth",
    "truth_rows",
    "truth_table",
]
