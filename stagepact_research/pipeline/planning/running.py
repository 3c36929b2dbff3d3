"""Where the cells of a plan are computed: on the cores of this machine, or on a Dask cluster.

Every cell has its own seed and answers come back in the order of the cells, so that it makes no difference.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor

from stagepact_research.analysis.planning.designs import Cell, Row
from stagepact_research.pipeline.planning.errors import ClusterFailed, NoCluster, NoDask

Work = Callable[[Cell], list[Row]]
_PATIENCE = "15s"


def on_cores(work: Work, cells: list[Cell], *, workers: int | None = None) -> Iterable[list[Row]]:
    """On so many cores, or on all that this process may use."""
    number = min(workers or available_cores(), len(cells))
    if number < 2:
        return [work(cell) for cell in cells]
    with ProcessPoolExecutor(number) as pool:
        return list(pool.map(work, cells))


def on_cluster(work: Work, cells: list[Cell], *, address: str) -> Iterable[list[Row]]:
    """On the workers of the Dask scheduler at an address.

    Raises
    ------
    NoDask, NoCluster, ClusterFailed
    """
    try:
        from distributed import Client
    except ImportError:
        raise NoDask from None
    try:
        client = Client(address, timeout=_PATIENCE)
    except (OSError, ValueError, TypeError, ImportError) as error:  # also Dask's own TimeoutError
        raise NoCluster(address, error) from None
    with client:
        try:
            # Not pure: Dask would otherwise give an earlier answer of older code for the same cell.
            return list(client.gather(client.map(work, cells, pure=False)))
        except Exception as error:  # a worker passes on whatever went wrong there
            raise ClusterFailed(address, error) from None


def available_cores() -> int:
    """The cores that this process may use, which can be fewer than the machine has."""
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count() or 1
