"""The plan of a wave: computed on all cores or on a cluster, and kept as a file that nothing replaces."""

from stagepact_research.pipeline.planning.running import on_cluster, on_cores
from stagepact_research.pipeline.planning.storing import Stored, make_plan, store_plan

__all__ = ["Stored", "make_plan", "on_cluster", "on_cores", "store_plan"]
