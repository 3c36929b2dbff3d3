"""The study protocol: waves, thresholds, seeds, rules and paths, decided before the data are seen."""

from stagepact_research.protocol.archive import Archive
from stagepact_research.protocol.disclosure import Disclosure, DisclosureException
from stagepact_research.protocol.parts import (
    Change,
    Comparability,
    KeyFinding,
    Measurement,
    NonResponse,
    Protocol,
    Quantifier,
    Statistics,
)
from stagepact_research.protocol.planning import Planning
from stagepact_research.protocol.project import (
    PULLED,
    InvalidProtocol,
    Project,
    find_project,
    load_protocol,
)

__all__ = [
    "PULLED",
    "Archive",
    "Change",
    "Comparability",
    "Disclosure",
    "DisclosureException",
    "InvalidProtocol",
    "KeyFinding",
    "Measurement",
    "NonResponse",
    "Planning",
    "Project",
    "Protocol",
    "Quantifier",
    "Statistics",
    "find_project",
    "load_protocol",
]
