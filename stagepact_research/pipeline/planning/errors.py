"""What keeps a plan from being computed or kept, and the sentence for each."""

from __future__ import annotations

from pathlib import Path

from stagepact_research.errors import InputProblem


class NoDask(InputProblem):
    """A cluster was asked for and dask.distributed is not installed."""

    def __init__(self) -> None:
        super().__init__(
            "--dask",
            "het pakket distributed is niet geïnstalleerd.",
            "de groep cluster van pyproject.toml",
            "Installeer het met: pip install --group cluster. Zonder --dask rekent deze machine zelf.",
        )


class NoCluster(InputProblem):
    """Nothing answers at the address of the cluster."""

    def __init__(self, address: str, error: BaseException) -> None:
        self.address = address
        super().__init__(
            f"--dask {address}",
            f"het cluster antwoordt niet ({_said(error)}).",
            "het adres van de scheduler, zoals tcp://naam:8786",
            "Controleer het adres, of laat --dask weg: dan rekent deze machine zelf.",
        )


class ClusterFailed(InputProblem):
    """The cluster answered, and could not do the work."""

    def __init__(self, address: str, error: BaseException) -> None:
        self.address = address
        super().__init__(
            f"--dask {address}",
            f"het cluster kon niet rekenen ({_said(error)}).",
            "werkers met dezelfde versie van stagepact-research, Python en numpy",
            "Installeer die op de werkers, of laat --dask weg: dan rekent deze machine zelf.",
        )


class AlreadyStored(InputProblem):
    """There is another result under this name; raw data are never replaced."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(
            str(path),
            "hier is al een andere uitkomst opgeslagen; er is niets geschreven.",
            "dezelfde uitkomst, of een nieuwe naam",
            "Kies met --out een nieuwe naam, en noem die in instruments/protocol.yml (planning > result).",
        )


def _said(error: BaseException) -> str:
    words = " ".join(str(error).split())[:200]
    return f"{type(error).__name__}: {words}" if words else type(error).__name__
