"""What changed between two waves: on what ground, how much, how surely, and how it could be otherwise."""

from stagepact_research.analysis.change.basis import comparable, comparable_outcomes
from stagepact_research.analysis.change.composition import standardised_change
from stagepact_research.analysis.change.composition_rows import composition_changes
from stagepact_research.analysis.change.decomposition import oaxaca
from stagepact_research.analysis.change.effects import cohen_d, cohen_h
from stagepact_research.analysis.change.invariance import mean_comparability, wave_invariance
from stagepact_research.analysis.change.ordinal import ordinal_change
from stagepact_research.analysis.change.ordinal_rows import ordinal_changes
from stagepact_research.analysis.change.proportions import two_proportions
from stagepact_research.analysis.change.summaries import (
    summarise_replicated,
    summarise_wave,
    with_assumed_clustering,
)
from stagepact_research.analysis.change.testing import change_of_estimates, equivalence_test, verdict
from stagepact_research.analysis.change.waves import compare_summaries, compare_waves, verdicts
from stagepact_research.analysis.multiplicity import adjust

__all__ = [
    "adjust",
    "change_of_estimates",
    "cohen_d",
    "cohen_h",
    "comparable",
    "comparable_outcomes",
    "compare_summaries",
    "compare_waves",
    "composition_changes",
    "equivalence_test",
    "mean_comparability",
    "oaxaca",
    "ordinal_change",
    "ordinal_changes",
    "standardised_change",
    "summarise_replicated",
    "summarise_wave",
    "two_proportions",
    "verdict",
    "verdicts",
    "wave_invariance",
    "with_assumed_clustering",
]
