"""What the research team meets when a deposit cannot be made."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from stagepact_research.errors import InputProblem


class DepositExists(InputProblem):
    """The folder is there already: a deposit is never changed."""

    def __init__(self, out: Path) -> None:
        self.out = out
        super().__init__(
            str(out),
            "deze map bestaat al.",
            "een map die er nog niet is",
            "Kies een andere naam. Een depot wordt niet overschreven.",
        )


class NoFolderForDeposit(InputProblem):
    """The folder in which the deposit is to come does not exist."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        super().__init__(str(folder), "deze map bestaat niet.", remedy="Maak de map, of kies een andere.")


class RealAnswersInProject(InputProblem):
    """Real answers would come in a folder from which they can get into git or the site."""

    def __init__(self, out: Path) -> None:
        self.out = out
        super().__init__(
            str(out),
            "een depot met echte antwoorden mag niet in de map van het project staan.",
            "een map buiten het project",
            "Kies met --out een map op een plaats waar alleen het onderzoeksteam bij kan.",
        )


class NothingToDeposit(InputProblem):
    """A product that the deposit needs was not made."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(
            str(path), "dit bestand is er nog niet.", remedy="Maak het eerst met: stagepact report"
        )


class NoReportDate(InputProblem):
    """The book does not say of which date its report is."""

    def __init__(self, path: Path, found: str) -> None:
        self.path = path
        super().__init__(
            f"{path}, book > date",
            found,
            "een datum zoals 2026-11-25",
            "Vul de datum van het rapport in. Het depot krijgt die datum.",
        )


class NotDescribed(InputProblem):
    """The description of the study lacks a wave."""

    def __init__(self, path: Path, wave: int) -> None:
        self.path, self.wave = path, wave
        super().__init__(
            f"{path}, waves",
            f"ronde {wave} is niet beschreven.",
            "collected, sampling en locator",
            "Beschrijf het veldwerk van deze ronde; laat leeg wat niet bekend is.",
        )


class MixedProvenance(InputProblem):
    """A file that is called synthetic is real, or the other way round."""

    def __init__(self, wave: int, manifest: str, estimates: Sequence[str]) -> None:
        self.wave, self.manifest, self.estimates = wave, manifest, tuple(estimates)
        super().__init__(
            f"ronde {wave}",
            f"de momentopname is {manifest}, de schattingen zijn {' en '.join(estimates)}.",
            "dezelfde herkomst",
            "Maak de gegevensproducten opnieuw: stagepact report --force",
        )


class BrokenDeletionLog(InputProblem):
    """An entry was changed, taken away or put in between."""

    def __init__(self, where: str, number: int) -> None:
        self.number = number
        super().__init__(
            where,
            f"regel {number} van het wislogboek past niet bij de regels ervoor.",
            "regels die nooit veranderen, elk met de hash van zichzelf en van alle eerdere",
            "Zet het logboek terug zoals het was, en vul het alleen aan met: stagepact deletions record",
        )


class DeletionOutOfOrder(InputProblem):
    """An entry is dated before the last one."""

    def __init__(self, on: date, last: date) -> None:
        self.on, self.last = on, last
        super().__init__(
            "stagepact deletions record",
            f"{on.isoformat()} ligt voor de laatste regel van het logboek.",
            f"{last.isoformat()} of later",
        )


class WrongDeletion(InputProblem):
    """An entry that says something that cannot be, or more than may be known."""

    def __init__(self, found: str, expected: str) -> None:
        super().__init__("stagepact deletions record", found, expected)


class DeletedStillPresent(InputProblem):
    """Answers that the log says were deleted are in the snapshot."""

    def __init__(self, where: str, ids: Sequence[int]) -> None:
        self.ids = tuple(ids)
        said = ", ".join(map(str, ids[:5])) + (" en meer" if len(ids) > 5 else "")
        super().__init__(
            where,
            f"antwoord {said} staat er nog, terwijl het wislogboek zegt dat het gewist is.",
            "een momentopname zonder wat gewist is",
            "Haal de antwoorden opnieuw op, en vernietig de oude momentopname.",
        )
