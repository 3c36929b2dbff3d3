"""Reporting checklists: what a report should tell, and where this one does."""

from stagepact_research.report.checklists.loading import load_checklists
from stagepact_research.report.checklists.model import Checklist

__all__ = ["Checklist", "load_checklists"]
