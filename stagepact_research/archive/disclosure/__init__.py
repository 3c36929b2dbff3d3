"""The one gate that everything published passes."""

from stagepact_research.archive.disclosure.attack import bounds, exposed
from stagepact_research.archive.disclosure.example import printed_now
from stagepact_research.archive.disclosure.gate import protect

__all__ = ["bounds", "exposed", "printed_now", "protect"]
