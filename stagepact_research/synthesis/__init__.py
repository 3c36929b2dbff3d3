"""What the strands say together: research questions, claims with their evidence, Stagepact measures."""

from stagepact_research.synthesis.assessment import Assessed, assess
from stagepact_research.synthesis.contradictions import contradictions
from stagepact_research.synthesis.loading import load_synthesis
from stagepact_research.synthesis.measures import AssessedIndicator, AssessedMeasure, assess_measures
from stagepact_research.synthesis.model import Synthesis
from stagepact_research.synthesis.triangulation import triangulate

__all__ = [
    "Assessed",
    "AssessedIndicator",
    "AssessedMeasure",
    "Synthesis",
    "assess",
    "assess_measures",
    "contradictions",
    "load_synthesis",
    "triangulate",
]
