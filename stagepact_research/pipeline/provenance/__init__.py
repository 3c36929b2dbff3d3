"""From which data, code, protocol and seeds everything came, and whether that still holds."""

from stagepact_research.pipeline.provenance.errors import Differs, NoRecord
from stagepact_research.pipeline.provenance.recording import RECORD, make_record, output_hashes, record_step
from stagepact_research.pipeline.provenance.verifying import Check, InHand, all_differences, remedy_of, verify

__all__ = [
    "RECORD",
    "Check",
    "Differs",
    "InHand",
    "NoRecord",
    "all_differences",
    "make_record",
    "output_hashes",
    "record_step",
    "remedy_of",
    "verify",
]
