"""`stagepact export`: the deposit for an archive, and the log of what was deleted."""

from stagepact_research.pipeline.deposit.deletions import check_deletions, record_deletion
from stagepact_research.pipeline.deposit.writing import export_deposit

__all__ = ["check_deletions", "export_deposit", "record_deletion"]
