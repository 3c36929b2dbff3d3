"""The draft of the accessibility statement: what was tested, what was found, what is known to be missing."""

from stagepact_research.report.accessibility.reading import Tested, open_accessibility, untested

__all__ = ["Tested", "open_accessibility", "untested"]
