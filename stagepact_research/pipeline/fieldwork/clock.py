"""What time it is: the machine's clock, or in a rehearsal the one of the practice server."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def local_time() -> datetime:
    """The local time without a zone, as LimeSurvey keeps its dates."""
    return datetime.now()


def universal_time() -> datetime:
    """The time in UTC, as a snapshot is dated."""
    return datetime.now(UTC)
