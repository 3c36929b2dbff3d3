"""The frame: DUO's students and institutions, their margins, and the places of teams in them."""

from stagepact_research.weighting.frame.changes import Changes, institution_changes
from stagepact_research.weighting.frame.duo import institutions_from_duo, students_from_duo
from stagepact_research.weighting.frame.institutions import (
    codes_not_offered,
    institution_frame,
    institution_units,
    join_institutions,
    region_margin,
)
from stagepact_research.weighting.frame.layout import (
    as_csv,
    read_institutions,
    read_students,
    read_successors,
)
from stagepact_research.weighting.frame.memberships import MAPPINGS, memberships, per_team, team_weights
from stagepact_research.weighting.frame.students import categories, margin, margin_range, outside, students

__all__ = [
    "MAPPINGS",
    "Changes",
    "as_csv",
    "categories",
    "codes_not_offered",
    "institution_changes",
    "institution_frame",
    "institution_units",
    "institutions_from_duo",
    "join_institutions",
    "margin",
    "margin_range",
    "memberships",
    "outside",
    "per_team",
    "read_institutions",
    "read_students",
    "read_successors",
    "region_margin",
    "students",
    "students_from_duo",
    "team_weights",
]
